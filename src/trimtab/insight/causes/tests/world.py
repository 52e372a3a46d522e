"""A company of which the truth is known: deals week by week, with causes that nobody sees, and what a lever does.

The core of the simulator's model (competing weekly hazards; quality and skill move both contacts and success), kept
small, so that a deal can be set back to a landmark and played on with the lever and without, with the same chance.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from trimtab.insight.causes.judging import Raw
from trimtab.insight.causes.trial import Flags, Floats, Integers, Trial

STARTS = (2, 4, 6, 8, 12)  # weeks of age at which a trial begins
WINDOW = 2  # weeks in which the lever may be pulled
HORIZON = 26  # weeks after the window
ENOUGH = 3  # contacts: the lever is to reach them
OPEN, WON, LOST = 0, 1, 2
SEGMENTS = np.array([[0.55, 0.45, 0.60, 0.45], [0.0, 0.0, 0.10, 0.0], [-0.45, -0.40, -0.20, -0.20]])
ADVANCE = np.log([0.30, 0.24, 0.22, 0.20, 1e-9])
LOSE = np.log([0.085, 0.068, 0.056, 0.048, 0.058])
VANISH = np.log([0.055, 0.052, 0.048, 0.042, 0.034])
WIN = np.log(0.115)


@dataclass(frozen=True)
class Lever:
    """What contacts do to the logarithms of the hazards, for each doubling. All zero: a world without the lever."""

    win: float = 0.20
    lose: float = -0.06
    vanish: float = -0.20

    def times(self, factor: float) -> Lever:
        """A stronger or weaker one."""
        return Lever(self.win * factor, self.lose * factor, self.vanish * factor)


@dataclass(frozen=True)
class Deals:
    """Deals as they are: what never changes, and the state that does."""

    seller: Integers
    account: Integers
    segment: Integers
    quality: Floats
    skill: Floats
    fit: Floats
    amount: Floats
    pace: Floats
    opened: Integers
    stage: Integers
    contacts: Integers
    budget: Flags
    is_silent: Flags
    touches: Integers
    recent: Floats
    moved: Floats
    outcome: Integers
    ended: Integers

    def at(self, rows: Integers) -> Deals:
        """Some of them, as copies."""
        return replace(self, **{name: getattr(self, name)[rows] for name in self.__dataclass_fields__})


@dataclass(frozen=True)
class CausalWorld:
    """A trial with its truth.

    truth: for each row, the chance to win within the horizon with the lever minus that without. raw: what is usually
    shown. hidden: the causes that no record shows, one row each.
    """

    trial: Trial
    truth: Floats
    raw: Raw
    hidden: Floats


def causal_world(seed: int, *, lever: Lever, sellers: int = 60, weeks: int = 208, replays: int = 6) -> CausalWorld:
    """Play a company, note the trials, and replay each from its landmark.

    Args:
        replays: how often each row is played on with the lever and without; 0: the truth is left out.
    """
    chance = np.random.default_rng(seed)
    deals = _founded(chance, sellers=sellers, weeks=weeks)
    notes = _played(deals, chance, lever=lever, weeks=weeks)
    rows, states = _joined(notes, deals)
    at = np.concatenate([week for _start, _rows, week, _states in notes])[: rows.size]
    assert isinstance(states, _WithSeen)
    # Only deals whose buyer did something in the window: beside silent ones every lever looks strong.
    is_told = (at + HORIZON <= weeks) & (states.touches > states.seen.touches)
    rows, at, states = rows[is_told], at[is_told], states.at(np.flatnonzero(is_told))
    start = np.concatenate([np.full(found.size, begin) for begin, found, _week, _states in notes])[is_told]
    trial = _trial(deals, states, rows=rows, at=at, start=start)
    truth = _replayed(deals, states, rows, chance, lever=lever, replays=replays) if replays else np.zeros(rows.size)
    return CausalWorld(trial, truth, _raw(deals), np.column_stack([states.quality, states.skill]))


@dataclass
class _Seen:
    """What was seen at a trial's start, for the rows that reached its end."""

    contacts: Integers
    stage: Integers
    touches: Integers
    recent: Floats
    moved: Floats


