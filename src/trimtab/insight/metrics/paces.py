"""How long those that were won stayed in each stage and were silent there: the organisation's own pace."""

import math
from collections.abc import Sequence

from trimtab.insight.metrics.grouping import grouped, number, whole
from trimtab.insight.metrics.vocabulary import AS_OF, sql
from trimtab.insight.results import Arguments, Cell, Column, Metric, Parameter, Row

KEYS = ("process_id", "process", "stage_id", "stage")
LONG = 0.9
NEEDS = 20  # below it, nine of ten is the second longest or the longest of all: one odd case would set the pace


def _paces(rows: Sequence[Row], arguments: Arguments) -> list[Row]:
    return [{**dict(zip(KEYS, keys, strict=True)), **_pace(members)} for keys, members in grouped(rows, *KEYS)]


def _pace(rows: Sequence[Row]) -> dict[str, Cell]:
    stays = [row for row in rows if row["measure"] == "stay"]
    silences = [row for row in rows if row["measure"] == "silence"]
    return {
        "won": whole(stays, "n"),
        "median_days": share_within(stays, 0.5),
        "long_days": share_within(stays, LONG),
        "with_activity": whole(silences, "n"),
        "median_silence": share_within(silences, 0.5),
        "long_silence": share_within(silences, LONG),
    }


def share_within(rows: Sequence[Row], share: float) -> float | None:
    """The fewest `days` within which that share of the cases lies; None where there is none. Rows ascend by days."""
    wanted, passed = math.ceil(share * whole(rows, "n")), 0
    for row in rows:
        passed += whole([row], "n")
        if passed >= wanted:
            return number(row["days"])
    return None


STAGE_PACES = Metric(
    name="stage_paces",
    question="How long did those that were won stay in a stage, and how long were they silent there?",
    formula="Of each opportunity won since `start`, its longest stay in the stage, from entry to leaving, and its "
    "longest silence there: from the entry or an activity to the next one, or to leaving. Half and nine of ten of the "
    "won ones had at most `median` and `long` days.",
    exclusions="Lost and open opportunities; records of which only dates are known; for silence also those without any "
    "recorded activity.",
    misread="It describes what was won; it does not prove that a longer stay loses. Where the past was rebuilt from "
    "dated exports, an entry is known to the interval between two exports.",
    version=1,
    inputs=("stage_events", "stages", "opportunities", "activities"),
    parameters=(Parameter("start", "timestamp", "Wins from this instant on count."), AS_OF),
    columns=(
        Column("process_id", "key", "The process."),
        Column("process", "text", "Its name."),
        Column("stage_id", "key", "The stage."),
        Column("stage", "text", "Its name."),
        Column("won", "count", "Won opportunities that went through the stage."),
        Column("median_days", "days", "Half of them left within these days."),
        Column("long_days", "days", "Nine of ten left within these days."),
        Column("with_activity", "count", "Of them with any recorded activity."),
        Column("median_silence", "days", "Half of those were never silent for longer."),
        Column("long_silence", "days", "Nine of ten were never silent for longer."),
    ),
    sql=sql("stage_paces"),
    method="Order statistics of all wins in the span: a description of them, no estimate of a wider world.",
    breakdowns=("none",),
    counted="won",
    needs=NEEDS,
    finish=_paces,
    example="Ten wins stayed in Proposal for 2, 4, 6, ..., 20 days: half left within 10, nine of ten within 18. An "
    "open one that is there for 19 days is slower than nine of ten.",
)
