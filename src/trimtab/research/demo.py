"""News for the sample company, made up from its own accounts, so that the inbox shows what it is for."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from trimtab.accounts.models import Account
from trimtab.people.models import User
from trimtab.research.actions import follow_feed, mark_article, note_research, tag_article
from trimtab.research.fetching import Fetched
from trimtab.research.models import About, Article, Feed
from trimtab.research.reading import Entry, Reading
from trimtab.research.refreshing import Found, keep_found

ADDRESS = "https://newsroom.sample.trimtab.example/feed"
NEVER = timedelta(days=36_500)  # nothing is at that address, so nobody asks there
NEWS = (
    ("{name} plans a second site", "The new site is to open within two years. Purchasing begins in spring."),
    ("{name} names a new head of purchasing", "The new head comes from a competitor and starts next month."),
    ("{name} reports a good half year", "Orders grew by a tenth. Two older lines are to be replaced."),
    ("{name} looks for a partner abroad", "The company wants to deliver to two more countries by next year."),
)


def fill_research(*, operations: User, seller: User, now: datetime) -> None:
    """One feed that everybody follows, with news about the seller's largest accounts; once."""
    if Feed.objects.filter(url=ADDRESS).exists():
        return
    feed, _new = follow_feed(
        ADDRESS, about=About.CUSTOMER, for_everybody=True, by=operations, now=now, title="Sample newsroom"
    )
    accounts = list(Account.objects.current().filter(owner=seller).order_by("-revenue", "pk")[:6])
    entries = tuple(_entry(number, account, now=now) for number, account in enumerate(accounts * 2))
    keep_found(feed, Found(Fetched(ADDRESS), Reading("Sample newsroom", "", entries)), now=now)
    Feed.objects.filter(pk=feed.pk).update(next_look_at=now + NEVER)
    _use(list(Article.objects.filter(feed=feed).order_by("pk")), accounts, by=seller, now=now)


def _entry(number: int, account: Account, *, now: datetime) -> Entry:
    title, text = NEWS[number % len(NEWS)]
    said = title.format(name=account.name)
    published_at = now - timedelta(hours=7 + 19 * number)
    return Entry(f"sample-{number}", said, "", "Sample newsroom", f"<p>{text}</p>", text, published_at)


def _use(articles: Sequence[Article], accounts: Sequence[Account], *, by: User, now: datetime) -> None:
    """What a seller would have done with some of it."""
    if not articles:
        return
    mark_article(articles[0], changes={"is_read": True, "favourite_at": now}, by=by)
    mark_article(articles[-1], changes={"saved_at": now}, by=by)
    tag_article(articles[0], names=["expansion", "purchasing"], by=by)
    facts = {"title": articles[0].title, "source": "Sample newsroom", "subject": "customer", "confidence": "likely"}
    found_on = articles[0].published_at.date()
    about = next(account for account in accounts if account.name in articles[0].title)
    note_research(about, fields={**facts, "found_on": found_on}, by=by, now=now, article=articles[0])
