"""What every metric promises, whatever it measures."""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.metrics.worlds import DAY_ZERO, FIELDS, NOW, OWNERS, Change, Rows, World, tables
from trimtab.analytics.engine import DuckDBEngine, UnknownParameter
from trimtab.insight.documentation import metric_page
from trimtab.insight.metrics import METRICS
from trimtab.insight.results import Metric, Result
from trimtab.insight.slices import Slice
from trimtab.insight.tables import TABLES, TableMismatch

PERIOD = DAY_ZERO + timedelta(days=20), DAY_ZERO + timedelta(days=60)
VALUES: dict[str, Any] = {  # one value for each parameter name
    "as_of": NOW, "start": PERIOD[0], "end": PERIOD[1], "due_from": date(2024, 1, 10), "due_until": date(2024, 3, 31),
    "today": NOW.date(), "rate_start": DAY_ZERO, "starts": [DAY_ZERO, PERIOD[0]], "ends": [PERIOD[0], PERIOD[1]],
    "looked_at": [DAY_ZERO + timedelta(days=5), PERIOD[0]], "least_days": 2, "times": 0.0,
}  # fmt: skip
every_metric = pytest.mark.parametrize("metric", METRICS.values(), ids=list(METRICS))
LISTS = {
    "waterfall_rows",
    "slipped_opportunities",
    "silent_opportunities",
    "velocity_accounts",
    "weekly_measures",
    "seller_outcomes",
    "service_index",
    "channel_yield",
}
# Sums that are the same whoever is asked: the rest are rates, or bars that an inner change of owner moves between.
SUMMED = {
    "pipeline_as_of": ("opportunities", "amount", "without_amount"),
    "weekly_snapshots": ("opportunities", "amount"),
    "win_rate": ("closed", "won", "closed_value", "won_value"),
    "cycle_length": ("n",),
    "velocity": ("open_days", "exits", "won", "won_value", "undone_value"),
    "velocity_by_period": ("open_days", "exits", "won", "won_value"),
    "velocity_accounts": ("open_days", "exits", "won", "won_value"),
    "velocity_cohort": ("n",),
    "velocity_textbook": ("open_count", "closed", "won"),
    "coverage": ("won_value", "open_value", "closed"),
    "push_counts": ("due", "won", "lost", "slipped", "due_value"),
    "slipped_value": ("due", "slipped", "due_value", "won_value", "lost_value", "slipped_value"),
    "activity_per_opportunity": ("opportunities", "activities", "calls", "meetings", "emails", "without_activity"),
    "quality_beside_volume": ("activities", "created", "closed", "won", "won_value"),
    "stage_conversion": ("entered", "still_here", "forward", "back", "won", "lost"),
    "stage_rates": ("n", "won"),
    "stage_paces": (),
    "outlook": ("won", "won_value", "open_count", "open_value", "commit_value", "best_case_value"),
    "bookings_by_period": ("won", "won_value"),
    "slipped_opportunities": ("amount", "pushes"),
    "silent_opportunities": ("amount", "activities"),
    "waterfall": (),
    "waterfall_rows": (),
    "weekly_measures": ("n", "exposure", "total"),
    "seller_outcomes": ("n", "total", "squares"),
    "service_index": ("n", "total", "squares"),
    "channel_yield": ("n", "attempts", "answered", "hours"),
}


@cache
def busy_world() -> World:
    """Forty opportunities with plenty of moves, always the same."""
    dice = random.Random(20240601)
    opened: dict[int, datetime] = {}
    changes: list[Change] = []
    values: dict[str, list[str | None]] = {
        "stage": ["1", "2", "3", "3", "4", "5"], "amount": ["100.00", "250.50", "999.99", None],
        "currency": ["EUR", "USD"], "close_on": ["2024-01-20", "2024-02-20", "2024-03-20", None],
        "forecast_category": ["pipeline", "commit", "best_case"], "owner": ["1", "2", "3"],
    }  # fmt: skip
    for opp_id in range(1, 41):
        opened[opp_id] = DAY_ZERO + timedelta(days=dice.randint(0, 40))
        for field in FIELDS:
            first = "1" if field == "stage" else dice.choice(values[field])
            changes.append(Change(len(changes) + 1, opp_id, field, first, opened[opp_id], opened[opp_id]))
        for _ in range(dice.randint(0, 8)):
            field = dice.choice(["stage", "stage", "stage", "amount", "close_on", "owner"])
            moment = opened[opp_id] + timedelta(hours=dice.randint(1, 900))
            changes.append(Change(len(changes) + 1, opp_id, field, dice.choice(values[field]), moment, moment))
    return World(opened, tuple(changes))


