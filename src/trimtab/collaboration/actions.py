"""Changes to feeds. Each checks who acts, changes, and records it, in one transaction."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.collaboration.files import Kept, forget_bytes
from trimtab.collaboration.mentions import Mentions, mentions_in
from trimtab.collaboration.models import Comment, FeedFile, Follower, MailChoice, Notice
from trimtab.collaboration.queries import bytes_kept
from trimtab.collaboration.subjects import can_see, kind_named
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.people.models import User

LONGEST = 10_000  # characters of a comment


class CommentChanged(Exception):
    """The comment was changed since it was read; nothing was written. `comment` is as it is now."""

    def __init__(self, comment: Comment) -> None:
        super().__init__(_("The comment was changed in the meantime."))
        self.comment = comment


@dataclass(frozen=True)
class Said:
    """A comment that was written, and who was meant in it."""

    comment: Comment
    mentions: Mentions


def add_comment(
    kind: str, subject_id: int, *, text: str, by: User, now: datetime, files: Sequence[Kept] = (), quota: int = 0
) -> Said:
    """Write a comment at a subject, with files; whoever is mentioned and whoever follows is told.

    Args:
        files: their bytes lie in the uploads already; whoever calls lets them go where this raises.
        quota: bytes that all files together may take; 0: any.

    Raises:
        Http404: `by` is a stranger to the subject.
        ValidationError: there is no text and no file, too much text, or no room for the files.
    """
    kind_named(kind).get_for(by, subject_id)
    text = _required_text(text, may_be_empty=bool(files))
    _require_room(files, quota)
    meant = mentions_in(text, kind=kind, subject_id=subject_id)
    with transaction.atomic():
        comment = Comment.objects.create(
            kind=kind, subject_id=subject_id, by=by, text=text, mentions=_kept(meant), at=now
        )
        kept = [
            FeedFile(kind=kind, subject_id=subject_id, comment=comment, by=by, at=now, **vars(one)) for one in files
        ]
        FeedFile.objects.bulk_create(kept)
        _follow_unless_left(kind, subject_id, by, now=now)
        _tell(comment, meant.told.values(), now=now)
        after = {"text": text, "files": [one.name for one in files]}
        record_event("comment.written", record=kind, record_id=subject_id, by=by, now=now, after=after)
    return Said(comment, meant)


def tell_from_outside(kind: str, subject_id: int, *, text: str, people: Sequence[User], now: datetime) -> Comment:
    """Put what somebody outside said into the feed, where it has no author of ours; these people are told.

    Call it inside the transaction of what they said; that one writes the event.
    """
    with transaction.atomic():
        comment = Comment.objects.create(kind=kind, subject_id=subject_id, by=None, text=text[:LONGEST], at=now)
        seeing = [one for one in people if can_see(one, kind, subject_id)]
        _notify(comment, seeing, Notice.Reason.FOLLOWED, now=now)
    return comment


def edit_comment(comment: Comment, *, text: str, by: User, now: datetime, seen: str | None = None) -> Said:
    """Change one's own comment; the audit keeps what it was. Whoever is mentioned anew is told.

    Args:
        seen: the text that the person saw; None: whatever is there is overwritten.

    Raises:
        CommentChanged: it is another text by now.
        PermissionDenied: somebody else wrote it, or it was taken back.
    """
    text = _required_text(text, may_be_empty=comment.files.exists())
    meant = mentions_in(text, kind=comment.kind, subject_id=comment.subject_id)
    with transaction.atomic():
        current = _own(comment, by)
        if current.deleted_at is not None:
            raise PermissionDenied(_("The comment was taken back. Restore it to change it."))
        if seen is not None and seen != current.text and text != current.text:
            raise CommentChanged(current)
        if text == current.text:
            return Said(current, meant)
        before, known = current.text, set(current.mentions.values())
        current.text, current.mentions, current.edited_at = text, _kept(meant), now
        current.save(update_fields=["text", "mentions", "edited_at"])
        _tell_mentioned(current, [one for one in meant.told.values() if one.pk not in known], now=now)
        record_event(
            "comment.edited",
            record=current.kind,
            record_id=current.subject_id,
            by=by,
            now=now,
            before={"text": before},
            after={"text": text},
        )
    return Said(current, meant)


def take_comment_back(comment: Comment, *, by: User, now: datetime) -> None:
    """Show one's own comment no longer; its files stay. It can be restored."""
    with transaction.atomic():
        current = _own(comment, by)
        if current.deleted_at is not None:
            return
        current.deleted_at = now
        current.save(update_fields=["deleted_at"])
        before = {"text": current.text}
        record_event(
            "comment.taken_back", record=current.kind, record_id=current.subject_id, by=by, now=now, before=before
        )


def restore_comment(comment: Comment, *, by: User, now: datetime) -> None:
    """Show a comment again that was taken back."""
    with transaction.atomic():
        current = _own(comment, by)
        if current.deleted_at is None:
            return
        current.deleted_at = None
        current.save(update_fields=["deleted_at"])
        after = {"text": current.text}
        record_event("comment.restored", record=current.kind, record_id=current.subject_id, by=by, now=now, after=after)


