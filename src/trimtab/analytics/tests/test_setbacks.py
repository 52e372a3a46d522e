"""Alarms about setbacks: who sees them, how they are closed, and that the weekly job raises each once."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from tests.cast import NOW, client_for
from trimtab.analytics.watch.actions import close_setback
from trimtab.analytics.watch.models import Setback, SetbackClosing, WatchedWeek
from trimtab.analytics.watch.policy import can_close, visible_setbacks
from trimtab.core.models import Event
from trimtab.people.models import Team, User

pytestmark = pytest.mark.django_db
WEEK = date(2026, 11, 9)


@pytest.fixture(autouse=True)
def week(organisation: object) -> WatchedWeek:
    """The last whole week was looked at, so no page starts the job."""
    return WatchedWeek.objects.create(
        week_on=date(2099, 1, 5), at=NOW, as_of=NOW, budget=1.0, definition=1, leaders=2, series=40, too_few=3
    )


def alarm(week: WatchedWeek, **fields: Any) -> Setback:
    """A fall of the company's win rate."""
    usual = {
        "level": "company", "subject": "company", "subject_name": "", "measure": "win_rate", "is_rise": False,
        "is_worse": True, "is_strong": False, "chance": 0.01, "allowed": 0.2, "observed": 0.16, "normal": 0.22,
        "began_on": WEEK, "began_low": WEEK - timedelta(weeks=2), "began_high": WEEK, "at_risk": Decimal("12000"),
        "levers": [{"lever": "win_rate", "amount": -130.0}], "opened_at": NOW,
        "chart": {
            "first_on": "2026-08-03", "values": [0.2, None, 0.25, 0.15], "units": [5, 0, 8, 20],
            "expected": [None, 0.22, 0.22, 0.22], "limits": [-0.1, 0.2, 0.5], "baseline_weeks": 104,
        },
    }  # fmt: skip
    return Setback.objects.create(**{**usual, "week": week, **fields})


def of_team(week: WatchedWeek, team: Team) -> Setback:
    return alarm(week, level="team", subject=f"team:{team.pk}", subject_name=team.name, team=team)


def of_person(week: WatchedWeek, person: User) -> Setback:
    return alarm(week, level="person", subject=f"person:{person.pk}", subject_name=person.name, person=person)


def test_an_alarm_about_a_person_goes_to_that_person_and_the_leader_only(
    week: WatchedWeek, ana: User, ben: User, cleo: User, dov: User, eva: User, finn: User
) -> None:
    found = of_person(week, ana)

    readers = [user.name for user in (ana, ben, cleo, dov, eva, finn) if found in visible_setbacks(user)]

    assert readers == ["Ana", "Ben", "Eva"]
    assert [user.name for user in (ana, ben, cleo, dov, eva, finn) if can_close(user, found)] == ["Ben", "Eva"]


def test_an_alarm_about_a_team_is_not_shown_to_who_sees_only_own_records(
    week: WatchedWeek, north: Team, ana: User, ben: User, cleo: User, eva: User, finn: User
) -> None:
    found = of_team(week, north)

    assert [user.name for user in (ana, ben, cleo, eva, finn) if found in visible_setbacks(user)] == [
        "Ben",
        "Eva",
        "Finn",
    ]
    assert [user.name for user in (ana, ben, cleo, eva, finn) if can_close(user, found)] == ["Ben", "Eva", "Finn"]


def test_a_colleague_who_sees_the_team_reads_and_does_not_close(week: WatchedWeek, north: Team, ana: User) -> None:
    ana.sees = User.Sees.TEAM
    ana.save()
    found = of_team(week, north)

    assert found in visible_setbacks(ana)
    assert client_for(ana).post(f"/pipeline/setbacks/{found.pk}/closing/").status_code == 403
    assert found not in visible_setbacks(User(is_active=False))


def test_the_company_is_for_those_who_see_everyone(
    week: WatchedWeek, ana: User, ben: User, dov: User, eva: User, company: Team
) -> None:
    found = alarm(week)

    assert [user.name for user in (ana, ben, dov, eva) if found in visible_setbacks(user)] == ["Dov", "Eva"]
    assert can_close(eva, found)


def test_a_stranger_cannot_see_the_alarm(week: WatchedWeek, cleo: User, ana: User, north: Team) -> None:
    found = of_team(week, north)

    assert client_for(cleo).get(f"/pipeline/setbacks/{found.pk}/").status_code == 404
    assert client_for(None).get("/pipeline/setbacks/").status_code == 302


def test_the_page_says_what_changed_and_what_it_costs(week: WatchedWeek, eva: User) -> None:
    alarm(week)

    page = client_for(eva).get("/pipeline/setbacks/").content.decode()

    assert "One measure changed for longer than chance explains." in page
    assert "Win rate" in page
    assert "12,000" in page


def test_the_page_without_an_alarm_says_so(eva: User) -> None:
    page = client_for(eva).get("/pipeline/setbacks/").content.decode()

    assert "No measure changed for longer than chance explains." in page


