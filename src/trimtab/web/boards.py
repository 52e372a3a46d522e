"""A board of cards: rows and columns of cells, cards that are dragged between them by mouse, touch and keyboard.

`components/card_board.html` draws it, `static/web/js/card-board.js` moves its cards. Whoever shows one makes a
`CardBoard` and a template for what a card says, and answers each card's moves with the board as it is then.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class Lane:
    """A row. `note`: what belongs into it; `figure`: a short sentence about its cards."""

    key: str
    name: Text
    note: Text = ""
    figure: str = ""


@dataclass(frozen=True)
class Column:
    """A column. `url`: where it is changed; empty: nowhere."""

    key: str
    name: Text
    url: str = ""


@dataclass(frozen=True)
class Card:
    """A card in a cell. `seen`: where it stood when it was drawn; `moves_url`: takes `lane column before seen` by POST.

    `form_url`: the page that asks the same without JavaScript. Without `moves_url` the card stands fast. `shown`: what
    its template draws.
    """

    key: str
    name: str
    lane: str
    column: str
    seen: str = ""
    moves_url: str = ""
    form_url: str = ""
    shown: object = None


@dataclass(frozen=True)
class Cell:
    """Where a row and a column meet. `add_url`: where a card is added here; empty: nowhere."""

    lane: Lane
    column: Column
    cards: Sequence[Card] = ()
    add_url: str = ""


@dataclass(frozen=True)
class CardBoard:
    """A board. `key`: its id in the page; `template`: what draws a card; `add_url`: takes `?lane=&column=`."""

    key: str
    label: Text
    lanes: Sequence[Lane]
    columns: Sequence[Column]
    cards: Sequence[Card]
    template: str
    add_url: str = ""
    _cells: dict[tuple[str, str], list[Card]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for card in self.cards:
            self._cells.setdefault((card.lane, card.column), []).append(card)

    @property
    def rows(self) -> Iterator[tuple[Lane, list[Cell]]]:
        """Each row with its cells, in the order of the columns."""
        for lane in self.lanes:
            yield lane, [self._cell(lane, column) for column in self.columns]

    def _cell(self, lane: Lane, column: Column) -> Cell:
        add_url = f"{self.add_url}?lane={lane.key}&column={column.key}" if self.add_url else ""
        return Cell(lane, column, self._cells.get((lane.key, column.key), ()), add_url)