def remove_file(file: FeedFile, *, uploads: Path, by: User, now: datetime) -> None:
    """Let one's own file go; once that stands its bytes are deleted. The audit keeps its name and checksum."""
    with transaction.atomic():
        current = locked(FeedFile.objects.all(), file.pk)
        if current.by_id != by.pk:
            raise PermissionDenied(_("A file is removed by whoever put it there."))
        if current.removed_at is not None:
            return
        current.removed_at = now
        current.save(update_fields=["removed_at"])
        before = {"name": current.name, "size": current.size, "sha256": current.sha256}
        record_event("file.removed", record=current.kind, record_id=current.subject_id, by=by, now=now, before=before)
        transaction.on_commit(lambda: forget_bytes([current.key], uploads=uploads))


def set_following(kind: str, subject_id: int, *, is_on: bool, by: User, now: datetime) -> None:
    """Hear of what is new at a subject, or no longer."""
    pk = subject_id
    kind_named(kind).get_for(by, pk)
    with transaction.atomic():
        found, is_new = Follower.objects.select_for_update().get_or_create(
            kind=kind, subject_id=pk, user=by, defaults={"is_on": is_on, "at": now}
        )
        if not is_new and found.is_on == is_on:
            return
        Follower.objects.filter(pk=found.pk).update(is_on=is_on, at=now)
        if is_on:
            record_event("feed.followed", record=kind, record_id=pk, by=by, now=now)
        else:
            record_event("feed.left", record=kind, record_id=pk, by=by, now=now)


def read_notices(user: User, *, now: datetime, of: Iterable[tuple[str, int]] | None = None) -> int:
    """Note that the user has read the notices about these subjects, or all; how many there were.

    No event: what somebody read is nobody else's business.
    """
    unread = Notice.objects.filter(user=user, read_at=None)
    if of is None:
        return unread.update(read_at=now)
    with transaction.atomic():
        return sum(unread.filter(kind=kind, subject_id=pk).update(read_at=now) for kind, pk in of)


def choose_mail(*, often: str, by: User, now: datetime) -> None:
    """How often one gets notices by e-mail."""
    with transaction.atomic():
        MailChoice.objects.update_or_create(user=by, defaults={"often": MailChoice.Often(often)})
        record_event("mail_choice.set", record="person", record_id=by.pk, by=by, now=now, after={"often": often})


def _required_text(text: str, *, may_be_empty: bool) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text and not may_be_empty:
        raise ValidationError(_("Write something, or attach a file."))
    if len(text) > LONGEST:
        raise ValidationError(
            _("A comment has %(longest)d characters at most, and this one has %(given)d. Attach the rest as a file.")
            % {"longest": LONGEST, "given": len(text)}
        )
    return text


def _require_room(files: Sequence[Kept], quota: int) -> None:
    if files and quota and bytes_kept() + sum(one.size for one in files) > quota:
        raise ValidationError(
            _("There is no room for more files. Remove some, or ask whoever administers this site for more room.")
        )


def _own(comment: Comment, by: User) -> Comment:
    """The comment, locked.

    Raises:
        PermissionDenied: somebody else wrote it, or `by` no longer sees the subject.
    """
    current = locked(Comment.objects.all(), comment.pk)
    if current.by_id != by.pk or not can_see(by, current.kind, current.subject_id):
        raise PermissionDenied(_("A comment is changed by whoever wrote it."))
    return current


def _kept(meant: Mentions) -> dict[str, int]:
    return {text: person.pk for text, person in meant.told.items()}


def _follow_unless_left(kind: str, subject_id: int, user: User, *, now: datetime) -> None:
    Follower.objects.get_or_create(kind=kind, subject_id=subject_id, user=user, defaults={"at": now})


def _tell(comment: Comment, mentioned: Collection[User], *, now: datetime) -> None:
    """A notice for whoever is mentioned, and for each follower who still sees the subject; none for the author."""
    _tell_mentioned(comment, mentioned, now=now)
    told = {one.pk for one in mentioned}
    ids = kind_named(comment.kind).ids(comment.subject_id)
    following = Follower.objects.filter(kind=comment.kind, subject_id__in=ids, is_on=True)
    people = (
        User.objects.filter(pk__in=following.values("user"), is_active=True)
        .exclude(pk__in=told)
        .exclude(pk=comment.by_id or 0)
    )
    seeing = [one for one in people.select_related("team") if can_see(one, comment.kind, comment.subject_id)]
    _notify(comment, seeing, Notice.Reason.FOLLOWED, now=now)


def _tell_mentioned(comment: Comment, mentioned: Collection[User], *, now: datetime) -> None:
    _notify(comment, [one for one in mentioned if one.pk != comment.by_id], Notice.Reason.MENTION, now=now)


def _notify(comment: Comment, people: Sequence[User], reason: str, *, now: datetime) -> None:
    rows = [
        Notice(user=one, kind=comment.kind, subject_id=comment.subject_id, comment=comment, reason=reason, at=now)
        for one in people
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
