"""The trends of today, made at once where that is quick, else by a process of its own."""

import fcntl
from datetime import datetime
from pathlib import Path

from django.core.cache import cache

from trimtab.analytics.engine import DuckDBEngine
from trimtab.analytics.trends.kept import FOLDER, Kept, read_kept
from trimtab.analytics.trends.making import make_trends
from trimtab.core.background import start_program
from trimtab.core.models import Organisation
from trimtab.opportunities.models import Opportunity

# Measured on one core: 7,700 opportunities with 55,000 activities take 2.5 s, 500 take 0.6 s.
SMALL = 1_500
STARTED = "trends-started"
STARTED_SECONDS = 900  # so long nobody starts another one


class NoTrends(LookupError):
    """There are none yet; they are being worked out."""


def bring_trends_up_to_date(extracts: Path, *, engine: DuckDBEngine, now: datetime, organisation: Organisation) -> Kept:
    """The trends to read now: today's, or those of the day before while today's are being made.

    Args:
        engine: over the extracts.

    Raises:
        NoTrends: there are none, and making them takes longer than a page may.
    """
    kept = read_kept(extracts)
    if kept is not None and not is_stale(kept, now=now, organisation=organisation):
        return kept
    if not Opportunity.objects.order_by("pk")[SMALL : SMALL + 1].exists():
        return make_today(extracts, engine=engine, now=now, organisation=organisation)
    if cache.add(STARTED, 1, STARTED_SECONDS):
        _make_aside()
    if kept is None:
        raise NoTrends("The trends are being worked out.")
    return kept


def is_stale(kept: Kept, *, now: datetime, organisation: Organisation) -> bool:
    """Whether they are of another day, or of a past that was rewritten since."""
    return kept.day != now.astimezone(organisation.zone).date() or kept.epoch != organisation.epoch


def make_today(extracts: Path, *, engine: DuckDBEngine, now: datetime, organisation: Organisation) -> Kept:
    """Make them unless they are of today; whoever comes second waits and finds them made."""
    (extracts / FOLDER).mkdir(parents=True, exist_ok=True)
    with (extracts / FOLDER / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = read_kept(extracts)
        if kept is None or is_stale(kept, now=now, organisation=organisation):
            kept = make_trends(extracts, engine=engine, as_of=now, organisation=organisation)
    return kept


def _make_aside() -> None:
    """Start `trimtab trends` on its own."""
    start_program("trimtab.cli", "trends")
