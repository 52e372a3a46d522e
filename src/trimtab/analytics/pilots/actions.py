"""What is done with pilots: drafted, drawn again, started, ended, withdrawn. Each leaves its trace in the audit."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.analytics.pilots.models import Pilot, PilotUnit
from trimtab.analytics.pilots.policy import can_begin_pilots, require_pilot_edit
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.insight.pilots.draws import Draw, Unit, draw
from trimtab.people.models import User

State = Pilot.State


class WrongState(ValueError):
    """What was asked for is not possible where the pilot stands."""


def draft_pilot(*, plan: Mapping[str, object], units: Sequence[Unit], seed: int, by: User, now: datetime) -> Pilot:
    """A draft with its first draw.

    Args:
        plan: the fields of the protocol.
        seed: of the draw; kept.

    Raises:
        PermissionDenied: this person begins no pilots.
        TooFewUnits: there are too few units to deal anything out.
    """
    if not can_begin_pilots(by):
        raise PermissionDenied(_("Pilots are begun by leaders and operations."))
    with transaction.atomic():
        pilot = Pilot(**plan, seed=seed, made_by=by, made_at=now)
        drawn = _drawn(pilot, units, seed)
        pilot.digest = drawn.digest
        pilot.save()
        _place(pilot, units, drawn)
        record_event("pilot.drafted", record="pilot", record_id=pilot.pk, by=by, now=now, after=pilot.protocol)
    return pilot


def draw_again(pilot: Pilot, *, seed: int, by: User, now: datetime) -> Pilot:
    """Another draw of a draft. The one before stays in the audit, and the write-up says how often it was drawn.

    Raises:
        PermissionDenied: this person does not run it.
        WrongState: it has begun.
    """
    with transaction.atomic():
        current = _current(pilot, by, State.DRAFT)
        before = {"seed": current.seed, "digest": current.digest, "draws": current.draws}
        units = units_of(current)
        drawn = _drawn(current, units, seed)
        current.seed, current.digest, current.draws = seed, drawn.digest, current.draws + 1
        current.save(update_fields=["seed", "digest", "draws"])
        current.units.all().delete()
        _place(current, units, drawn)
        after = {"seed": seed, "digest": drawn.digest, "draws": current.draws}
        record_event("pilot.redrawn", record="pilot", record_id=current.pk, by=by, now=now, before=before, after=after)
    return current


def start_pilot(pilot: Pilot, *, by: User, now: datetime) -> Pilot:
    """Lock the protocol and begin.

    Raises:
        PermissionDenied: this person does not run it.
        WrongState: it has begun already, or was withdrawn.
    """
    with transaction.atomic():
        current = _current(pilot, by, State.DRAFT)
        current.state, current.started_at = State.RUNNING, now
        current.save(update_fields=["state", "started_at"])
        record_event("pilot.started", record="pilot", record_id=current.pk, by=by, now=now, after=current.protocol)
    return current


def end_pilot(
    pilot: Pilot, *, why: str, conclusion: str, result: Mapping[str, object] | None, by: User, now: datetime
) -> Pilot:
    """End it; the last look is kept as its result.

    Args:
        conclusion: what the rules that were agreed say at the last look.
        result: the last look; None where too little was known.

    Raises:
        PermissionDenied: this person does not run it.
        WrongState: it does not run.
    """
    with transaction.atomic():
        current = _current(pilot, by, State.RUNNING)
        current.state, current.ended_at, current.why_ended = State.ENDED, now, why
        current.conclusion, current.result = conclusion, None if result is None else dict(result)
        current.save(update_fields=["state", "ended_at", "why_ended", "conclusion", "result"])
        after = {"why": why, "conclusion": conclusion, "result": current.result}
        record_event("pilot.ended", record="pilot", record_id=current.pk, by=by, now=now, after=after)
    return current


def withdraw_pilot(pilot: Pilot, *, by: User, now: datetime) -> Pilot:
    """Give a draft up. It stays, with how often it was drawn.

    Raises:
        PermissionDenied: this person does not run it.
        WrongState: it has begun.
    """
    with transaction.atomic():
        current = _current(pilot, by, State.DRAFT)
        current.state = State.WITHDRAWN
        current.save(update_fields=["state"])
        record_event("pilot.withdrawn", record="pilot", record_id=current.pk, by=by, now=now)
    return current


def units_of(pilot: Pilot) -> list[Unit]:
    """Its units as they were gathered; the odd one that no draw could place is not among them."""
    return [Unit(unit.seller_id or unit.account_id or 0, unit.score, unit.group) for unit in pilot.units.order_by("pk")]


def _current(pilot: Pilot, by: User, state: str) -> Pilot:
    current = locked(Pilot.objects.all(), pilot.pk)
    require_pilot_edit(by, current)
    if current.state != state:
        raise WrongState(f"The pilot must be {state}. It is {current.state}.")
    return current


def _drawn(pilot: Pilot, units: Sequence[Unit], seed: int) -> Draw:
    return draw(units, design="pairs" if pilot.design == Pilot.Design.PAIRS else "steps", seed=seed, steps=pilot.steps)


def _place(pilot: Pilot, units: Sequence[Unit], drawn: Draw) -> None:
    by_id = {unit.id: unit for unit in units}
    field = "seller_id" if pilot.unit == Pilot.Unit.SELLER else "account_id"
    PilotUnit.objects.bulk_create(
        PilotUnit(
            pilot=pilot,
            score=by_id[one.id].score,
            group=by_id[one.id].group,
            pair=one.pair,
            step=one.step,
            **{field: one.id},
        )
        for one in drawn.placed
    )
