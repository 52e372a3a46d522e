"""From the bytes of a feed to what it says: its name and its articles, as plain facts."""

import hashlib
from calendar import timegm
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

import feedparser

from trimtab.research.cleaning import LONGEST, as_text, cleaned
from trimtab.research.defusing import Danger, Dangerous, require_harmless

MOST_KEPT = 200  # articles of one reading
FEED_TYPES = {"application/rss+xml", "application/atom+xml", "application/rdf+xml"}
LONGEST_NAME, LONGEST_AUTHOR, LONGEST_LINK = 300, 200, 2_000


@dataclass(frozen=True)
class Entry:
    """One article. `key`: the same for the same article, whenever it is read; `body`: cleaned HTML."""

    key: str
    title: str
    link: str
    author: str
    body: str
    text: str
    published_at: datetime | None


@dataclass(frozen=True)
class Reading:
    """A feed as it was read: its name, its page, its articles in the order they stand there."""

    title: str
    link: str
    entries: tuple[Entry, ...]


def read_feed(body: bytes, *, url: str, content_type: str = "") -> Reading:
    """What the feed says.

    Args:
        url: where it was found; links in it may be meant from there.

    Raises:
        Dangerous: it is no feed, or one that is not read.
    """
    headers = {"content-type": content_type or "application/xml", "content-location": url}
    require_harmless(body, headers=headers)
    # Nothing is resolved or sanitised there: nh3 does both, and is the one place that decides.
    found = feedparser.parse(BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    if not found.get("version") and not found.entries:
        raise Dangerous(Danger.NO_FEED)
    entries = tuple(_entry(one, url) for one in found.entries[:MOST_KEPT])
    link = _link(found.feed.get("link", ""), url)
    return Reading(as_text(_text(found.feed, "title"))[:LONGEST_NAME], link, entries)


class _Links(HTMLParser):
    """Finds the feeds that a page names in its head."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "link" or len(self.found) > MOST_KEPT:
            return
        given = {name: value or "" for name, value in attrs}
        if "alternate" in given.get("rel", "").lower().split() and given.get("type", "").lower() in FEED_TYPES:
            self.found.append(given.get("href", ""))


def feed_named_by(page: bytes, *, url: str) -> str:
    """The address of the first feed that a page of a site names; "" where it names none."""
    links = _Links()
    links.feed(page[:200_000].decode("utf-8", "replace"))
    return _link(links.found[0], url) if links.found else ""


def _entry(one: Any, url: str) -> Entry:  # of a library without types
    link = _link(one.get("link", ""), url)
    title, body = as_text(_text(one, "title")), cleaned(_body(one), base=link or url)
    text = as_text(body)
    name = one.get("id") or link or f"{title}\n{text}"
    return Entry(
        key=hashlib.sha256(str(name).encode("utf-8", "replace")).hexdigest(),
        title=(title or text)[:LONGEST_NAME],
        link=link,
        author=as_text(_text(one, "author"))[:LONGEST_AUTHOR],
        body=body,
        text=text,
        published_at=_moment(one.get("published_parsed") or one.get("updated_parsed")),
    )


def _text(holder: Any, name: str) -> str:
    value = holder.get(name)
    return value[:LONGEST] if isinstance(value, str) else ""


def _body(one: Any) -> str:
    """The longest of what the article holds: some feeds give the whole, some a beginning, some both."""
    contents = [str(part.get("value") or "") for part in one.get("content") or () if hasattr(part, "get")]
    return max([*contents, _text(one, "summary")], key=len)


def _link(link: object, base: str) -> str:
    """An absolute web address, or nothing."""
    try:
        whole = urljoin(base, str(link or "").strip())
    except ValueError:
        return ""
    return (
        whole
        if whole.startswith(("https://", "http://")) and len(whole) <= LONGEST_LINK and whole.isprintable()
        else ""
    )


def _moment(parsed: Any) -> datetime | None:
    """The library's time of day in UTC; a day that no calendar has is none."""
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
