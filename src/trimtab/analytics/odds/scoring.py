"""Every opportunity open on a day with its chances, as the command writes them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import numpy as np

from trimtab.analytics.engine import DuckDBEngine
from trimtab.analytics.extracts.manifest import Manifest
from trimtab.analytics.odds.attributes import add_attributes
from trimtab.analytics.odds.calendar import quarter_ends
from trimtab.analytics.odds.training import Learned, learn, open_at, told
from trimtab.core.models import Organisation
from trimtab.insight.features.frame import Features
from trimtab.insight.odds.model import LONGEST, Chances

DEFAULT_DAYS = 90


@dataclass(frozen=True)
class Scored:
    """The open opportunities of a day with what is told of each, in the order of their ids."""

    learned: Learned
    as_of: date
    until: date
    days: int
    features: Features
    chances: Chances

    @property
    def is_cut_short(self) -> bool:
        """Whether the day asked for lies further ahead than anything can be told: then a year ahead is told."""
        return self.days > LONGEST

    def rows(self) -> Iterator[dict[str, float | int | None]]:
        """One row an opportunity; a probability that cannot be told is None."""
        told = self.chances
        columns = {
            "won": told.won,
            "low": told.low,
            "high": told.high,
            "lost": told.lost,
            "dark": told.dark,
            "open": told.open,
            "eventual": told.eventual,
        }
        for row, opp_id in enumerate(self.features.opp_id.tolist()):
            yield {"opp_id": opp_id, **{name: _number(values[row]) for name, values in columns.items()}}


def score(folder: Path, manifest: Manifest, *, as_of: date, until: date | None, memory: str) -> Scored:
    """Learn from what was known when a day began, and tell the chances of all that was open then.

    Args:
        folder: where the extracts live.
        until: the last day counted; by default 90 days after `as_of`.

    Raises:
        ValueError: `until` is not later than `as_of`.
    """
    organisation = Organisation.get()
    until = until or as_of + timedelta(days=DEFAULT_DAYS)
    days = (until - as_of).days
    if days < 1:
        raise ValueError(f"`until` must be later than {as_of}. Got {until}.")
    instant = datetime.combine(as_of, time(), organisation.zone).astimezone(UTC).replace(tzinfo=None)
    engine = DuckDBEngine(folder / manifest.name, memory_limit=memory)
    try:
        add_attributes(engine)
        ends = quarter_ends(organisation.calendar, as_of)
        learned = learn(engine, as_of=instant, horizon=int(min(days, LONGEST)), period_ends=ends)
        features = open_at(engine, learned, instant)
    finally:
        engine.close()
    return Scored(learned, as_of, until, days, features, told(learned, features, [days])[0])


def _number(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 5)
