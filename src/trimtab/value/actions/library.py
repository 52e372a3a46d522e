"""The library of solutions: capabilities and features added, changed, put out of use, brought back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.core.versions import require_version
from trimtab.opportunities.models import Product
from trimtab.people.models import User
from trimtab.value.actions.changing import SEEN, change
from trimtab.value.models import Capability, Feature
from trimtab.value.policy import require_library_edit

FIELDS = ("name", "text", "measure")
MOST = 100  # of each, of one solution: more is not read by anybody
Part = Capability | Feature


def add_capability(product: Product, *, facts: Mapping[str, Any], by: User, now: datetime) -> Capability:
    """What a customer can do with the solution.

    Raises:
        ValidationError: there is one of that name, or there are too many.
        PermissionDenied: `by` does not set the organisation up.
    """
    with transaction.atomic():
        require_library_edit(by)
        _require_room(product, "capabilities")
        _require_new(product, str(facts.get("name", "")))
        made = Capability.objects.create(
            product=product, created_at=now, changed_at=now, **{name: facts[name] for name in FIELDS if name in facts}
        )
        _record("capability.added", made, after={"name": made.name, "product": product.pk}, by=by, now=now)
    return made


def add_feature(product: Product, *, facts: Mapping[str, Any], by: User, now: datetime) -> Feature:
    """What the solution has, and which of its capabilities that enables.

    Raises:
        ValidationError, PermissionDenied: as `add_capability`.
    """
    with transaction.atomic():
        require_library_edit(by)
        _require_room(product, "features")
        known = {name: facts[name] for name in ("name", "text") if name in facts}
        made = Feature.objects.create(product=product, created_at=now, changed_at=now, **known)
        made.capabilities.set(facts.get("capabilities", ()))
        _record("feature.added", made, after={"name": made.name, "product": product.pk}, by=by, now=now)
    return made


def edit_part(part: Part, *, changes: Mapping[str, Any], by: User, now: datetime, seen: str | None = None) -> None:
    """Change a capability or a feature; deals that use it show the new words.

    Raises:
        ChangedMeanwhile: it is not as it was seen.
        ValidationError: another capability has that name.
        PermissionDenied: `by` does not set the organisation up.
    """
    with transaction.atomic():
        require_library_edit(by)
        current: Any = locked(type(part)._default_manager.all(), part.pk)
        require_version(current, SEEN, seen=seen)
        if isinstance(current, Capability) and changes.get("name", current.name) != current.name:
            _require_new(current.product, str(changes["name"]))
        before, after = change(current, changes, [name for name in FIELDS if hasattr(current, name)])
        if isinstance(current, Feature) and "capabilities" in changes:
            _enable(current, changes["capabilities"], before, after)
        if after:
            current.changed_at = now
            current.save(update_fields=[*(name for name in after if name != "capabilities"), "changed_at"])
            _record(
                _of(current, "capability.edited", "feature.edited"), current, before=before, after=after, by=by, now=now
            )


def archive_part(part: Part, *, by: User, now: datetime) -> None:
    """It is offered to no further deal; those that use it keep it.

    Raises:
        PermissionDenied: `by` does not set the organisation up.
    """
    with transaction.atomic():
        require_library_edit(by)
        current: Any = locked(type(part)._default_manager.all(), part.pk)
        if current.archived_at is None:
            current.archived_at = current.changed_at = now
            current.save(update_fields=["archived_at", "changed_at"])
            _record(_of(current, "capability.archived", "feature.archived"), current, by=by, now=now)


def restore_part(part: Part, *, by: User, now: datetime) -> None:
    """It is offered again.

    Raises:
        ValidationError: another capability took its name meanwhile.
        PermissionDenied: `by` does not set the organisation up.
    """
    with transaction.atomic():
        require_library_edit(by)
        current: Any = locked(type(part)._default_manager.all(), part.pk)
        if current.archived_at is not None:
            if isinstance(current, Capability):
                _require_new(current.product, current.name)
            current.archived_at, current.changed_at = None, now
            current.save(update_fields=["archived_at", "changed_at"])
            _record(_of(current, "capability.restored", "feature.restored"), current, by=by, now=now)


def _enable(feature: Feature, wanted: Any, before: dict[str, object], after: dict[str, object]) -> None:
    was = sorted(feature.capabilities.values_list("pk", flat=True))
    becomes = sorted(one.pk for one in wanted)
    if was != becomes:
        before["capabilities"], after["capabilities"] = was, becomes
        feature.capabilities.set(becomes)


def _require_room(product: Product, kind: str) -> None:
    if getattr(product, kind).filter(archived_at=None).count() >= MOST:
        raise ValidationError(_("A solution has %(most)d of them at most. Archive some first.") % {"most": MOST})


def _require_new(product: Product, name: str) -> None:
    if product.capabilities.filter(name=name, archived_at=None).exists():
        raise ValidationError({"name": _("The solution has a capability of that name.")})


def _record(verb: str, part: Part, *, by: User, now: datetime, **facts: Mapping[str, object]) -> None:
    name = "capability" if isinstance(part, Capability) else "feature"
    record_event(verb, record=name, record_id=part.pk, by=by, now=now, **facts)


def _of(part: Part, capability: str, feature: str) -> str:
    return capability if isinstance(part, Capability) else feature
