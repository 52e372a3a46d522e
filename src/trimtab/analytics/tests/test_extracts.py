"""The extracts hold what the database holds, also after any sequence of edits."""

import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.cast import NOW
from trimtab.accounts.models import Account
from trimtab.analytics.extracts import RefreshUnderWay, is_stale, read_manifest, refresh_extracts
from trimtab.analytics.extracts.building import WHOLE
from trimtab.analytics.extracts.manifest import table_files
from trimtab.analytics.extracts.refresh import _locked
from trimtab.analytics.parquet import MONTHLY, stored_rows
from trimtab.analytics.tests.world import change, day, move, opportunity, random_edit
from trimtab.core.models import ExchangeRate, Organisation
from trimtab.insight.tables import TABLES, check_columns
from trimtab.opportunities.models import Activity, LineItem, Opportunity, Process, Product, StageRemapping
from trimtab.people.models import Team, User

pytestmark = pytest.mark.django_db


def rows(folder: Path, table: str, columns: str = "*") -> list[tuple[object, ...]]:
    manifest = read_manifest(folder)
    assert manifest is not None
    source = stored_rows(folder / manifest.name, table)
    if source is None:
        return []
    return duckdb.execute(f"SELECT {columns} FROM ({source}) AS stored ORDER BY ALL").fetchall()


