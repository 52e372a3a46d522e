"""What may be planned, by whom, for whom, and what becomes of it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.cast import NOW, person
from trimtab.accounts.actions import add_member
from trimtab.accounts.models import Account, Contact
from trimtab.core.models import Event, Organisation
from trimtab.objectives.actions import (
    ActionChanged,
    add_action,
    add_objective,
    complete_action,
    drop_action,
    edit_action,
    edit_objective,
    move_action,
    reopen_action,
)
from trimtab.objectives.models import Action, Objective
from trimtab.objectives.queries import visible_actions, visible_objectives
from trimtab.opportunities.models import Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User

pytestmark = pytest.mark.django_db


def planned(by: User, **fields: object) -> Action:
    return add_action(fields={"subject": "Call Kim"} | fields, by=by, now=NOW)


def aim(account: Account, by: User, **fields: object) -> Objective:
    return add_objective(account, fields={"name": "Win the plant", "kind": "revenue"} | fields, by=by, now=NOW)


def test_an_action_of_an_objective_belongs_to_its_account(acme: Account, ana: User) -> None:
    action = planned(ana, objective=aim(acme, ana))

    assert (action.account, action.assignee, action.status) == (acme, ana, "to_do")


def test_an_action_of_an_opportunity_belongs_to_its_account(acme: Account, ana: User, process: Process) -> None:
    action = planned(ana, opportunity=deal("Turbines", owner=ana, process=process, account=acme))

    assert action.account == acme


def test_what_belongs_to_another_account_is_refused(acme: Account, bolt: Account, ana: User, dov: User) -> None:
    with pytest.raises(ValidationError, match="belongs to another account"):
        planned(dov, account=bolt, objective=aim(acme, ana))


def test_a_stranger_plans_nothing_on_the_account(acme: Account, cleo: User) -> None:
    with pytest.raises(PermissionDenied):
        planned(cleo, account=acme)


def test_an_action_goes_to_nobody_who_does_not_see_the_account(acme: Account, cleo: User, eva: User) -> None:
    with pytest.raises(ValidationError, match="Cleo does not see Acme"):
        planned(eva, account=acme, assignee=cleo)


def test_an_action_goes_to_nobody_out_of_sight(ana: User, cleo: User) -> None:
    with pytest.raises(ValidationError, match="Nobody whose records you see"):
        planned(ana, assignee=cleo)


def test_what_hangs_on_nothing_is_seen_by_whoever_sees_the_person(ana: User, ben: User, cleo: User) -> None:
    action = planned(ana)

    assert [action in visible_actions(one) for one in (ana, ben, cleo)] == [True, True, False]


def test_of_an_opportunity_out_of_sight_nothing_is_seen_though_the_account_is(
    acme: Account, ana: User, cleo: User, eva: User, process: Process
) -> None:
    add_member(acme, cleo)
    theirs = deal("Cleo's deal with Acme", owner=cleo, process=process, account=acme)

    action = planned(eva, opportunity=theirs, assignee=cleo)

    assert [action in visible_actions(one) for one in (ana, cleo)] == [False, True]


def test_a_stranger_sees_no_objective(acme: Account, ana: User, cleo: User) -> None:
    aim(acme, ana)

    assert not visible_objectives(cleo).exists()


def test_done_and_to_do_again_are_both_in_the_audit(ana: User) -> None:
    action = complete_action(planned(ana), by=ana, now=NOW)

    again = reopen_action(action, by=ana, now=NOW)

    assert (action.done_at, again.done_at, again.is_open) == (NOW, None, True)
    verbs = Event.objects.filter(record="action", record_id=action.pk).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["action.added", "action.done", "action.moved"]


def test_nothing_is_dropped_without_a_reason(ana: User) -> None:
    with pytest.raises(ValidationError, match="Say why"):
        drop_action(planned(ana), reason=" ", by=ana, now=NOW)


def test_a_reason_alone_drops(ana: User) -> None:
    dropped = edit_action(planned(ana), changes={"dropped_because": "They moved."}, by=ana, now=NOW)

    assert (dropped.status, dropped.closed_at, dropped.done_at) == ("dropped", NOW, None)


def test_what_is_taken_up_again_forgets_why_it_was_dropped(ana: User) -> None:
    dropped = drop_action(planned(ana), reason="They moved.", by=ana, now=NOW)

    doing = move_action(dropped, status="doing", by=ana, now=NOW)

    assert (doing.dropped_because, doing.closed_at) == ("", None)


def test_the_second_of_two_editors_overwrites_nothing(acme: Account, ana: User, ben: User) -> None:
    action = planned(ana, account=acme)
    edit_action(action, changes={"subject": "Call Lou"}, by=ben, now=NOW + timedelta(seconds=1))

    with pytest.raises(ActionChanged):
        edit_action(action, changes={"subject": "Call Max"}, by=ana, now=NOW, seen_at=action.changed_at)


def test_a_colleague_who_reads_along_changes_nothing(acme: Account, ana: User) -> None:
    gus = person("Gus", role=User.Role.SELLER, team=ana.team, sees=User.Sees.TEAM)

    with pytest.raises(PermissionDenied):
        complete_action(planned(ana, account=acme), by=gus, now=NOW)


def test_overdue_is_open_after_its_day(ana: User) -> None:
    late = planned(ana, due_on=date(2026, 11, 19))
    planned(ana, due_on=date(2026, 11, 20))
    complete_action(planned(ana, due_on=date(2026, 11, 1)), by=ana, now=NOW)

    assert list(Action.objects.overdue(date(2026, 11, 20))) == [late]


def test_an_objective_of_an_unknown_kind_is_refused(acme: Account, ana: User) -> None:
    with pytest.raises(ValidationError, match="Got “world peace”"):
        aim(acme, ana, kind="world peace")


def test_an_objective_names_nobody_of_another_account(acme: Account, bolt: Account, ana: User) -> None:
    kim = Contact.objects.create(account=bolt, name="Kim", created_at=NOW, changed_at=NOW)

    with pytest.raises(ValidationError, match="Kim belongs to another account"):
        aim(acme, ana, contact=kim)


def test_an_objective_that_is_achieved_is_closed_and_opens_again(acme: Account, ana: User) -> None:
    reached = edit_objective(aim(acme, ana), changes={"status": "achieved"}, by=ana, now=NOW)

    again = edit_objective(reached, changes={"status": "in_progress"}, by=ana, now=NOW)

    assert (reached.closed_at, again.closed_at) == (NOW, None)


def test_links_to_opportunities_are_in_the_audit(
    acme: Account, ana: User, process: Process, organisation: Organisation
) -> None:
    turbines = deal("Turbines", owner=ana, process=process, account=acme)

    edit_objective(aim(acme, ana), changes={}, opportunities=[turbines], by=ana, now=NOW)

    event = Event.objects.get(verb="objective.edited")
    assert (event.before, event.after) == ({"opportunities": []}, {"opportunities": [turbines.pk]})
