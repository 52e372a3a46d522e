"""What people answer to findings: do it here, put off, refuse, take back."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from tests.cast import client_for, person
from tests.fingerprints import fingerprint
from trimtab.accounts.models import Account
from trimtab.coach.models import Answer
from trimtab.coach.tests.builders import activity, days_ago
from trimtab.core.models import Event, Organisation
from trimtab.opportunities.actions import edit_opportunity
from trimtab.opportunities.models import Activity, Opportunity, Process
from trimtab.opportunities.tests.builders import deal, stage
from trimtab.people.models import Team, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def turbines(ana: User, acme: Account, process: Process) -> Opportunity:
    """Ana's, closing in the past."""
    return deal("Acme turbines", owner=ana, process=process, account=acme, close_on=date(2026, 1, 31))


def ahead(days: int) -> date:
    return timezone.now().date() + timedelta(days=days)


def test_close_date_is_set_right_there(ana: User, turbines: Opportunity) -> None:
    answer = client_for(ana).post(
        f"/today/slipped/{turbines.pk}/completion/?scope=me", {"about": "closing", "close_on": ahead(30).isoformat()}
    )

    turbines.refresh_from_db()
    assert (answer.status_code, answer.headers["Location"]) == (302, "/today/?scope=me")
    assert turbines.close_on == ahead(30)
    assert list(Answer.objects.values_list("person", "kind", "answer")) == [(ana.pk, "slipped", "done")]


def test_stage_is_changed_right_there(ana: User, turbines: Opportunity, process: Process) -> None:
    client_for(ana).post(f"/today/stalled/{turbines.pk}/completion/", {"stage": stage(process, "Proof").pk})

    turbines.refresh_from_db()
    assert turbines.stage.name == "Proof"


@pytest.mark.parametrize("kind", ["silent", "moved_out"])
def test_what_happened_is_logged_right_there(kind: str, ana: User, turbines: Opportunity) -> None:
    client_for(ana).post(f"/today/{kind}/{turbines.pk}/completion/", {"kind": "call", "subject": "Asked for the plan"})

    logged = Activity.objects.get()
    assert (logged.opportunity, logged.subject, logged.at <= timezone.now()) == (turbines, "Asked for the plan", True)


