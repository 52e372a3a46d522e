"""Columns that could only be known at the close are named."""

import numpy as np

from tests.models.worlds import world
from trimtab.insight.models.flat_table import FlatTable, Numbers, words
from trimtab.insight.models.leaks import Suspicion, suspects


def test_honest_columns_are_not_suspected() -> None:
    table, outcomes, _truth = world(500, seed=1)

    assert suspects(table, outcomes) == []


def test_a_loss_reason_that_only_lost_deals_have_is_one_sided() -> None:
    table, outcomes, _truth = world(500, seed=2)
    reason = words("loss_reason", ["price" if outcome == 0 else None for outcome in outcomes])

    found = suspects(FlatTable((*table.columns, reason), 500), outcomes)

    assert [(leak.column, leak.suspicion) for leak in found] == [("loss_reason", Suspicion.ONE_SIDED)]


def test_a_value_that_is_zero_when_lost_is_one_sided() -> None:
    table, outcomes, _truth = world(500, seed=3)
    value = Numbers("close_value", np.where(outcomes == 1, 1000.0, 0.0))

    found = suspects(FlatTable((*table.columns, value), 500), outcomes)

    assert [leak.suspicion for leak in found] == [Suspicion.ONE_SIDED]


def test_a_column_that_tells_nearly_everything_is_too_good() -> None:
    table, outcomes, _truth = world(500, seed=4)
    noise = np.random.default_rng(5).normal(0, 0.4, 500)

    found = suspects(FlatTable((*table.columns, Numbers("mood", outcomes + noise)), 500), outcomes)

    assert [leak.suspicion for leak in found] == [Suspicion.TOO_GOOD]


def test_a_strong_column_named_for_the_end_is_suspected_and_the_same_under_another_name_is_not() -> None:
    table, outcomes, _truth = world(500, seed=6)
    values = outcomes + np.random.default_rng(7).normal(0, 1.1, 500)

    named = suspects(FlatTable((*table.columns, Numbers("callDuration", values)), 500), outcomes)
    other = suspects(FlatTable((*table.columns, Numbers("budget", values)), 500), outcomes)

    assert [leak.suspicion for leak in named] == [Suspicion.NAMED_FOR_THE_END]
    assert other == []
