"""An import is taken back: created records go, changed ones get their values again, edited ones stay."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from trimtab.accounts.models import Account, AccountMember
from trimtab.coach.models import Answer
from trimtab.connectors.imports.actions import WrongState, undo_import
from trimtab.connectors.imports.tests.exports import NOW, bring_in, opportunity, write_exports
from trimtab.connectors.models import ImportedBefore, ImportRun
from trimtab.core.models import Event, Organisation
from trimtab.opportunities.models import FieldChange, Opportunity, Process, Stage
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
THREE = [
    opportunity("006A"),
    opportunity("006B", stage="Closed Won"),
    opportunity("006C", AccountId="001B", OwnerId="005C"),
]


def undone(run_id: int, uploads: Path) -> dict[str, Any]:
    return undo_import(ImportRun.objects.get(pk=run_id), uploads=uploads, by=None, now=NOW + timedelta(days=1))


def test_undo_leaves_nothing_of_a_first_import(tmp_path: Path, uploads: Path) -> None:
    summary = bring_in(write_exports(tmp_path / "in", THREE), uploads=uploads)

    undone(summary.run_id, uploads)

    for model in (Opportunity, FieldChange, Account, AccountMember, User, Stage, Process):
        assert not model._default_manager.exists(), model
    assert Event.objects.filter(verb="import.undone").count() == 1


def test_undo_keeps_an_opportunity_whose_finding_somebody_answered(tmp_path: Path, uploads: Path, finn: User) -> None:
    summary = bring_in(write_exports(tmp_path / "in", THREE), uploads=uploads)
    about = Opportunity.objects.get(external_id="006A")
    Answer.objects.create(person=finn, opportunity=about, kind="slipped", about="", answer="refused", at=NOW)

    undone(summary.run_id, uploads)

    assert Opportunity.objects.get() == about
    assert Answer.objects.get().opportunity == about


def test_undo_restores_changed_values_and_their_past(tmp_path: Path, uploads: Path) -> None:
    bring_in(write_exports(tmp_path / "in", THREE), uploads=uploads)
    before = list(FieldChange.objects.order_by("pk").values_list("pk", flat=True))
    later = write_exports(tmp_path / "later", [opportunity("006A", stage="Closed Won", amount="5.00"), *THREE[1:]])
    second = bring_in(later, uploads=uploads)
    epoch = Organisation.get().epoch

    report = undone(second.run_id, uploads)

    restored = Opportunity.objects.get(external_id="006A")
    assert (restored.amount, restored.stage.name, restored.status, restored.closed_at) == (
        Decimal(1000),
        "Proposal",
        "open",
        None,
    )
    assert list(FieldChange.objects.order_by("pk").values_list("pk", flat=True)) == before
    assert report["restored"] == {"opportunity": 1}
    assert Organisation.get().epoch > epoch
    assert not ImportedBefore.objects.exists()


def test_undo_keeps_and_names_what_people_edited_since(tmp_path: Path, uploads: Path) -> None:
    summary = bring_in(write_exports(tmp_path / "in", THREE), uploads=uploads)
    Opportunity.objects.filter(external_id="006A").update(next_step="Call", changed_at=NOW + timedelta(hours=1))

    report = undone(summary.run_id, uploads)

    kept = Opportunity.objects.get()
    assert (kept.external_id, kept.account and kept.account.name, kept.imported_in) == ("006A", "Acme", None)
    assert report["kept"]["created opportunity"] == {"count": 1, "names": ["Deal 006A"]}
    assert FieldChange.objects.filter(opportunity=kept).exists()
    assert set(Account.objects.values_list("name", flat=True)) == {"Acme"}


def test_undo_keeps_a_changed_field_that_was_edited_since(tmp_path: Path, uploads: Path) -> None:
    bring_in(write_exports(tmp_path / "in", THREE), uploads=uploads)
    later = write_exports(tmp_path / "later", [opportunity("006A", amount="5.00", CloseDate="2026-09-30"), *THREE[1:]])
    second = bring_in(later, uploads=uploads)
    Opportunity.objects.filter(external_id="006A").update(amount=Decimal(7))

    report = undone(second.run_id, uploads)

    edited = Opportunity.objects.get(external_id="006A")
    assert (edited.amount, f"{edited.close_on}") == (Decimal(7), "2026-06-30")
    assert report["kept"]["opportunity"]["names"] == ["Deal 006A"]


def test_import_is_undone_once(tmp_path: Path, uploads: Path) -> None:
    summary = bring_in(write_exports(tmp_path / "in", THREE), uploads=uploads)
    undone(summary.run_id, uploads)

    with pytest.raises(WrongState):
        undone(summary.run_id, uploads)


@pytest.mark.slow
def test_undo_of_100_000_rows_leaves_nothing(tmp_path: Path, uploads: Path) -> None:
    rows = [opportunity(f"006{number:06}", amount=f"{number}.00") for number in range(100_000)]
    summary = bring_in(write_exports(tmp_path / "in", rows), uploads=uploads)
    assert Opportunity.objects.count() == 100_000

    report = undone(summary.run_id, uploads)

    assert report["removed"]["opportunity"] == 100_000
    assert not Opportunity.objects.exists()
    assert not FieldChange.objects.exists()
