"""A folder of exports becomes records: what is new, changed, the same, rejected."""

from decimal import Decimal
from pathlib import Path

import pytest

from trimtab.accounts.models import Account, AccountMember
from trimtab.connectors.files.model import NO_TABLE
from trimtab.connectors.files.target_words import TABLES_IN_WORDS, fields_in_words, table_in_words
from trimtab.connectors.files.targets import TARGETS
from trimtab.connectors.imports.actions import QuestionsOpen, import_folder
from trimtab.connectors.imports.locking import ImportBusy, import_lock
from trimtab.connectors.imports.tests.exports import (
    NOW,
    OPPORTUNITY,
    bring_in,
    counts,
    opportunity,
    write_exports,
    write_table,
)
from trimtab.connectors.models import ImportRun
from trimtab.core.models import Event
from trimtab.opportunities.models import FieldChange, LineItem, Opportunity, Product
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
THREE = [
    opportunity("006A"),
    opportunity("006B", stage="Closed Won", amount="250.50"),
    opportunity("006C", stage="Closed Lost"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_exports(tmp_path / "exports", THREE)


def test_every_row_is_new_the_first_time(folder: Path, uploads: Path) -> None:
    summary = bring_in(folder, uploads=uploads)

    assert counts(summary, "Opportunity") == {"new": 3, "changed": 0, "same": 0, "rejected": 0}
    won = Opportunity.objects.get(status="won")
    assert (won.amount, won.account and won.account.name, won.owner and won.owner.email) == (
        Decimal("250.50"),
        "Acme",
        "ana.alba@example.com",
    )


def test_same_files_twice_change_nothing(folder: Path, uploads: Path) -> None:
    bring_in(folder, uploads=uploads)
    before = (
        list(FieldChange.objects.order_by("pk").values_list()),
        list(Opportunity.objects.order_by("pk").values_list()),
    )

    summary = bring_in(folder, uploads=uploads)

    assert counts(summary, "Opportunity") == {"new": 0, "changed": 0, "same": 3, "rejected": 0}
    assert ImportRun.objects.get(pk=summary.run_id).total == 0
    after = (
        list(FieldChange.objects.order_by("pk").values_list()),
        list(Opportunity.objects.order_by("pk").values_list()),
    )
    assert after == before


def test_later_export_changes_value_and_keeps_the_past(tmp_path: Path, folder: Path, uploads: Path) -> None:
    bring_in(folder, uploads=uploads)
    later = write_exports(tmp_path / "later", [opportunity("006A", amount="1500.00"), *THREE[1:]])

    summary = bring_in(later, uploads=uploads)

    assert counts(summary, "Opportunity") == {"new": 0, "changed": 1, "same": 2, "rejected": 0}
    changes = FieldChange.objects.filter(opportunity__external_id="006A", field="amount").order_by("pk")
    assert [(c.old, c.new, c.origin) for c in changes] == [
        (None, "1000.00", "created"),
        ("1000.00", "1500.00", "exports"),
    ]


def test_dry_run_writes_no_record(folder: Path, uploads: Path) -> None:
    summary = bring_in(folder, uploads=uploads, dry_run=True)

    assert counts(summary, "Opportunity")["new"] == 3
    assert not Opportunity.objects.exists()
    assert not Event.objects.exists()


def test_owner_becomes_a_member_of_the_account(folder: Path, uploads: Path) -> None:
    bring_in(folder, uploads=uploads)

    members = AccountMember.objects.values_list("account__name", "user__name").order_by("account__name")
    assert list(members) == [("Acme", "Ana Alba"), ("Bolt", "Cleo Cruz")]


def test_one_event_tells_of_the_import(folder: Path, uploads: Path) -> None:
    summary = bring_in(folder, uploads=uploads)

    event = Event.objects.get(verb="import.finished")
    assert (event.record_id, len(event.after["tables"])) == (summary.run_id, 3)


def test_imported_people_cannot_sign_in(folder: Path, uploads: Path) -> None:
    bring_in(folder, uploads=uploads)

    assert not any(user.is_active or user.has_usable_password() for user in User.objects.all())


def test_person_is_matched_by_address(folder: Path, uploads: Path) -> None:
    ana = User.objects.create_user("ana.alba@example.com", name="Ana")

    bring_in(folder, uploads=uploads)

    assert Opportunity.objects.filter(owner=ana).count() == 3
    assert User.objects.filter(name__startswith="Ana").count() == 1


def test_product_is_matched_by_normalised_name(tmp_path: Path, uploads: Path) -> None:
    write_table(tmp_path / "in/products.csv", ("product", "series", "sales_price"), [("GTX Pro", "GTX", "4821")])
    rows = [("1", "GTXPro", "Acme", "Won", "2026-01-01", "2026-02-01", "10")]
    header = ("opportunity_id", "product", "account", "deal_stage", "engage_date", "close_date", "close_value")
    write_table(tmp_path / "in/sales_pipeline.csv", header, rows)

    bring_in(tmp_path / "in", uploads=uploads)

    assert list(Product.objects.values_list("name", flat=True)) == ["GTX Pro"]
    assert LineItem.objects.get().product.family == "GTX"


def test_manager_who_is_only_named_leads_the_team(tmp_path: Path, uploads: Path) -> None:
    header = ("sales_agent", "manager", "regional_office")
    write_table(tmp_path / "in/sales_teams.csv", header, [("Ana", "Ben", "North"), ("Cleo", "Eva", "South")])

    bring_in(tmp_path / "in", uploads=uploads)

    ben = User.objects.get(name="Ben")
    assert (ben.role, ben.team and ben.team.name, ben.team and ben.team.path) == (
        "manager",
        "North",
        f"/{ben.team_id}/",
    )


def test_numbered_customers_are_never_taken_for_each_other(tmp_path: Path, uploads: Path) -> None:
    rows = [opportunity("006A", AccountId="Customer 108"), opportunity("006B", AccountId="Customer 109")]
    write_table(tmp_path / "in/Opportunity.csv", OPPORTUNITY, rows)

    bring_in(tmp_path / "in", uploads=uploads)

    assert set(Account.objects.values_list("name", flat=True)) == {"Customer 108", "Customer 109"}


@pytest.mark.parametrize(("rule", "expected"), [("overwrite", "1500.00"), ("fill", "1000.00"), ("keep", "1000.00")])
def test_collision_rule_decides(rule: str, expected: str, tmp_path: Path, folder: Path, uploads: Path) -> None:
    from trimtab.connectors.imports.actions import apply_import, prepare_import

    bring_in(folder, uploads=uploads)
    later = write_exports(tmp_path / "later", [opportunity("006A", amount="1500.00"), *THREE[1:]])
    run = prepare_import(later, source="crm", uploads=uploads, by=None, now=NOW, yes=True)
    run.collisions = {"opportunities": {"amount": rule}}

    apply_import(run, uploads=uploads, now=NOW)

    assert str(Opportunity.objects.get(external_id="006A").amount) == expected


def test_value_edited_here_survives_the_same_file(folder: Path, uploads: Path) -> None:
    bring_in(folder, uploads=uploads)
    edited = Opportunity.objects.get(external_id="006A")
    Opportunity.objects.filter(pk=edited.pk).update(amount=Decimal(777))
    FieldChange.objects.create(
        opportunity=edited, field="amount", old="1000.00", new="777.00", valid_at=NOW, recorded_at=NOW, origin="edit"
    )

    bring_in(folder, uploads=uploads)

    assert Opportunity.objects.get(external_id="006A").amount == Decimal(777)


def test_rows_without_what_they_need_are_rejected_with_line_and_reason(tmp_path: Path, uploads: Path) -> None:
    nameless = opportunity("", Name="", AccountId="")
    folder = write_exports(tmp_path / "in", [*THREE, nameless])

    summary = bring_in(folder, uploads=uploads)

    assert counts(summary, "Opportunity") == {"new": 3, "changed": 0, "same": 0, "rejected": 1}
    rejection = ImportRun.objects.get(pk=summary.run_id).rejections.get()
    assert (rejection.line, rejection.reason) == (5, "The row names no opportunity: it has neither an id nor a name.")


@pytest.mark.parametrize("row", ["006X,\x00bad,,,,,,,,", "only,two", '006Y,"never closed,,,,,,,,'])
def test_hostile_row_ends_as_a_rejection(row: str, folder: Path, uploads: Path) -> None:
    with (folder / "Opportunity.csv").open("a", newline="") as file:
        file.write(row + "\r\n")

    summary = bring_in(folder, uploads=uploads)

    assert counts(summary, "Opportunity") == {"new": 3, "changed": 0, "same": 0, "rejected": 1}


def test_second_import_at_once_is_refused_with_a_sentence(folder: Path, uploads: Path) -> None:
    with import_lock(uploads), pytest.raises(ImportBusy, match="Another import is running"):
        bring_in(folder, uploads=uploads)

    assert not Opportunity.objects.exists()


def test_open_question_stops_the_import(tmp_path: Path, uploads: Path) -> None:
    rows = [opportunity("006A", CloseDate="03/04/2026"), opportunity("006B", CloseDate="05/06/2026")]
    write_table(tmp_path / "in/Opportunity.csv", OPPORTUNITY, rows)

    with pytest.raises(QuestionsOpen) as raised:
        import_folder(tmp_path / "in", source="crm", uploads=uploads, now=NOW)

    assert "date_format" in {question.about for question in raised.value.questions}
    assert not ImportRun.objects.exists(), "nobody can answer that run any more: the command reads anew"
    assert not list(uploads.glob("run-*"))


def test_no_table_or_field_is_named_by_its_inner_name() -> None:
    assert set(TABLES_IN_WORDS) == {NO_TABLE, *TARGETS}
    assert not any("_" in str(words) for words in TABLES_IN_WORDS.values())
    assert table_in_words("contact_roles") == "contacts in opportunities"
    assert fields_in_words(["external_id/name", "close_on"]) == "external id or name, close on"
