"""Writing plays: a draft, its taking into use, archiving. Uses keep the version that they were started with."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.people.models import User
from trimtab.playbook.catalogue import ListedPlay
from trimtab.playbook.facts import PlayFacts
from trimtab.playbook.models import Play, PlayVersion
from trimtab.playbook.policy import require_writing
from trimtab.playbook.shipped import SHIPPED

Status = PlayVersion.Status


class PlayChanged(Exception):
    """Somebody changed the play since it was read; nothing was written. `draft` is what stands there now, if any."""

    def __init__(self, draft: PlayVersion | None) -> None:
        super().__init__(_("The play was changed in the meantime."))
        self.draft = draft


def draft_play(
    listed: ListedPlay | None,
    *,
    said: PlayFacts,
    why: str = "",
    by: User,
    now: datetime,
    seen_at: datetime | None = None,
) -> PlayVersion:
    """Write the next version of a play, or a new play, as a draft; what is in use stays as it is.

    Args:
        listed: None: a new play.
        seen_at: `changed_at` of the play that the person saw; None: whatever draft is there is overwritten.

    Raises:
        PlayChanged: somebody changed it after `seen_at`.
        PermissionDenied: `by` only reads the playbook.
    """
    with transaction.atomic():
        require_writing(by)
        row = _new_row(str(said.name), by=by, now=now) if listed is None else _locked_row(listed.key, now=now)
        draft = row.versions.filter(status=Status.DRAFT).first()
        if seen_at is not None and row.changed_at != seen_at:
            raise PlayChanged(draft)
        if draft is None:
            last = row.versions.aggregate(last=Max("number"))["last"] or 0
            draft = PlayVersion(play=row, number=last + 1, made_at=now)
        draft.facts, draft.why, draft.made_by, draft.changed_at = said.document, why, by, now
        draft.save()
        _touch(row, now=now)
        _record("play.drafted", row, by=by, now=now, after={"number": draft.number, "name": str(said.name)})
    return draft


def activate_draft(listed: ListedPlay, *, by: User, now: datetime) -> PlayVersion:
    """Take the draft into use; the version that was in use is kept with what came of it.

    Raises:
        ValidationError: there is no draft.
    """
    with transaction.atomic():
        require_writing(by)
        row = _locked_row(listed.key, now=now)
        draft = row.versions.filter(status=Status.DRAFT).first()
        if draft is None:
            raise ValidationError(_("There is no draft to take into use. Somebody may have done so already."))
        row.versions.filter(status=Status.ACTIVE).update(status=Status.ARCHIVED, changed_at=now)
        draft.status, draft.activated_at, draft.changed_at = Status.ACTIVE, now, now
        draft.save(update_fields=["status", "activated_at", "changed_at"])
        row.archived_at = None
        _touch(row, now=now)
        _record("play.activated", row, by=by, now=now, after={"number": draft.number})
    return draft


def drop_draft(listed: ListedPlay, *, by: User, now: datetime) -> None:
    """Throw the draft away; a play that never was in use goes with it."""
    with transaction.atomic():
        require_writing(by)
        row = _locked_row(listed.key, now=now)
        draft = row.versions.filter(status=Status.DRAFT).first()
        if draft is None:
            return
        _record("play.draft_dropped", row, by=by, now=now, before={"number": draft.number, "facts": draft.facts})
        draft.delete()
        if row.versions.exists():
            _touch(row, now=now)
        else:
            row.delete()


def archive_play(listed: ListedPlay, *, by: User, now: datetime) -> None:
    """Offer it no longer; its uses and their results stay."""
    _set_archived(listed, at=now, verb="play.archived", by=by, now=now)


def restore_play(listed: ListedPlay, *, by: User, now: datetime) -> None:
    """Offer it again, as it was."""
    _set_archived(listed, at=None, verb="play.restored", by=by, now=now)


def import_plays(plays: Iterable[tuple[str, PlayFacts]], *, by: User, now: datetime) -> list[PlayVersion]:
    """Bring plays of another playbook in, each as a draft under its key: what is in use stays."""
    with transaction.atomic():
        require_writing(by)
        made = []
        for key, said in plays:
            row = Play.objects.filter(key=key).first()
            if row is None and key not in SHIPPED:
                Play.objects.create(key=key, created_at=now, changed_at=now, added_by=by)
            made.append(draft_play(ListedPlay(key, row, said, 0), said=said, why=_("Imported"), by=by, now=now))
    return made


def kept_version(listed: ListedPlay, *, now: datetime) -> PlayVersion:
    """The row of the version in use; a shipped play gets it when it is first needed. Call it in a transaction."""
    if listed.version is not None:
        return listed.version
    row = _locked_row(listed.key, now=now)
    return row.versions.get(status=Status.ACTIVE)


def _locked_row(key: str, *, now: datetime) -> Play:
    """The row of the play, locked; a shipped one that nobody touched gets it with its first version."""
    row, is_new = Play.objects.get_or_create(key=key, defaults={"created_at": now, "changed_at": now})
    if is_new and key in SHIPPED:
        PlayVersion.objects.create(
            play=row, number=1, status=Status.ACTIVE, made_at=now, changed_at=now, activated_at=now
        )
    return locked(Play.objects.all(), row.pk)


def _new_row(name: str, *, by: User, now: datetime) -> Play:
    stem = slugify(name)[:50] or "play"
    taken = {*SHIPPED, *Play.objects.filter(key__startswith=stem).values_list("key", flat=True)}
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    key = next(one for one in (stem, *numbered) if one not in taken)
    return Play.objects.create(key=key, created_at=now, changed_at=now, added_by=by)


def _set_archived(listed: ListedPlay, *, at: datetime | None, verb: str, by: User, now: datetime) -> None:
    with transaction.atomic():
        require_writing(by)
        row = _locked_row(listed.key, now=now)
        if (row.archived_at is None) == (at is None):
            return
        row.archived_at = at
        _touch(row, now=now)
        _record(verb, row, by=by, now=now, after={"key": row.key})


def _touch(row: Play, *, now: datetime) -> None:
    row.changed_at = now
    row.save(update_fields=["changed_at", "archived_at"])


def _record(verb: str, row: Play, *, by: User, now: datetime, **facts: dict[str, object]) -> None:
    record_event(verb, record="play", record_id=row.pk, by=by, now=now, **facts)
