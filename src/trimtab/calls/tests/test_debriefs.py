"""After a call: two taps, then promises, judgements, confirmations and the next call, whole or not at all."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from tests.cast import LONG_AGO, NOW
from trimtab.accounts.models import Contact
from trimtab.calls import actions
from trimtab.calls.actions import Judged, NextCall, Promised, Said
from trimtab.calls.models import Call, Commitment
from trimtab.calls.tests.conftest import TOMORROW, YESTERDAY, planned
from trimtab.discovery.actions import add_insight
from trimtab.discovery.boards import Board
from trimtab.discovery.models import Insight
from trimtab.evidence.models import Evidence
from trimtab.objectives.models import Action
from trimtab.opportunities.models import Activity, Opportunity
from trimtab.people.models import User
from trimtab.relationships.actions import add_member, begin_map, judge
from trimtab.relationships.models import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(ana: User, turbines: Opportunity, kim: Contact, goal: Insight) -> Call:
    """Yesterday's call with Kim, about a goal."""
    return planned(turbines, by=ana, at=YESTERDAY, contacts=[kim], insights=[goal])


@pytest.fixture
def goal(ana: User, turbines: Opportunity) -> Insight:
    board = Board(None, None, turbines)
    return add_insight(
        board, layer="goal", facts={"title": "Halve the downtime"}, section=None, by=ana, now=LONG_AGO
    ).insight


@pytest.fixture
def on_map(ana: User, turbines: Opportunity, kim: Contact) -> Member:
    return add_member(begin_map(turbines, by=ana, now=LONG_AGO), contact=kim, by=ana, now=LONG_AGO)


def test_the_second_tap_says_the_outcome_and_logs_the_call(ana: User, held: Call, kim: Contact) -> None:
    call = actions.debrief_call(held, outcome="advance", by=ana, now=NOW)

    logged = Activity.objects.get(call=call)
    assert (call.outcome, logged.subject, logged.at) == ("advance", call.title, call.starts_at)
    assert [one.contact for one in logged.parties.all()] == [kim]


def test_another_word_later_stands_and_is_logged_no_second_time(ana: User, held: Call) -> None:
    actions.debrief_call(held, outcome="advance", by=ana, now=NOW)

    call = actions.debrief_call(held, outcome="continuation", by=ana, now=NOW)

    assert call.outcome == "continuation"
    assert Activity.objects.count() == 1


def test_a_call_that_is_to_come_or_called_off_has_no_outcome(ana: User, turbines: Opportunity, held: Call) -> None:
    with pytest.raises(ValidationError, match="still to come"):
        actions.debrief_call(planned(turbines, by=ana, at=TOMORROW), outcome="advance", by=ana, now=NOW)

    with pytest.raises(ValidationError, match="called off"):
        actions.debrief_call(actions.call_off(held, by=ana, now=NOW), outcome="advance", by=ana, now=NOW)


def test_ours_is_to_do_and_theirs_is_waited_for(ana: User, held: Call, kim: Contact) -> None:
    day = date(2026, 12, 1)
    actions.note_commitment(held, Promised("ours", "Send the summary", day), by=ana, now=NOW)
    actions.note_commitment(held, Promised("theirs", "Gives us the figures", day, kim), by=ana, now=NOW)

    ours, theirs = Action.objects.filter(origin_record="call", origin_id=held.pk).order_by("pk")
    assert (ours.status, ours.assignee, ours.due_on) == ("to_do", ana, day)
    assert (theirs.status, theirs.contact) == ("waiting", kim)


def test_a_draft_that_is_sent_twice_promises_once(ana: User, held: Call) -> None:
    for _time in range(2):
        actions.note_commitment(held, Promised("theirs", "Gives us the figures"), by=ana, now=NOW)

    assert Commitment.objects.count() == Action.objects.count() == 1


def test_what_was_confirmed_is_evidence_of_the_day_of_the_call(
    ana: User, held: Call, goal: Insight, kim: Contact
) -> None:
    actions.confirm_insight(held, goal, told_by=kim, by=ana, now=NOW)

    goal.refresh_from_db()
    evidence = Evidence.objects.get(record="insight", record_id=goal.pk)
    assert (goal.state, evidence.told_by, evidence.happened_on) == ("confirmed", kim, YESTERDAY.date())


def test_all_is_taken_down_at_once_and_the_next_call_begins_where_this_one_ended(
    ana: User, held: Call, goal: Insight, kim: Contact, on_map: Member
) -> None:
    said = Said(
        learned="They budget in January",
        gained=True,
        promised=[Promised("theirs", "Brings the head of operations", None, kim)],
        judged=[Judged(on_map, "support", "", "supporter")],
        confirmed=[goal],
        told_by=kim,
        next_call=NextCall(TOMORROW, "With operations"),
    )

    following = actions.take_down(held, said, by=ana, now=NOW)

    on_map.refresh_from_db()
    held.refresh_from_db()
    assert following is not None
    assert (following.follows, following.opening, following.starts_at) == (held, "recap", TOMORROW)
    assert [one.contact for one in following.attendees.all()] == [kim]
    assert not following.insights.exists()  # it is confirmed
    assert (on_map.support, held.learned, held.gained) == ("supporter", "They budget in January", True)


def test_where_somebody_judged_anew_meanwhile_nothing_at_all_is_written(
    ana: User, ben: User, held: Call, on_map: Member
) -> None:
    judge(on_map, attribute="support", value="enemy", by=ben, now=NOW)
    said = Said(learned="Much", judged=[Judged(on_map, "support", "", "mentor")])

    with pytest.raises(ValidationError, match="meanwhile"):
        actions.take_down(held, said, by=ana, now=NOW + timedelta(minutes=1))

    held.refresh_from_db()
    on_map.refresh_from_db()
    assert (held.learned, on_map.support) == ("", "enemy")
