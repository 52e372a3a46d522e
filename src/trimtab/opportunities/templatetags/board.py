"""Cards and addresses that templates of the board need."""

from django import template
from django.utils.safestring import SafeString

from trimtab.opportunities.board import Board, Column
from trimtab.opportunities.cards import Card, drawn_card

register = template.Library()


@register.simple_tag
def board_rows(board: Board, column: Column) -> str:
    """The query of the table that shows the rows of a column."""
    return board.address_of(column)


@register.simple_tag
def board_card(board: Board, card: Card, opened: int | None = None) -> SafeString:
    """A card without its end."""
    is_opened = opened == card.opportunity.pk
    return drawn_card(card, board.words, viewer_id=board.frame.user.pk, is_opened=is_opened)
