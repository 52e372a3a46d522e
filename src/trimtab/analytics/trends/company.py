"""What the trends learn from: everybody's past at one instant. No Django: benches use it alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from trimtab.analytics.engine import DuckDBEngine
from trimtab.insight.trends import queries
from trimtab.insight.trends.past import Past, Texts, past_of
from trimtab.insight.trends.records import stated_of

LEARNED_FROM = timedelta(days=730)  # a way of selling of three years ago is no measure


@dataclass(frozen=True)
class Stages:
    """Of each open stage: its place in its process, and how far along it is, 0 to 1."""

    positions: Mapping[int, int]
    shares: Mapping[int, float]


@dataclass(frozen=True)
class Company:
    """What is known of everybody at an instant."""

    past: Past
    stated: Mapping[str, Texts]
    stages: Stages
    at: float


def company_at(engine: DuckDBEngine, *, as_of: datetime, stages: Stages) -> Company:
    """Read what is learned from."""
    since = as_of - LEARNED_FROM
    deals, states, touches = (
        engine.columns(query, as_of=as_of, since=since) for query in (queries.DEALS, queries.STATES, queries.TOUCHES)
    )
    past = past_of(deals, states, touches)
    return Company(past, stated_of(deals), stages, as_of.timestamp())
