"""Who sees and edits an opportunity, by the door, the list and the sentence alike."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from tests.cast import person
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.policy import explain_access, get_opportunity_for
from trimtab.opportunities.queries import visible_opportunities
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import Team, User


def door(user: User, opportunity: Opportunity) -> tuple[bool, bool]:
    """Whether the user may see it, and may edit it."""
    return _opens(lambda: get_opportunity_for(user, opportunity.pk)), _opens(
        lambda: get_opportunity_for(user, opportunity.pk, edit=True)
    )


def _opens(attempt: Callable[[], Opportunity]) -> bool:
    try:
        attempt()
    except (Http404, PermissionDenied):
        return False
    return True


def test_door_list_and_sentence_agree(
    ana: User, ben: User, cleo: User, dov: User, eva: User, finn: User, process: Process, north: Team
) -> None:
    gus = person("Gus", role=User.Role.SELLER, team=north, sees=User.Sees.TEAM)
    robots = deal("Robots", owner=ana, process=process)
    said = {one.person: one.access for one in explain_access(ana, robots)}

    for user in (ana, ben, cleo, dov, eva, finn, gus):
        sees, edits = door(user, robots)
        assert sees == visible_opportunities(user).filter(pk=robots.pk).exists() == (user in said), user
        assert edits == (user in said and said[user].can_edit), user
    assert (door(gus, robots), door(cleo, robots)) == ((True, False), (False, False))


def test_a_reader_is_told_why_editing_is_refused(ana: User, north: Team, process: Process) -> None:
    gus = person("Gus", role=User.Role.SELLER, team=north, sees=User.Sees.TEAM)
    robots = deal("Robots", owner=ana, process=process)

    with pytest.raises(PermissionDenied, match="edits only"):
        get_opportunity_for(gus, robots.pk, edit=True)


def test_those_who_left_are_not_listed(ana: User, ben: User, process: Process) -> None:
    robots = deal("Robots", owner=ana, process=process)
    User.objects.filter(pk=ben.pk).update(is_active=False)

    assert [one.person for one in explain_access(ana, robots)] == [ana]
