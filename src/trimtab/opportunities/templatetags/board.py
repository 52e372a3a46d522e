"""Addresses that templates of the board need."""

from django import template

from trimtab.opportunities.board import Board, Column

register = template.Library()


@register.simple_tag
def board_rows(board: Board, column: Column) -> str:
    """The query of the table that shows the rows of a column."""
    return board.address_of(column)
