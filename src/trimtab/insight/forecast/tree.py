"""The groups of a forecast as a tree: company, teams, people, and regions, segments and products below them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from trimtab.insight.forecast.baselines import stated_of
from trimtab.insight.forecast.book import DAY, Book, Flags, Floats, Integers
from trimtab.insight.forecast.parts import Parts
from trimtab.insight.forecast.paths import Draws
from trimtab.insight.forecast.windows import Span

LEVELS = tuple(round(0.05 * step, 2) for step in range(1, 20))
FACTS = ("region", "segment", "product")
PARTS = ("likely", "middle", "tail", "new")
STATED = ("commit", "best_case", "weighted", "last_four")
COMPANY = "company"
# Regions, segments and products are told for each team as well where that makes no more sums than this.
MOST_CELLS = 3_000
MOST_DEALS = 5


@dataclass(frozen=True)
class Deal:
    """An open opportunity that decides: its chance, its amount now, and the target's chance with and without it."""

    opp_id: int
    name: str
    cents: int
    chance: float
    if_won: float | None
    if_not: float | None


@dataclass(frozen=True)
class Node:
    """One group: the company, a team with those below it, a person, a region, a segment or a product.

    Cents are whole; `total` is the sum of all paths, so that `total / paths` is the mean and children add up exactly.
    quantiles: by LEVELS. parts: part → sum of all paths in cents, `closed` times the paths among them.
    stated: what is said without the model, in cents: won and committed (commit), with the best case (best_case), won
    and due weighted by stage (weighted), mean of the last four spans (last_four).
    wins: expected wins still to come. variation: of the sizes of usual wins. slip: expected money that is due and will
    still be open at the end. carried: expected money open at the end. chance: of reaching the target; None without one.
    """

    key: str
    label: str
    parent: str
    closed: int
    closed_wins: int
    total: int
    quantiles: tuple[int, ...]
    parts: Mapping[str, int]
    wins: float
    open_count: int
    slip: float
    carried: float
    target: int | None
    chance: float | None
    stated: Mapping[str, int]
    deals: tuple[Deal, ...]
    needed_wins: int | None


@dataclass
class Cells:
    """Sums by one grouping. Whole cents in floating point: exact below nine quadrillion.

    width: values of the fact; the cell of an owner and a value is owner * width + value, or the value alone where
    `is_whole` keeps owners together. Owners are rows of people plus one; 0 is nobody.
    """

    fact: str
    width: int
    is_whole: bool
    totals: Floats
    parts: Integers
    wins: Integers
    closed: Integers
    closed_wins: Integers
    open_count: Integers
    slip: Floats
    carried: Floats
    stated: Floats  # by cell and STATED, without what is won

    @classmethod
    def empty(cls, fact: str, *, width: int, owners: int, paths: int) -> "Cells":
        """No wins yet."""
        is_whole = bool(fact) and owners * width > MOST_CELLS
        count = width if is_whole else owners * width
        return cls(
            fact=fact,
            width=width,
            is_whole=is_whole,
            totals=np.zeros((count, paths)),
            parts=np.zeros((count, len(PARTS)), dtype=np.int64),
            wins=np.zeros(count, dtype=np.int64),
            closed=np.zeros(count, dtype=np.int64),
            closed_wins=np.zeros(count, dtype=np.int64),
            open_count=np.zeros(count, dtype=np.int64),
            slip=np.zeros(count),
            carried=np.zeros(count),
            stated=np.zeros((count, len(STATED))),
        )

    def cell(self, owner: Integers, value: Integers | int) -> Integers:
        """The cells of owners and values."""
        return np.broadcast_to(np.asarray(value), owner.shape) if self.is_whole else (owner + 1) * self.width + value

    def add(self, drawn: Draws) -> None:
        """Add drawn wins."""
        cells = self.cell(drawn.owner, getattr(drawn, self.fact) if self.fact else 0)
        count, paths = self.totals.shape
        flat = np.bincount(cells * paths + drawn.path, weights=drawn.cents.astype(np.float64), minlength=count * paths)
        self.totals += flat.reshape(count, paths)
        of_part = np.bincount(
            cells * len(PARTS) + drawn.part, weights=drawn.cents.astype(np.float64), minlength=count * len(PARTS)
        )
        self.parts += of_part.astype(np.int64).reshape(count, len(PARTS))
        self.wins += np.bincount(cells, minlength=count)

    def add_known(self, book: Book, parts: Parts) -> None:
        """Add what is won, and what stands open with what will still be open at the end."""
        won, standing = parts.closed, parts.standing
        count = len(self.wins)
        cells = self.cell(book.wins.owner[won], self._values(book, book.wins.opp[won]))
        cents = np.maximum(book.wins.cents[won], 0)
        self.closed += np.bincount(cells, weights=cents.astype(np.float64), minlength=count).astype(np.int64)
        self.closed_wins += np.bincount(cells, minlength=count)
        cells = self.cell(book.owner[standing.version], self._values(book, standing.opp))
        self.open_count += np.bincount(cells, minlength=count)
        stays = parts.chances.still_open * parts.amounts.cents
        self.carried += np.bincount(cells, weights=stays, minlength=count)
        self.slip += np.bincount(cells, weights=stays * parts.is_due, minlength=count)
        for column, weights in enumerate(stated_of(book, parts)):
            self.stated[:, column] += np.bincount(cells, weights=weights, minlength=count)

    def add_earlier(self, book: Book, spans: Sequence[Span], *, known_at: int) -> None:
        """Add the mean of what earlier spans brought."""
        for span in spans:
            won = book.wins.within(span.start, span.end, known_at=known_at)
            cells = self.cell(book.wins.owner[won], self._values(book, book.wins.opp[won]))
            cents = np.maximum(book.wins.cents[won], 0) / len(spans)
            self.stated[:, -1] += np.bincount(cells, weights=cents, minlength=len(self.wins))

    def _values(self, book: Book, opp: Integers) -> Integers | int:
        if not self.fact:
            return 0
        codes: Integers = getattr(book, self.fact).codes[opp]
        return codes


