"""The addresses of `research`, and calls of its actions."""

from collections.abc import Callable
from typing import Any

from tests.addresses.roles import ANAS, EVERYBODY, ROLES, Address, Seen
from tests.cast import LONG_AGO, NOW
from trimtab.accounts.models import Account
from trimtab.research import actions
from trimtab.research.models import Article, Feed, ResearchNote, Subscription

# What Ana alone follows; nobody reads it over her shoulder.
ANA_ALONE = dict(zip(ROLES, "w------", strict=True))
ADDRESSES: dict[str, Address] = {
    "research": Address(EVERYBODY),
    "research-readings": Address(EVERYBODY, method="post"),
    "markets": Address(EVERYBODY),
    "research-feeds": Address(EVERYBODY),
    "research-opml": Address(EVERYBODY),
    "research-opml-import": Address(EVERYBODY, method="post"),
    "research-feed-removal": Address(ANA_ALONE, method="post", of="subscription"),
    "research-article": Address(ANA_ALONE, of="article"),
    "research-marks": Address(ANA_ALONE, method="post", of="article"),
    "research-tags": Address(ANA_ALONE, method="post", of="article"),
    "research-attachments": Address(ANA_ALONE, method="post", of="article"),
    "account-research": Address(ANAS, of="account"),
    "account-research-notes": Address(ANAS, method="post", needs_write=True, of="account"),
    "research-note": Address(ANAS, method="post", needs_write=True, of="research_note"),
    "research-note-withdrawal": Address(ANAS, method="post", needs_write=True, of="research_note"),
    "research-note-restoration": Address(ANAS, method="post", needs_write=True, of="research_note"),
}


def ids(seen: Seen) -> dict[str, int]:
    """A feed that Ana follows, an article of it, and a note about her account."""
    ana = seen.people["ana"]
    feed = Feed.objects.create(url="https://acme.example/feed", created_at=LONG_AGO, next_look_at=LONG_AGO)
    subscription = Subscription.objects.create(feed=feed, user=ana, created_at=LONG_AGO)
    times = {"published_at": LONG_AGO, "arrived_at": LONG_AGO}
    article = Article.objects.create(feed=feed, key="1", title="Acme turbines abroad", words="acme turbines", **times)
    note = ResearchNote.objects.create(
        account=seen.account, title="Acme turbines are wanted", found_on=LONG_AGO.date(), by=ana,
        created_at=LONG_AGO, changed_at=LONG_AGO,
    )  # fmt: skip
    return {"subscription": subscription.pk, "article": article.pk, "research_note": note.pk}


def acts(world: Any) -> dict[str, Callable[[], object]]:
    """Action → one call of it that writes."""
    ana: dict[str, Any] = {"by": world.people["ana"], "now": NOW}
    account, article = Account.objects.get(pk=world.ids["account"]), Article.objects.get(pk=world.ids["article"])
    note = ResearchNote.objects.get(pk=world.ids["research_note"])
    found: dict[str, Any] = {"title": "A new plant", "found_on": NOW.date()}
    gone = actions.note_research(account, fields=found, **ana)
    actions.withdraw_note(gone, **ana)
    new: dict[str, Any] = {"about": "market", "for_everybody": False}
    return {
        "follow_feed": lambda: actions.follow_feed("https://bolt.example/feed", **new, **ana),
        "leave_feed": lambda: actions.leave_feed(Subscription.objects.get(pk=world.ids["subscription"]), **ana),
        "note_research": lambda: actions.note_research(account, fields=found, article=article, **ana),
        "edit_note": lambda: actions.edit_note(note, changes={"text": "In the north"}, **ana),
        "withdraw_note": lambda: actions.withdraw_note(note, **ana),
        "restore_note": lambda: actions.restore_note(gone, **ana),
    }
