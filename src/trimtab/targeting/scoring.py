"""Scores of many accounts at once, by any version of the definitions: kept ones, or one that is only looked at."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Count, Q
from numpy.typing import NDArray

from trimtab.accounts.models import Account
from trimtab.targeting import fit, scores
from trimtab.targeting.factors import CURRENT, FUTURE, Factor, factors_of, on_axis
from trimtab.targeting.models import AccountScore, Profile, Rating, Scoring

IN_USE = 0.5  # of all accounts: what is known of fewer does not count where it is unknown
HOUR_KNOWN = 1.0  # below, revenue for an hour says nothing
FIT_COLUMNS = ("industry", "region", "country", "segment", "employees", "revenue", "custom")
Said = Mapping[tuple[int, str], tuple[str, float]]


@dataclass(frozen=True)
class Definition:
    """What accounts are scored by: factors and cuts."""

    factors: tuple[Factor, ...]
    cut_current: float = 50
    cut_future: float = 50

    @classmethod
    def of(cls, scoring: Scoring) -> "Definition":
        """As a version has it."""
        return cls(factors_of(scoring.factors), scoring.cut_current, scoring.cut_future)


@dataclass(frozen=True)
class Scored:
    """Both axes and the quadrants of some accounts, in their order."""

    current: scores.Axis
    future: scores.Axis
    quadrants: scores.Quadrants


def score(rows: Sequence[AccountScore], said: Said, definition: Definition, *, in_use: Collection[str]) -> Scored:
    """Score these accounts.

    Args:
        said: account and factor → level and what the evidence is worth.
        in_use: the factors that count also where they are not known; see `factors_in_use`.
    """

    def axis(name: str, cut: float) -> scores.Axis:
        factors = on_axis(definition.factors, name)
        found = [chances(one, rows, said) for one in factors]
        counts = [counting(one, rows, said, in_use=in_use) for one in factors]
        columns = np.stack(counts, axis=1) if counts else np.zeros((len(rows), 0), dtype=bool)
        return scores.axis(found, [one.weight for one in factors], counts=columns, cut=cut)

    current, future = axis(CURRENT, definition.cut_current), axis(FUTURE, definition.cut_future)
    return Scored(current, future, scores.quadrants(current, future))


def chances(factor: Factor, rows: Sequence[AccountScore], said: Said) -> scores.Floats:
    """The chances of low, medium and high of one factor. What the records do not say, a person may have said."""
    answers = [said.get((row.account_id, factor.key), ("", 0.0)) for row in rows]
    told = scores.stated([level for level, _strength in answers], np.array([strength for _level, strength in answers]))
    if factor.is_asked or factor.high is None or factor.medium is None:
        return told
    values = np.array([_value(factor.measure, row) for row in rows], dtype=np.float64)
    if factor.measure == "headroom":
        lows = np.array([row.headroom_low for row in rows])
        highs = np.array([row.headroom_high for row in rows])
        found = scores.estimated(values, lows, highs, high=factor.high, medium=factor.medium)
    else:
        found = scores.measured(values, high=factor.high, medium=factor.medium)
    return np.where(np.isnan(values)[:, None], told, found)


def counting(factor: Factor, rows: Sequence[AccountScore], said: Said, *, in_use: Collection[str]) -> NDArray[np.bool_]:
    """For which accounts a factor counts: all where it is in use, else those of which it is known."""
    if factor.key in in_use:
        return np.ones(len(rows), dtype=bool)
    is_said = np.array([(row.account_id, factor.key) in said for row in rows], dtype=bool)
    if factor.is_asked:
        return is_said
    is_known = np.array([value_of(factor.measure, row) is not None for row in rows], dtype=bool)
    either: NDArray[np.bool_] = np.logical_or(is_said, is_known)
    return either


def factors_in_use() -> frozenset[str]:
    """The factors that are known of at least half of all accounts: measures by their figures, questions by answers."""
    found = AccountScore.objects.aggregate(
        all=Count("pk"),
        fit=Count("fit"),
        headroom=Count("pk", filter=Q(peers__gt=0)),
        growth=Count("pk", filter=Q(revenue_before__gt=0)),
        **{"return": Count("pk", filter=Q(hours__gte=HOUR_KNOWN))},
    )
    size = found.pop("all")
    found |= {"revenue": size, "open": size, "contacts": size}
    answered = Rating.objects.filter(superseded_at__isnull=True).order_by().values_list("factor")
    for key, count in answered.annotate(Count("pk")):
        found[key] = max(found.get(key, 0), count)
    return frozenset(key for key, count in found.items() if size and count >= IN_USE * size)


def value_of(measure: str, row: AccountScore) -> float | None:
    """The figure that a factor reads; None where it is not known."""
    found = _value(measure, row)
    return None if np.isnan(found) else found


def _value(measure: str, row: AccountScore) -> float:
    known: dict[str, float | None] = {
        "revenue": float(row.revenue),
        "return": float(row.revenue) / row.hours if row.hours >= HOUR_KNOWN else None,
        "headroom": row.headroom if row.peers else None,
        "open": float(row.open_amount),
        "growth": float(row.revenue / row.revenue_before - 1) if row.revenue_before > 0 else None,
        "contacts": float(row.contacts),
        "fit": row.fit,
    }
    found = known[measure]
    return np.nan if found is None else found


def said_of(accounts: Sequence[int] | None = None) -> Said:
    """What was said and still counts, of these accounts or of all."""
    found = Rating.objects.filter(superseded_at__isnull=True)
    if accounts is not None:
        found = found.filter(account__in=accounts)
    rows = found.values_list("account_id", "factor", "level", "strength")
    return {(account, factor): (level, strength) for account, factor, level, strength in rows}


def latest_scoring() -> Scoring | None:
    """The version in force; None before the first figures."""
    return Scoring.objects.order_by("-version").first()


def latest_profile() -> Profile | None:
    """The version in force; None until somebody wrote one."""
    return Profile.objects.order_by("-version").first()


def bands_of(profile: Profile) -> fit.Bands:
    """Its bands."""
    return fit.Bands(profile.pursue_from, profile.watch_from, profile.take_from)


def values_for_fit(account: Account) -> dict[str, object]:
    """The fields of an account that a profile may ask for."""
    own = {f"custom:{key}": value for key, value in account.custom.items()}
    plain = {name: getattr(account, name) for name in fit.FIELDS}
    return plain | own
