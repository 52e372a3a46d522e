"""The nightly lesson: learn from the extracts as they are, tell the odds of all that is open, keep both."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from django.db import transaction
from scipy.special import expit
from threadpoolctl import threadpool_limits

from trimtab.analytics.engine import DuckDBEngine
from trimtab.analytics.extracts.manifest import Manifest
from trimtab.analytics.models import OddsLesson
from trimtab.analytics.odds.attributes import add_attributes
from trimtab.analytics.odds.calendar import quarter_ends, this_and_next
from trimtab.analytics.odds.keeping import (
    alone,
    make_current,
    next_place,
    write_card,
    write_past,
    write_reasons,
    write_scores,
)
from trimtab.analytics.odds.reading import model_card
from trimtab.analytics.odds.training import Learned, learn, open_at, told
from trimtab.core.models import Organisation
from trimtab.insight.features.frame import Features
from trimtab.insight.odds.cases import weights_of
from trimtab.insight.odds.interactions import ToldInteraction, interactions
from trimtab.insight.odds.model import VERSION, OddsModel
from trimtab.insight.odds.neighbours import Neighbours
from trimtab.insight.odds.reasons import reasons
from trimtab.insight.odds.record import record_of
from trimtab.insight.odds.trial import LEAST_DECIDED, measures_of

Progress = Callable[[str, int, int], None]
STEPS = ("Looking back", "Learning", "Telling", "Keeping")
DAYS = 90


def is_due(folder: Path, *, now: datetime) -> bool:
    """Whether the odds were never learned, or more than a day ago."""
    card = model_card(folder)
    return card is None or card.is_old(now)


def refresh_odds(
    folder: Path, manifest: Manifest, *, now: datetime, memory: str, progress: Progress | None = None
) -> OddsLesson:
    """Learn, tell, keep, and record what was done.

    Args:
        folder: where the extracts live.
        manifest: the extracts to learn from; what they know is what is known.

    Raises:
        LearningUnderWay: another process does it.
    """
    tell = progress or (lambda _step, _done, _total: None)
    with alone(folder):
        tell(STEPS[0], 0, len(STEPS))
        engine = DuckDBEngine(folder / manifest.name, memory_limit=memory)
        try:
            learned, features = _lesson(engine, manifest, tell)
        finally:
            engine.close()
        tell(STEPS[2], 2, len(STEPS))
        return _keep(folder, manifest, learned, features, now=now, tell=tell)


def _lesson(engine: DuckDBEngine, manifest: Manifest, tell: Progress) -> tuple[Learned, Features]:
    instant = manifest.as_of.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    add_attributes(engine)
    tell(STEPS[1], 1, len(STEPS))
    ends = quarter_ends(Organisation.get().calendar, instant.date())
    learned = learn(engine, as_of=instant, horizon=DAYS, period_ends=ends)
    return learned, open_at(engine, learned, instant)


def _keep(
    folder: Path, manifest: Manifest, learned: Learned, features: Features, *, now: datetime, tell: Progress
) -> OddsLesson:
    days, until = _horizons(learned.as_of)
    chances = dict(zip(days, told(learned, features, list(days.values())), strict=True))
    place = next_place(folder)
    tell(STEPS[3], 3, len(STEPS))
    write_scores(place, features, chances)
    write_reasons(place, features, reasons(learned.model, features, DAYS))
    write_past(place, Neighbours().fit(learned.features, learned.outcomes), features)
    card = {**card_of(learned, features), "learned_at": now.isoformat(), "until": _texts(until)}
    card["extract"] = manifest.version
    write_card(place, card)
    with transaction.atomic():
        lesson = OddsLesson.objects.create(
            at=now,
            as_of=learned.as_of.replace(tzinfo=UTC),
            extract=manifest.version,
            method=VERSION,
            seed=learned.model.seed,
            name=place.name,
            card=card,
        )
    make_current(place)
    tell(STEPS[3], len(STEPS), len(STEPS))
    return lesson


def _horizons(instant: datetime) -> tuple[dict[str, float], dict[str, date]]:
    """Name → days ahead and last day counted: the ends of this quarter and the next, and ninety days."""
    organisation = Organisation.get()
    today = instant.replace(tzinfo=UTC).astimezone(organisation.zone).date()
    this, following = this_and_next(organisation.calendar, today)
    last = {"this_quarter": this.end, "next_quarter": following.end, "days_90": today + timedelta(days=DAYS)}
    return {name: float((day - today).days + 1) for name, day in last.items()}, last


def _texts(days: Mapping[str, date]) -> dict[str, str]:
    return {name: day.isoformat() for name, day in days.items()}


def _together(learned: Learned) -> tuple[ToldInteraction, ...]:
    features = learned.model.allowed(learned.features)
    weights = weights_of(features, learned.outcomes)
    with threadpool_limits(limits=1):
        return interactions(features, learned.outcomes, weights, horizon=learned.horizon)


def card_of(learned: Learned, features: Features) -> dict[str, Any]:  # Any: what JSON holds
    """Everything needed to judge a lesson and to repeat it."""
    model = learned.model
    recorded = features.numbers["is_recorded"]
    return {
        "version": VERSION,
        "seed": model.seed,
        "as_of": learned.as_of.isoformat(),
        "state": state_of(model),
        "deals": model.deals_,
        "decided": model.decided_,
        "won": model.wins_,
        "looks": int(learned.features.size),
        "looked": {**asdict(learned.looks), "last": learned.looks.last.isoformat()},
        "needs": max(0, LEAST_DECIDED - model.decided_),
        "members": ["stages", *model.members_],
        "weights": [round(float(weight), 4) for weight in model.stack_.weights_],
        "calibration": model.calibration_.kind_,
        "left_out": [*model.quarantined_, *model.unfollowed_],
        "measures": _measures(model),
        "recorded": float(recorded.mean()) if recorded.size else 0.0,
        "later": model.later_,
        "record": record_of(model.trial_, learned.features, seed=model.seed),
        "together": [asdict(one) for one in _together(learned)] if model.has_signal_ else [],
    }


def state_of(model: OddsModel) -> str:
    """How far a model can be relied on, as the card says it."""
    if not model.decided_:
        return "no_history"
    if model.trial_ is None:
        return "untried"
    return "told" if model.has_signal_ and model.tells_winners_ else "no_signal"


def _measures(model: OddsModel) -> dict[str, dict[str, float]]:
    """How each way did on later looks than it had learned from."""
    trial = model.trial_
    if trial is None:
        return {}
    ways = {"base": expit(trial.base)} | {name: expit(told) for name, told in trial.told.items()}
    ways["trimtab"] = expit(np.mean(list(trial.told.values()), axis=0))
    found = {name: measures_of(trial.outcomes, told) for name, told in ways.items()}
    return {name: {each: round(value, 4) for each, value in of.items() if value == value} for name, of in found.items()}
