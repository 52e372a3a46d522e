"""Where people stand on the map when nobody moved them: each below the one they report to. Pure.

Somebody and everybody below make a block: the blocks of those who report stand in rows under their manager, filled from
the left, so that a map of hundreds keeps the shape of a page. People without any reporting line stand beside the trees.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

WIDTH = 210  # of a person with the room beside
HEIGHT = 150
FEWEST_COLUMNS = 4
SHAPE = 1.6  # columns of a block for each of its rows, about

Place = tuple[int, int]


@dataclass(frozen=True)
class Block:
    """People in a rectangle of columns and rows; places in cells from its corner, half columns allowed."""

    columns: int
    rows: int
    cells: Mapping[int, tuple[float, int]]


def places_of(keys: Sequence[int], managers: Mapping[int, int]) -> dict[int, Place]:
    """The place of each person, the first at the top.

    Args:
        keys: everybody, in their order. managers: whom each reports to; a circle among them is opened somewhere.
    """
    reports = _reports(keys, managers)
    below = {key for found in reports.values() for key in found}
    whole = _packed(_block(key, reports) for key in keys if key not in below)
    return {key: (round(column * WIDTH), row * HEIGHT) for key, (column, row) in whole.cells.items()}


def _reports(keys: Sequence[int], managers: Mapping[int, int]) -> Mapping[int, list[int]]:
    """Who reports to each; a line that would close a circle is left out."""
    known, kept = set(keys), dict[int, int]()
    found: dict[int, list[int]] = defaultdict(list)
    for key in keys:
        boss = managers.get(key)
        if boss in known and boss is not None and not _is_above(key, boss, kept):
            kept[key] = boss
            found[boss].append(key)
    return found


def _is_above(key: int, boss: int, kept: Mapping[int, int]) -> bool:
    now: int | None = boss
    while now is not None:
        if now == key:
            return True
        now = kept.get(now)
    return False


def _block(key: int, reports: Mapping[int, list[int]]) -> Block:
    """Somebody above the middle of the blocks of those who report."""
    if key not in reports:
        return Block(1, 1, {key: (0, 0)})
    under = _packed(_block(one, reports) for one in reports[key])
    cells = {one: (column, row + 1) for one, (column, row) in under.cells.items()}
    return Block(under.columns, under.rows + 1, {key: ((under.columns - 1) / 2, 0), **cells})


def _packed(found: Iterable[Block]) -> Block:
    """Blocks in rows from the left, trees before single people."""
    blocks = sorted(found, key=lambda one: one.rows == 1)
    area = sum(one.columns * one.rows for one in blocks)
    widest = max((one.columns for one in blocks), default=1)
    most = max(widest, FEWEST_COLUMNS, ceil(sqrt(area * SHAPE)))
    cells: dict[int, tuple[float, int]] = {}
    column = row = height = columns = 0
    for block in blocks:
        if column + block.columns > most:
            column, row, height = 0, row + height, 0
        cells |= {key: (column + across, row + down) for key, (across, down) in block.cells.items()}
        column += block.columns
        height, columns = max(height, block.rows), max(columns, column)
    return Block(max(columns, 1), row + height, cells)
