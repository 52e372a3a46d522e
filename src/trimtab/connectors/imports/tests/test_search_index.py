"""What an import brings can be found when it ends, and what an undo takes back cannot."""

from datetime import timedelta
from pathlib import Path

import pytest

from trimtab.connectors.imports.actions import undo_import
from trimtab.connectors.imports.tests.exports import NOW, bring_in, opportunity, write_exports
from trimtab.connectors.models import ImportRun
from trimtab.people.models import User
from trimtab.search.answers import records
from trimtab.search.models import PendingEntry

pytestmark = pytest.mark.django_db


def found(user: User, text: str) -> int:
    return len([answer for answer in records(user, text) if answer.kind == "Opportunity"])


def undo(run_id: int, uploads: Path) -> None:
    undo_import(ImportRun.objects.get(pk=run_id), uploads=uploads, by=None, now=NOW + timedelta(days=1))


def test_an_import_is_found_when_it_ends_and_no_more_when_it_is_undone(
    dov: User, tmp_path: Path, uploads: Path
) -> None:
    rows = [opportunity("006A", Name="Xanthic turbines"), opportunity("006B", Name="Xanthic pumps")]
    summary = bring_in(write_exports(tmp_path / "in", rows), uploads=uploads)
    assert found(dov, "xanthci") == 2

    undo(summary.run_id, uploads)

    assert found(dov, "xanthic") == 0
    assert not PendingEntry.objects.exists()


def test_a_name_that_an_import_changed_is_found_until_the_undo(dov: User, tmp_path: Path, uploads: Path) -> None:
    bring_in(write_exports(tmp_path / "in", [opportunity("006A", Name="Xanthic turbines")]), uploads=uploads)
    later = write_exports(tmp_path / "later", [opportunity("006A", Name="Ochre turbines")])
    second = bring_in(later, uploads=uploads)
    assert (found(dov, "ochre"), found(dov, "xanthic")) == (1, 0)

    undo(second.run_id, uploads)

    assert (found(dov, "ochre"), found(dov, "xanthic")) == (0, 1)
