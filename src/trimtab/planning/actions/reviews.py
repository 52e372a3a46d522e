"""Points in the life of a plan: a review that is held, the figures of a night, the archive by itself."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from trimtab.people.models import User
from trimtab.planning.actions.changing import changing, note
from trimtab.planning.cadence import SILENT, life_of
from trimtab.planning.completeness import completeness_of
from trimtab.planning.figures import figures_of, organisation_day
from trimtab.planning.models import Plan, PlanReview, PlanSnapshot
from trimtab.planning.reach import Reach


@dataclass(frozen=True)
class Night:
    """What a night did with the plans."""

    kept: int
    archived: int


def hold_review(plan: Plan, *, text: str, by: User, now: datetime) -> PlanReview:
    """Say that the plan was looked at: what changes from now on is told since this point."""
    with changing(plan, by=by, now=now) as current:
        review = PlanReview.objects.create(plan=current, at=now, by=by, note=text)
        keep_snapshot(current, why=PlanSnapshot.Why.REVIEW, now=now, review=review)
        note("plan.reviewed", current, by=by, now=now, after={"note": text})
    return review


def keep_snapshot(plan: Plan, *, why: str, now: datetime, review: PlanReview | None = None) -> PlanSnapshot:
    """Keep the figures of this instant, as the plan's owner sees them."""
    today, zone = organisation_day(now)
    facts = facts_of(Reach(plan, today, zone), now=now)
    if why == PlanSnapshot.Why.NIGHT:
        kept, _is_new = PlanSnapshot.objects.update_or_create(
            plan=plan, on=today, why=why, defaults={"at": now, "facts": facts}
        )
        return kept
    return PlanSnapshot.objects.create(plan=plan, at=now, on=today, why=why, review=review, facts=facts)


def facts_of(reach: Reach, *, now: datetime) -> dict[str, object]:
    """The figures that are kept: amounts as text, scores by area. Facts only, so that any language reads them."""
    figures, found, life = figures_of(reach), completeness_of(reach), life_of(reach, now=now)
    total, target = figures.total, figures.target
    return {
        "currency": reach.plan.currency,
        "target": None if target is None else str(target),
        "won": str(total.won),
        "open": str(total.open),
        "open_count": total.open_count,
        "won_count": total.won_count,
        "accounts": len(reach.covered),
        "scores": {area: round(score.points, 1) for area, score in found.areas.items()},
        "completeness": None if found.mean is None else round(found.mean.points, 1),
        "strength": round(life.strength, 3),
        "ahead": life.ahead_count,
        "last_sign_on": str(life.last_sign_on),
        "review_due_on": str(life.review_due_on),
    }


def keep_night(*, now: datetime) -> Night:
    """Keep the figures of every current plan, and archive those in which nothing happens any more."""
    today, _zone = organisation_day(now)
    kept = archived = 0
    for plan in Plan.objects.current().select_related("owner__team", "template").order_by("pk").iterator():
        with transaction.atomic():
            snapshot = keep_snapshot(plan, why=PlanSnapshot.Why.NIGHT, now=now)
            kept += 1
            if _is_silent(snapshot, today) and plan.status != Plan.Status.CLOSED:
                _archive_silent(plan, now=now)
                archived += 1
    return Night(kept, archived)


def _is_silent(snapshot: PlanSnapshot, today: date) -> bool:
    return (today - date.fromisoformat(snapshot.facts["last_sign_on"])).days >= SILENT


def _archive_silent(plan: Plan, *, now: datetime) -> None:
    plan.archived_at, plan.archived_why = now, Plan.ArchivedWhy.SILENCE
    plan.save(update_fields=["archived_at", "archived_why"])
    note("plan.archived", plan, by=None, now=now, after={"why": plan.archived_why})
