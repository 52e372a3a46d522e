"""What plans ask, edited by those who set up: each change is a new version, and open plans stay on theirs."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from trimtab.core.audit import record_event
from trimtab.core.versions import ChangedMeanwhile
from trimtab.opportunities.models import Product
from trimtab.people.models import User
from trimtab.planning.models import TemplateVersion
from trimtab.planning.policy import require_set_up
from trimtab.planning.queries import newest_template
from trimtab.planning.shipped import Question


def kept_template(plan_type: str, *, now: datetime) -> TemplateVersion:
    """The newest version of a type; the shipped one is saved when it is first used. Call it inside a transaction."""
    newest = newest_template(plan_type)
    if newest.pk is None:
        shipped = {"questions": newest.questions, "tiles": newest.tiles, "created_at": now}
        newest, _is_new = TemplateVersion.objects.get_or_create(plan_type=plan_type, number=1, defaults=shipped)
    return newest


def save_template(
    plan_type: str,
    *,
    questions: Sequence[Question],
    tiles: Sequence[str],
    products: Iterable[Product],
    seen: int,
    by: User,
    now: datetime,
) -> TemplateVersion:
    """The next version of what plans of that type ask.

    Args:
        seen: number of the version that the person edited.

    Raises:
        ChangedMeanwhile: there is a newer version than that.
        PermissionDenied: `by` does not set up.
    """
    with transaction.atomic():
        require_set_up(by)
        newest = kept_template(plan_type, now=now)
        if newest.number != seen:
            raise ChangedMeanwhile(newest)
        chosen = list(products)
        if _is_same(newest, questions, tiles, chosen):
            return newest
        made = TemplateVersion.objects.create(
            plan_type=plan_type,
            number=newest.number + 1,
            questions=list(questions),
            tiles=list(tiles),
            created_at=now,
            by=by,
        )
        made.products.set(chosen)
        before = {"version": newest.number, "questions": len(newest.questions)}
        after = {"version": made.number, "questions": len(questions), "plan_type": plan_type}
        record_event(
            "plan_template.saved", record="plan_template", record_id=made.pk, by=by, now=now, before=before, after=after
        )
    return made


def _is_same(
    newest: TemplateVersion, questions: Sequence[Question], tiles: Sequence[str], products: list[Product]
) -> bool:
    there = set(newest.products.values_list("pk", flat=True))
    return (
        newest.questions == list(questions)
        and newest.tiles == list(tiles)
        and there == {product.pk for product in products}
    )
