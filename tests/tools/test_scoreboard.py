"""What benches print or write, as rows of the scoreboard."""

import importlib
from types import ModuleType

import pytest


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend("bench")
    return importlib.import_module("readings")


def test_printed_measure_with_a_target_is_met_or_missed(readings: ModuleType) -> None:
    printed = (
        "measure                      target        measured\n"
        "seconds for 5,000 sellers     <= 10     12.5\n"
        "memory with all tables, GB     <= 2     1.82\n"
    )

    rows = readings.rows_from("simulator", None, printed)

    assert [(row.number, row.state) for row in rows] == [("36", "missed"), ("36", "met")]


def test_measure_outside_its_band_is_missed(readings: ModuleType) -> None:
    printed = "| win rate | 0.3 | 0.2 | 0.4 | 0.1 to 0.25 **outside** | .22 |\n"

    (row,) = readings.rows_from("simulator", None, printed)

    assert (row.target, row.interval, row.state) == ("0.1 to 0.25", "0.2 to 0.4", "missed")


def test_number_that_a_bench_did_not_write_is_no_row(readings: ModuleType) -> None:
    rows = readings.rows_from("causes", {"found": {"coverage": 0.9, "bias_of_naive": 0.4}}, "")

    assert [(row.metric.split(":")[1].strip()[:4], row.state) for row in rows] == [("bias", "missed"), ("boun", "met")]
