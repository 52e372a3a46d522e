"""History from field changes, from whole states, from dated exports, and from one export alone."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from trimtab.connectors.imports.tests.exports import (
    OPPORTUNITY,
    bring_in,
    counts,
    opportunity,
    write_exports,
    write_table,
)
from trimtab.opportunities.models import FieldChange, Opportunity, Stage

pytestmark = pytest.mark.django_db


def told(key: str, field: str) -> list[tuple[str | None, str | None, str, str]]:
    """A field's changes as (old, new, day it became true, origin), stages by name."""
    names = {str(stage.pk): stage.name for stage in Stage.objects.all()}
    changes = FieldChange.objects.filter(opportunity__external_id=key, field=field).order_by("valid_at", "pk")
    return [
        (names.get(c.old or "", c.old), names.get(c.new or "", c.new), f"{c.valid_at:%Y-%m-%d}", c.origin)
        for c in changes
    ]


def test_field_history_becomes_changes_after_the_first_value(tmp_path: Path, uploads: Path) -> None:
    folder = write_exports(tmp_path / "in", [opportunity("006A", stage="Negotiation", amount="1500.00")])
    header = ("Id", "OpportunityId", "Field", "OldValue", "NewValue", "CreatedDate", "CreatedById")
    rows = [
        ("1", "006A", "StageName", "Prospecting", "Proposal", "2026-02-01 10:00:00", "005A"),
        ("2", "006A", "Amount", "1000", "1500", "2026-02-02 10:00:00", "005A"),
        ("3", "006A", "StageName", "Proposal", "Negotiation", "2026-03-01 10:00:00", "005C"),
        ("4", "006Z", "Amount", "1", "2", "2026-03-01 10:00:00", "005C"),
    ]
    write_table(folder / "OpportunityFieldHistory.csv", header, rows)

    summary = bring_in(folder, uploads=uploads)

    assert told("006A", "stage") == [
        (None, "Prospecting", "2026-01-05", "created"),
        ("Prospecting", "Proposal", "2026-02-01", "history"),
        ("Proposal", "Negotiation", "2026-03-01", "history"),
    ]
    assert [row[:2] for row in told("006A", "amount")] == [(None, "1000.00"), ("1000.00", "1500.00")]
    assert counts(summary, "OpportunityFieldHistory") == {"new": 3, "changed": 0, "same": 0, "rejected": 1}
    assert Opportunity.objects.get().history == "changes"


def test_whole_states_become_changes_only_where_they_differ(tmp_path: Path, uploads: Path) -> None:
    header = ("opportunity_id", "to_stage", "from_stage", "customer", "creation_date", "event_time")
    rows = [
        ("46", "Prospecting", "", "Acme", "2026-01-01", "2026-01-01 08:00:00"),
        ("46", "Prospecting", "Prospecting", "Acme", "2026-01-01", "2026-01-02 08:00:00"),
        ("46", "Closed Won", "Prospecting", "Acme", "2026-01-01", "2026-02-01 08:00:00"),
        ("46", "Prospecting", "Closed Won", "Acme Ltd", "2026-01-01", "2026-03-01 08:00:00"),
        ("46", "Closed Lost", "Prospecting", "Acme Ltd", "2026-01-01", "2026-03-01 08:00:00"),
    ]
    write_table(tmp_path / "in/events.csv", header, rows)

    summary = bring_in(tmp_path / "in", uploads=uploads)

    assert [row[1:3] for row in told("46", "stage")] == [
        ("Prospecting", "2026-01-01"),
        ("Closed Won", "2026-02-01"),
        ("Prospecting", "2026-03-01"),
        ("Closed Lost", "2026-03-01"),
    ]
    assert len(told("46", "account")) == 2
    assert counts(summary, "events") == {"new": 4, "changed": 0, "same": 1, "rejected": 0}
    assert Opportunity.objects.get().closed_at == datetime(2026, 3, 1, 8, tzinfo=UTC)


