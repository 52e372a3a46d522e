"""What becomes of leads, and how soon: decisions as competing risks, the first touch as a time that may still come."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from trimtab.insight.estimators import AalenJohansen, KaplanMeier
from trimtab.insight.trends.past import DAY, Columns, Flags, Floats, Integers, Texts, floats, texts, whole
from trimtab.insight.trends.working_hours import working_hours

DECISIONS = ("accepted", "rejected", "recycled")
LEAST_LEADS = 30
QUICK = ((5 / 60, "within 5 minutes"), (1.0, "within an hour"), (24.0, "within a day"))
PRIOR_LEADS = 20  # leads of all sources that the worth of one source leans on


@dataclass(frozen=True)
class Leads:
    """Leads as columns; an instant that has not come is NaN.

    amount: of the opportunity it became, where that was won.
    """

    lead_id: Integers
    source: Texts
    owner: Integers
    created: Floats
    assigned: Floats
    touched: Floats
    decided: Floats
    decision: Texts
    amount: Floats

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.lead_id)

    def take(self, rows: Integers | Flags) -> "Leads":
        """Some of them."""
        return Leads(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class Fate:
    """What became of the leads of one source within the agreed days, as chances; leaked: nobody decided.

    shares: decision → its chance by then. low, high: 95 % interval of leaked.
    """

    source: str
    n: int
    shares: Mapping[str, float]
    leaked: float
    low: float
    high: float

    @property
    def has_enough(self) -> bool:
        """Whether there are enough leads to say so."""
        return self.n >= LEAST_LEADS


@dataclass(frozen=True)
class Speed:
    """How soon leads were touched first. Working hours; a lead not touched yet counts as still waiting.

    median, ninth: None where fewer than half (nine of ten) have been touched however long one waits.
    within: clock hours → share touched, with its interval. known: leads of which a touch was ever recorded.
    """

    n: int
    known: int
    median: float | None
    ninth: float | None
    within: Mapping[float, tuple[float, float, float]]


def leads_of(columns: Columns) -> Leads:
    """Leads from the columns of the query."""
    return Leads(
        whole(columns["lead_id"]),
        texts(columns["source"]),
        whole(columns["owner_id"]),
        floats(columns["created"]),
        floats(columns["assigned"]),
        floats(columns["touched"]),
        floats(columns["decided"]),
        texts(columns["decision"]),
        floats(columns["amount"]),
    )


def arrived(leads: Leads, *, since: float, until: float) -> Leads:
    """Those that came in [since, until), with what was known of them at `until`."""
    found = leads.take((leads.created >= since) & (leads.created < until))
    later = found.decided >= until
    return Leads(
        found.lead_id,
        found.source,
        found.owner,
        found.created,
        found.assigned,
        np.where(found.touched >= until, np.nan, found.touched),
        np.where(later, np.nan, found.decided),
        np.where(later, "", found.decision),
        found.amount,
    )


def fate(leads: Leads, *, at: float, agreed_days: float, source: str = "") -> Fate:
    """What became of the leads; those still undecided are cut at `at`, not counted as lost."""
    known = np.isin(leads.decision, DECISIONS) & ~np.isnan(leads.decided)
    days = np.maximum(np.where(known, leads.decided, at) - leads.created, 0.0) / DAY
    outcomes = [decision if is_known else None for decision, is_known in zip(leads.decision, known, strict=True)]
    if not leads.size:
        return Fate(source, 0, dict.fromkeys(DECISIONS, 0.0), 0.0, 0.0, 1.0)
    curves = AalenJohansen().fit(days, outcomes)
    waiting = KaplanMeier().fit(days, known)
    low, high = waiting.interval(agreed_days)
    shares = {name: curves.at(name, agreed_days) for name in DECISIONS}
    return Fate(source, leads.size, shares, waiting.at(agreed_days), low, high)


def fates(leads: Leads, *, at: float, agreed_days: float) -> list[Fate]:
    """The same by source, those with the most leads first."""
    names, counts = np.unique(leads.source, return_counts=True)
    order = np.lexsort((names, -counts))
    return [
        fate(leads.take(leads.source == names[place]), at=at, agreed_days=agreed_days, source=str(names[place]))
        for place in order
    ]


def speed(leads: Leads, *, at: float, offset: Floats | float = 0.0) -> Speed:
    """How soon leads were touched.

    Args:
        offset: seconds by which the local clock is ahead of UTC.
    """
    start = np.where(np.isnan(leads.assigned), leads.created, leads.assigned)
    is_touched = ~np.isnan(leads.touched)
    until = np.where(is_touched, leads.touched, np.where(np.isnan(leads.decided), at, leads.decided))
    if not leads.size or not is_touched.any():
        return Speed(leads.size, int(is_touched.sum()), None, None, {})
    worked = working_hours(start + offset, until + offset)
    clock = np.maximum(until - start, 0.0) / 3600
    waiting, by_clock = KaplanMeier().fit(worked, is_touched), KaplanMeier().fit(clock, is_touched)
    within = {}
    for hours, _name in QUICK:
        low, high = by_clock.interval(hours)
        within[hours] = (1 - by_clock.at(hours), 1 - high, 1 - low)
    return Speed(leads.size, int(is_touched.sum()), _reached(waiting, 0.5), _reached(waiting, 0.1), within)


def worth(leads: Leads) -> Mapping[str, float]:
    """Won amount for each lead of a source, leaning on that of all sources where there are few."""
    if not leads.size:
        return {}
    amount = np.nan_to_num(leads.amount)
    overall = float(amount.mean())
    names, place = np.unique(leads.source, return_inverse=True)
    count, total = np.bincount(place), np.bincount(place, weights=amount)
    means = (total + PRIOR_LEADS * overall) / (count + PRIOR_LEADS)
    return {str(name): float(mean) for name, mean in zip(names, means, strict=True)}


def waiting(leads: Leads, *, at: float, agreed_days: float) -> Flags:
    """Whether each is undecided for longer than agreed."""
    return np.asarray(np.isnan(leads.decided) & (at - leads.created > agreed_days * DAY))


def _reached(curve: KaplanMeier, share: float) -> float | None:
    """The first time at which at most this share still waits."""
    below = np.flatnonzero(curve.survival_ <= share + 1e-12)
    return float(curve.times_[below[0]]) if below.size else None
