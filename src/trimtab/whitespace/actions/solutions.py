"""The catalogue of solutions. Nothing is deleted: what was sold stays what it was."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.core.models import Organisation
from trimtab.core.versions import require_version
from trimtab.opportunities.models import Product
from trimtab.people.models import User
from trimtab.whitespace.policy import require_set_up

FIELDS = ("name", "family", "code")


def add_solution(*, name: str, family: str = "", code: str = "", by: User, now: datetime) -> Product:
    """A new solution.

    Raises:
        PermissionDenied: `by` does not set the organisation up.
        ValidationError: it has no name, or one that another solution has.
    """
    with transaction.atomic():
        require_set_up(by)
        _require_own_name(name)
        product = Product.objects.create(name=name.strip(), family=family.strip(), code=code.strip())
        _record("solution.added", product, by=by, now=now, after={"name": product.name, "family": product.family})
    return product


def edit_solution(
    product: Product, *, name: str, family: str, code: str, by: User, now: datetime, seen: str | None = None
) -> Product:
    """Rename it or put it into another family; its past follows, so the figures are made anew.

    Raises:
        ChangedMeanwhile: it is not as it was seen.
        PermissionDenied, ValidationError: see `add_solution`.
    """
    with transaction.atomic():
        require_set_up(by)
        current = locked(Product.objects.all(), product.pk)
        require_version(current, FIELDS, seen=seen)
        values = {"name": name.strip(), "family": family.strip(), "code": code.strip()}
        changed = {field: value for field, value in values.items() if getattr(current, field) != value}
        if not changed:
            return current
        if "name" in changed:
            _require_own_name(name)
        before = {field: getattr(current, field) for field in changed}
        for field, value in changed.items():
            setattr(current, field, value)
        current.save(update_fields=list(changed))
        Organisation.restate()
        _record("solution.edited", current, by=by, now=now, before=before, after=changed)
    return current


def retire_solution(product: Product, *, by: User, now: datetime) -> None:
    """It is no longer offered; what was sold of it stays on every grid."""
    _set_retired(product, at=now, by=by, now=now)


def offer_solution(product: Product, *, by: User, now: datetime) -> None:
    """It is offered again."""
    _set_retired(product, at=None, by=by, now=now)


def set_same_as(product: Product, other: Product | None, *, by: User, now: datetime) -> None:
    """Say that it is another name of `other`, or of nothing any more. Its own other names follow it.

    Raises:
        PermissionDenied: `by` does not set the organisation up.
        ValidationError: both are one, or `other` is another name itself.
    """
    with transaction.atomic():
        require_set_up(by)
        current = locked(Product.objects.all(), product.pk)
        if other is not None and (other.pk == current.pk or other.same_as_id is not None):
            raise ValidationError(_("Choose a solution that is not this one, and not another name itself."))
        if current.same_as_id == (other.pk if other else None):
            return
        before = {"same_as": current.same_as_id}
        if other is not None:
            Product.objects.filter(same_as=current).update(same_as=other)
        current.same_as = other
        current.save(update_fields=["same_as"])
        Organisation.restate()
        after = {"same_as": other.pk if other else None}
        _record("solution.equated", current, by=by, now=now, before=before, after=after)


def _set_retired(product: Product, *, at: datetime | None, by: User, now: datetime) -> None:
    with transaction.atomic():
        require_set_up(by)
        current = locked(Product.objects.all(), product.pk)
        if (current.retired_at is None) == (at is None):
            return
        current.retired_at = at
        current.save(update_fields=["retired_at"])
        _record("solution.retired" if at else "solution.offered", current, by=by, now=now)


def _require_own_name(name: str) -> None:
    if not name.strip():
        raise ValidationError(_("A solution has a name."))
    if Product.objects.filter(name__iexact=name.strip(), same_as__isnull=True).exists():
        raise ValidationError(_("There is a solution of that name already. Mark one as the same as the other instead."))


def _record(
    verb: str,
    product: Product,
    *,
    by: User,
    now: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    record_event(verb, record="solution", record_id=product.pk, by=by, now=now, before=before, after=after)
