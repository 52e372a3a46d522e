"""The addresses of `discovery`."""

from tests.addresses.roles import ANAS, SET_UP, Address, Seen
from tests.cast import LONG_AGO
from trimtab.accounts.models import Division
from trimtab.discovery.actions import add_insight, add_link, add_section, move_card
from trimtab.discovery.boards import Board

ADDRESSES: dict[str, Address] = {
    "account-discovery": Address(ANAS, of="account"),
    "account-goals": Address(ANAS, of="account"),
    "division-discovery": Address(ANAS, of="goal_division"),
    "opportunity-discovery": Address(ANAS, of="opportunity"),
    "insight-from-account": Address(ANAS, method="post", needs_write=True, of="opportunity"),
    "card-moves": Address(ANAS, needs_write=True, of="card"),
    "card-copies": Address(ANAS, method="post", needs_write=True, of="card"),
    "card-archiving": Address(ANAS, method="post", needs_write=True, of="card"),
    "card-restoration": Address(ANAS, method="post", needs_write=True, of="card"),
    "card-move-undoing": Address(ANAS, method="post", needs_write=True, of="card_move"),
    "section-edit": Address(ANAS, needs_write=True, of="section"),
    "section-archiving": Address(ANAS, method="post", needs_write=True, of="section"),
    "section-restoration": Address(ANAS, method="post", needs_write=True, of="section"),
    "insight": Address(ANAS, of="insight"),
    "insight-edit": Address(ANAS, needs_write=True, of="insight"),
    "insight-states": Address(ANAS, method="post", needs_write=True, of="insight"),
    "insight-links": Address(ANAS, method="post", needs_write=True, of="insight"),
    "link-removal": Address(ANAS, method="post", needs_write=True, of="insight_link"),
    "insight-new": Address(ANAS, needs_write=True, of="kind account"),
    "section-new": Address(ANAS, needs_write=True, of="kind account"),
    "insight-archive": Address(ANAS, of="kind account"),
    "goal-settings": Address(SET_UP),
}


def ids(seen: Seen) -> dict[str, int]:
    """A goal and a pressure on the board of Ana's customer, in a section, linked."""
    ana, board = seen.people["ana"], Board(seen.account, None, None)
    section = add_section(board, name="Growth", by=ana, now=LONG_AGO)
    cards = [
        add_insight(board, layer=layer, facts={"title": title}, section=section, by=ana, now=LONG_AGO)
        for layer, title in (("goal", "Halve the downtime"), ("pressure", "A new regulation"))
    ]
    link = add_link(cards[1].insight, cards[0].insight, by=ana, now=LONG_AGO)
    moved = move_card(cards[1], layer="pressure", section=None, by=ana, now=LONG_AGO)
    division = Division.objects.create(
        account=seen.account, name="Spare parts", created_at=LONG_AGO, changed_at=LONG_AGO
    )
    made = {"section": section, "card": cards[0], "insight": cards[1].insight, "insight_link": link}
    made |= {"card_move": moved.move, "goal_division": division}
    return {name: one.pk for name, one in made.items()}
