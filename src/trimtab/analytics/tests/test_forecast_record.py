"""The track record: made by a process of its own, read by a page."""

import pytest
from django.conf import settings
from django.utils import timezone

from tests.cast import client_for
from trimtab.analytics.forecast.keeping import State, UnderWay, only_one, state_of, tell
from trimtab.analytics.tests.forecasts import kept_record, past_of
from trimtab.opportunities.models import Process
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
PAGE = "/pipeline/forecast/track-record/"


def test_page_says_how_ended_periods_were_forecast(ana: User, cleo: User, finn: User, process: Process) -> None:
    past_of(ana, cleo, process=process, each=6)
    record = kept_record()

    body = client_for(finn).get(PAGE).content.decode()

    assert record["company"][0]["n"] >= 1
    assert "the forecast was off by" in body
    assert "Range held" in body


def test_without_a_record_the_page_offers_to_make_one(ana: User) -> None:
    body = client_for(ana).get(PAGE).content.decode()

    assert "was not computed yet" in body
    assert "Compute it" in body


def test_progress_is_shown_while_a_process_is_at_it(ana: User) -> None:
    now = timezone.now().isoformat()
    tell(settings.EXTRACTS, State("record-quarter", began_at=now, said_at=now, done=30, total=104))

    body = client_for(ana).get(PAGE).content.decode()

    assert 'value="30"' in body
    assert 'max="104"' in body


def test_two_processes_never_make_the_same() -> None:
    with only_one(settings.EXTRACTS, "FY2026-Q4"), pytest.raises(UnderWay), only_one(settings.EXTRACTS, "FY2026-Q4"):
        pass


def test_state_says_how_it_ended(ana: User, process: Process) -> None:
    past_of(ana, process=process)
    kept_record()

    state = state_of(settings.EXTRACTS, "record-quarter")

    assert state is not None
    assert state.ended_at
    assert not state.failed
