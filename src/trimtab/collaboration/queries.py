"""Reading feeds and notices, never more than a user may see."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q, Sum

from trimtab.collaboration.models import Comment, FeedFile, Follower, MailChoice, Notice
from trimtab.collaboration.subjects import Kind, Record, kind_named, seen_of
from trimtab.core.paging import Order, page_of
from trimtab.people.models import User

COMMENTS_SHOWN = 20
NOTICES_SHOWN = 50
FILES_SHOWN = 50
MOST_UNREAD = 99
NEWEST = Order("pk", is_descending=True, read=int)


@dataclass(frozen=True)
class Feed:
    """What stands at one subject. `after`: the cursor of older comments, or empty."""

    kind: Kind
    record: Record
    comments: Sequence[Comment]
    after: str
    files: Sequence[FeedFile]
    followers: Sequence[User]
    is_followed: bool
    unread: int


def feed_of(kind: Kind, record: Record, *, user: User, after: str = "") -> Feed:
    """The feed of a subject that the user may see; what was merged into it comes along. Five queries."""
    here = Q(kind=kind.name, subject_id__in=kind.ids(record.pk))
    files = FeedFile.objects.filter(removed_at=None).select_related("by").order_by("pk")
    comments = Comment.objects.filter(here).select_related("by").prefetch_related(Prefetch("files", files))
    page = page_of(comments, order=NEWEST, after=after, size=COMMENTS_SHOWN)
    following = list(Follower.objects.filter(here, is_on=True).select_related("user").order_by("user__name", "pk"))
    people = list({one.user_id: one.user for one in following if one.user.is_active}.values())
    unread = Notice.objects.filter(here, user=user, read_at=None).count()
    shown = list(files.filter(here).order_by("-pk")[:FILES_SHOWN])
    return Feed(kind, record, page.rows, page.after, shown, people, any(one == user for one in people), unread)


def unread_count(user: User) -> int:
    """How many notices the user has not read, to 99; more are 100. One query over an index of unread ones."""
    return Notice.objects.filter(user=user, read_at=None)[: MOST_UNREAD + 1].count()


@dataclass(frozen=True)
class Told:
    """A notice with the subject as the user sees it."""

    notice: Notice
    kind: Kind
    record: Record

    @property
    def url(self) -> str:
        return self.kind.address(self.record.pk)


def notices_of(user: User, *, after: str = "") -> tuple[list[Told], str]:
    """The user's notices, newest first, and the cursor of older ones; without those of what is out of sight now."""
    rows = Notice.objects.filter(user=user).select_related("comment__by")
    page = page_of(rows, order=NEWEST, after=after, size=NOTICES_SHOWN)
    return told(user, page.rows), page.after


def told(user: User, notices: Sequence[Notice]) -> list[Told]:
    """Those of these notices whose subject the user may see now, and whose comment still stands."""
    standing = [one for one in notices if one.comment.deleted_at is None]
    seen = seen_of(user, {(one.kind, one.subject_id) for one in standing})
    return [
        Told(one, kind_named(one.kind), seen[one.kind, one.subject_id])
        for one in standing
        if (one.kind, one.subject_id) in seen
    ]


def choice_of(user: User) -> MailChoice:
    """How often the user gets notices by e-mail."""
    return MailChoice.objects.filter(user=user).first() or MailChoice(user=user)


def bytes_kept() -> int:
    """What all files together take."""
    return int(FeedFile.objects.filter(removed_at=None).aggregate(total=Sum("size"))["total"] or 0)
