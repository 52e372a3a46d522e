"""Insights of the cast's customers."""

from typing import Any

from tests.cast import NOW
from trimtab.accounts.models import Account, Contact
from trimtab.discovery.actions import add_insight
from trimtab.discovery.boards import Board
from trimtab.discovery.models import Card, Section
from trimtab.people.models import User


def board_of(account: Account) -> Board:
    return Board(account, None, None)


def contact(name: str, account: Account) -> Contact:
    return Contact.objects.create(name=name, account=account, created_at=NOW, changed_at=NOW)


def card(layer: str, title: str, *, board: Board, by: User, section: Section | None = None, **facts: Any) -> Card:
    """A card on the board."""
    return add_insight(board, layer=layer, facts={"title": title, **facts}, section=section, by=by, now=NOW)
