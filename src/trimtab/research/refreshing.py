"""Looks at feeds that are due, politely: one host at a time, and less and less often where it fails."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from trimtab.research.defusing import Danger, Dangerous
from trimtab.research.fetching import Fetched, NotFetched, Policy, Trouble, fetch
from trimtab.research.models import Article, Feed, Mark, Subscription, Tag
from trimtab.research.reading import Entry, Reading, feed_named_by, read_feed
from trimtab.research.words_index import words_of

USUAL = timedelta(hours=1)
CLAIMED = timedelta(minutes=15)  # a look that has not come back by then has died
LONGEST = timedelta(days=7)
DOUBLED_AT_MOST = 8
PAUSE = 1.0  # seconds between two questions to one host
AT_ONCE = 200
FORGOTTEN_AFTER, FORGOTTEN_AT_ONCE = timedelta(days=400), 500
BEGINNING = 300
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Found:
    """A feed that was fetched and read."""

    fetched: Fetched
    reading: Reading


@dataclass
class Looked:
    """What a round of looks brought."""

    feeds: int = 0
    failed: int = 0
    articles: int = 0


def look(url: str, *, policy: Policy, etag: str = "", last_modified: str = "") -> Found | None:
    """Fetch a feed and read it; None where it did not change. A page that names its feed leads to that.

    Raises:
        NotFetched: it cannot be had.
        Dangerous: it is not read.
    """
    fetched = fetch(url, policy=policy, etag=etag, last_modified=last_modified)
    if fetched.is_unchanged:
        return None
    if _is_page(fetched):
        named = feed_named_by(fetched.body, url=fetched.url)
        if not named:
            raise Dangerous(Danger.NO_FEED)
        fetched = fetch(named, policy=policy)
        fetched = replace(fetched, moved_to=fetched.url)
    reading = read_feed(fetched.body, url=fetched.url, content_type=fetched.content_type)
    return Found(fetched, reading)


def due_feeds(now: datetime) -> QuerySet[Feed]:
    """Those whose time has come and that somebody follows, the longest waiting first."""
    followed = Exists(Subscription.objects.filter(feed=OuterRef("pk")))
    return Feed.objects.filter(followed, next_look_at__lte=now).order_by("next_look_at", "pk")


def look_at_due(*, policy: Policy, clock: Clock, rest: Callable[[float], None] = time.sleep) -> Looked:
    """Look at every feed that is due; several programs may do so at once, each feed is looked at by one."""
    looked, asked_at = Looked(), dict[str, float]()
    for feed in due_feeds(clock())[:AT_ONCE]:
        if not _claim(feed, clock()):
            continue
        host = urlsplit(feed.url).netloc
        wait = PAUSE - (time.monotonic() - asked_at.get(host, -PAUSE))
        if wait > 0:
            rest(wait)
        _look_at(feed, looked, policy=policy, clock=clock)
        asked_at[host] = time.monotonic()
    return looked


def forget_old(now: datetime) -> int:
    """Delete articles that nobody kept and that arrived long ago; how many. Some at a time, so that nobody waits."""
    kept = Mark.objects.filter(article=OuterRef("pk")).filter(Q(favourite_at__isnull=False) | Q(saved_at__isnull=False))
    tagged = Tag.objects.filter(article=OuterRef("pk"))
    old = Article.objects.filter(arrived_at__lt=now - FORGOTTEN_AFTER).exclude(Exists(kept)).exclude(Exists(tagged))
    number = 0
    while ids := list(old.order_by("pk").values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE]):
        Article.objects.filter(pk__in=ids).delete()
        number += len(ids)
    return number


def _claim(feed: Feed, now: datetime) -> bool:
    """Whether this program may look at it: of two at the same moment one does."""
    due = Feed.objects.filter(pk=feed.pk, next_look_at=feed.next_look_at)
    return due.update(next_look_at=now + CLAIMED) == 1


def _look_at(feed: Feed, looked: Looked, *, policy: Policy, clock: Clock) -> None:
    looked.feeds += 1
    try:
        found = look(feed.url, policy=policy, etag=feed.etag, last_modified=feed.last_modified)
    except NotFetched as error:
        keep_trouble(feed, error.trouble, wait=error.wait, now=clock())
        looked.failed += 1
    except Dangerous as error:
        keep_trouble(feed, error.danger, now=clock())
        looked.failed += 1
    else:
        looked.articles += keep_found(feed, found, now=clock())


def keep_trouble(feed: Feed, trouble: Trouble | Danger, *, now: datetime, wait: int = 0) -> None:
    """Remember why it brought nothing, and wait longer each time: an hour, two, four, at most a week."""
    failures = feed.failures + 1
    longer = USUAL * 2 ** min(failures - 1, DOUBLED_AT_MOST)
    rest = min(max(longer, timedelta(seconds=min(wait, LONGEST.total_seconds()))), LONGEST)
    Feed.objects.filter(pk=feed.pk).update(trouble=trouble.value, failures=failures, next_look_at=now + rest)


def keep_found(feed: Feed, found: Found | None, *, now: datetime) -> int:
    """Keep the new articles of a feed; how many they are. None: it did not change."""
    fresh = {"read_at": now, "next_look_at": now + USUAL, "trouble": "", "failures": 0}
    if found is None:
        Feed.objects.filter(pk=feed.pk).update(**fresh)
        return 0
    fetched, reading = found.fetched, found.reading
    fresh |= {"etag": fetched.etag[:500], "last_modified": fetched.last_modified[:100]}
    fresh |= {"title": reading.title or feed.title, "link": reading.link}
    with transaction.atomic():
        Feed.objects.filter(pk=feed.pk).update(**fresh)
        added = _keep_articles(feed, reading.entries, now=now)
    if fetched.moved_to and fetched.moved_to != feed.url:
        _move(feed, fetched.moved_to)
    return added


def _keep_articles(feed: Feed, entries: Iterable[Entry], *, now: datetime) -> int:
    """Add what is new, and bring what is there up to date where it was rewritten."""
    by_key = {entry.key: entry for entry in entries}
    there = {one.key: one for one in Article.objects.filter(feed=feed, key__in=by_key)}
    added = [_article(feed, entry, now=now) for key, entry in by_key.items() if key not in there]
    added.sort(key=lambda article: article.published_at)
    Article.objects.bulk_create(added)
    for key, article in there.items():
        fresh = _facts(by_key[key])
        if changed := {name: value for name, value in fresh.items() if getattr(article, name) != value}:
            Article.objects.filter(pk=article.pk).update(**changed)
    return len(added)


def _article(feed: Feed, entry: Entry, *, now: datetime) -> Article:
    published_at = min(entry.published_at or now, now)
    return Article(feed=feed, key=entry.key, published_at=published_at, arrived_at=now, **_facts(entry))


def _facts(entry: Entry) -> dict[str, str]:
    return {
        "title": entry.title,
        "link": entry.link,
        "author": entry.author,
        "beginning": entry.text[:BEGINNING],
        "body": entry.body,
        "words": words_of(entry.title, entry.author, entry.text),
    }


def _move(feed: Feed, url: str) -> None:
    """Follow a feed that moved for good; where another one stands at that address, this one stays where it was."""
    try:
        with transaction.atomic():
            Feed.objects.filter(pk=feed.pk).update(url=url)
    except IntegrityError:
        return


def _is_page(fetched: Fetched) -> bool:
    start = fetched.body[:500].lstrip().lower()
    return "html" in fetched.content_type.lower() and (b"<!doctype html" in start or b"<html" in start)
