"""The track record of a lesson: what it told of later looks beside how they ended, in groups, by age, by segment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.special import expit

from trimtab.insight.features.frame import Features
from trimtab.insight.models.flat_table import Floats
from trimtab.insight.models.measures import DRAWS, area_under_curve, brier, calibration_error, log_loss
from trimtab.insight.odds.trial import Trial

GROUPS = 10
LEAST_OF_GROUP = 30  # looks; fewer say nothing about a segment
MOST_SEGMENTS = 8
AGES: tuple[tuple[float, float], ...] = ((0, 30), (30, 60), (60, 120), (120, np.inf))
SURE = 1.96
MEASURES = {"auc": area_under_curve, "log_loss": log_loss, "brier": brier, "ece": calibration_error}
Told = Mapping[str, object]


def record_of(trial: Trial | None, features: Features, *, seed: int) -> dict[str, object]:
    """Plain numbers for the card of a lesson; empty where nothing was tried.

    Args:
        features: the looks that were learned from, where the tried ones are found again.
        seed: of redrawn deals: looks of one deal end alike, so deals are redrawn whole.
    """
    if trial is None:
        return {}
    told = expit(np.mean(list(trial.told.values()), axis=0))
    stages = expit(trial.told["stages"])
    return {
        "tried": int(trial.outcomes.size),
        "deals": int(np.unique(trial.deals).size),
        "groups": _groups(trial, told),
        "limits": {"trimtab": _limits(trial, told, seed), "stages": _limits(trial, stages, seed)},
        **_parts(trial, features, told, stages),
    }


def _groups(trial: Trial, told: Floats) -> list[Told]:
    """Ten groups of equal size by what was told; the interval of the share counts deals, not looks."""
    found: list[Told] = []
    for rows in np.array_split(np.argsort(told, kind="stable"), GROUPS):
        if rows.size:
            deals = int(np.unique(trial.deals[rows]).size)
            share = float(trial.outcomes[rows].mean())
            low, high = wilson(share, deals)
            found.append({"n": int(rows.size), "deals": deals, "told": float(told[rows].mean()),
                          "share": share, "low": low, "high": high})  # fmt: skip
    return found


def wilson(share: float, count: int) -> tuple[float, float]:
    """The 95 % interval of a share of so many."""
    room = SURE**2 / count
    middle = (share + room / 2) / (1 + room)
    half = SURE * float(np.sqrt(share * (1 - share) / count + room / (4 * count))) / (1 + room)
    return max(0.0, middle - half), min(1.0, middle + half)


def _limits(trial: Trial, told: Floats, seed: int) -> dict[str, list[float]]:
    """The 95 % interval of each measure from redrawn deals."""
    generator = np.random.default_rng(seed)
    deals, place = np.unique(trial.deals, return_inverse=True)
    looks = [np.flatnonzero(place == number) for number in range(deals.size)]
    drawn: dict[str, list[float]] = {name: [] for name in MEASURES}
    for _draw in range(DRAWS):
        rows = np.concatenate([looks[number] for number in generator.integers(0, deals.size, deals.size)])
        for name, of in MEASURES.items():
            drawn[name].append(of(trial.outcomes[rows], told[rows]))
    limits = {}
    for name, of in MEASURES.items():
        values = np.array([value for value in drawn[name] if value == value])
        if values.size:
            # Redrawn looks repeat, which makes a calibration error larger: the interval is moved back to the value.
            ends = np.quantile(values, (0.025, 0.975)) - (values.mean() - of(trial.outcomes, told))
            limits[name] = [max(0.0, float(ends[0])), float(ends[1])]
    return limits


def _parts(trial: Trial, features: Features, told: Floats, stages: Floats) -> dict[str, object]:
    """By the age of an opportunity, and by its segment, beside stage rates."""
    rows = trial.rows
    age, segment = features.numbers["days_open"][rows], features.words["segment"]
    ages = [
        ((age >= low) & (age < high), {"from": low, "until": None if np.isinf(high) else high}) for low, high in AGES
    ]
    codes = segment.codes[rows]
    common = np.argsort(-np.bincount(codes, minlength=len(segment.levels)), kind="stable")[:MOST_SEGMENTS]
    segments = [(codes == code, {"segment": segment.levels[code]}) for code in common]
    return {
        "by_age": _measured(ages, trial, told, stages),
        "by_segment": _measured(segments, trial, told, stages) if len(segment.levels) > 1 else [],
    }


def _measured(
    parts: Sequence[tuple[np.ndarray, Mapping[str, object]]], trial: Trial, told: Floats, stages: Floats
) -> list[Told]:
    return [
        {
            **about,
            "n": int(of.sum()),
            "won": float(trial.outcomes[of].mean()),
            "log_loss": log_loss(trial.outcomes[of], told[of]),
            "stages": log_loss(trial.outcomes[of], stages[of]),
            "ece": calibration_error(trial.outcomes[of], told[of]),
        }
        for of, about in parts
        if int(of.sum()) >= LEAST_OF_GROUP
    ]
