"""Rows of opportunities that are not taken: nameless ones, and those whose close date or amount cannot be read."""

from pathlib import Path

import pytest

from trimtab.connectors.imports.tests.exports import (
    ACCOUNTS,
    OPPORTUNITY,
    bring_in,
    counts,
    opportunity,
    write_exports,
    write_table,
)
from trimtab.connectors.models import ImportRejection, ImportRun
from trimtab.opportunities.models import Opportunity

pytestmark = pytest.mark.django_db
READABLE = [opportunity(f"006{letter}") for letter in "ABCDEFGHIJKL"]


def rejections() -> list[tuple[int, str]]:
    return list(ImportRejection.objects.order_by("line").values_list("line", "reason"))


def test_row_with_neither_id_nor_name_is_rejected_with_line_and_reason(tmp_path: Path, uploads: Path) -> None:
    folder = write_exports(tmp_path / "exports", [opportunity("006A"), opportunity("", Name="")])

    summary = bring_in(folder, uploads=uploads)

    assert counts(summary, "Opportunity") == {"new": 1, "changed": 0, "same": 0, "rejected": 1}
    assert rejections() == [(3, "The row names no opportunity: it has neither an id nor a name.")]


def test_customer_stands_for_the_name_where_the_table_has_none(tmp_path: Path, uploads: Path) -> None:
    header = ("Account", "Stage", "Amount", "Close Date")
    rows = [(name, "Proposal", "100", "2026-06-30") for _id, name, _owner in ACCOUNTS]
    write_table(tmp_path / "exports/Opportunity.csv", header, rows)

    summary = bring_in(tmp_path / "exports", uploads=uploads)

    assert counts(summary, "Opportunity") == {"new": 2, "changed": 0, "same": 0, "rejected": 0}


@pytest.mark.parametrize(
    ("column", "value"), [("CloseDate", "2025-02-30"), ("CloseDate", "0000-00-00"), ("Amount", "about 5")]
)
def test_unreadable_value_rejects_the_opportunity_and_is_named(
    column: str, value: str, tmp_path: Path, uploads: Path
) -> None:
    row = dict(zip(OPPORTUNITY, opportunity("006X"), strict=True)) | {column: value}
    folder = write_exports(tmp_path / "exports", [*READABLE, tuple(row.values())])

    summary = bring_in(folder, uploads=uploads)

    assert counts(summary, "Opportunity")["rejected"] == 1
    assert rejections() == [(14, f"{column} cannot be read: “{value}”.")]
    assert not Opportunity.objects.filter(external_id="006X").exists()


def test_year_out_of_range_stays_empty_with_a_note(tmp_path: Path, uploads: Path) -> None:
    folder = write_exports(tmp_path / "exports", [*READABLE, opportunity("006X", CloseDate="2215-01-31")])

    summary = bring_in(folder, uploads=uploads)

    assert (counts(summary, "Opportunity")["rejected"], Opportunity.objects.get(external_id="006X").close_on) == (
        0,
        None,
    )
    assert any("CloseDate" in note for note in ImportRun.objects.get(pk=summary.run_id).notes)


def test_rejected_row_of_a_later_export_does_not_archive_its_opportunity(tmp_path: Path, uploads: Path) -> None:
    folder = write_exports(tmp_path / "exports", [*READABLE], name="Opportunity_2026-03-01.csv")
    spoilt = [opportunity("006A", CloseDate="2026-02-30"), *READABLE[1:]]
    write_table(folder / "Opportunity_2026-04-01.csv", OPPORTUNITY, spoilt)

    bring_in(folder, uploads=uploads)

    assert len(rejections()) == 1
    assert Opportunity.objects.get(external_id="006A").archived_at is None
