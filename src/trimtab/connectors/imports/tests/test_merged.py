"""A source goes on speaking of records that were merged here: it updates the survivor and brings nothing back."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cast import person
from trimtab.accounts.models import Account
from trimtab.batches.comparing import draft_merge, mergeable
from trimtab.batches.kinds import ACCOUNT, OPPORTUNITY, Kind
from trimtab.batches.merging import MERGING
from trimtab.connectors.imports.tests.exports import NOW, bring_in, counts, opportunity, write_exports, write_table
from trimtab.core.batches import apply_batch, begin
from trimtab.core.pacing import Watch
from trimtab.opportunities.models import FieldChange, Opportunity
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
BOTH = [opportunity("006A"), opportunity("006C", AccountId="001B", OwnerId="005C")]


def merge(kind: Kind, winner: str, loser: str) -> None:
    """The record with the loser's id of the source merged into the other."""
    dov = User.objects.filter(name="Dov").first() or person("Dov", role=User.Role.ADMINISTRATOR)
    found = {record.external_id: record for record in kind.model._default_manager.all()}  # type: ignore[attr-defined]
    records = mergeable(kind, dov, [found[winner].pk, found[loser].pk])
    survivor = next(record for record in records if record.external_id == winner)
    batch = draft_merge(kind, records, winner=survivor, chosen={}, back="", by=dov, now=NOW)
    begin(batch, now=NOW)
    apply_batch(batch, MERGING, by=dov, watch=Watch(NOW))


@pytest.fixture
def merged(tmp_path: Path, uploads: Path) -> Path:
    """Two accounts and two opportunities were imported; then Bolt became Acme, and 006C became 006A."""
    folder = write_exports(tmp_path / "in", BOTH)
    bring_in(folder, uploads=uploads)
    merge(ACCOUNT, "001A", "001B")
    merge(OPPORTUNITY, "006A", "006C")
    return folder


def test_the_same_files_again_change_nothing(merged: Path, uploads: Path) -> None:
    past = FieldChange.objects.count()

    rewritten = write_exports(merged.parent / "again", BOTH)
    summary = bring_in(rewritten, uploads=uploads, now=LATER)

    assert counts(summary, "Account")["same"] == 2
    assert counts(summary, "Opportunity")["same"] == 2
    assert (Account.objects.count(), Opportunity.objects.count(), FieldChange.objects.count()) == (2, 2, past)
    assert list(Account.objects.current().values_list("external_id", flat=True)) == ["001A"]
    assert list(Opportunity.objects.current().values_list("external_id", "account__name")) == [("006A", "Acme")]


def test_a_row_of_the_merged_one_alone_updates_the_survivor(merged: Path, uploads: Path) -> None:
    later = merged.parent / "later"
    changed = opportunity("006C", amount="7000.00", AccountId="001B", OwnerId="005C")
    write_exports(later, [changed])
    write_table(later / "Account.csv", ("Id", "Name", "OwnerId", "Industry"), [("001B", "Bolt", "005C", "Energy")])

    bring_in(later, uploads=uploads, now=LATER)

    survivor, account = Opportunity.objects.get(external_id="006A"), Account.objects.get(external_id="001A")
    assert (survivor.amount, survivor.account, account.industry) == (Decimal(7000), account, "Energy")
    gone = Opportunity.objects.get(external_id="006C")
    assert (gone.merged_into, gone.amount, gone.archived_at is not None) == (survivor, Decimal(1000), True)
    assert (Account.objects.count(), Opportunity.objects.count()) == (2, 2)


def test_a_new_opportunity_of_the_merged_account_opens_at_the_survivor(merged: Path, uploads: Path) -> None:
    later = write_exports(merged.parent / "later", [*BOTH, opportunity("006D", AccountId="001B", OwnerId="005C")])

    bring_in(later, uploads=uploads, now=LATER)

    opened = Opportunity.objects.select_related("account").get(external_id="006D")
    assert opened.account is not None
    assert opened.account.external_id == "001A"