def _founded(chance: np.random.Generator, *, sellers: int, weeks: int) -> Deals:
    skill = chance.normal(0, 0.5, sellers)
    counts = chance.poisson(0.75, (sellers, weeks))
    seller = np.repeat(np.repeat(np.arange(sellers), weeks), counts.ravel())
    opened = np.repeat(np.tile(np.arange(weeks), sellers), counts.ravel())
    n = seller.size
    quality = chance.normal(0, 1, n)
    segment = chance.choice(3, n, p=[0.5, 0.35, 0.15])
    return Deals(
        seller=seller,
        account=seller * 10_000 + chance.integers(0, 90, n),
        segment=segment,
        quality=quality,
        skill=skill[seller],
        fit=0.5 * quality + chance.normal(0, 0.9, n),
        amount=np.array([9.4, 10.7, 12.0])[segment] + chance.normal(0, 0.65, n),
        pace=np.exp(chance.normal(0, 0.6, n)),
        opened=opened,
        stage=np.zeros(n, dtype=np.int64),
        contacts=np.ones(n, dtype=np.int64),
        budget=chance.random(n) < 0.35,
        is_silent=np.zeros(n, dtype=bool),
        touches=np.zeros(n, dtype=np.int64),
        recent=np.zeros(n),
        moved=np.full(n, -99.0),
        outcome=np.zeros(n, dtype=np.int64),
        ended=np.full(n, -1),
    )


def _played(
    deals: Deals, chance: np.random.Generator, *, lever: Lever, weeks: int
) -> list[tuple[int, Integers, Integers, tuple[Deals, _Seen]]]:
    """Play all weeks; for each trial the start, the rows that reached its end, the week, and both states."""
    notes: list[tuple[int, Integers, Integers, tuple[Deals, _Seen]]] = []
    begun: dict[int, list[tuple[int, Integers, _Seen]]] = {}
    for week in range(weeks):
        age = week - deals.opened
        is_open = (deals.outcome == OPEN) & (age >= 0)
        for start, rows, seen in begun.pop(week, []):
            alive = deals.outcome[rows] == OPEN
            kept = _Seen(**{name: getattr(seen, name)[alive] for name in _Seen.__dataclass_fields__})
            notes.append((start, rows[alive], np.full(int(alive.sum()), week), (deals.at(rows[alive]), kept)))
        for start in STARTS:
            rows = np.flatnonzero(is_open & (age == start) & (deals.contacts < ENOUGH))
            if rows.size:
                begun.setdefault(week + WINDOW, []).append((start, rows, _seen(deals, rows, week)))
        _week(deals, np.flatnonzero(is_open), chance, week=week, lever=lever)
    return notes


def _seen(deals: Deals, rows: Integers, week: int) -> _Seen:
    return _Seen(
        deals.contacts[rows],
        deals.stage[rows],
        deals.touches[rows],
        deals.recent[rows].copy(),
        (week - deals.moved[rows] <= WINDOW).astype(float),
    )


def _week(deals: Deals, rows: Integers, chance: np.random.Generator, *, lever: Lever, week: int) -> None:
    """One week of these deals, in place. The same amount of chance is drawn whatever happens."""
    n = rows.size
    quality, skill, silent = deals.quality[rows], deals.skill[rows], deals.is_silent[rows]
    joined = chance.poisson(0.16 * np.exp(0.30 * quality + 0.25 * skill)) * ~silent
    deals.contacts[rows] = np.minimum(deals.contacts[rows] + joined, 12)
    deals.budget[rows] = np.where(deals.budget[rows], chance.random(n) > 0.01, chance.random(n) < 0.05)
    touched = chance.poisson(np.where(silent, 0.015, 1.6 * deals.pace[rows]))
    deals.touches[rows] += touched
    deals.recent[rows] = 0.7 * deals.recent[rows] + touched
    _happens(deals, rows, chance.random(n), chance.random(n), lever=lever, week=week)


