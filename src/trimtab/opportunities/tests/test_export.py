"""The table of opportunities as CSV."""

import csv
import io
from typing import Any

from django.test import Client

from tests.cast import client_for
from trimtab.accounts.models import Account
from trimtab.core.models import Event
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.opportunities.tests.listed import ANY, many, names
from trimtab.people.models import User


def exported(client: Client, address: str) -> list[list[str]]:
    response: Any = client.get(address)
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_the_export_is_what_is_on_the_screen(three: list[Opportunity], ana: User) -> None:
    header, *rows = exported(client_for(ana), "/opportunities/export/?closing=any&kind=-")

    assert header[:5] == ["Opportunity", "Account", "Owner", "Stage", "Amount"]
    assert [row[0] for row in rows] == names(client_for(ana), f"{ANY}&kind=-") == ["B", "C"]
    assert rows[0][2:6] == ["Ana", "Proof", "20.00", str(three[1].close_on)]


def test_the_export_holds_all_pages_but_nothing_of_others(
    three: list[Opportunity], ana: User, acme: Account, cleo: User, process: Process
) -> None:
    many(ana, acme, process, 600)
    deal("Theirs", owner=cleo, process=process)

    rows = exported(client_for(ana), "/opportunities/export/?closing=any&scope=everyone")

    assert len(rows) == 604
    assert "Theirs" not in {row[0] for row in rows}


def test_an_exported_name_runs_nothing(ana: User, process: Process) -> None:
    deal("=1+1", owner=ana, process=process)

    assert exported(client_for(ana), "/opportunities/export/?closing=any")[1][0] == "'=1+1"


def test_an_export_is_recorded(three: list[Opportunity], ana: User) -> None:
    exported(client_for(ana), "/opportunities/export/?closing=any")

    event = Event.objects.get(verb="opportunities.exported")
    assert (event.by_id, event.after) == (ana.pk, {"query": "closing=any"})
