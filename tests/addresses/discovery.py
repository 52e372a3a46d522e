"""The addresses of `discovery`, and calls of its actions."""

from collections.abc import Callable
from typing import Any

from tests.addresses.roles import ANAS, SET_UP, Address, Seen
from tests.cast import LONG_AGO, NOW
from trimtab.accounts.models import Contact, Division
from trimtab.discovery import actions
from trimtab.discovery.actions import add_insight, add_link, add_section, move_card
from trimtab.discovery.boards import Board
from trimtab.discovery.models import Card, Link, Move, Section
from trimtab.opportunities.models import Opportunity

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


def acts(world: Any) -> dict[str, Callable[[], object]]:
    """Action → one call of it that writes."""
    ana, finn = ({"by": world.people[name], "now": NOW} for name in ("ana", "finn"))
    card, link = Card.objects.get(pk=world.ids["card"]), Link.objects.get(pk=world.ids["insight_link"])
    board, deal = Board(card.account, None, None), Opportunity.objects.get(pk=world.ids["opportunity"])
    move, kim = Move.objects.get(pk=world.ids["card_move"]), Contact.objects.get(pk=world.ids["contact"])
    gone, goal = _card(board, ana, title="Wrong"), _card(board, ana, title="Grow")
    actions.archive_card(gone, **ana)
    facts: dict[str, Any] = {"title": "Less scrap", "told_by": [kim]}
    said = {"kind": "said", "note": "Yes.", "told_by": kim, "happened_on": NOW.date()}
    third: dict[str, Any] = {"layer": "goal", "is_offered": True, "label": "Reached"}
    return _acts_on_sections(world, board) | {
        "add_insight": lambda: actions.add_insight(board, layer="goal", facts=facts, section=None, **ana),
        "edit_insight": lambda: actions.edit_insight(card.insight, changes=facts, **ana),
        "add_link": lambda: actions.add_link(link.below, goal.insight, **ana),
        "remove_link": lambda: actions.remove_link(link, **ana),
        "move_card": lambda: actions.move_card(card, layer="pressure", section=None, **ana),
        "undo_move": lambda: actions.undo_move(move, **ana),
        "copy_card": lambda: actions.copy_card(card, section=None, is_linked=False, **ana),
        "show_card_on": lambda: actions.show_card_on(Board(None, None, deal), card, **ana),
        "archive_card": lambda: actions.archive_card(card, **ana),
        "restore_card": lambda: actions.restore_card(gone, **ana),
        "set_state": lambda: actions.set_state(card.insight, state="confirmed", evidence=said, **ana),
        "set_third_state": lambda: actions.set_third_state(**third, **finn),
    }


def _acts_on_sections(world: Any, board: Board) -> dict[str, Callable[[], object]]:
    ana: dict[str, Any] = {"by": world.people["ana"], "now": NOW}
    section = Section.objects.get(pk=world.ids["section"])
    last, gone = (actions.add_section(board, name=name, **ana) for name in ("Costs", "Wrong"))
    actions.archive_section(gone, **ana)
    return {
        "add_section": lambda: actions.add_section(board, name="Risks", **ana),
        "edit_section": lambda: actions.edit_section(last, name="Cost", place=1, **ana),
        "archive_section": lambda: actions.archive_section(section, **ana),
        "restore_section": lambda: actions.restore_section(gone, **ana),
    }


def _card(board: Board, by: Any, *, title: str) -> Card:
    return add_insight(board, layer="goal", facts={"title": title}, section=None, **by)
