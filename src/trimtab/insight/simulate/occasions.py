"""Events that were planted in a company: what begins in which week, and what it changes in every week after."""

from dataclasses import dataclass

import numpy as np

from trimtab.insight.simulate.arrays import Floats, Integers

MARKET_DIP = "market dip"
COMPETITOR = "new competitor"
PRICE_RISE = "price rise"
WIN_DROP = "win drop"
REORGANISATION = "reorganisation"
CLEANUP = "clean-up"
LOGGING = "logging change"
RENAME = "stage rename"
LATE_LOSSES = "late losses"
# Nothing real changes with these: only what is written down.
ARTEFACTS = (CLEANUP, LOGGING, RENAME, LATE_LOSSES)
KINDS_OF_EVENTS = (MARKET_DIP, COMPETITOR, PRICE_RISE, WIN_DROP, REORGANISATION, *ARTEFACTS)


@dataclass(frozen=True)
class Event:
    """Something that happens to the company, or only to its records.

    `kind` is one of KINDS_OF_EVENTS. `size` means, by kind: arrivals are multiplied by 1 + size (market dip); added to
    the logarithm of the hazard of losing (new competitor) or winning (price rise); the logarithm of what is left of the
    wins, the others are lost instead (win drop); the share of accounts that
    change hands (reorganisation); recorded activities are multiplied by it (logging change); the share of losses that
    are entered weeks late (late losses). `at` is the place in the run, 0 to 1; None: a random place in its middle half.
    `weeks` is how long it lasts; 0: for good. `team` is one team's row; -1: all.
    """

    kind: str
    size: float = 0.0
    at: float | None = None
    weeks: int = 0
    team: int = -1

    def __post_init__(self) -> None:
        """Refuse an event that means nothing."""
        if self.kind not in KINDS_OF_EVENTS:
            raise ValueError(f"`kind` must be one of {', '.join(KINDS_OF_EVENTS)}. Got {self.kind!r}.")
        if self.at is not None and not 0 <= self.at <= 1:
            raise ValueError(f"`at` must be between 0 and 1. Got {self.at}.")


@dataclass(frozen=True)
class Occasions:
    """Events with their weeks. `until` is the first week after; weeks count from the start."""

    events: tuple[Event, ...]
    week: Integers
    until: Integers

    def of(self, kind: str) -> list[tuple[Event, int, int]]:
        """Return (event, week, until) of one kind."""
        every = zip(self.events, self.week.tolist(), self.until.tolist(), strict=True)
        return [(event, week, until) for event, week, until in every if event.kind == kind]

    def shift(self, *kinds: str, weeks: int, teams: int, copies: int = 1) -> Floats:
        """Return the summed sizes of events of these kinds by week and team, for each copy of the company."""
        shift = np.zeros((weeks, teams // copies))
        for kind in kinds:
            for event, week, until in self.of(kind):
                shift[week:until, slice(None) if event.team < 0 else event.team] += event.size
        return np.tile(shift, copies)


def place_events(events: tuple[Event, ...], *, weeks: int, rng: np.random.Generator) -> Occasions:
    """Give each event its week."""
    drawn = rng.uniform(0.25, 0.75, len(events))
    places = [chance if event.at is None else event.at for event, chance in zip(events, drawn.tolist(), strict=True)]
    week = np.minimum((np.array(places) * weeks).astype(np.int64), weeks - 1)
    lasts = np.array([event.weeks or weeks for event in events], dtype=np.int64)
    return Occasions(events, week, np.minimum(week + lasts, weeks))
