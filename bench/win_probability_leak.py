"""How much better a model looks that reads totals as they stand in a later export: evidence that ours does not.

Both copies see the same few totals of the same open deals; the one as they were on the day, the other as they were when
the outcomes were known. Whoever wins is talked to more, so the later totals give the outcome away.
"""

from collections.abc import Mapping
from datetime import datetime

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from trimtab.insight.models.measures import area_under_curve

Columns = Mapping[str, np.ndarray]


def leaky_areas(
    tables: Mapping[str, Columns], deals: np.ndarray, outcomes: np.ndarray, *, at: datetime, known: datetime
) -> tuple[float | None, float | None]:
    """Area under the curve of later totals and of totals as of the day; None where only one outcome is there."""
    if not 10 <= outcomes.sum() <= outcomes.size - 10:
        return None, None
    later, then = (_area(_totals(tables, deals, when), outcomes) for when in (known, at))
    return later, then


def _area(totals: np.ndarray, outcomes: np.ndarray) -> float:
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    return float(
        area_under_curve(outcomes, cross_val_predict(model, totals, outcomes, cv=5, method="predict_proba")[:, 1])
    )


def _totals(tables: Mapping[str, Columns], deals: np.ndarray, when: datetime) -> np.ndarray:
    """Activities, those of the buyer, contacts, and states passed, up to that instant."""
    instant = np.datetime64(when)
    activities, events = tables["activities"], tables["stage_events"]
    past = activities["at"].astype("datetime64[us]") <= instant
    from_buyer = past & (activities["direction"] == "in")
    counted = [_count(activities["opp_id"][rows], deals) for rows in (past, from_buyer)]
    counted.append(_count(events["opp_id"][events["entered_at"].astype("datetime64[us]") <= instant], deals))
    return np.log1p(np.column_stack(counted))


def _count(ids: np.ndarray, deals: np.ndarray) -> np.ndarray:
    found, times = np.unique(ids, return_counts=True)
    place = np.clip(np.searchsorted(found, deals), 0, max(found.size - 1, 0))
    return np.where(found[place] == deals, times[place], 0).astype(np.float64)
