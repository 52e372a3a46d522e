"""Where people stand on the map when nobody moved them: each below the one they report to. Pure.

A manager stands above the middle of those who report; a tree stands beside the next one; people without any
reporting line stand in rows below, so that a map of many people stays compact.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import ceil, sqrt

WIDTH = 210  # of a person with the room beside
HEIGHT = 150
LEAVES_IN_A_ROW = 4  # more people without reports of their own stand in a block

Place = tuple[int, int]


def places_of(keys: Sequence[int], managers: Mapping[int, int]) -> dict[int, Place]:
    """The place of each person, the first at the top.

    Args:
        keys: everybody, in their order. managers: whom each reports to; a circle among them is opened somewhere.
    """
    reports = _reports(keys, managers)
    below = {key for found in reports.values() for key in found}
    roots = [key for key in keys if key in reports and key not in below]
    placed: dict[int, Place] = {}
    across = 0
    for root in roots:
        across = _put_tree(root, reports, placed, start=across, level=0)
    loose = [key for key in keys if key not in placed]
    _put_rows(loose, placed, start=_depth(placed), columns=max(across, ceil(sqrt(len(loose)) * 1.5), 1))
    return placed


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


def _put_tree(key: int, reports: Mapping[int, list[int]], placed: dict[int, Place], *, start: int, level: int) -> int:
    """Put somebody and everybody below; returns the next free column."""
    branches = [one for one in reports.get(key, ()) if one in reports]
    leaves = [one for one in reports.get(key, ()) if one not in reports]
    after = start
    for branch in branches:
        after = _put_tree(branch, reports, placed, start=after, level=level + 1)
    columns = min(len(leaves), max(LEAVES_IN_A_ROW, ceil(sqrt(len(leaves)))))
    for number, leaf in enumerate(leaves):
        row, column = divmod(number, columns)
        placed[leaf] = ((after + column) * WIDTH, (level + 1 + row) * HEIGHT)
    after = max(after + columns, start + 1)
    placed[key] = ((start + after - 1) * WIDTH // 2, level * HEIGHT)
    return after


def _put_rows(keys: Sequence[int], placed: dict[int, Place], *, start: int, columns: int) -> None:
    for number, key in enumerate(keys):
        row, column = divmod(number, columns)
        placed[key] = (column * WIDTH, (start + row) * HEIGHT)


def _depth(placed: Mapping[int, Place]) -> int:
    return max((y for _x, y in placed.values()), default=-HEIGHT) // HEIGHT + 1
