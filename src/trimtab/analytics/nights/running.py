"""Claims a day's work once, does its steps in order, and keeps how each went."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from trimtab.analytics.nights.models import NightRun
from trimtab.core.models import Organisation

logger = logging.getLogger(__name__)
NIGHT_HOUR = 2  # by the organisation's clock; before it the day's work is not due
SILENT_AFTER = timedelta(minutes=45)  # the longest step; a run that was silent for longer has died
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Step:
    """One piece of work. `work` returns a sentence of what it did; an empty one: there was nothing to do."""

    name: str
    work: Callable[[datetime], str]


def is_due(now: datetime) -> bool:
    """Whether today's work is not done yet and nobody is at it; the very first does not wait for a night."""
    local = now.astimezone(Organisation.get().zone)
    if local.hour < NIGHT_HOUR:
        return not NightRun.objects.exists()
    run = NightRun.objects.filter(day=local.date()).first()
    return run is None or (run.finished_at is None and now - run.heartbeat_at > SILENT_AFTER)


def claim(now: datetime, *, again: bool = False) -> NightRun | None:
    """Take today's work; None where it is done or somebody is at it. Of two at the same moment one gets it.

    Args:
        again: also where it is done: it is done anew.
    """
    day = now.astimezone(Organisation.get().zone).date()
    fresh: dict[str, Any] = {"started_at": now, "heartbeat_at": now, "finished_at": None, "steps": []}
    run, is_new = NightRun.objects.get_or_create(day=day, defaults=fresh)
    if is_new:
        return run
    if run.finished_at is None and now - run.heartbeat_at <= SILENT_AFTER:
        return None
    if run.finished_at is not None and not again:
        return None
    taken = NightRun.objects.filter(pk=run.pk, heartbeat_at=run.heartbeat_at, finished_at=run.finished_at)
    if not taken.update(**fresh):
        return None
    run.refresh_from_db()
    return run


def work_through(run: NightRun, steps: Sequence[Step], *, clock: Clock, tell: Callable[[str], None]) -> NightRun:
    """Do all steps; one that fails does not keep the others from being done, and is kept with its reason."""
    for step in steps:
        tell(step.name)
        begun = time.monotonic()
        outcome, text = _done(step, clock())
        kept = {"name": step.name, "outcome": outcome, "seconds": round(time.monotonic() - begun, 1), "text": text}
        run.steps = [*run.steps, kept]
        run.heartbeat_at = clock()
        run.save(update_fields=["steps", "heartbeat_at"])
    run.finished_at = clock()
    run.save(update_fields=["finished_at"])
    return run


def _done(step: Step, now: datetime) -> tuple[str, str]:
    try:
        text = step.work(now)
    except Exception as error:  # the outermost loop: kept on the run, logged with its trace
        logger.exception("night step failed", extra={"step": step.name})
        return "failed", f"{type(error).__name__}: {error}"[:500]
    return ("done", text) if text else ("nothing", "")
