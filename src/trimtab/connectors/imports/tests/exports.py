"""Small exports in Salesforce's words, written as files, and the import of a folder."""

import csv
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from trimtab.connectors.imports.actions import ImportSummary, import_folder

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
USERS = [("005A", "Ana Alba", "ana.alba@example.com"), ("005C", "Cleo Cruz", "cleo.cruz@example.com")]
ACCOUNTS = [("001A", "Acme", "005A"), ("001B", "Bolt", "005C")]
OPPORTUNITY = (
    "Id",
    "Name",
    "AccountId",
    "OwnerId",
    "StageName",
    "Amount",
    "CloseDate",
    "CreatedDate",
    "IsClosed",
    "IsWon",
)


def opportunity(key: str, *, stage: str = "Proposal", amount: str = "1000.00", **changes: str) -> tuple[str, ...]:
    """One row of Opportunity.csv; `changes` are by column name."""
    row = {
        "Id": key,
        "Name": f"Deal {key}",
        "AccountId": "001A",
        "OwnerId": "005A",
        "StageName": stage,
        "Amount": amount,
        "CloseDate": "2026-06-30",
        "CreatedDate": "2026-01-05 09:00:00",
        "IsClosed": str(stage.startswith("Closed")).lower(),
        "IsWon": str(stage == "Closed Won").lower(),
    }
    return tuple((row | changes)[name] for name in OPPORTUNITY)


def write_table(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """One CSV file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])


def write_exports(folder: Path, rows: Sequence[Sequence[str]], *, name: str = "Opportunity.csv") -> Path:
    """Users, accounts and opportunities."""
    write_table(folder / "User.csv", ("Id", "Name", "Email"), USERS)
    write_table(folder / "Account.csv", ("Id", "Name", "OwnerId"), ACCOUNTS)
    write_table(folder / name, OPPORTUNITY, rows)
    return folder


def bring_in(folder: Path, *, uploads: Path, now: datetime = NOW, **options: Any) -> ImportSummary:
    """Import a folder with the proposals as answers."""
    return import_folder(folder, source=options.pop("source", "crm"), uploads=uploads, now=now, yes=True, **options)


def counts(summary: ImportSummary, table: str) -> Mapping[str, int]:
    """One table's new, changed, same, rejected."""
    found = next(entry for entry in summary.tables if entry["table"].startswith(table))
    return {key: found[key] for key in ("new", "changed", "same", "rejected")}
