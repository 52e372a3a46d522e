"""A past that a forecast can learn from, and forecasts kept of it."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from trimtab.analytics.extracts import read_manifest, refresh_extracts
from trimtab.analytics.forecast.document import Document
from trimtab.analytics.forecast.making import keep_forecast, keep_track_record
from trimtab.analytics.forecast.readers import asked_now
from trimtab.analytics.tests.world import move, opportunity
from trimtab.core.models import Organisation
from trimtab.opportunities.models import Process
from trimtab.people.models import User

QUARTERS = 5


def past_of(*owners: User, process: Process, each: int = 4, open_now: int = 3) -> None:
    """Each owner opened so many deals in each of the last five quarters: half of them won after 40 days, half lost."""
    now = timezone.now()
    Organisation.get()  # without it nothing says how far the database was read
    for owner in owners:
        for quarter in range(1, QUARTERS + 1):
            opened = now - timedelta(days=91 * quarter + 20)
            for number in range(each):
                made = opportunity(f"{owner.name} {quarter}-{number}", owner=owner, process=process, opened=opened)
                move(made, "Won" if number % 2 else "Lost", at=opened + timedelta(days=40))
        for number in range(open_now):
            opened = now - timedelta(days=10)
            opportunity(f"{owner.name} open {number}", owner=owner, process=process, opened=opened, close_on=now.date())


def kept(period: str = "") -> Document:
    """The forecast of a period (the current quarter), computed now and kept."""
    now = timezone.now()
    refresh_extracts(folder=settings.EXTRACTS, now=now)
    manifest = read_manifest(settings.EXTRACTS)
    assert manifest is not None
    asked = asked_now(period or current(now), now=now)
    return keep_forecast(settings.EXTRACTS, manifest, asked, memory="256MB", clock=timezone.now)


def kept_record() -> Document:
    """The track record of quarters, computed now and kept."""
    now = timezone.now()
    refresh_extracts(folder=settings.EXTRACTS, now=now)
    manifest = read_manifest(settings.EXTRACTS)
    assert manifest is not None
    return keep_track_record(
        settings.EXTRACTS, manifest, asked_now(current(now), now=now), memory="256MB", clock=timezone.now
    )


def current(now: datetime | None = None) -> str:
    """Key of the current quarter."""
    today = (now or datetime.now(UTC)).date()
    return Organisation.get().calendar.containing(today, "quarter").key
