"""Asking for lever cards, and working them out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from trimtab.analytics.causes.building import build_cards
from trimtab.analytics.causes.models import LeverReport
from trimtab.analytics.cuts import slice_of
from trimtab.analytics.figures import Asker
from trimtab.analytics.reading import NoExtracts, hashed, open_reading
from trimtab.core.audit import record_event
from trimtab.core.background import start_program
from trimtab.people.frame import Frame, Scope, frame_for
from trimtab.people.models import User

FEWEST_SELLERS = 5  # below, a card would speak of single people
SILENT_AFTER = timedelta(minutes=5)
State = LeverReport.State
Clock = Callable[[], datetime]


class TooFewSellers(ValueError):
    """A scope of so few sellers that a card would speak of single people."""


@dataclass(frozen=True)
class Installation:
    """Where the extracts live, and what DuckDB may take."""

    folder: Path
    memory: str


def sellers_in(scope: Scope) -> int:
    """How many sellers the scope holds, counted no further than it takes."""
    return scope.people.filter(role=User.Role.SELLER)[:FEWEST_SELLERS].count()


def key_of(scope: Scope) -> str:
    """The records that a report speaks of: whoever sees the same in that scope shares it."""
    return hashed("levers", scope.ids).partition(":")[2]


def report_for(frame: Frame) -> LeverReport | None:
    """The report on the frame's scope, as far as it has come."""
    return LeverReport.objects.filter(key=key_of(frame.scope)).first()


def is_going_on(report: LeverReport, *, now: datetime) -> bool:
    """Whether somebody works on it: one that fell silent has died."""
    return report.state == State.RUNNING and now - report.heartbeat_at < SILENT_AFTER


def ask_for_cards(frame: Frame, *, now: datetime) -> LeverReport:
    """Have the cards of the frame's scope worked out; asked for twice, once.

    Raises:
        TooFewSellers: the cards would speak of single people.
    """
    if sellers_in(frame.scope) < FEWEST_SELLERS:
        raise TooFewSellers
    begun = {"scope": frame.scope.key, "asked_at": now, "heartbeat_at": now, "asked_by_id": frame.user.pk}
    with transaction.atomic():
        report, is_new = LeverReport.objects.select_for_update().get_or_create(key=key_of(frame.scope), defaults=begun)
        if not is_new and is_going_on(report, now=now):
            return report
        for name, value in {**begun, "state": State.RUNNING, "done": 0, "total": 0, "problem": ""}.items():
            setattr(report, name, value)
        report.save()
        after = {"scope": frame.scope.key}
        record_event("levers.asked", record="levers", record_id=report.pk, by=frame.user, now=now, after=after)
        transaction.on_commit(lambda: start_program("trimtab.analytics.causes.background", str(report.pk), calmly=True))
    return report


def work_on(report: LeverReport, *, at: Installation, clock: Clock) -> None:
    """Work the cards out and keep them; what stands in the way is kept.

    Args:
        clock: tells the time, again and again: this takes minutes.
    """

    def tell(done: int, total: int) -> None:
        LeverReport.objects.filter(pk=report.pk).update(done=done, total=total, heartbeat_at=clock())

    user = User.objects.get(pk=report.asked_by_id or 0)
    frame = frame_for(user, {"scope": report.scope}, now=clock())
    if key_of(frame.scope) != report.key:
        _ended(report, State.FAILED, clock(), problem="people")
        return
    try:
        reading = open_reading(at.folder, now=clock(), memory=at.memory)
    except NoExtracts:
        _ended(report, State.FAILED, clock(), problem="preparing")
        return
    asker = Asker(reading.engine, slice_of(frame.scope.ids), reading.definitions)
    deals = reading.manifest.total("opportunities")
    answer = build_cards(asker, as_of=reading.as_of, deals=deals, tell=tell)
    _ended(report, State.DONE, clock(), answer=answer)


def give_up(report: LeverReport, *, now: datetime, problem: str) -> None:
    """Say that working on it has failed. problem: a key of `wording.PROBLEMS`."""
    _ended(report, State.FAILED, now, problem=problem)


def _ended(report: LeverReport, state: str, now: datetime, **values: object) -> None:
    LeverReport.objects.filter(pk=report.pk).update(state=state, finished_at=now, heartbeat_at=now, **values)