@cache
def busy_tables() -> dict[str, Rows]:
    return tables(busy_world())


@cache
def busy_engine() -> DuckDBEngine:
    return DuckDBEngine.from_tables(busy_tables())


@cache
def empty_engine() -> DuckDBEngine:
    return DuckDBEngine.from_tables({})


def answer(engine: DuckDBEngine, metric: Metric, *, within: Slice = Slice(), by: str | None = None) -> Result:
    given = {parameter.name: VALUES[parameter.name] for parameter in metric.parameters if parameter.name in VALUES}
    return engine.run(metric, slice=within, by=by or metric.breakdowns[0], **given)


def sums(result: Result) -> list[Decimal]:
    return [result.total(name).quantize(Decimal("0.000001")) for name in SUMMED[result.metric]]


@every_metric
def test_empty_tables_give_no_observations(metric: Metric) -> None:
    result = answer(empty_engine(), metric)

    assert result.n == 0
    assert not any(sums(result))


@every_metric
def test_rows_have_exactly_the_declared_columns(metric: Metric) -> None:
    for by in metric.breakdowns:
        for row in answer(busy_engine(), metric, by=by).rows:
            assert set(row) == {column.name for column in metric.columns}


@every_metric
def test_the_world_of_this_suite_has_something_to_measure(metric: Metric) -> None:
    assert answer(busy_engine(), metric).n > 0


@every_metric
def test_one_opportunity_alone_is_measured_without_error(metric: Metric) -> None:
    alone = World({1: DAY_ZERO}, tuple(change for change in busy_world().changes if change.opp_id == 1))
    engine = DuckDBEngine.from_tables(tables(alone))

    assert answer(engine, metric).n <= answer(busy_engine(), metric).n
    engine.close()


@every_metric
def test_unknown_facts_are_no_error(metric: Metric) -> None:
    bare = World({1: DAY_ZERO, 2: DAY_ZERO}, (Change(1, 2, "stage", "4", PERIOD[0], PERIOD[0]),))
    engine = DuckDBEngine.from_tables(tables(bare))

    for row in answer(engine, metric).rows:
        assert set(row) == {column.name for column in metric.columns}
    engine.close()


@every_metric
def test_the_order_of_stored_rows_does_not_matter(metric: Metric) -> None:
    dice = random.Random(5)
    shuffled = {name: dice.sample(rows, len(rows)) for name, rows in busy_tables().items()}
    engine = DuckDBEngine.from_tables(shuffled)

    assert rounded(answer(engine, metric)) == rounded(answer(busy_engine(), metric))
    engine.close()


def rounded(result: Result) -> list[dict[str, object]]:
    return [{k: round(v, 6) if isinstance(v, float) else v for k, v in row.items()} for row in result.rows]


@every_metric
def test_people_together_are_the_sum_of_each(metric: Metric) -> None:
    by = "none" if "none" in metric.breakdowns else metric.breakdowns[0]
    whole = sums(answer(busy_engine(), metric, within=Slice(owner_ids=tuple(OWNERS)), by=by))
    each = [sums(answer(busy_engine(), metric, within=Slice(owner_ids=(owner,)), by=by)) for owner in OWNERS]

    assert whole == [sum(column) for column in zip(*each, strict=True)]


@every_metric
def test_a_breakdown_adds_up_to_the_whole(metric: Metric) -> None:
    for by in metric.breakdowns:
        assert sums(answer(busy_engine(), metric, by=by)) == sums(answer(busy_engine(), metric, by="none"))


