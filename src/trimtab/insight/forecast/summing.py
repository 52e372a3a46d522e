"""From drawn wins to a tree of groups, each with its distribution; groups add up to their parent in every path."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trimtab.insight.forecast.book import DAY, UNKNOWN, Book, Floats, Integers
from trimtab.insight.forecast.choosing import Method, Past
from trimtab.insight.forecast.parts import Parts
from trimtab.insight.forecast.paths import Stretch, draw
from trimtab.insight.forecast.shocks import Shocks
from trimtab.insight.forecast.tree import Node, Tree, groups_of
from trimtab.insight.forecast.windows import Span

# Opportunities of which each path remembers whether they were won: of each person, and in all.
NOTED, MOST_NOTED = 5, 400


@dataclass(frozen=True)
class Learned:
    """What earlier spans taught: which method to use, how large shared shocks are, how the money is stretched."""

    method: Method
    past: tuple[Past, ...]
    baselines: Mapping[str, float]
    shocks: Shocks
    stretch: Stretch


@dataclass(frozen=True)
class Result:
    """A forecast: a tree of nodes by key, and what is needed to judge and repeat it."""

    nodes: Mapping[str, Node]
    paths: int
    seed: int
    learned: Learned
    parts: Parts
    variation: float
    unknown_amounts: int
    without_rate: int
    totals: Floats

    def children(self, key: str, kind: str) -> tuple[Node, ...]:
        """The nodes right below one, of a kind (team, person, region, segment, product), largest first."""
        found = [node for node in self.nodes.values() if node.parent == key and node.key.split(":")[0] == kind]
        return tuple(sorted(found, key=lambda node: (-node.total, node.key)))


def summed(book: Book, parts: Parts, learned: Learned, earlier: Sequence[Span], *, paths: int, seed: int) -> Result:
    """Draw the paths and sum them by every group. earlier: the last spans, told beside."""
    noted = noted_deals(book, parts)
    pieces, is_won = draw(book, parts, learned.shocks, learned.stretch, noted=noted, paths=paths, seed=seed)
    groups = groups_of(book, parts, earlier, paths=paths)
    for piece in pieces:
        for cells in groups.values():
            cells.add(piece)
    variation, usual = usual_size(book, parts)
    tree = Tree(book, parts, groups, noted=noted, is_won=is_won, usual=usual)
    cents = book.cents[parts.standing.version]
    return Result(
        nodes={node.key: node for node in tree.nodes()},
        paths=paths,
        seed=seed,
        learned=learned,
        parts=parts,
        variation=variation,
        unknown_amounts=int((cents == UNKNOWN).sum()),
        without_rate=int(book.lacks_rate[parts.standing.version].sum()),
        totals=tree.company_totals,
    )


def noted_deals(book: Book, parts: Parts) -> Integers:
    """Rows of the standing opportunities with the most at stake for somebody: five for each person, so many in all."""
    stake = parts.chances.won * (1 - parts.chances.won) * parts.amounts.cents
    order = np.argsort(-stake, kind="stable")
    owner = book.owner[parts.standing.version][order]
    by_owner = np.argsort(owner, kind="stable")
    starts = np.r_[0, np.flatnonzero(np.diff(owner[by_owner])) + 1] if len(owner) else np.zeros(0, dtype=np.int64)
    rank = np.arange(len(owner)) - np.repeat(starts, np.diff(np.r_[starts, len(owner)]))
    mine = order[by_owner[rank < NOTED]]
    chosen: Integers = np.sort(mine[np.argsort(-stake[mine], kind="stable")][:MOST_NOTED])
    return chosen


def usual_size(book: Book, parts: Parts) -> tuple[float, int]:
    """Variation of the sizes of wins of the last two years, and the middle size in cents."""
    at_s = parts.window.origin
    rows = book.wins.within(at_s - 2 * 365 * DAY, at_s + 1, known_at=at_s)
    cents = book.wins.cents[rows]
    cents = cents[cents > 0]
    if not len(cents):
        return 0.0, 0
    return float(cents.std() / cents.mean()), int(np.median(cents))
