"""Feeds and articles for tests."""

from datetime import datetime, timedelta

from tests.cast import NOW
from trimtab.people.models import User
from trimtab.research.actions import follow_feed
from trimtab.research.models import Article, Feed
from trimtab.research.words_index import words_of


def followed(url: str, *, by: User, about: str = "customer", for_everybody: bool = False) -> Feed:
    """A feed that somebody follows."""
    feed, _new = follow_feed(url, about=about, for_everybody=for_everybody, by=by, now=NOW, title=url[8:])
    return feed


def article(feed: Feed, title: str, *, days_ago: int = 0, text: str = "", at: datetime = NOW) -> Article:
    """An article of the feed."""
    return Article.objects.create(
        feed=feed, key=f"{title}-{days_ago}", title=title, link=f"https://acme.example/{days_ago}", arrived_at=at,
        published_at=at - timedelta(days=days_ago), beginning=text, body=f"<p>{text}</p>", words=words_of(title, text),
    )  # fmt: skip
