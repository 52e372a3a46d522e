"""Columns that could only be known at the close: they make any model look brilliant, and useless the day before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from trimtab.insight.models.flat_table import FlatTable, Floats, Numbers, Words
from trimtab.insight.models.measures import area_under_curve

TOO_GOOD = 0.9  # area under the curve of one column alone
SUSPECT = 0.7  # with a name that speaks of the end
LEAST_CASES = 30
# Parts of names that speak of how a case ended, how long it took, or what it came to.
ENDS = re.compile(
    r"\b(clos(e|ed|ing)|won|win|lost|loss|reason|outcome|result|status|stage|duration|cycle|final|actual|probability|forecast"
    r"|converted|conversion|decided|decision|signed|contract|churn(ed)?|spend|invoice[sd]?|booked|pushed)\b"
)
SEPARATORS = re.compile(r"[\W_]+|(?<=[a-z])(?=[A-Z])")


class Suspicion(StrEnum):
    """Why a column is suspected."""

    TOO_GOOD = "too_good"  # by itself it tells the outcome nearly always
    ONE_SIDED = "one_sided"  # it is filled, or empty, with one outcome only
    NAMED_FOR_THE_END = "named_for_the_end"  # its name speaks of the end, and it tells much


@dataclass(frozen=True)
class Leak:
    """A suspected column. `area`: how well it alone ranks the cases, from 0.5 (not at all) to 1 (always)."""

    column: str
    suspicion: Suspicion
    area: float


def suspects(table: FlatTable, outcomes: Floats) -> list[Leak]:
    """The columns that could only be known at the close, worst first. They are not to be learned from.

    Args:
        table: past cases; needs thirty, fewer say nothing about a column.
        outcomes: 1 with the outcome, 0 without.
    """
    if table.size < LEAST_CASES or not 0 < outcomes.sum() < outcomes.size:
        return []
    found = [leak for column in table.columns if (leak := _suspected(column, outcomes)) is not None]
    return sorted(found, key=lambda leak: (-leak.area, leak.column))


def _suspected(column: Numbers | Words, outcomes: Floats) -> Leak | None:
    area = alone(column, outcomes)
    if _is_one_sided(column, outcomes):
        return Leak(column.name, Suspicion.ONE_SIDED, area)
    if area >= TOO_GOOD:
        return Leak(column.name, Suspicion.TOO_GOOD, area)
    if area >= SUSPECT and ENDS.search(" ".join(SEPARATORS.split(column.name)).lower()):
        return Leak(column.name, Suspicion.NAMED_FOR_THE_END, area)
    return None


def alone(column: Numbers | Words, outcomes: Floats) -> float:
    """How well one column ranks the cases: a word by the share of its level without the case itself."""
    if isinstance(column, Numbers):
        known = np.isfinite(column.values)
        if known.sum() < LEAST_CASES:
            return 0.5
        area = area_under_curve(outcomes[known], column.values[known])
        return 0.5 if np.isnan(area) else max(area, 1 - area)
    won = np.bincount(column.codes, weights=outcomes, minlength=len(column.levels))[column.codes] - outcomes
    seen = np.bincount(column.codes, minlength=len(column.levels))[column.codes] - 1
    # Below one half says nothing: a case with the outcome lowers the share of the others at its own level.
    return max(area_under_curve(outcomes, (won + 2 * outcomes.mean()) / (seen + 2)), 0.5)


def _is_one_sided(column: Numbers | Words, outcomes: Floats) -> bool:
    """Whether it is filled in nearly all cases of one outcome and in nearly none of the other; zero counts as empty."""
    if isinstance(column, Numbers):
        filled = np.isfinite(column.values) & (column.values != 0)
    else:
        filled = np.array([bool(level) for level in column.levels])[column.codes]
    shares = filled[outcomes == 1].mean(), filled[outcomes == 0].mean()
    return bool(max(shares) > 0.9 and min(shares) < 0.02)
