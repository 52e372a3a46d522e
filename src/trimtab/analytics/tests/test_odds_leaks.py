"""Nothing that was not known at a landmark reaches the odds."""

from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
import pytest

from trimtab.analytics.engine import DuckDBEngine
from trimtab.analytics.odds.calendar import quarter_ends
from trimtab.analytics.odds.frames import Looks, cases_at, features_at
from trimtab.analytics.odds.training import learn, told
from trimtab.core.calendars import FiscalCalendar
from trimtab.insight.features.frame import Features
from trimtab.insight.odds.model import OddsModel
from trimtab.insight.odds.reasons import reasons
from trimtab.insight.simulate import PRESETS, simulate

UNTIL, AT = date(2026, 9, 27), datetime.fromisoformat("2026-05-04")
ENDS = quarter_ends(FiscalCalendar(), AT.date())
Tables = dict[str, dict[str, Any]]  # Any: columns of every type


@cache
def world() -> Tables:
    """A small company; its tables are not to be changed."""
    return {name: dict(columns) for name, columns in simulate(PRESETS["small"], seed=5, until=UNTIL).tables().items()}


def cut(tables: Tables, at: datetime) -> Tables:
    """The tables as they were at an instant: what began later is gone, what ended later has not ended."""
    moment = np.datetime64(at, "s")
    kept = dict(tables)
    for name, begins in (("versions", "from_at"), ("stage_events", "entered_at"), ("activities", "at")):
        rows = tables[name][begins] <= moment
        kept[name] = {column: values[rows].copy() for column, values in tables[name].items()}
    for name, ends in (("versions", "until_at"), ("stage_events", "left_at")):
        kept[name][ends][kept[name][ends] > moment] = np.datetime64("NaT")
    opened = tables["opportunities"]["opened_at"] <= moment
    kept["opportunities"] = {column: values[opened] for column, values in tables["opportunities"].items()}
    return kept


def at_instant(tables: Tables) -> Features:
    engine = DuckDBEngine.from_columns(tables)
    try:
        return features_at(engine, Looks(AT, 28, 5), period_ends=ENDS)
    finally:
        engine.close()


def assert_same(one: Features, other: Features) -> None:
    assert one.opp_id.tolist() == other.opp_id.tolist()
    assert [
        name for name in one.numbers if not np.allclose(one.numbers[name], other.numbers[name], equal_nan=True)
    ] == []
    for name, words in one.words.items():
        again = other.words[name]
        assert [words.levels[code] for code in words.codes] == [again.levels[code] for code in again.codes], name


def test_features_of_the_whole_history_are_those_of_a_history_cut_at_the_instant() -> None:
    whole = at_instant(world())

    assert whole.size > 200
    assert_same(whole, at_instant(cut(world(), AT)))


def test_another_future_changes_no_feature() -> None:
    tables = dict(world())
    generator = np.random.default_rng(1)
    versions = {name: values.copy() for name, values in tables["versions"].items()}
    later = np.flatnonzero(versions["from_at"] > np.datetime64(AT, "s"))
    for name in ("amount", "amount_rc", "close_on", "owner_id", "forecast_category"):
        versions[name][later] = versions[name][generator.permutation(later)]
    activities = tables["activities"]
    past = activities["at"] <= np.datetime64(AT, "s")

    changed = tables | {"versions": versions, "activities": {name: values[past] for name, values in activities.items()}}

    assert_same(at_instant(world()), at_instant(changed))


def test_an_attribute_written_after_the_close_gets_no_weight() -> None:
    engine = DuckDBEngine.from_columns(_with_source_of_the_end())
    _write_attributes(engine)

    model, features = _learned(engine)

    assert "lead_source" not in model.quarantined_
    assert set(features.words["lead_source"].levels) == {""}
    assert not [reason for found in reasons(model, features, 91) for reason in found if reason.feature == "lead_source"]


def test_an_attribute_that_tells_the_end_is_left_out_by_name() -> None:
    engine = DuckDBEngine.from_columns(_with_source_of_the_end())

    model, features = _learned(engine)

    assert "lead_source" in model.quarantined_
    assert not [reason for found in reasons(model, features, 91) for reason in found if reason.feature == "lead_source"]


def test_labels_are_only_what_was_known_when_it_was_learned() -> None:
    engine = DuckDBEngine.from_columns(world())

    learned = learn(engine, as_of=AT, horizon=91, period_ends=ENDS)

    ended = np.isfinite(learned.outcomes.closed_days)
    assert ended.any()
    assert (learned.outcomes.closed_days[ended] <= learned.outcomes.known_days[ended]).all()
    assert learned.features.at.max() <= np.datetime64(AT, "s")


def test_learning_twice_tells_the_same() -> None:
    engine = DuckDBEngine.from_columns(world())
    features = features_at(engine, Looks(AT), period_ends=ENDS)

    once, again = (
        told(learn(engine, as_of=AT, horizon=91, period_ends=ENDS), features, [91])[0].won for _time in range(2)
    )

    assert once == pytest.approx(again, abs=1e-12)


def test_of_opportunities_known_by_dates_alone_only_dates_are_believed() -> None:
    opportunities = dict(world()["opportunities"])
    opportunities["history"] = np.full(opportunities["opp_id"].size, "dates", dtype=object)

    found = at_instant(dict(world()) | {"opportunities": opportunities})

    assert found.size > 200
    assert set(found.words["stage"].levels) == {""}
    assert not [name for name in ("amount_log", "days_due", "category_rank") if np.isfinite(found.numbers[name]).any()]


def _with_source_of_the_end() -> Tables:
    """A canary: today's source says how it ended."""
    tables = dict(world())
    opportunities = dict(tables["opportunities"])
    opportunities["lead_source"] = np.where(opportunities["status"] == "open", "", opportunities["status"]).astype(
        object
    )
    return tables | {"opportunities": opportunities}


def _write_attributes(engine: DuckDBEngine) -> None:
    """When the canary was written: with the close."""
    with engine.reading() as cursor:
        cursor.execute(
            "CREATE TABLE whole.attributes AS SELECT opp_id, 'lead_source' AS field, lead_source AS value, "
            "coalesce(closed_at, TIMESTAMP '2030-01-01') AS from_at, CAST(NULL AS TIMESTAMP) AS until_at "
            "FROM whole.opportunities"
        )


def _learned(engine: DuckDBEngine) -> tuple[OddsModel, Features]:
    looked = Looks(AT, 14, 20)
    features, outcomes = cases_at(engine, looked, period_ends=ENDS, known_at=AT + timedelta(days=91), horizon=91)
    return OddsModel().fit(features, outcomes, horizon=91), features