def _hazards(deals: Deals, rows: Integers, lever: Lever) -> Floats:
    """advance, win, lose, vanish for each row."""
    quality, skill, stage = deals.quality[rows], deals.skill[rows], deals.stage[rows]
    more, budget = np.log2(deals.contacts[rows]), deals.budget[rows]
    shift = SEGMENTS[deals.segment[rows]].T
    last = stage == 4
    win = WIN + shift[1] + 0.35 * quality + 0.55 * skill + 0.55 * budget + lever.win * more
    return np.array(
        [
            np.exp(ADVANCE[stage] + shift[0] + 0.18 * quality + 0.15 * skill) * ~last,
            np.exp(win) * last,
            np.exp(LOSE[stage] + shift[2] - 0.30 * quality - 0.20 * skill - 0.30 * budget + lever.lose * more),
            np.exp(VANISH[stage] + shift[3] - 0.30 * quality + lever.vanish * more),
        ]
    )


def _happens(deals: Deals, rows: Integers, any_: Floats, which: Floats, *, lever: Lever, week: int) -> None:
    hazards = _hazards(deals, rows, lever)
    silent = deals.is_silent[rows]
    total = np.where(silent, 0.1, hazards.sum(axis=0))
    is_event = any_ < 1 - np.exp(-total)
    kind = (which[None, :] > np.cumsum(hazards, axis=0) / hazards.sum(axis=0)).sum(axis=0)
    back = is_event & silent & (which < 0.15)
    gone = is_event & silent & ~back
    deals.is_silent[rows[back]] = False
    loud = is_event & ~silent
    moved = rows[loud & (kind == 0)]
    deals.stage[moved] += 1
    deals.moved[moved] = week
    won, lost = rows[loud & (kind == 1)], rows[(loud & (kind == 2)) | gone]
    deals.outcome[won], deals.outcome[lost] = WON, LOST
    deals.ended[won], deals.ended[lost] = week, week
    deals.is_silent[rows[loud & (kind == 3)]] = True


def _joined(notes: list[tuple[int, Integers, Integers, tuple[Deals, _Seen]]], deals: Deals) -> tuple[Integers, Deals]:
    rows = np.concatenate([found for _start, found, _week, _states in notes])
    parts = [states for _start, _found, _week, states in notes]
    joined = {
        name: np.concatenate([getattr(state, name) for state, _seen in parts]) for name in Deals.__dataclass_fields__
    }
    for name in _Seen.__dataclass_fields__:
        joined[f"seen_{name}"] = np.concatenate([getattr(seen, name) for _state, seen in parts])
    seen = {name.removeprefix("seen_"): joined.pop(name) for name in list(joined) if name.startswith("seen_")}
    return rows, _WithSeen(**joined, seen=_Seen(**seen))


@dataclass(frozen=True)
class _WithSeen(Deals):
    seen: _Seen

    def at(self, rows: Integers) -> _WithSeen:
        names = [name for name in self.__dataclass_fields__ if name != "seen"]
        seen = _Seen(**{name: getattr(self.seen, name)[rows] for name in _Seen.__dataclass_fields__})
        return replace(self, **{name: getattr(self, name)[rows] for name in names}, seen=seen)


