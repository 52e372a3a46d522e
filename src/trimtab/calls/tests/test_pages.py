"""Pages of calls: what is to do this week, the plan from a meeting, two editors, bad input, Today."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import LONG_AGO, client_for
from trimtab.accounts.models import Account, Contact
from trimtab.assessments.actions import Reply, give_answer
from trimtab.calls import actions
from trimtab.calls.models import Call
from trimtab.calls.tests.conftest import PLAN, planned
from trimtab.discovery.actions import add_insight
from trimtab.discovery.boards import Board
from trimtab.opportunities.actions import log_activity
from trimtab.opportunities.models import Activity, Opportunity
from trimtab.people.models import User
from trimtab.relationships.actions import add_member, begin_map, judge

pytestmark = pytest.mark.django_db
SOON, LATELY = timedelta(days=1), timedelta(hours=2)


def sent(client: Client, address: str, **changes: str) -> dict[str, object]:
    """The fields of the form on a page as a browser sends them, with some typed anew."""
    form = client.get(address).context["form"]
    held = {one.html_name: one.value() for one in form}
    moments = {name: f"{held[name]:%Y-%m-%dT%H:%M}" for name in ("starts_at",)}
    return {name: value for name, value in (held | moments | changes).items() if value is not None}


@pytest.fixture
def call(ana: User, turbines: Opportunity, kim: Contact) -> Call:
    return planned(turbines, by=ana, at=timezone.now() + SOON, contacts=[kim])


def test_the_week_tells_what_is_to_plan_planned_and_to_debrief(ana: User, turbines: Opportunity, call: Call) -> None:
    now = timezone.now()
    planned(turbines, by=ana, at=now + SOON, now=now, title="Ready", **PLAN)
    planned(turbines, by=ana, at=now - LATELY, title="Held")
    log_activity(
        fields={"kind": "meeting", "subject": "Imported", "at": now + SOON}, opportunity=turbines, by=ana, now=now
    )

    page = client_for(ana).get("/calls/").content.decode()

    assert "Coming up: 2 without a plan, 1 planned. Over and not debriefed: 1." in page
    assert all(name in page for name in ("Ready", "Held", "Imported", "Pumps of plant 2"))


def test_the_page_of_a_call_that_is_over_takes_down_what_came_of_it(ana: User, turbines: Opportunity) -> None:
    held = planned(turbines, by=ana, at=timezone.now() - LATELY)
    client = client_for(ana)

    page = client.get(f"/calls/{held.pk}/").content.decode()
    client.post(f"/calls/{held.pk}/outcomes/", {"outcome": "advance"})

    assert 'name="outcome" value="advance"' in page
    assert Call.objects.get(pk=held.pk).outcome == "advance"


def test_one_click_makes_the_plan_of_a_meeting_and_a_second_opens_it(
    ana: User, turbines: Opportunity, kim: Contact
) -> None:
    fields = {"kind": "meeting", "subject": "Visit", "at": timezone.now() + SOON, "minutes": 60}
    meeting = log_activity(fields=fields, opportunity=turbines, contacts=[kim], by=ana, now=LONG_AGO)

    first = client_for(ana).post(f"/calls/from-meeting/{meeting.pk}/")
    second = client_for(ana).post(f"/calls/from-meeting/{meeting.pk}/")

    made = Call.objects.get()
    assert (first["Location"], second["Location"]) == (f"/calls/{made.pk}/edit/", f"/calls/{made.pk}/")
    assert (made.title, made.minutes, made.attendees.get().contact, made.activity) == ("Visit", 60, kim, meeting)


def test_a_meeting_that_nobody_planned_is_debriefed_with_one_tap(ana: User, turbines: Opportunity) -> None:
    fields = {"kind": "meeting", "subject": "Visit", "at": timezone.now() - LATELY}
    meeting = log_activity(fields=fields, opportunity=turbines, by=ana, now=LONG_AGO)

    answer = client_for(ana).post(f"/calls/from-meeting/{meeting.pk}/", {"outcome": "refusal"})

    made = Call.objects.get()
    assert (answer["Location"], made.outcome, made.is_planned) == (f"/calls/{made.pk}/debrief/", "refusal", False)
    assert Activity.objects.count() == 1


def test_a_call_that_just_ended_is_taken_down_at_once(ana: User, turbines: Opportunity) -> None:
    typed = {"title": "On the phone", "at": "2026-01-05T10:00", "channel": "phone", "contact": "", "outcome": "advance"}

    client_for(ana).post(f"/opportunities/{turbines.pk}/calls/debriefs/", typed)
    wrong = client_for(ana).post(f"/opportunities/{turbines.pk}/calls/debriefs/", typed | {"at": "2999-01-05T10:00"})

    assert Call.objects.get().outcome == "advance"
    assert (wrong.status_code, "Plan it instead." in wrong.content.decode()) == (422, True)


def test_the_form_shows_what_was_judged_and_proposes_what_is_not_known(
    ana: User, turbines: Opportunity, kim: Contact
) -> None:
    member = add_member(begin_map(turbines, by=ana, now=LONG_AGO), contact=kim, by=ana, now=LONG_AGO)
    judge(member, attribute="support", value="mentor", by=ana, now=LONG_AGO)
    facts = {"title": "Halve the downtime"}
    add_insight(Board(None, None, turbines), layer="goal", facts=facts, section=None, by=ana, now=LONG_AGO)

    page = client_for(ana).get(f"/calls/new/?opportunity={turbines.pk}&step=discovery").content.decode()

    assert "Mentor" in page
    assert "We understood that you want this: Halve the downtime. What did we get wrong?" in page
    assert "Corrects our summary in writing within a week." in page


def test_the_second_of_two_editors_sees_both_and_loses_nothing(ana: User, ben: User, call: Call) -> None:
    typed = sent(client_for(ana), f"/calls/{call.pk}/edit/", best="Of Ana")
    actions.edit_call(call, changes={"best": "Of Ben", "minimum": "Kim answers"}, by=ben, now=timezone.now())

    answer = client_for(ana).post(f"/calls/{call.pk}/edit/", typed)

    text = answer.content.decode()
    assert answer.status_code == 409
    assert ("Of Ben" in text, 'value="Of Ana"' in text, 'value="Kim answers"' in text) == (True, True, True)
    assert Call.objects.get(pk=call.pk).best == "Of Ben"
    assert "checked" in text.split(f'value="{call.attendees.get().contact_id}"')[1][:80]


def test_what_ben_wrote_meanwhile_stays_where_ana_wrote_something_else(ana: User, ben: User, call: Call) -> None:
    Call.objects.update(starts_at=timezone.now() - LATELY)
    address = f"/calls/{call.pk}/debrief/"
    form = client_for(ana).get(address).context["form"]
    typed = {one.html_name: value for one in form if (value := one.value())} | {"gained": "yes"}
    actions.note_learned(call, learned="Of Ben", gained=None, by=ben, now=timezone.now())

    client_for(ana).post(address, typed)

    call.refresh_from_db()
    assert (call.learned, call.gained) == ("Of Ben", True)


def test_bad_input_is_answered_in_words_with_what_was_typed(ana: User, call: Call) -> None:
    typed = sent(client_for(ana), f"/calls/{call.pk}/edit/", zone="Mars", title="Kept as typed")

    answer = client_for(ana).post(f"/calls/{call.pk}/edit/", typed)

    assert answer.status_code == 422
    assert "There is no time zone of that name." in answer.content.decode()
    assert "Kept as typed" in answer.content.decode()


def test_a_commitment_that_is_ours_is_saved_and_asked_about(ana: User, call: Call) -> None:
    actions.edit_call(call, changes={"best": "Send the proposal"}, by=ana, now=timezone.now())

    page = client_for(ana).get(f"/calls/{call.pk}/").content.decode()

    assert "What will the customer do then?" in page


def test_today_tells_of_a_call_without_a_plan_and_of_one_without_a_word(
    ana: User, turbines: Opportunity, call: Call
) -> None:
    planned(turbines, by=ana, at=timezone.now() - LATELY, title="Held")

    page = client_for(ana).get("/today/").content.decode()

    assert "A call has no plan yet: Pumps of plant 2" in page
    assert "What came of it? Held" in page


def test_a_call_with_an_account_needs_no_opportunity(ana: User, acme: Account) -> None:
    found = client_for(ana).get("/calls/new/?customer=Acme")
    unknown = client_for(ana).get("/calls/new/?customer=Nobody")

    assert "Save the plan" in found.content.decode()
    assert "No account of yours has that name." in unknown.content.decode()


def test_the_panel_is_its_part_of_the_opportunity(ana: User, turbines: Opportunity, call: Call) -> None:
    panel = client_for(ana).get(f"/opportunities/{turbines.pk}/calls/panel/").content.decode()

    assert "The next call is on" in panel
    assert "<html" not in panel


def test_what_the_assessment_does_not_know_is_proposed_as_a_question(ana: User, turbines: Opportunity) -> None:
    give_answer(turbines, Reply("funds", "unknown"), by=ana, now=LONG_AGO)

    page = client_for(ana).get(f"/calls/new/?opportunity={turbines.pk}").content.decode()

    assert "Unknown in the assessment" in page
