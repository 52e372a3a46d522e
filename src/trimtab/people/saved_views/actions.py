"""Changes of saved views. Each checks who acts, changes, and records it, in one transaction."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from trimtab.core.audit import record_event
from trimtab.people.models import SavedView, User, ViewPin
from trimtab.people.saved_views.policy import get_view_for, require_view_edit

FIELDS = ("name", "query", "is_shared")


def save_view(*, list_name: str, name: str, query: str, is_shared: bool, by: User, now: datetime) -> SavedView:
    """A new view of a list, of that person."""
    with transaction.atomic():
        view = SavedView.objects.create(
            list=list_name, name=name, query=query, is_shared=is_shared, owner=by, created_at=now, changed_at=now
        )
        after = {"list": list_name, "name": name, "query": query, "is_shared": is_shared}
        record_event("view.saved", record="view", record_id=view.pk, by=by, now=now, after=after)
    return view


def edit_view(view: SavedView, *, changes: Mapping[str, object], by: User, now: datetime) -> SavedView:
    """Change its name, its query, or whether it is shared; no longer shared, it is nobody else's tab any more.

    Raises:
        PermissionDenied: `by` does not own it.
        ValueError: a field is not among FIELDS.
    """
    for field in changes:
        if field not in FIELDS:
            raise ValueError(f"`changes` must be among {', '.join(FIELDS)}. Got {field!r}.")
    with transaction.atomic():
        current = SavedView.objects.select_for_update().get(pk=view.pk)
        require_view_edit(by, current)
        changed = {field: value for field, value in changes.items() if getattr(current, field) != value}
        if not changed:
            return current
        before = {field: getattr(current, field) for field in changed}
        for field, value in changed.items():
            setattr(current, field, value)
        current.changed_at = now
        current.save(update_fields=[*changed, "changed_at"])
        if not current.is_shared:
            current.pins.exclude(user=by).delete()
        record_event("view.edited", record="view", record_id=view.pk, by=by, now=now, before=before, after=changed)
    return current


def delete_view(view: SavedView, *, by: User, now: datetime) -> None:
    """Remove it, for everybody. The rows it showed are not touched.

    Raises:
        PermissionDenied: `by` does not own it.
    """
    with transaction.atomic():
        require_view_edit(by, view)
        before = {"list": view.list, "name": view.name, "query": view.query, "is_shared": view.is_shared}
        record_event("view.deleted", record="view", record_id=view.pk, by=by, now=now, before=before)
        view.delete()


def pin_view(view: SavedView, *, is_pinned: bool, is_default: bool, by: User, now: datetime) -> None:
    """Keep the view as a tab of one's own, or as what the list opens with, which is a tab too; or neither.

    Raises:
        Http404: `by` does not see the view.
    """
    with transaction.atomic():
        get_view_for(by, view.pk)
        pins = ViewPin.objects.select_for_update().filter(user=by, list=view.list)
        before = _standing(pins.filter(view=view).first())
        after = {"is_pinned": is_pinned or is_default, "is_default": is_default}
        if before == after:
            return
        if is_default:
            pins.filter(is_default=True).update(is_default=False)
        pins.filter(view=view).delete()
        if after["is_pinned"]:
            ViewPin.objects.create(view=view, user=by, list=view.list, is_default=is_default)
        record_event("view.pinned", record="view", record_id=view.pk, by=by, now=now, before=before, after=after)


def _standing(pin: ViewPin | None) -> dict[str, bool]:
    return {"is_pinned": pin is not None, "is_default": pin is not None and pin.is_default}