def _trial(deals: Deals, states: Deals, *, rows: Integers, at: Integers, start: Integers) -> Trial:
    assert isinstance(states, _WithSeen)
    seen = states.seen
    past = _past_of(deals, states.seller, at - WINDOW)
    known = {
        "stage": [seen.stage == 1, seen.stage == 2, seen.stage >= 3, start, start**2, seen.moved],
        "size": [states.segment == 1, states.segment == 2, states.amount],
        "fit": [states.fit],
        "seller": [past[0], past[1]],
        "activity": [np.log1p(seen.touches), np.log1p(seen.recent)],
    }
    # How near a deal already was to the lever is no kind of cause that something unseen could resemble.
    columns = [*(column for group in known.values() for column in group), seen.contacts]
    ends = np.cumsum([len(group) for group in known.values()])
    groups = {
        name: tuple(range(int(end) - len(group), int(end)))
        for (name, group), end in zip(known.items(), ends, strict=True)
    }
    won = (deals.outcome[rows] == WON) & (deals.ended[rows] < at + HORIZON)
    return Trial(
        treated=(states.contacts >= ENOUGH).astype(float),
        outcome=won.astype(float),
        known=np.column_stack([np.asarray(column, dtype=float) for column in columns]),
        groups=groups,
        account=states.account,
        seller=states.seller,
        team=states.seller // 8,
        landmark=start,
        before=None,
        elsewhere=_elsewhere(deals, states, at),
    )


def _past_of(deals: Deals, seller: Integers, week: Integers) -> tuple[Floats, Floats]:
    """Shrunken log-odds of what the seller won before, and how much that was."""
    won, closed = (_counted(deals, deals.outcome == kind, seller, week) for kind in (WON, LOST))
    closed = won + closed
    share = (won + 0.22 * 20) / (closed + 20)
    return np.log(share / (1 - share)), np.log1p(closed)


def _elsewhere(deals: Deals, states: Deals, at: Integers) -> Floats:
    """What the seller won of what closed in the thirteen weeks after, this deal left out by its account."""
    sums = []
    for kind in (WON, LOST):
        is_kind = deals.outcome == kind
        sums.append(
            _counted(deals, is_kind, states.seller, at + 13)
            - _counted(deals, is_kind, states.seller, at)
            - (np.asarray(states.outcome) == kind)
        )
    closed = sums[0] + sums[1]
    return np.where(closed > 0, sums[0] / np.maximum(closed, 1), np.nan)


def _counted(deals: Deals, is_kind: Flags, seller: Integers, week: Integers) -> Floats:
    """How many deals of the seller ended so before the week."""
    key = np.sort(deals.seller[is_kind] * 10_000 + deals.ended[is_kind])
    return (np.searchsorted(key, seller * 10_000 + week) - np.searchsorted(key, seller * 10_000)).astype(float)


def _replayed(
    deals: Deals, states: Deals, rows: Integers, chance: np.random.Generator, *, lever: Lever, replays: int
) -> Floats:
    assert isinstance(states, _WithSeen)
    difference = np.zeros(rows.size)
    for _turn in range(replays):
        seed = int(chance.integers(2**31))
        won = []
        for contacts in (np.maximum(states.contacts, ENOUGH), states.seen.contacts):
            played = states.at(np.arange(rows.size))
            played.contacts[:] = contacts
            again = np.random.default_rng(seed)
            for week in range(HORIZON):
                _week_all(played, again, lever=lever, week=week)
            won.append(played.outcome == WON)
        difference += won[0].astype(float) - won[1]
    return difference / replays


def _week_all(played: Deals, chance: np.random.Generator, *, lever: Lever, week: int) -> None:
    """A week of all rows, the ended ones too, so that both replays draw the same chance for each row."""
    ended = played.outcome != OPEN
    outcome = played.outcome.copy()
    _week(played, np.arange(played.outcome.size), chance, week=week, lever=lever)
    played.outcome[ended] = outcome[ended]


def _raw(deals: Deals) -> Raw:
    closed = deals.outcome != OPEN
    had = deals.contacts >= ENOUGH
    won = deals.outcome == WON
    counts = [int(np.sum(flags)) for flags in (closed & had, had & won, closed & ~had, ~had & won)]
    return Raw(*counts)
