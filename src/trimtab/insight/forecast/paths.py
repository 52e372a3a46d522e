"""Thousands of ways in which a span may end, drawn once and summed by every group, so that groups add up in each.

Every drawn win is a whole number of cents that belongs to one person, region, segment and product. Sums of groups are
sums of these cents: children add up to their parent exactly, in every path, by construction.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from trimtab.insight.forecast.book import DAY, Book, Flags, Floats, Integers
from trimtab.insight.forecast.parts import Parts
from trimtab.insight.forecast.shocks import Shocks

PATHS = 5_000
LIKELY, MIDDLE, TAIL, NEW = range(4)
# Chances from which on an open opportunity is called likely, and in the middle.
LIKELY_FROM, MIDDLE_FROM = 0.8, 0.4
AT_ONCE = 4_000_000  # cells of opportunities x paths held at a time
ACTIVE_SECONDS = 182 * DAY


@dataclass(frozen=True)
class Draws:
    """Drawn wins, one row each: in which path, how many cents, whose, of what, and which part it belongs to."""

    path: Integers
    cents: Integers
    owner: Integers
    region: Integers
    segment: Integers
    product: Integers
    part: Integers


@dataclass(frozen=True)
class Stretch:
    """How the undecided money of each path is stretched: `factor` on average, `spread` as a deviation of its logarithm.

    From what earlier forecasts missed, or towards another method that did better.
    """

    factor: float = 1.0
    spread: float = 0.0


def part_of(chances: Floats) -> Integers:
    """Whether open opportunities are likely, in the middle, or in the long tail."""
    return np.where(chances >= LIKELY_FROM, LIKELY, np.where(chances >= MIDDLE_FROM, MIDDLE, TAIL)).astype(np.int64)


@dataclass(frozen=True)
class _Shared:
    """What all wins of a path share: shifts of the company (by path) and of teams (team x path), stretched money."""

    company: Floats
    teams: Floats
    factors: Floats


def draw(
    book: Book, parts: Parts, shocks: Shocks, stretch: Stretch, *, noted: Integers, paths: int, seed: int
) -> tuple[Iterator[Draws], Flags]:
    """The drawn wins, in pieces, and in which paths the noted opportunities (rows of those standing) were won.

    Pieces must be taken before the second result is read.
    """
    rng = np.random.default_rng(seed)
    is_won = np.zeros((len(noted), paths), dtype=np.bool_)
    shared = _Shared(
        factors=stretch.factor * np.exp(rng.normal(-(stretch.spread**2) / 2, stretch.spread, paths)),
        company=rng.normal(0, shocks.company, paths) + shocks.shift,
        teams=rng.normal(0, shocks.team, (len(book.people.team_ids) + 1, paths)),
    )

    def pieces() -> Iterator[Draws]:
        size = max(1, AT_ONCE // paths)
        for start in range(0, len(parts.standing.opp), size):
            won = _won(book, parts, slice(start, start + size), shared, rng=rng)
            inside = (noted >= start) & (noted < start + size)
            is_won[inside] = won[noted[inside] - start]
            yield _open_wins(book, parts, won, start, shared, rng=rng)
        if parts.new.expected > 0 and len(parts.new.pool):
            yield _new_wins(book, parts, shared, rng=rng)

    return pieces(), is_won


def _won(book: Book, parts: Parts, rows: slice, shared: _Shared, *, rng: np.random.Generator) -> Flags:
    """Which of these open opportunities are won, by opportunity and path."""
    chances = parts.chances.won[rows, None]
    team = team_of(book, book.owner[parts.standing.version[rows]])
    shifted = np.log(chances / (1 - chances)) + shared.company[None, :] + shared.teams[team]
    won: Flags = rng.random(shifted.shape, dtype=np.float32) < 1 / (1 + np.exp(-shifted))
    return won


def team_of(book: Book, owners: Integers) -> Integers:
    """The row of each owner's team; -1 for nobody's."""
    if not len(book.people.team):
        return np.full(len(owners), -1, dtype=np.int64)
    return np.where(owners >= 0, book.people.team[owners], -1)


def _open_wins(book: Book, parts: Parts, won: Flags, start: int, shared: _Shared, *, rng: np.random.Generator) -> Draws:
    found, path = np.nonzero(won)
    deal = found + start
    opp = parts.standing.opp[deal]
    return Draws(
        path=path,
        cents=_final_cents(parts, deal, rng=rng, factors=shared.factors[path]),
        owner=book.owner[parts.standing.version[deal]],
        region=book.region.codes[opp],
        segment=book.segment.codes[opp],
        product=book.product.codes[opp],
        part=part_of(parts.chances.won[deal]),
    )


def _final_cents(parts: Parts, deal: Integers, *, rng: np.random.Generator, factors: Floats) -> Integers:
    chance = rng.random(len(deal))
    early, late = ((ratios[(chance * len(ratios)).astype(np.int64)]) for ratios in parts.amounts.ratios)
    ratio = np.where(parts.amounts.is_late[deal], late, early)
    return np.rint(parts.amounts.cents[deal] * ratio * factors).astype(np.int64)


def _new_wins(book: Book, parts: Parts, shared: _Shared, *, rng: np.random.Generator) -> Draws:
    """Wins of opportunities yet to come: as earlier ones, in the hands of those who open opportunities today."""
    new, company = parts.new, shared.company
    paths = len(company)
    rate = new.expected * rng.gamma(1 / new.spread, new.spread, paths) * np.exp(company - company.var() / 2)
    path = np.repeat(np.arange(paths), rng.poisson(rate))
    row = new.pool[rng.integers(len(new.pool), size=len(path))]
    opp = book.wins.opp[row]
    cents = np.maximum(book.wins.cents[row], 0)
    return Draws(
        path=path,
        cents=np.rint(cents * shared.factors[path]).astype(np.int64),
        owner=_heirs(book, parts, book.wins.owner[row], rng=rng),
        region=book.region.codes[opp],
        segment=book.segment.codes[opp],
        product=book.product.codes[opp],
        part=np.full(len(path), NEW, dtype=np.int64),
    )


def _heirs(book: Book, parts: Parts, owners: Integers, *, rng: np.random.Generator) -> Integers:
    """Somebody of the same team who opened opportunities of late, in proportion; the earlier owner where nobody did."""
    at_s = parts.window.origin
    opened = (book.from_s <= at_s) & (book.from_s == book.opened_s[book.opp]) & (book.from_s > at_s - ACTIVE_SECONDS)
    active = book.owner[opened] if opened.any() else book.owner[parts.standing.version]
    active = active[active >= 0]
    team = np.where(owners >= 0, team_of(book, owners), -2)
    heirs = owners.copy()
    for one in np.unique(team[team >= -1]):
        candidates = active[book.people.team[active] == one]
        mine = np.flatnonzero(team == one)
        if len(candidates):
            heirs[mine] = candidates[rng.integers(len(candidates), size=len(mine))]
    return heirs