def groups_of(book: Book, parts: Parts, earlier: Sequence[Span], *, paths: int) -> dict[str, Cells]:
    """The groupings: by person (the empty name) and by each fact of an opportunity, with what is known already.

    earlier: the last spans like this one, whose mean is told beside the forecast.
    """
    owners = len(book.people.user_ids) + 1
    widths = {"": 1, **{fact: len(getattr(book, fact).names) for fact in FACTS}}
    groups = {
        fact: Cells.empty(fact, width=width, owners=owners, paths=paths)
        for fact, width in widths.items()
        if not fact or width > 1
    }
    for cells in groups.values():
        cells.add_known(book, parts)
        cells.add_earlier(book, earlier, known_at=parts.window.origin)
    return groups


@dataclass
class Tree:
    """Makes the nodes of all groups.

    noted: rows of standing opportunities of which every path remembers whether they were won. usual: middle size of a
    win in cents.
    """

    book: Book
    parts: Parts
    groups: Mapping[str, Cells]
    noted: Integers
    is_won: Flags
    usual: int

    @cached_property
    def company_totals(self) -> Floats:
        """The total of each path in cents."""
        totals: Floats = self.groups[""].totals.sum(axis=0) + float(self.groups[""].closed.sum())
        return totals

    def nodes(self) -> Iterator[Node]:
        """All nodes that hold anything, the company first."""
        people = self.book.people
        everybody = np.arange(len(people.user_ids) + 1)
        yield self._node(COMPANY, "", "", self.groups[""], everybody, everybody)
        yield from self._facts(COMPANY, everybody)
        for team in range(len(people.team_ids)):
            yield from self._team(team)
        for person in everybody[self._active(everybody)]:
            yield self._person(int(person))

    def _team(self, team: int) -> Iterator[Node]:
        people = self.book.people
        below = self._below(team)
        owners = np.flatnonzero(np.isin(people.team, below)) + 1
        direct = np.flatnonzero(people.team == team) + 1
        if not self._active(owners).any():
            return
        key, parent = f"team:{people.team_ids[team]}", int(people.parent[team])
        above = COMPANY if parent < 0 else f"team:{people.team_ids[parent]}"
        yield self._node(key, people.team_names[team], above, self.groups[""], owners, owners)
        yield from self._facts(key, owners)
        if self._active(direct).any():
            yield self._node(f"direct:{key[5:]}", people.team_names[team], key, self.groups[""], direct, direct)
            yield from self._facts(f"direct:{key[5:]}", direct)

    def _person(self, person: int) -> Node:
        people = self.book.people
        team = int(people.team[person - 1]) if person else -1
        name = people.names[person - 1] if person else ""
        key = f"person:{people.user_ids[person - 1]}" if person else "person:0"
        above = f"team:{people.team_ids[team]}" if team >= 0 else COMPANY
        return self._node(key, name, above, self.groups[""], np.array([person]), np.array([person]))

    def _facts(self, parent: str, owners: Integers) -> Iterator[Node]:
        for fact, cells in self.groups.items():
            if not fact or (cells.is_whole and parent != COMPANY):
                continue
            for value, name in enumerate(getattr(self.book, fact).names):
                rows = np.array([value]) if cells.is_whole else owners * cells.width + value
                if _holds(cells, rows).any():
                    key = f"{fact}:{name}" if parent == COMPANY else f"{fact}:{name}@{parent}"
                    yield self._node(key, name, parent, cells, rows, None)

    def _active(self, owners: Integers) -> Flags:
        return _holds(self.groups[""], owners)

    def _below(self, team: int) -> Integers:
        """The team and all below it."""
        found, parent = [team], self.book.people.parent
        for one in found:
            found += np.flatnonzero(parent == one).tolist()
        return np.array(found)

    def _node(self, key: str, label: str, parent: str, cells: Cells, rows: Integers, owners: Integers | None) -> Node:
        closed = int(cells.closed[rows].sum())
        paths = cells.totals[rows].sum(axis=0)
        target = self._target(owners) if owners is not None else None
        count = paths.shape[0]
        of_part = cells.parts[rows].sum(axis=0)
        return Node(
            key=key,
            label=label,
            parent=parent,
            closed=closed,
            closed_wins=int(cells.closed_wins[rows].sum()),
            total=int(paths.sum()) + closed * count,
            quantiles=tuple(int(value) + closed for value in np.quantile(paths, LEVELS, method="inverted_cdf")),
            parts={"closed": closed * count, **dict(zip(PARTS, map(int, of_part), strict=True))},
            wins=int(cells.wins[rows].sum()) / count,
            open_count=int(cells.open_count[rows].sum()),
            slip=float(cells.slip[rows].sum()),
            carried=float(cells.carried[rows].sum()),
            target=target,
            chance=None if target is None else float((paths + closed >= target).mean()),
            stated=_stated(cells, rows, closed),
            deals=() if owners is None else self._deals(owners, paths + closed, target),
            needed_wins=None if target is None or not self.usual else -(-max(target - closed, 0) // self.usual),
        )

    def _target(self, owners: Integers) -> int | None:
        """Targets of these people for spans inside the span of the forecast; None without any."""
        quotas, span = self.book.quotas, self.parts.window.span
        # Half a day of tolerance: days begin at midnight where the organisation is, and instants are in UTC.
        inside = (quotas.start_day * DAY >= span.start - DAY // 2 - 3600) & (
            (quotas.end_day + 1) * DAY <= span.end + DAY // 2 + 3600
        )
        mine = inside & np.isin(quotas.owner + 1, owners)
        return int(quotas.cents[mine].sum()) if mine.any() else None

    def _deals(self, owners: Integers, totals: Floats, target: int | None) -> tuple[Deal, ...]:
        """Their noted opportunities with the most at stake, and how each moves the chance of the target."""
        owner = self.book.owner[self.parts.standing.version[self.noted]] + 1
        mine = np.flatnonzero(np.isin(owner, owners))
        chance, cents = self.parts.chances.won[self.noted], self.parts.amounts.cents[self.noted]
        first = mine[np.argsort(-(chance * (1 - chance) * cents)[mine], kind="stable")][:MOST_DEALS]
        return tuple(self._deal(int(row), totals, target) for row in first)

    def _deal(self, row: int, totals: Floats, target: int | None) -> Deal:
        opp, won = self.parts.standing.opp[self.noted[row]], self.is_won[row]

        def reached(those: Flags) -> float | None:
            return float((totals[those] >= target).mean()) if target is not None and those.any() else None

        return Deal(
            opp_id=int(self.book.opp_ids[opp]),
            name=str(self.book.names[opp]),
            cents=int(self.parts.amounts.cents[self.noted[row]]),
            chance=float(self.parts.chances.won[self.noted[row]]),
            if_won=reached(won),
            if_not=reached(~won),
        )


def _stated(cells: Cells, rows: Integers, closed: int) -> dict[str, int]:
    """What is won is in all but the mean of earlier spans."""
    said = dict(zip(STATED, cells.stated[rows].sum(axis=0), strict=True))
    return {name: round(value) + (0 if name == "last_four" else closed) for name, value in said.items()}


def _holds(cells: Cells, rows: Integers) -> Flags:
    held: Flags = (cells.wins[rows] + cells.closed_wins[rows] + cells.open_count[rows]) > 0
    return held
