import csv
import hashlib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from trimtab.insight.simulate import PRESETS, World, simulate, write_exports
from trimtab.insight.simulate.export_files import Dirt, check_letters, salesforce_id

UNTIL = date(2026, 8, 31)
DAYS = (date(2026, 6, 30), date(2026, 7, 31), date(2026, 8, 30))


@pytest.fixture(scope="module")
def world() -> World:
    return simulate(PRESETS["small"], seed=5, until=UNTIL)


@pytest.fixture(scope="module")
def exported(world: World, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Dirt]]:
    folder = tmp_path_factory.mktemp("exports")
    return folder, write_exports(world, folder)


def read(path: Path, *, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_same_seed_gives_the_same_bytes(exported: tuple[Path, list[Dirt]], tmp_path: Path) -> None:
    again = write_exports(simulate(PRESETS["small"], seed=5, until=UNTIL), tmp_path)

    assert digests(tmp_path) == digests(exported[0])
    assert again == exported[1]


def test_every_reference_leads_to_a_row(exported: tuple[Path, list[Dirt]]) -> None:
    folder = exported[0]
    known = {row["Id"] for path in folder.glob("*.csv") if path.name != "Lead.csv" for row in read(path)} | {""}
    pointers = {
        "Opportunity.csv": ("AccountId", "OwnerId"),
        "OpportunityFieldHistory.csv": ("OpportunityId", "CreatedById"),
        "OpportunityLineItem.csv": ("OpportunityId", "Product2Id"),
        "OpportunityContactRole.csv": ("OpportunityId", "ContactId"),
        "Task.csv": ("WhoId", "WhatId", "AccountId", "OwnerId"),
        "Event.csv": ("WhoId", "WhatId", "AccountId", "OwnerId"),
        "User.csv": ("UserRoleId", "ManagerId"),
        "ForecastingQuota.csv": ("QuotaOwnerId",),
    }

    lost = [
        (name, row[column])
        for name, columns in pointers.items()
        for row in read(folder / name)
        for column in columns
        if row[column] not in known
    ]
    assert lost == []


def test_history_ends_at_the_exported_value(exported: tuple[Path, list[Dirt]]) -> None:
    folder = exported[0]
    final = {row["Id"]: row for row in read(folder / "Opportunity.csv")}
    last = {(row["OpportunityId"], row["Field"]): row for row in read(folder / "OpportunityFieldHistory.csv")}

    for (opportunity, field), change in last.items():
        value = final[opportunity]["OwnerId" if field == "Owner" else field]
        assert change["NewValue"] == value.replace(",", "")


def test_ids_are_distinct_within_a_file(exported: tuple[Path, list[Dirt]]) -> None:
    for path in exported[0].glob("*.csv"):
        ids = [row["Id"] for row in read(path, delimiter=";" if path.name == "Lead.csv" else ",")]

        assert ids, path.name
        assert len({text.casefold() for text in ids}) == len(ids), path.name


def test_dirt_is_where_it_is_said_to_be(exported: tuple[Path, list[Dirt]]) -> None:
    folder, dirt = exported
    spots = [spot for spot in dirt if spot.record]

    for spot in spots:
        lines = (folder / spot.file).read_text(encoding="utf-8-sig").split("\n")
        row = read(folder / spot.file)[spot.record - 1]
        assert row[spot.column] == spot.value
        assert lines[spot.line - 1].startswith(row["Id"])


def test_all_kinds_of_dirt_occur(exported: tuple[Path, list[Dirt]]) -> None:
    kinds = Counter(spot.kind for spot in exported[1])

    assert kinds["impossible-date"] == 2
    assert kinds["duplicate-account"] == 4
    assert set(kinds) >= {
        "blank-industry",
        "trailing-blank",
        "mixed-case-email",
        "thousands-separator",
        "owner-left",
        "newline-in-text",
        "byte-order-mark",
        "semicolons",
    }


def test_only_impossible_dates_are_to_be_rejected(exported: tuple[Path, list[Dirt]]) -> None:
    folder, dirt = exported
    rejected = {spot.record for spot in dirt if spot.expected == "reject"}

    for record, row in enumerate(read(folder / "Opportunity.csv"), start=1):
        if record not in rejected:
            assert date.fromisoformat(row["CloseDate"]) > date(2000, 1, 1)
            assert float(row["Amount"].replace(",", "")) > 0


def test_dated_exports_show_each_day_and_no_history(world: World, tmp_path: Path) -> None:
    write_exports(world, tmp_path, dated=DAYS, history="exports")

    names = {path.name for path in tmp_path.iterdir()}
    counts = [len(read(tmp_path / f"Opportunity_{day}.csv")) for day in DAYS]
    assert "OpportunityFieldHistory.csv" not in names
    assert "Opportunity.csv" not in names
    assert counts == sorted(counts)
    assert counts[0] == int(world.at_end_of(DAYS[0]).exists.sum())


def test_an_early_export_knows_nothing_later(world: World, tmp_path: Path) -> None:
    write_exports(world, tmp_path, dated=DAYS[:1])

    for name in ("OpportunityFieldHistory.csv", "Task.csv", "Event.csv", "Account.csv", "Contact.csv"):
        assert max(row["CreatedDate"] for row in read(tmp_path / name)) < "2026-07-01"


def test_teams_can_be_rebuilt_as_a_tree(world: World, exported: tuple[Path, list[Dirt]]) -> None:
    roles = {row["Id"]: row for row in read(exported[0] / "UserRole.csv")}
    ana = next(row for row in read(exported[0] / "User.csv") if row["FirstName"] == "Ana")

    team = roles[ana["UserRoleId"]]
    region = roles[team["ParentRoleId"]]
    assert [team["Name"], region["Name"]] == ["Rhine", "Central Europe"]
    assert roles[region["ParentRoleId"]]["ParentRoleId"] == ""
    assert len(roles) == len(world.teams.name)


def test_check_letters_follow_the_published_rule() -> None:
    # The example in Salesforce's own help: 001A0000006Vm9u becomes 001A0000006Vm9uIAC.
    assert check_letters("001A0000006Vm9u") == "IAC"
    assert salesforce_id("006", 0) == "006Tt0000000001IAA"


@pytest.mark.parametrize(
    ("dated", "history", "message"),
    [
        ((), "exports", "at least one day"),
        ((DAYS[1], DAYS[0]), "field", "must be rising days"),
        ((date(2001, 1, 1),), "field", "must be rising days"),
    ],
)
def test_days_that_make_no_sense_are_refused(
    world: World, tmp_path: Path, dated: tuple[date, ...], history: str, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        write_exports(world, tmp_path / "none", dated=dated, history=history)  # type: ignore[arg-type]
