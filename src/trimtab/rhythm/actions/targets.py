"""Adopting a split, taking it back, telling of an event. Each checks who acts, changes, and records it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.core.calendars import Period
from trimtab.core.locking import lock_all, locked
from trimtab.people.models import Team, User
from trimtab.people.policy import can_set_up
from trimtab.rhythm.models import Quota, TargetEvent, TargetLine, TargetPlan
from trimtab.rhythm.policy import can_set_targets, may_set_all


@dataclass(frozen=True)
class Proposed:
    """The target of one person, with what it rests on."""

    person: User
    amount: Decimal
    grounds: Mapping[str, Any]


def adopt_split(
    period: Period,
    lines: Sequence[Proposed],
    *,
    total: Decimal,
    currency: str,
    parameters: Mapping[str, Any],
    by: User,
    now: datetime,
) -> TargetPlan:
    """Make a split the targets of its people for the period; the targets that lie within it are replaced and kept.

    Raises:
        PermissionDenied: `by` may not set the target of somebody in it.
        ValidationError: nobody carries a target.
    """
    if not lines:
        raise ValidationError(_("Nobody carries a target."))
    if not may_set_all(by, [line.person for line in lines]):
        raise PermissionDenied(_("You set targets of the people you lead only."))
    people = [line.person.pk for line in lines]
    with transaction.atomic():
        # Whoever splits the same period at this moment replaces these, or is replaced.
        lock_all(User.objects.all(), people)
        plan = TargetPlan.objects.create(
            start_on=period.start,
            end_on=period.end,
            period=period.key,
            total=total,
            currency=currency,
            parameters=dict(parameters),
            adopted_at=now,
            adopted_by=by,
        )
        _write_lines(plan, lines, before=_replaced(period, people))
        record_event(
            "target_plan.adopted",
            record="target_plan",
            record_id=plan.pk,
            by=by,
            now=now,
            after={"period": period.key, "total": str(total), "people": len(lines)},
        )
    return plan


def _write_lines(plan: TargetPlan, lines: Sequence[Proposed], *, before: Mapping[int, list[dict[str, str]]]) -> None:
    Quota.objects.bulk_create(
        Quota(
            user=line.person,
            start_on=plan.start_on,
            end_on=plan.end_on,
            amount=line.amount,
            currency=plan.currency,
            set_at=plan.adopted_at,
        )
        for line in lines
    )
    TargetLine.objects.bulk_create(
        TargetLine(
            plan=plan,
            user=line.person,
            amount=line.amount,
            before=before.get(line.person.pk, []),
            grounds=dict(line.grounds),
        )
        for line in lines
    )


def _replaced(period: Period, people: Sequence[int]) -> dict[int, list[dict[str, str]]]:
    """Delete the targets of these people that lie within the period; returns them by person."""
    within = Quota.objects.filter(
        user_id__in=people, measure=Quota.Measure.BOOKINGS, start_on__gte=period.start, end_on__lte=period.end
    )
    kept: dict[int, list[dict[str, str]]] = {}
    for quota in within.order_by("user_id", "start_on"):
        assert quota.user_id is not None
        kept.setdefault(quota.user_id, []).append(
            {
                "start_on": quota.start_on.isoformat(),
                "end_on": quota.end_on.isoformat(),
                "amount": str(quota.amount),
                "currency": quota.currency,
                "set_at": quota.set_at.isoformat(),
                "source": quota.source,
                "external_id": quota.external_id or "",
                "imported_in": str(quota.imported_in or ""),
            }
        )
    within.delete()
    return kept


def withdraw_plan(plan: TargetPlan, *, by: User, now: datetime) -> TargetPlan:
    """Take a plan back: the targets that it replaced stand again.

    Raises:
        PermissionDenied: `by` may not set the target of somebody in it.
        ValidationError: it was withdrawn before, or a later plan holds for somebody in it.
    """
    with transaction.atomic():
        plan = locked(TargetPlan.objects.all(), plan.pk)
        lines = list(plan.lines.select_related("user", "user__team"))
        if not may_set_all(by, [line.user for line in lines]):
            raise PermissionDenied(_("You set targets of the people you lead only."))
        if plan.withdrawn_at is not None:
            raise ValidationError(_("This plan was already taken back."))
        people = [line.user_id for line in lines]
        lock_all(User.objects.all(), people)
        if _followers(plan, people):
            raise ValidationError(_("A later plan holds for somebody in it. Take that one back first."))
        Quota.objects.filter(
            user_id__in=people,
            measure=Quota.Measure.BOOKINGS,
            start_on=plan.start_on,
            end_on=plan.end_on,
        ).delete()
        Quota.objects.bulk_create(_quota(line.user, kept) for line in lines for kept in line.before)
        plan.withdrawn_at, plan.withdrawn_by = now, by
        plan.save(update_fields=["withdrawn_at", "withdrawn_by"])
        record_event("target_plan.withdrawn", record="target_plan", record_id=plan.pk, by=by, now=now)
    return plan


def _followers(plan: TargetPlan, people: Sequence[int]) -> bool:
    later = TargetPlan.objects.filter(pk__gt=plan.pk, withdrawn_at=None, lines__user_id__in=people)
    return later.filter(start_on__lte=plan.end_on, end_on__gte=plan.start_on).exists()


def _quota(user: User, kept: Mapping[str, str]) -> Quota:
    return Quota(
        user=user,
        start_on=date.fromisoformat(kept["start_on"]),
        end_on=date.fromisoformat(kept["end_on"]),
        amount=Decimal(kept["amount"]),
        currency=kept["currency"],
        set_at=datetime.fromisoformat(kept["set_at"]),
        source=kept.get("source", ""),
        external_id=kept.get("external_id") or None,
        imported_in=int(kept["imported_in"]) if kept.get("imported_in") else None,
    )


def tell_event(
    *,
    kind: str,
    from_on: date,
    until_on: date,
    effect: int,
    team: Team | None,
    note: str,
    by: User,
    now: datetime,
) -> TargetEvent:
    """Tell of something that moved the ground from a day on.

    Args:
        team: whose ground; None: everybody's, which only operations and administrators say.
        effect: in percent, -100 to 200.

    Raises:
        PermissionDenied: `by` does not lead that team.
        ValidationError: the days are not in order, or the effect is out of range.
    """
    _require_events(by, team)
    event = TargetEvent(
        kind=kind,
        from_on=from_on,
        until_on=until_on,
        effect=effect,
        team=team,
        note=note,
        told_at=now,
        told_by=by,
    )
    event.full_clean()
    with transaction.atomic():
        event.save()
        record_event(
            "target_event.told",
            record="target_event",
            record_id=event.pk,
            by=by,
            now=now,
            after={"kind": kind, "from_on": from_on.isoformat(), "effect": effect, "team": team.pk if team else None},
        )
    return event


def withdraw_event(event: TargetEvent, *, by: User, now: datetime) -> None:
    """Say that it does not hold; the row stays.

    Raises:
        PermissionDenied: `by` does not lead that team. ValidationError: it was withdrawn before.
    """
    _require_events(by, event.team)
    with transaction.atomic():
        found = locked(TargetEvent.objects.all(), event.pk)
        if found.withdrawn_at is not None:
            raise ValidationError(_("This event was already taken back."))
        found.withdrawn_at = now
        found.save(update_fields=["withdrawn_at"])
        record_event("target_event.withdrawn", record="target_event", record_id=event.pk, by=by, now=now)


def _require_events(by: User, team: Team | None) -> None:
    leads = team is not None and by.team is not None and team.path.startswith(by.team.path)
    if not (can_set_up(by) or (can_set_targets(by) and leads)):
        raise PermissionDenied(_("You tell of events of teams that you lead only."))