@pytest.fixture
def dated(tmp_path: Path) -> Path:
    """Two exports a month apart: one moved, one won, one gone, one under another id, one the same."""
    january = [
        opportunity("006A", stage="Prospecting"),
        opportunity("006B"),
        opportunity("006C"),
        opportunity("006D", Name="Big machine", CreatedDate="2026-01-07 10:00:00"),
        opportunity("006E"),
    ]
    february = [
        opportunity("006A", stage="Proposal", amount="1200.00"),
        opportunity("006B", stage="Closed Won", CloseDate="2026-02-14"),
        opportunity("006X", Name="Big machine", CreatedDate="2026-01-07 10:00:00", amount="999.00"),
        opportunity("006E"),
    ]
    write_exports(tmp_path / "in", january, name="Opportunity_2026-01-31.csv")
    return write_exports(tmp_path / "in", february, name="Opportunity_2026-02-28.csv")


def test_dated_exports_tell_what_changed_between_them(dated: Path, uploads: Path) -> None:
    summary = bring_in(dated, uploads=uploads)

    assert told("006A", "amount") == [
        (None, "1000.00", "2026-01-05", "created"),
        ("1000.00", "1200.00", "2026-02-28", "exports"),
    ]
    moved = FieldChange.objects.get(opportunity__external_id="006A", field="amount", origin="exports")
    assert moved.not_before == datetime(2026, 1, 31, tzinfo=UTC)
    assert told("006B", "stage")[-1][1:3] == ("Closed Won", "2026-02-14")
    assert counts(summary, "Opportunity_2026-02-28") == {"new": 0, "changed": 3, "same": 1, "rejected": 0}


def test_opportunity_that_disappears_is_archived(dated: Path, uploads: Path) -> None:
    bring_in(dated, uploads=uploads)

    gone = Opportunity.objects.get(external_id="006C")
    assert gone.archived_at == datetime(2026, 2, 28, tzinfo=UTC)


def test_opportunity_under_another_id_is_one_with_a_stated_confidence(dated: Path, uploads: Path) -> None:
    summary = bring_in(dated, uploads=uploads)

    assert Opportunity.objects.filter(name="Big machine").count() == 1
    assert any("90 in 100 sure" in note for note in summary.notes)


def test_dated_exports_twice_change_nothing(dated: Path, uploads: Path) -> None:
    bring_in(dated, uploads=uploads)
    before = FieldChange.objects.count()

    summary = bring_in(dated, uploads=uploads)

    assert FieldChange.objects.count() == before
    assert {sum(counts(summary, table["table"]).values()) - table["same"] for table in summary.tables} == {0}


def test_one_export_invents_no_stage_before_the_close(tmp_path: Path, uploads: Path) -> None:
    folder = write_exports(tmp_path / "in", [opportunity("006B", stage="Closed Won", CloseDate="2026-03-01")])

    bring_in(folder, uploads=uploads)

    assert told("006B", "stage") == [(None, "Closed Won", "2026-03-01", "created")]
    assert Opportunity.objects.get().history == "dates"


def test_created_after_the_close_counts_as_opened_on_the_close(tmp_path: Path, uploads: Path) -> None:
    folder = write_exports(tmp_path / "in", [opportunity("006B", stage="Closed Won", CloseDate="2025-12-01")])

    summary = bring_in(folder, uploads=uploads)

    assert Opportunity.objects.get().opened_at == datetime(2025, 12, 1, tzinfo=UTC)
    assert any("after it was closed" in note for note in summary.notes)


def test_created_and_closed_on_one_day_was_not_created_after_the_close(tmp_path: Path, uploads: Path) -> None:
    moment = "2026-03-01 09:30:00"
    row = opportunity("006B", stage="Closed Won", CloseDate="2026-03-01", CreatedDate=moment)

    summary = bring_in(write_exports(tmp_path / "in", [row]), uploads=uploads)

    found = Opportunity.objects.get()
    assert found.opened_at == found.closed_at == datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    assert not any("after it was closed" in note for note in summary.notes)


def test_same_names_without_ids_stay_apart(tmp_path: Path, uploads: Path) -> None:
    header = OPPORTUNITY[1:]
    twin = opportunity("x")[1:]
    write_table(tmp_path / "in/Opportunity.csv", header, [twin, twin])

    bring_in(tmp_path / "in", uploads=uploads)
    again = bring_in(tmp_path / "in", uploads=uploads)

    assert Opportunity.objects.count() == 2
    assert counts(again, "Opportunity") == {"new": 0, "changed": 0, "same": 2, "rejected": 0}
