"""Learning the odds from the extracts as of an instant, and telling them for what was open then."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import numpy as np
from threadpoolctl import threadpool_limits

from trimtab.analytics.engine import DuckDBEngine
from trimtab.analytics.odds.frames import Looks, cases_at, features_at
from trimtab.insight.features.frame import Features, Outcomes
from trimtab.insight.odds.model import Chances, OddsModel

WEEK = 7
WEEKS_BACK = 156  # three years: older ways of selling teach little
MOST_ROWS = 30_000  # looks to learn from; more make it slower, hardly better
SEED = 20240601
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Learned:
    """A model with the looks it learned from, and until when anything was known to it. Instants are naive UTC."""

    model: OddsModel
    as_of: datetime
    horizon: int
    looks: Looks
    period_ends: Sequence[date] = field(repr=False)
    features: Features = field(repr=False)
    outcomes: Outcomes = field(repr=False)


def learn(
    engine: DuckDBEngine, *, as_of: datetime, horizon: int, period_ends: Sequence[date], seed: int = SEED
) -> Learned:
    """Learn from weekly looks at everything that was open, of which the end is known up to `as_of`.

    Args:
        as_of: naive UTC; nothing that became known later is used.
        horizon: days ahead that matter most.
    """
    looks = _looks(engine, as_of)
    features, outcomes = cases_at(engine, looks, period_ends=period_ends, known_at=as_of, horizon=horizon)
    # One thread each: on matrices of this size threads wait for each other longer than they work.
    with threadpool_limits(limits=1):
        model = OddsModel(seed=seed).fit(features, outcomes, horizon=horizon)
    return Learned(model, as_of, horizon, looks, period_ends, features, outcomes)


def open_at(engine: DuckDBEngine, learned: Learned, at: datetime) -> Features:
    """What was known of everything open at an instant, for the model to speak of."""
    return features_at(engine, Looks(at), period_ends=learned.period_ends)


def told(learned: Learned, features: Features, days: Sequence[float]) -> list[Chances]:
    """The chances by each of some horizons in days."""
    with threadpool_limits(limits=1):
        return [learned.model.chances(features, each) for each in days]


def _looks(engine: DuckDBEngine, as_of: datetime) -> Looks:
    """Weekly looks back to the first thing known, at most three years; of large books a share of the rows."""
    with engine.reading() as cursor:
        found = cursor.execute(
            "SELECT min(from_at), sum(greatest(0, epoch(least(coalesce(until_at, $as_of), $as_of)) "
            "- epoch(greatest(from_at, $oldest)))) / (86400.0 * $step) "
            "FROM whole.versions WHERE status = 'open' AND from_at < $as_of",
            {"as_of": as_of, "oldest": as_of - timedelta(days=WEEK * WEEKS_BACK), "step": WEEK},
        ).fetchone()
    first, rows = found if found else (None, None)
    if first is None:
        return Looks(as_of, WEEK, 1)
    weeks = int(min(WEEKS_BACK, (as_of - first).days // WEEK + 1))
    kept = 1000 if not rows else int(np.clip(1000 * MOST_ROWS / rows, 1, 1000))
    return Looks(as_of, WEEK, max(1, weeks), kept)