def everything(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    return {table: rows(folder, table) for table in (*MONTHLY, *WHOLE)}


def counted(folder: Path) -> object:
    """The numbers of rows that the manifest tells."""
    manifest = read_manifest(folder)
    return manifest and manifest.rows


def test_each_table_has_the_declared_columns(
    tmp_path: Path, ana: User, acme: Account, process: Process, organisation: Organisation
) -> None:
    made = opportunity("Turbine", owner=ana, process=process, opened=day("2026-03-02"), account=acme)
    Activity.objects.create(kind="call", at=NOW, recorded_at=NOW, user=ana, opportunity=made)
    LineItem.objects.create(opportunity=made, product=Product.objects.create(name="Rotor"), amount=5)

    refresh_extracts(folder=tmp_path, now=NOW)

    manifest = read_manifest(tmp_path)
    assert manifest is not None
    for name in (*MONTHLY[:-1], "users", "teams", "accounts", "stages"):
        files = [str(path) for path in table_files(tmp_path, manifest, name)]
        described = duckdb.execute("DESCRIBE SELECT * FROM read_parquet($files)", {"files": files}).fetchall()
        check_columns(TABLES[name], {row[0]: row[1] for row in described})
        assert rows(tmp_path, name)


def test_an_opportunity_is_written_as_it_is_now(
    tmp_path: Path, ana: User, acme: Account, process: Process, organisation: Organisation
) -> None:
    made = opportunity("Turbine", owner=ana, process=process, opened=day("2026-03-02"), account=acme, amount=1200)

    refresh_extracts(folder=tmp_path, now=NOW)

    found = rows(tmp_path, "opportunities", "opp_id, name, status, amount_rc, region, owner_id, team_id")
    assert found == [(made.pk, "Turbine", "open", Decimal("1200.00"), "North", ana.pk, ana.team_id)]


def test_an_empty_text_stays_apart_from_an_absent_one(
    tmp_path: Path, ana: User, process: Process, organisation: Organisation
) -> None:
    opportunity('Say "hi",\nthen go', owner=ana, process=process, opened=day("2026-03-02"), kind="")

    refresh_extracts(folder=tmp_path, now=NOW)

    assert rows(tmp_path, "opportunities", "name, kind, segment") == [('Say "hi",\nthen go', "", None)]


def test_a_refresh_without_changes_writes_nothing(
    tmp_path: Path, ana: User, process: Process, organisation: Organisation
) -> None:
    opportunity("Turbine", owner=ana, process=process, opened=day("2026-03-02"))
    first = refresh_extracts(folder=tmp_path, now=NOW)

    second = refresh_extracts(folder=tmp_path, now=NOW + timedelta(minutes=1))

    assert (second.version, second.months) == (first.version, ())
    assert not is_stale(tmp_path, now=NOW)


def test_a_change_is_written_beside_the_months(
    tmp_path: Path, ana: User, process: Process, organisation: Organisation
) -> None:
    made = opportunity("Turbine", owner=ana, process=process, opened=day("2026-03-02"))
    opportunity("Pump", owner=ana, process=process, opened=day("2026-05-02"))
    refresh_extracts(folder=tmp_path, now=NOW)

    change(made, at=NOW, amount=Decimal("700.00"))
    state = refresh_extracts(folder=tmp_path, now=NOW + timedelta(minutes=1))

    assert (state.months, state.recent, state.is_rebuilt) == ((), 1, False)
    assert state.rows["opportunities"] == 2
    assert rows(tmp_path, "opportunities", "name, amount_rc") == [
        ("Pump", Decimal("1000.00")),
        ("Turbine", Decimal("700.00")),
    ]


def test_too_many_beside_the_months_are_written_into_them(
    tmp_path: Path, ana: User, process: Process, organisation: Organisation
) -> None:
    made = opportunity("Turbine", owner=ana, process=process, opened=day("2026-03-02"))
    other = opportunity("Pump", owner=ana, process=process, opened=day("2026-05-02"))
    refresh_extracts(folder=tmp_path, now=NOW)
    change(made, at=NOW, amount=Decimal("700.00"))
    refresh_extracts(folder=tmp_path, now=NOW + timedelta(minutes=1), beside=1)

    change(other, at=NOW + timedelta(minutes=1), amount=Decimal("800.00"))
    state = refresh_extracts(folder=tmp_path, now=NOW + timedelta(minutes=2), beside=1)

    assert (state.months, state.recent) == (("2026-03", "2026-05"), 0)
    assert rows(tmp_path, "opportunities", "name, amount_rc") == [
        ("Pump", Decimal("800.00")),
        ("Turbine", Decimal("700.00")),
    ]


@pytest.mark.parametrize("seed", range(6))
def test_step_by_step_equals_built_at_once(
    tmp_path: Path, ana: User, ben: User, cleo: User, process: Process, organisation: Organisation, seed: int
) -> None:
    chance = random.Random(seed)
    ExchangeRate.objects.create(currency="USD", from_on=date(2026, 1, 1), rate=Decimal("0.9"))
    ExchangeRate.objects.create(currency="USD", from_on=date(2026, 11, 1), rate=Decimal("0.913"))
    at = day("2026-09-01")
    for _round in range(4):
        for number in range(9):
            opened = at - timedelta(days=chance.randrange(40))
            opportunity(f"O{number}", owner=ana, process=process, opened=opened, changed_at=at)
        for _edit in range(8):
            at += timedelta(hours=chance.randrange(1, 40))
            random_edit(chance, chance.choice(list(Opportunity.objects.current())), at=at, people=[ana, ben, cleo])
        refresh_extracts(folder=tmp_path / "steps", now=NOW, beside=chance.choice([0, 10, 100]))

    refresh_extracts(folder=tmp_path / "once", now=NOW)

    assert everything(tmp_path / "steps") == everything(tmp_path / "once")
    assert counted(tmp_path / "steps") == counted(tmp_path / "once")


def test_archived_and_merged_opportunities_leave(
    tmp_path: Path, ana: User, process: Process, organisation: Organisation
) -> None:
    made = opportunity("Turbine", owner=ana, process=process, opened=day("2026-03-02"))
    refresh_extracts(folder=tmp_path, now=NOW)

    Opportunity.objects.filter(pk=made.pk).update(archived_at=NOW, changed_at=NOW)
    refresh_extracts(folder=tmp_path, now=NOW)

    assert not any(rows(tmp_path, table) for table in MONTHLY)


def test_a_merged_stage_is_read_as_the_one_it_went_into(
    tmp_path: Path, ana: User, process: Process, organisation: Organisation
) -> None:
    proof, proposal = process.stages.get(name="Proof"), process.stages.get(name="Proposal")
    made = opportunity("Turbine", owner=ana, process=process, opened=day("2026-03-02"))
    refresh_extracts(folder=tmp_path, now=NOW)

    StageRemapping.objects.create(stage=proof, into=proposal, at=NOW)
    Organisation.restate()
    refresh_extracts(folder=tmp_path, now=NOW)

    assert rows(tmp_path, "stage_events", "opp_id, stage_id") == [(made.pk, proposal.pk)]
    assert proof.pk not in [row[0] for row in rows(tmp_path, "stages", "stage_id")]


def test_a_raised_epoch_builds_everything_anew(
    tmp_path: Path, ana: User, process: Process, organisation: Organisation
) -> None:
    opportunity("Turbine", owner=ana, process=process, opened=day("2026-03-02"))
    refresh_extracts(folder=tmp_path, now=NOW)

    Organisation.restate()

    assert refresh_extracts(folder=tmp_path, now=NOW).is_rebuilt


def test_a_missing_rate_gives_no_value_and_is_counted(
    tmp_path: Path, ana: User, process: Process, organisation: Organisation
) -> None:
    opportunity("Turbine", owner=ana, process=process, opened=day("2026-03-02"), currency="JPY")

    state = refresh_extracts(folder=tmp_path, now=NOW)

    assert state.missing_rates == {"JPY": 1}
    assert rows(tmp_path, "opportunities", "amount_rc") == [(None,)]


def test_a_closed_opportunity_keeps_the_rate_of_its_close(
    tmp_path: Path, ana: User, process: Process, organisation: Organisation
) -> None:
    for start, rate in ((date(2026, 1, 1), "0.5"), (date(2026, 6, 1), "0.8")):
        ExchangeRate.objects.create(currency="USD", from_on=start, rate=Decimal(rate))
    closed = opportunity("Closed", owner=ana, process=process, opened=day("2026-03-02"), currency="USD")
    opportunity("Open", owner=ana, process=process, opened=day("2026-03-02"), currency="USD")
    move(closed, "Won", at=day("2026-04-01"))

    refresh_extracts(folder=tmp_path, now=NOW)

    assert rows(tmp_path, "opportunities", "name, amount_rc") == [
        ("Closed", Decimal("500.00")),
        ("Open", Decimal("800.00")),
    ]


def test_a_new_segment_of_the_account_reaches_its_opportunities(
    tmp_path: Path, ana: User, acme: Account, process: Process, organisation: Organisation
) -> None:
    opportunity("Turbine", owner=ana, process=process, opened=day("2026-03-02"), account=acme)
    refresh_extracts(folder=tmp_path, now=NOW)

    Account.objects.filter(pk=acme.pk).update(segment="ENT", changed_at=NOW)
    refresh_extracts(folder=tmp_path, now=NOW)

    assert rows(tmp_path, "opportunities", "segment") == [("ENT",)]


def test_a_person_who_changes_team_takes_the_history_along(
    tmp_path: Path, ana: User, south: Team, process: Process, organisation: Organisation
) -> None:
    opportunity("Turbine", owner=ana, process=process, opened=day("2026-03-02"))
    refresh_extracts(folder=tmp_path, now=NOW)

    User.objects.filter(pk=ana.pk).update(team=south)
    opportunity("Pump", owner=ana, process=process, opened=day("2026-05-02"))
    refresh_extracts(folder=tmp_path, now=NOW)

    assert {row[0] for row in rows(tmp_path, "versions", "team_id")} == {south.pk}


def test_only_one_refresh_runs_at_a_time(tmp_path: Path, organisation: Organisation) -> None:
    with _locked(tmp_path, wait=False), pytest.raises(RefreshUnderWay):
        refresh_extracts(folder=tmp_path, now=NOW, wait=False)


def test_an_empty_database_makes_empty_extracts(tmp_path: Path, organisation: Organisation) -> None:
    state = refresh_extracts(folder=tmp_path, now=NOW)

    assert state.rows["opportunities"] == 0
    assert not is_stale(tmp_path, now=NOW)


def test_deleted_extracts_come_back_the_same(
    tmp_path: Path, ana: User, process: Process, organisation: Organisation
) -> None:
    made = opportunity("Turbine", owner=ana, process=process, opened=day("2026-03-02"))
    move(made, "Won", at=day("2026-04-01"))
    refresh_extracts(folder=tmp_path, now=NOW)
    before = everything(tmp_path)

    refresh_extracts(folder=tmp_path, now=NOW, rebuild=True)

    assert everything(tmp_path) == before
