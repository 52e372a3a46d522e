"""What people do with feeds and articles, and what they note about accounts.

Feeds and notes are recorded like all else. What a person reads, keeps and tags is the person's own and stands in no
audit: nobody is watched while reading.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from trimtab.accounts.models import Account
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.people.models import User
from trimtab.people.policy import can_set_up
from trimtab.research.models import Article, Feed, Mark, Reader, ResearchNote, Subscription, Tag
from trimtab.research.policy import require_note

MOST_FOLLOWED = 300  # feeds of one person, and as many of everybody
MOST_TAGS = 20  # of one person on one article
NOTE_FIELDS = ("subject", "title", "text", "source", "link", "found_on", "confidence")


class TooManyFeeds(Exception):
    """Nobody reads so many; nothing was written."""


class NoteChanged(Exception):
    """Somebody changed the note since it was read; nothing was written. `note` is as it is now."""

    def __init__(self, note: ResearchNote) -> None:
        super().__init__(_("The note was changed in the meantime."))
        self.note = note


def follow_feed(
    url: str, *, about: str, for_everybody: bool, by: User, now: datetime, title: str = ""
) -> tuple[Feed, bool]:
    """Follow a feed, for oneself or for everybody; whether it was not followed so before.

    Raises:
        PermissionDenied: only those who set up choose for everybody.
        TooManyFeeds: there are 300 already.
    """
    if for_everybody and not can_set_up(by):
        raise PermissionDenied(_("Operations and administrators choose what everybody follows."))
    follower = None if for_everybody else by
    with transaction.atomic():
        if Subscription.objects.filter(user=follower).count() >= MOST_FOLLOWED:
            raise TooManyFeeds
        fresh = {"title": title, "created_at": now, "next_look_at": now}
        feed, _made = Feed.objects.get_or_create(url=url, defaults=fresh)
        subscription, is_new = Subscription.objects.get_or_create(
            user=follower, feed=feed, defaults={"about": about, "created_at": now}
        )
        if is_new:
            after = {"about": about, "for_everybody": for_everybody}
            record_event("feed.followed", record="feed", record_id=feed.pk, by=by, now=now, after=after)
        elif subscription.about != about:
            Subscription.objects.filter(pk=subscription.pk).update(about=about)
    return feed, is_new


def leave_feed(subscription: Subscription, *, by: User, now: datetime) -> None:
    """Follow it no longer. Articles stay; with the last one who follows it, the feed is no longer looked at.

    Raises:
        PermissionDenied: it is somebody else's, or everybody's and `by` does not set up.
    """
    if subscription.user_id != by.pk and not (subscription.user_id is None and can_set_up(by)):
        raise PermissionDenied(_("Operations and administrators choose what everybody follows."))
    with transaction.atomic():
        subscription.delete()
        before = {"about": subscription.about, "for_everybody": subscription.user_id is None}
        record_event("feed.left", record="feed", record_id=subscription.feed_id, by=by, now=now, before=before)


def mark_article(article: Article, *, changes: Mapping[str, object], by: User) -> Mark:
    """Keep what the person makes of it: is_read, favourite_at, saved_at."""
    with transaction.atomic():
        mark, _made = Mark.objects.update_or_create(user=by, article=article, defaults=dict(changes))
    return mark


def mark_all_read(*, up_to: int, by: User) -> None:
    """All articles that had arrived up to that one are read, also those put back among the unread ones.

    Args:
        up_to: the newest article that the person had before the eyes; what arrived meanwhile stays unread.
    """
    with transaction.atomic():
        newest = Article.objects.aggregate(newest=Max("pk"))["newest"] or 0
        reader, _made = Reader.objects.select_for_update().get_or_create(user=by)
        reader.read_up_to = max(reader.read_up_to, min(up_to, newest))
        reader.save(update_fields=["read_up_to"])
        Mark.objects.filter(user=by, is_read=False, article_id__lte=reader.read_up_to).update(is_read=None)


def tag_article(article: Article, *, names: Iterable[str], by: User) -> None:
    """Let the article carry exactly these tags of the person."""
    wanted = set(names)
    with transaction.atomic():
        Tag.objects.filter(user=by, article=article).exclude(name__in=wanted).delete()
        fresh = [Tag(user=by, article=article, name=name) for name in sorted(wanted)]
        Tag.objects.bulk_create(fresh, ignore_conflicts=True)


def note_research(
    account: Account, *, fields: Mapping[str, object], by: User, now: datetime, article: Article | None = None
) -> ResearchNote:
    """Something found out about the account; with `article`, where from.

    Raises:
        PermissionDenied: `by` may not note anything there.
    """
    _require_known(fields)
    with transaction.atomic():
        require_note(by, account)
        note = ResearchNote.objects.create(
            account=account, article=article, by=by, created_at=now, changed_at=now, **fields
        )
        _record("research.noted", note, by=by, now=now, after={"title": note.title, "subject": note.subject})
    return note


def edit_note(
    note: ResearchNote, *, changes: Mapping[str, object], by: User, now: datetime, seen_at: datetime | None = None
) -> ResearchNote:
    """Change a note; returns it as it is now.

    Raises:
        NoteChanged: somebody changed it after `seen_at`.
        PermissionDenied: `by` may not change it.
    """
    _require_known(changes)
    with transaction.atomic():
        current = locked(ResearchNote.objects.select_related("account__owner__team", "by"), note.pk)
        require_note(by, current.account)
        if seen_at is not None and current.changed_at != seen_at:
            raise NoteChanged(current)
        changed = {field: value for field, value in changes.items() if getattr(current, field) != value}
        if changed:
            before = {field: str(getattr(current, field)) for field in changed}
            _write(current, {**changed, "changed_at": now})
            after = {field: str(value) for field, value in changed.items()}
            _record("research.edited", current, by=by, now=now, before=before, after=after)
    return current


def withdraw_note(note: ResearchNote, *, by: User, now: datetime) -> None:
    """It no longer counts; nothing is deleted."""
    _set_withdrawn(note, "research.withdrawn", at=now, by=by, now=now)


def restore_note(note: ResearchNote, *, by: User, now: datetime) -> None:
    """It counts again."""
    _set_withdrawn(note, "research.restored", at=None, by=by, now=now)


def _set_withdrawn(note: ResearchNote, verb: str, *, at: datetime | None, by: User, now: datetime) -> None:
    with transaction.atomic():
        current = locked(ResearchNote.objects.select_related("account__owner__team"), note.pk)
        require_note(by, current.account)
        if (current.withdrawn_at is None) != (at is None):
            _write(current, {"withdrawn_at": at, "changed_at": now})
            _record(verb, current, by=by, now=now)


def _write(note: ResearchNote, changes: Mapping[str, object]) -> None:
    for field, value in changes.items():
        setattr(note, field, value)
    note.save(update_fields=list(changes))


def _record(verb: str, note: ResearchNote, *, by: User, now: datetime, **told: Mapping[str, object]) -> None:
    after = {"account": note.account_id, **told.get("after", {})}
    record_event(
        verb, record="research_note", record_id=note.pk, by=by, now=now, before=told.get("before"), after=after
    )


def _require_known(fields: Mapping[str, object]) -> None:
    for field in fields:
        if field not in NOTE_FIELDS:
            raise ValueError(f"`changes` must be among {', '.join(NOTE_FIELDS)}. Got {field!r}.")
