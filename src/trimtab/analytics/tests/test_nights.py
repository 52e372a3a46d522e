"""The work of the night: once a day, each step kept, a failure loud, a dead run taken over."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.conf import settings

from trimtab.accounts.models import Account
from trimtab.analytics.models import NightRun
from trimtab.analytics.nights.running import SILENT_AFTER, Step, claim, is_due, work_through
from trimtab.analytics.nights.steps import Nights
from trimtab.cli.checks import check_nights
from trimtab.core.models import Organisation

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
LATER = NOW + SILENT_AFTER + timedelta(minutes=1)


def untold(_step: str) -> None:
    """Nobody watches."""


def same(moment: datetime) -> datetime:
    return moment


def failing(_now: datetime) -> str:
    raise ValueError("a month is missing")


def test_a_day_is_worked_through_once(organisation: Organisation) -> None:
    run = claim(NOW)
    assert run is not None

    work_through(run, [Step("trends", lambda now: f"of {now:%Y-%m-%d}")], clock=lambda: NOW, tell=untold)

    assert [(step["outcome"], step["text"]) for step in run.steps] == [("done", "of 2026-11-20")]
    assert claim(NOW) is None
    assert not is_due(NOW)
    assert is_due(NOW + timedelta(days=1))


def test_done_anew_where_somebody_asks_for_it(organisation: Organisation) -> None:
    run = claim(NOW)
    assert run is not None
    work_through(run, [], clock=lambda: NOW, tell=untold)

    assert claim(NOW, again=True) is not None


def test_of_two_at_once_one_gets_the_day(organisation: Organisation) -> None:
    assert [claim(NOW) is not None, claim(NOW) is not None] == [True, False]


def test_a_run_that_died_is_taken_over(organisation: Organisation) -> None:
    claim(NOW)

    assert not is_due(NOW + timedelta(minutes=5))
    assert is_due(LATER)
    assert claim(LATER) is not None


def test_the_night_begins_at_two_by_the_clock_of_the_organisation(organisation: Organisation) -> None:
    Organisation.objects.update(time_zone="America/New_York")
    claim(NOW - timedelta(days=5))

    # Half past one and half past two in New York.
    assert [is_due(datetime(2026, 11, 20, hour, 30, tzinfo=UTC)) for hour in (6, 7)] == [False, True]


def test_the_first_night_of_an_installation_does_not_wait_for_two(organisation: Organisation) -> None:
    early = datetime(2026, 11, 20, 0, 30, tzinfo=UTC)

    assert is_due(early)
    claim(early)
    assert not is_due(early)


def test_a_step_that_fails_is_kept_and_the_others_are_done(organisation: Organisation) -> None:
    run = claim(NOW)
    assert run is not None

    work_through(run, [Step("verify", failing), Step("last", lambda _now: "")], clock=lambda: NOW, tell=untold)

    kept = NightRun.objects.get()
    assert [step["outcome"] for step in kept.steps] == ["failed", "nothing"]
    assert kept.steps[0]["text"] == "ValueError: a month is missing"
    assert kept.has_failed


def test_all_steps_work_on_an_installation_without_history(organisation: Organisation, acme: Account) -> None:
    run = claim(NOW)
    assert run is not None

    nights = Nights(settings.EXTRACTS, "256MB", lambda: NOW)
    work_through(run, nights.steps(), clock=lambda: NOW, tell=untold)

    assert not run.has_failed, run.steps


def test_each_night_learns_though_the_last_lesson_is_not_a_day_old(organisation: Organisation) -> None:
    outcomes = []
    for now in (NOW, NOW + timedelta(hours=23, minutes=59)):
        run = claim(now)
        assert run is not None
        nights = Nights(settings.EXTRACTS, "256MB", partial(same, now))
        work_through(run, nights.steps()[:2], clock=partial(same, now), tell=untold)
        outcomes += [(step["name"], step["outcome"]) for step in run.steps]

    assert outcomes == [("extract", "done"), ("odds", "done")] * 2


def test_doctor_names_the_step_that_failed(organisation: Organisation) -> None:
    run = claim(NOW)
    assert run is not None
    work_through(run, [Step("verify", failing)], clock=lambda: NOW, tell=untold)

    check = check_nights(NOW)

    assert check.status == "problem"
    assert "verify (ValueError: a month is missing)" in check.text


def test_doctor_warns_where_no_night_was_worked_through_for_long(organisation: Organisation) -> None:
    assert check_nights(NOW).status == "ok"
    run = claim(NOW)
    assert run is not None
    work_through(run, [], clock=lambda: NOW, tell=untold)

    assert check_nights(NOW).status == "ok"
    assert check_nights(NOW + timedelta(days=4)).status == "warning"
