"""Content: what to use at a milestone."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.core.versions import require_version
from trimtab.people.models import User
from trimtab.processes.models import Content
from trimtab.processes.policy import require_process_edit

FACTS = ("name", "link", "description")


def add_content(*, fields: Mapping[str, object], by: User, now: datetime) -> Content:
    """New content. Files are put to it afterwards, as to any record.

    Raises:
        PermissionDenied: see `policy.require_process_edit`.
        ValidationError: another one has the name, or the link is none.
    """
    with transaction.atomic():
        require_process_edit(by)
        made = Content(changed_at=now, **{name: value for name, value in fields.items() if name in FACTS})
        made.full_clean()
        made.save()
        record_event("content.added", record="content", record_id=made.pk, by=by, now=now, after={"name": made.name})
    return made


def edit_content(
    content: Content, *, changes: Mapping[str, object], seen: str | None = None, by: User, now: datetime
) -> Content:
    """Change it; returns it as it is now.

    Raises:
        ChangedMeanwhile: somebody changed it since the person saw the version `seen`.
        PermissionDenied, ValidationError: see `add_content`.
    """
    with transaction.atomic():
        require_process_edit(by)
        current = locked(Content.objects.all(), content.pk)
        require_version(current, FACTS, seen=seen)
        before = {name: getattr(current, name) for name in FACTS}
        for name in FACTS:
            setattr(current, name, changes.get(name, before[name]))
        current.changed_at = now
        current.full_clean()
        current.save()
        after = {name: getattr(current, name) for name in FACTS if getattr(current, name) != before[name]}
        record_event(
            "content.edited", record="content", record_id=current.pk, by=by, now=now,
            before={name: before[name] for name in after}, after=after,
        )  # fmt: skip
    return current


def archive_content(content: Content, *, by: User, now: datetime) -> None:
    """Offer it no longer; where it is in use it is shown as archived."""
    _set_archived(content, "content.archived", at=now, by=by, now=now)


def restore_content(content: Content, *, by: User, now: datetime) -> None:
    """Offer it again."""
    _set_archived(content, "content.restored", at=None, by=by, now=now)


def _set_archived(content: Content, verb: str, *, at: datetime | None, by: User, now: datetime) -> None:
    with transaction.atomic():
        require_process_edit(by)
        Content.objects.filter(pk=content.pk).update(archived_at=at)
        record_event(verb, record="content", record_id=content.pk, by=by, now=now)


def content_named(name: str, *, link: str, now: datetime) -> Content:
    """The content of that name, made where there is none. For processes that come from a file."""
    found = Content.objects.filter(name=name).first()
    if found is not None:
        return found
    made = Content(name=name, link=link, changed_at=now)
    try:
        made.full_clean()
    except ValidationError as wrong:
        raise ValidationError(_("The content “%(name)s” is not valid.") % {"name": name}) from wrong
    made.save()
    return made