@every_metric
def test_a_part_of_a_breakdown_is_the_slice_of_that_part(metric: Metric) -> None:
    if "region" not in metric.breakdowns or metric.name in LISTS:
        return
    broken = answer(busy_engine(), metric, by="region")
    alone = answer(busy_engine(), metric, within=Slice(region="North"))

    mine = [
        {k: v for k, v in row.items() if k not in ("part", "part_name")}
        for row in broken.rows
        if row["part"] == "North"
    ]
    assert mine == [{k: v for k, v in row.items() if k not in ("part", "part_name")} for row in alone.rows] or (
        metric.name == "outlook"  # its stage rates are those of the whole company
    )


@every_metric
def test_filters_give_the_same_in_any_order(metric: Metric) -> None:
    both = Slice(owner_ids=(1, 2), region="North", process_id=1)
    same = Slice(process_id=1, region="North", owner_ids=(2, 1))

    assert answer(busy_engine(), metric, within=both).rows == answer(busy_engine(), metric, within=same).rows


@every_metric
def test_nobody_in_the_slice_means_nothing_counted(metric: Metric) -> None:
    result = answer(busy_engine(), metric, within=Slice(owner_ids=()))

    assert not any(sums(result))
    assert metric.name not in LISTS or not result.rows


@every_metric
def test_somebody_who_owns_nothing_is_shown_as_an_empty_group(metric: Metric) -> None:
    if "owner" not in metric.breakdowns or metric.name in LISTS:
        return
    newcomer = {"user_id": 9, "name": "Dov", "team_id": 2, "role": "seller"}
    engine = DuckDBEngine.from_tables({**busy_tables(), "users": [*busy_tables()["users"], newcomer]})

    assert "Dov" in {row["part_name"] for row in answer(engine, metric, by="owner").rows}
    engine.close()


@every_metric
def test_shares_and_their_intervals_lie_between_zero_and_one(metric: Metric) -> None:
    shares = [column.name for column in metric.columns if column.unit == "share"]

    for row in answer(busy_engine(), metric).rows:
        assert all(row[name] is None or 0 <= float(str(row[name])) <= 1 for name in shares)


@every_metric
def test_an_interval_holds_its_estimate(metric: Metric) -> None:
    names = [
        column.name for column in metric.columns if f"{column.name}_low" in {other.name for other in metric.columns}
    ]

    for row in answer(busy_engine(), metric).rows:
        for name in names:
            if row[f"{name}_low"] is not None:
                low, middle, high = (float(str(row[name + end])) for end in ("_low", "", "_high"))
                assert low - 1e-9 <= middle <= high + 1e-9


@every_metric
def test_the_answer_carries_what_is_needed_to_repeat_it(metric: Metric) -> None:
    result = answer(busy_engine(), metric)

    assert (result.metric, result.version, result.method) == (metric.name, metric.version, metric.method)
    assert "whole." in result.sql
    assert result.parameters["by"] == metric.breakdowns[0]


@every_metric
def test_every_metric_has_a_page_with_its_example(metric: Metric) -> None:
    page = metric_page(metric)

    assert metric.example
    for text in (metric.question, metric.formula, metric.exclusions, metric.example, metric.misread):
        assert text in page
    assert all(f"| `{column.name}` |" in page for column in metric.columns)


@every_metric
def test_declared_inputs_are_the_tables_the_query_reads(metric: Metric) -> None:
    assert set(metric.inputs) <= set(TABLES)
    assert "opportunities" in metric.inputs


def test_a_breakdown_that_a_metric_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match=r"`by` must be one of none, owner, team\. Got 'region'"):
        answer(busy_engine(), METRICS["coverage"], by="region")


def test_a_missing_or_unknown_parameter_is_refused() -> None:
    with pytest.raises(UnknownParameter, match="pipeline_as_of needs 'as_of'"):
        busy_engine().run(METRICS["pipeline_as_of"])
    with pytest.raises(UnknownParameter, match="Got 'colour'"):
        busy_engine().run(METRICS["pipeline_as_of"], as_of=NOW, colour=1)


def test_a_file_with_another_column_type_is_refused_at_the_door(tmp_path: Path) -> None:
    (tmp_path / "teams").mkdir()
    duckdb.sql("SELECT 'one' AS team_id").write_parquet(str(tmp_path / "teams" / "part.parquet"))

    with pytest.raises(TableMismatch, match=r"Table teams, column team_id: expected BIGINT\. Got VARCHAR\."):
        DuckDBEngine(tmp_path).run(METRICS["pipeline_as_of"], as_of=NOW)
