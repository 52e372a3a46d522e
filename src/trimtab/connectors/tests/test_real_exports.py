"""Real and public sets: counts and won totals equal those of the raw files, computed again with polars."""

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from django.db.models import Count, Sum

from trimtab.connectors.imports.actions import ImportSummary
from trimtab.connectors.imports.tests.exports import bring_in
from trimtab.opportunities.models import FieldChange, Opportunity, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SEMICON_STAGES = """{"stages": [
    {"name": "Stage 6", "kind": "open", "order": 1}, {"name": "Stage 5", "kind": "open", "order": 2},
    {"name": "Stage 3", "kind": "open", "order": 3}, {"name": "Stage 2", "kind": "open", "order": 4},
    {"name": "Stage 4", "kind": "won"}, {"name": "Stage 9", "kind": "won"},
    {"name": "Stage 1", "kind": "lost"}, {"name": "Stage 8", "kind": "lost"}]}"""


def balanced(summary: ImportSummary) -> bool:
    """Every row is new, changed, the same or rejected."""
    return all(t["rows"] == t["new"] + t["changed"] + t["same"] + t["rejected"] for t in summary.tables)


def rows_of(summary: ImportSummary, table: str) -> dict[str, int]:
    return next(t for t in summary.tables if t["table"].startswith(table))


def won_total() -> Decimal:
    return Opportunity.objects.filter(status="won").aggregate(total=Sum("amount"))["total"] or Decimal(0)


def test_maven_has_its_8_800_opportunities_and_won_total(shared_data: Path, tmp_path: Path) -> None:
    raw = pl.read_csv(shared_data / "maven_crm/sales_pipeline.csv")
    won = raw.filter(pl.col("deal_stage") == "Won")

    summary = bring_in(shared_data / "maven_crm", uploads=tmp_path, source="maven")

    assert (Opportunity.objects.count(), balanced(summary)) == (8_800, True)
    assert Opportunity.objects.filter(status="won").count() == won.height
    assert won_total() == won["close_value"].sum()
    # 1,480 rows say GTXPro, the table of products says GTX Pro.
    assert Opportunity.objects.filter(lines__product__name="GTX Pro").count() == 1_480


def test_semicon_has_every_stage_change_and_no_other(shared_data: Path, tmp_path: Path) -> None:
    path = shared_data / "semicon_pipeline/semicon_dev_events.csv.gz"
    raw = pl.read_csv(path, infer_schema_length=0).with_row_index("line").sort("event_time", "line")
    moves = raw.with_columns(before=pl.col("to_stage").shift(1).over("opportunity_id"))
    moves = moves.filter(pl.col("before").is_not_null() & (pl.col("before") != pl.col("to_stage")))
    last = dict(raw.group_by("opportunity_id").agg(pl.col("to_stage").last()).group_by("to_stage").len().iter_rows())

    summary = bring_in(shared_data / "semicon_pipeline", uploads=tmp_path, source="semicon", mapping=SEMICON_STAGES)

    assert (summary.tables[0]["rows"], balanced(summary), Opportunity.objects.count()) == (158_027, True, 2_800)
    history = FieldChange.objects.filter(field="stage", origin="history", old__isnull=False)
    assert history.count() == moves.height
    assert dict(Stage.objects.annotate(n=Count("opportunities")).values_list("name", "n")) == last


def test_zoho_has_its_outcomes(shared_data: Path, tmp_path: Path) -> None:
    summary = bring_in(shared_data / "zoho_sample", uploads=tmp_path, source="zoho")

    assert (rows_of(summary, "Potentials")["rows"], balanced(summary)) == (3_632, True)
    found = dict(Opportunity.objects.values_list("status").annotate(Count("pk")))
    assert found == {"won": 1_425, "lost": 485, "open": 1_722}


def test_revops_has_its_outcomes_and_won_total(shared_data: Path, tmp_path: Path) -> None:
    raw = pl.read_csv(shared_data / "revops_6k_synth/data__opportunities.csv")
    won = raw.filter(pl.col("is_won") == "True") if raw["is_won"].dtype == pl.String else raw.filter(pl.col("is_won"))

    summary = bring_in(shared_data / "revops_6k_synth", uploads=tmp_path, source="revops")

    assert (Opportunity.objects.count(), balanced(summary)) == (6_000, True)
    assert Opportunity.objects.filter(status="won").count() == won.height
    assert won_total() == Decimal(str(round(won["amount"].sum(), 2)))


@pytest.mark.parametrize(
    ("name", "opportunities"),
    [
        ("insurance_broker", 49),
        ("hubspot_masked", 598),
        ("basudev_crm_synth", 500),
        ("sf_csv_demo", 36),
        ("zoomcharts_crm_synth", 3_000),
        ("olist_funnel", 842),
    ],
)
def test_set_is_read_whole(name: str, opportunities: int, shared_data: Path, tmp_path: Path) -> None:
    summary = bring_in(shared_data / name, uploads=tmp_path, source=name)

    assert balanced(summary)
    assert Opportunity.objects.count() == opportunities


def test_fivetran_seeds_are_read_or_rejected_with_reasons(shared_data: Path, tmp_path: Path) -> None:
    summary = bring_in(shared_data / "fivetran_seeds", uploads=tmp_path, source="seeds")

    assert balanced(summary)
    assert Opportunity.objects.exists()