def test_next_step_is_planned_right_there(ana: User, turbines: Opportunity) -> None:
    at = (timezone.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")

    client_for(ana).post(
        f"/today/unplanned/{turbines.pk}/completion/", {"kind": "meeting", "subject": "Sign", "at": at}
    )

    assert Activity.objects.get().at > timezone.now()


def test_task_is_done_with_its_outcome(ana: User, turbines: Opportunity) -> None:
    task = activity("task", person=ana, at=days_ago(2, now=timezone.now()), opportunity=turbines)

    client_for(ana).post(f"/today/task/{task.pk}/completion/", {"outcome": "Offer sent"})

    task.refresh_from_db()
    assert task.outcome == "Offer sent"
    assert Event.objects.filter(verb="activity.edited", record_id=task.pk, by_id=ana.pk).exists()


def test_prepared_meeting_stays_away(ana: User, turbines: Opportunity) -> None:
    meeting = activity("meeting", person=ana, at=timezone.now() + timedelta(hours=1), opportunity=turbines)
    page = client_for(ana).get("/today/").content.decode()
    about = page.split('name="about" value="')[1].partition('"')[0]

    client_for(ana).post(f"/today/meeting/{meeting.pk}/completion/", {"about": about})

    assert "Prepare the meeting." in page
    assert "Prepare the meeting." not in client_for(ana).get("/today/").content.decode()


def test_a_date_in_the_past_is_shown_again_with_what_was_typed(ana: User, turbines: Opportunity) -> None:
    answer = client_for(ana).post(f"/today/slipped/{turbines.pk}/completion/", {"close_on": "2026-02-01"})

    assert answer.status_code == 422
    assert 'value="2026-02-01"' in answer.content.decode()
    assert "closes today or later" in answer.content.decode()


def test_a_stage_of_another_process_is_refused(ana: User, turbines: Opportunity) -> None:
    other = Process.objects.create(name="Renewal")
    elsewhere = other.stages.create(name="Review", position=1)

    answer = client_for(ana).post(f"/today/stalled/{turbines.pk}/completion/", {"stage": elsewhere.pk})

    assert answer.status_code == 422


def test_the_second_of_two_editors_is_told_and_loses_nothing(ana: User, ben: User, turbines: Opportunity) -> None:
    seen = turbines.changed_at.isoformat()
    edit_opportunity(turbines, changes={"close_on": ahead(9)}, by=ben, now=timezone.now())

    answer = client_for(ana).post(
        f"/today/slipped/{turbines.pk}/completion/", {"close_on": ahead(30).isoformat(), "seen_at": seen}
    )

    turbines.refresh_from_db()
    assert answer.status_code == 409
    assert turbines.close_on == ahead(9)
    assert f'value="{ahead(30).isoformat()}"' in answer.content.decode()
    assert not Answer.objects.exists()


def test_putting_off_concerns_all_findings_of_the_record(ana: User, turbines: Opportunity) -> None:
    client_for(ana).post(
        f"/today/slipped/{turbines.pk}/postponement/",
        {"about": "closing", "also": f"stalled:{turbines.pk}:in stage", "choose": ahead(4).isoformat(), "until_on": ""},
    )

    found = Answer.objects.order_by("kind").values_list("kind", "about", "until_on")
    assert list(found) == [("slipped", "closing", ahead(4)), ("stalled", "in stage", ahead(4))]


@pytest.mark.parametrize("until_on", ["", "2026-01-01", "x"])
def test_putting_off_needs_a_day_ahead(until_on: str, ana: User, turbines: Opportunity) -> None:
    answer = client_for(ana).post(f"/today/slipped/{turbines.pk}/postponement/", {"until_on": until_on})

    assert answer.status_code == 422
    assert not Answer.objects.exists()


def test_refusing_needs_a_reason(ana: User, turbines: Opportunity) -> None:
    answer = client_for(ana).post(f"/today/slipped/{turbines.pk}/refusal/", {"reason": ""})

    assert answer.status_code == 422


def test_the_audit_knows_what_was_refused_but_not_why(ana: User, turbines: Opportunity) -> None:
    client_for(ana).post(f"/today/slipped/{turbines.pk}/refusal/", {"reason": "Family matters"})

    event = Event.objects.get(verb="advice.refused")
    assert event.after == {"finding": "slipped"}


def test_an_answer_is_taken_back_with_those_of_the_same_act(ana: User, turbines: Opportunity) -> None:
    given = {"also": f"stalled:{turbines.pk}:in stage", "until_on": ahead(4).isoformat()}
    client_for(ana).post(f"/today/slipped/{turbines.pk}/postponement/", given)

    client_for(ana).post(f"/today/answers/{Answer.objects.earliest('pk').pk}/withdrawal/")

    assert not Answer.objects.standing().exists()


def test_nobody_takes_back_the_answer_of_another(ana: User, ben: User, turbines: Opportunity) -> None:
    client_for(ana).post(f"/today/slipped/{turbines.pk}/refusal/", {"reason": "No"})

    answer = client_for(ben).post(f"/today/answers/{Answer.objects.get().pk}/withdrawal/")

    assert (answer.status_code, Answer.objects.standing().count()) == (404, 1)


def test_reader_may_put_off_for_himself_but_not_change(
    organisation: Organisation, north: Team, turbines: Opportunity
) -> None:
    gus = person("Gus", role=User.Role.SELLER, team=north, sees=User.Sees.TEAM)
    client, before = client_for(gus), fingerprint()
    refused = client.post(f"/today/slipped/{turbines.pk}/completion/", {"close_on": ahead(3).isoformat()})
    assert (refused.status_code, fingerprint()) == (403, before)

    client.post(f"/today/slipped/{turbines.pk}/postponement/", {"until_on": ahead(3).isoformat()})

    assert Answer.objects.get().person == gus


@pytest.mark.parametrize("act", ["completion", "postponement", "refusal"])
def test_stranger_unknown_kind_and_reading_find_nothing(act: str, ana: User, cleo: User, turbines: Opportunity) -> None:
    answers = [
        client_for(cleo).post(f"/today/slipped/{turbines.pk}/{act}/"),
        client_for(ana).post(f"/today/nonsense/{turbines.pk}/{act}/"),
        client_for(ana).get(f"/today/slipped/{turbines.pk}/{act}/"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 405]


def test_a_finding_of_another_record_cannot_be_slipped_in(cleo: User, turbines: Opportunity, process: Process) -> None:
    own = deal("Bolt fleet", owner=cleo, process=process)

    answer = client_for(cleo).post(
        f"/today/slipped/{own.pk}/postponement/",
        {"also": f"slipped:{turbines.pk}:x", "until_on": ahead(3).isoformat()},
    )

    assert (answer.status_code, Answer.objects.count()) == (404, 0)


def test_somebody_elses_task_is_not_there(ana: User, ben: User, turbines: Opportunity) -> None:
    task = activity("task", person=ana, at=datetime.now(tz=timezone.get_current_timezone()), opportunity=turbines)

    assert client_for(ben).post(f"/today/task/{task.pk}/completion/").status_code == 404
