"""What customers of the sample want, so that a board is alive."""

from datetime import date, datetime, timedelta

from trimtab.accounts.models import Account, Contact
from trimtab.collaboration.actions import add_comment
from trimtab.discovery.actions import add_insight, add_link, add_section, set_state
from trimtab.discovery.boards import Board
from trimtab.discovery.models import Card, Insight
from trimtab.people.models import User
from trimtab.relationships.queries import key_players

ACCOUNTS = 2
# Row, section, sentence, facts, days since it was confirmed (None: it was not), and the number of what it is linked to.
STORY: tuple[tuple[str, int, str, dict[str, str], int | None, int | None], ...] = (
    ("goal", 0, "Halve unplanned downtime by the end of next year", {}, 20, None),
    ("goal", 1, "Energy cost per tonne down by 8 percent", {}, None, None),
    ("pressure", 0, "A regulation on safety logs from January", {"pressure_type": "regulation"}, 20, 0),
    ("pressure", 1, "A competitor offers 5 percent less", {"pressure_type": "market"}, 200, 1),
    (
        "initiative",
        0,
        "Predictive maintenance in plant 2",
        {"priority": "high", "outcome": "90 percent of stops seen"},
        45,
        0,
    ),
    ("initiative", 1, "New contracts with two suppliers", {"priority": "medium"}, None, 1),
    ("obstacle", 0, "Six engineers short", {}, None, 4),
    ("solution", 0, "Service contract with sensors and a named team", {}, None, 4),
)


def fill_goals(seller: User, *, leader: User, now: datetime, today: date) -> int:
    """A board for some accounts of the seller, once; how many insights there are."""
    if Insight.objects.exists():
        return Insight.objects.count()
    for account in Account.objects.current().filter(owner=seller).order_by("pk")[:ACCOUNTS]:
        _fill(account, seller, now=now, today=today)
        first = leader.name.split()[0]
        text = f"@{leader.name}, could you ask their plant manager about the engineers? {first} knows her best."
        add_comment("account", account.pk, text=text, by=seller, now=now)
    return Insight.objects.count()


def _fill(account: Account, seller: User, *, now: datetime, today: date) -> None:
    board = Board(account, None, None)
    sections = [add_section(board, name=name, by=seller, now=now) for name in ("Uptime", "Cost")]
    people = key_players(account) or list(Contact.objects.filter(account=account, archived_at=None).order_by("pk")[:3])
    cards: list[Card] = []
    for number, (layer, section, title, facts, days, _above) in enumerate(STORY):
        some = people[number % len(people) :][:1] if people else []
        typed = {"title": title, **facts, "owners": some, "told_by": some}
        card = add_insight(board, layer=layer, facts=typed, section=sections[section], by=seller, now=now)
        if days is not None:
            heard = {"kind": "said", "happened_on": today - timedelta(days), "told_by": some[0] if some else None}
            set_state(card.insight, state="confirmed", evidence=heard, by=seller, now=now)
        cards.append(card)
    for card, (*_facts, above) in zip(cards, STORY, strict=True):
        if above is not None:
            add_link(card.insight, cards[above].insight, by=seller, now=now)
