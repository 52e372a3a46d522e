"""How calls go: counted by hand, told with intervals, what was said beside what followed, and who sees whom."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict

from tests.cast import NOW, client_for, person
from trimtab.calls import actions
from trimtab.calls.actions import Promised
from trimtab.calls.figures import figures_of
from trimtab.calls.models import Call, Outcome
from trimtab.calls.policy import may_see_figures_of
from trimtab.calls.tests.conftest import PLAN, planned
from trimtab.core.shares import Share
from trimtab.objectives.actions import complete_action
from trimtab.opportunities.actions import edit_opportunity
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import stage
from trimtab.people.frame import frame_for
from trimtab.people.models import Team, User

pytestmark = pytest.mark.django_db
OLD = NOW - timedelta(days=45)
YEAR = QueryDict("period=FY2026&scope=everyone")


def held(turbines: Opportunity, outcome: str, *, by: User, days: int = 0, **fields: Any) -> Call:
    """A call of 45 days ago or later, with that outcome; "": nobody said."""
    at = OLD + timedelta(days=days)
    call = planned(turbines, by=by, at=at, **fields)
    return actions.debrief_call(call, outcome=outcome, by=by, now=at + timedelta(hours=1)) if outcome else call


def test_ten_calls_counted_by_hand(ana: User, turbines: Opportunity) -> None:
    for number in range(6):
        outcome = Outcome.ADVANCE if number < 4 else Outcome.CONTINUATION
        held(turbines, outcome, by=ana, opening="news", ask="trial", **PLAN)
    for said in ("advance", "refusal", "refusal", ""):
        held(turbines, said, by=ana)
    actions.call_off(held(turbines, "", by=ana), by=ana, now=NOW)
    planned(turbines, by=ana, at=NOW + timedelta(days=2))

    found = figures_of(frame_for(ana, YEAR, now=NOW), now=NOW)

    assert found.n == 10
    assert (found.planned, found.debriefed, found.advanced) == (Share(6, 10), Share(9, 10), Share(5, 9))
    assert (found.advanced_planned, found.advanced_unplanned) == (Share(4, 6), Share(1, 3))
    assert [(row.key, row.share) for row in (*found.openings, *found.asks)] == [
        ("opening-news", Share(4, 6)),
        ("ask-trial", Share(4, 6)),
    ]


def test_an_advance_that_nothing_followed_is_told_apart_from_one_that_moved_on(
    ana: User, turbines: Opportunity, process: Process
) -> None:
    said = held(turbines, Outcome.ADVANCE, by=ana)
    promised = actions.note_commitment(said, Promised("theirs", "Sends the figures"), by=ana, now=OLD)
    assert promised.action is not None
    complete_action(promised.action, by=ana, now=OLD + timedelta(days=3))
    moved = OLD + timedelta(days=10)
    edit_opportunity(turbines, changes={"stage": stage(process, "Proof")}, by=ana, now=moved)

    advance, continuation, _refusal = figures_of(frame_for(ana, YEAR, now=NOW), now=NOW).followed

    assert (advance.n, advance.moved_on, advance.kept, advance.dated) == (1, 1, 1, 0)
    assert continuation.n == 0


def test_a_step_back_a_late_step_and_a_call_of_last_week_do_not_count_as_followed(
    ana: User, turbines: Opportunity, process: Process
) -> None:
    held(turbines, Outcome.ADVANCE, by=ana)
    held(turbines, Outcome.ADVANCE, by=ana, days=40)
    late = OLD + timedelta(days=38)
    edit_opportunity(turbines, changes={"stage": stage(process, "Proof")}, by=ana, now=late)
    edit_opportunity(turbines, changes={"stage": stage(process, "Qualify")}, by=ana, now=late + timedelta(days=3))

    advance = figures_of(frame_for(ana, YEAR, now=NOW), now=NOW).followed[0]

    assert (advance.n, advance.moved_on, advance.any) == (1, 0, Share(0, 1))


def test_one_sees_how_one_does_oneself_and_how_those_do_whom_one_leads(
    ana: User, ben: User, cleo: User, eva: User, dov: User, north: Team
) -> None:
    gus = person("Gus", role=User.Role.SELLER, team=north, sees=User.Sees.TEAM)

    seen = {one.name: may_see_figures_of(one, ana) for one in (ana, ben, eva, gus, cleo, dov)}

    assert seen == {"Ana": True, "Ben": True, "Eva": True, "Gus": False, "Cleo": False, "Dov": False}


def test_a_colleague_finds_no_row_and_no_calls_of_another_one(ana: User, north: Team, turbines: Opportunity) -> None:
    gus = person("Gus", role=User.Role.SELLER, team=north, sees=User.Sees.TEAM)
    held(turbines, Outcome.REFUSAL, by=ana)

    figures = figures_of(frame_for(gus, YEAR, now=NOW), now=NOW)
    rows = client_for(gus).get(f"/calls/figures/?{YEAR.urlencode()}&rows=person-{ana.pk}")

    assert (figures.n, figures.people) == (1, [])
    assert rows.status_code == 404


def test_few_cases_are_answered_in_words(ana: User, turbines: Opportunity) -> None:
    held(turbines, Outcome.ADVANCE, by=ana)

    page = client_for(ana).get(f"/calls/figures/?{YEAR.urlencode()}&rows=outcome-advance").content.decode()

    assert "Cannot tell from 1 calls; 7 more are needed." in page
    assert "Pumps of plant 2" in page


@pytest.mark.parametrize("asked", ["opening-nothing", "person-x", "outcome-", "other"])
def test_rows_of_no_figure_are_not_found(ana: User, asked: str) -> None:
    assert client_for(ana).get(f"/calls/figures/?rows={asked}").status_code == 404


def test_periods_and_owners_bound_what_is_counted(ana: User, ben: User, turbines: Opportunity) -> None:
    held(turbines, Outcome.ADVANCE, by=ana)

    before = figures_of(frame_for(ana, QueryDict("period=FY2025"), now=NOW), now=NOW)
    of_ben = figures_of(frame_for(ben, QueryDict("period=FY2026&scope=me"), now=NOW), now=NOW)

    assert (before.n, of_ben.n) == (0, 0)