def test_where_nothing_could_be_judged_the_page_does_not_say_that_all_is_well(week: WatchedWeek, eva: User) -> None:
    WatchedWeek.objects.update(series=0)

    page = client_for(eva).get("/pipeline/setbacks/").content.decode()

    assert "Cannot tell yet" in page
    assert "No measure changed" not in page


def test_an_alarm_shows_its_weeks_as_a_table(week: WatchedWeek, eva: User) -> None:
    found = alarm(week, artefacts=[{"kind": "clean_up", "on": "2026-11-02"}])

    page = client_for(eva).get(f"/pipeline/setbacks/{found.pk}/").content.decode()

    assert "unknown" in page  # the week without a decision
    assert "Was it the recording?" in page
    assert "<svg" in page


def test_a_leader_closes_an_alarm_with_what_was_learnt(week: WatchedWeek, ben: User, north: Team) -> None:
    found = of_team(week, north)

    answer = client_for(ben).post(
        f"/pipeline/setbacks/{found.pk}/closing/", {"answer": "real", "learnt": "The new price list."}
    )

    closing = SetbackClosing.objects.get()
    assert answer.status_code == 302
    assert (closing.answer, closing.learnt, closing.by) == ("real", "The new price list.", ben)
    assert Event.objects.filter(verb="setback.closed", by_id=ben.pk).count() == 1
    assert "The new price list." in client_for(ben).get("/pipeline/setbacks/").content.decode()


def test_an_alarm_is_not_closed_without_a_word(week: WatchedWeek, eva: User) -> None:
    found = alarm(week)

    answer = client_for(eva).post(f"/pipeline/setbacks/{found.pk}/closing/", {"answer": "false", "learnt": " "})

    assert answer.status_code == 422
    assert not SetbackClosing.objects.exists()
    with pytest.raises(ValidationError):
        close_setback(found, answer="false", learnt=" ", by=eva, now=NOW)


def test_an_answer_is_never_edited(week: WatchedWeek, eva: User) -> None:
    found = alarm(week)
    close_setback(found, answer="false", learnt="Nothing changed.", by=eva, now=NOW)

    with pytest.raises(ValidationError, match="closed meanwhile"):
        close_setback(found, answer="real", learnt="Or did it?", by=eva, now=NOW)
    answer = client_for(eva).post(f"/pipeline/setbacks/{found.pk}/closing/", {"answer": "real", "learnt": "No."})
    assert answer.status_code == 422


def test_who_does_not_lead_closes_nothing(week: WatchedWeek, ana: User, finn: User) -> None:
    with pytest.raises(PermissionDenied):
        close_setback(of_person(week, ana), answer="false", learnt="Mine.", by=ana, now=NOW)
    with pytest.raises(PermissionDenied):
        close_setback(Setback.objects.get(), answer="false", learnt="Ours.", by=finn, now=NOW)


def test_a_series_has_one_open_alarm(week: WatchedWeek) -> None:
    alarm(week)

    with pytest.raises(IntegrityError):
        alarm(week)


def test_the_page_takes_as_many_queries_for_many_alarms(week: WatchedWeek, eva: User, north: Team) -> None:
    client = client_for(eva)
    alarm(week)
    client.get("/pipeline/setbacks/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get("/pipeline/setbacks/")
    for number in range(12):
        made = alarm(week, measure="won", part_kind="segment", part=f"S{number}")
        if number % 2:
            close_setback(made, answer="real", learnt="A cause.", by=eva, now=NOW)
    with CaptureQueriesContext(connection) as many:
        client.get("/pipeline/setbacks/")

    assert len(many) == len(few)


def test_the_promise_is_measured_by_what_was_closed_as_false(week: WatchedWeek, eva: User) -> None:
    WatchedWeek.objects.filter(pk=week.pk).update(leaders=26)  # two quarters of one leader
    close_setback(alarm(week), answer="false", learnt="Chance.", by=eva, now=NOW)
    alarm(week, measure="won")

    page = client_for(eva).get("/pipeline/setbacks/").content.decode()

    assert "0.5 false alarms a leader and quarter" in page
    assert "1 wait for an answer" in page


@pytest.mark.parametrize("address", ["/pipeline/setbacks/", "/pipeline/setbacks/1/"])
def test_pages_are_read_only(eva: User, week: WatchedWeek, address: str) -> None:
    alarm(week)

    assert client_for(eva).post(address).status_code == 405


def test_older_closed_alarms_are_on_the_next_page(week: WatchedWeek, eva: User) -> None:
    for number in range(32):
        made = alarm(week, part_kind="segment", part=f"S{number}")
        close_setback(made, answer="real", learnt=f"Cause {number}.", by=eva, now=NOW)

    first = client_for(eva).get("/pipeline/setbacks/")
    older = client_for(eva).get(f"/pipeline/setbacks/?before={first.context['last_id']}").content.decode()

    assert "Cause 0." not in first.content.decode()
    assert "Cause 0." in older
