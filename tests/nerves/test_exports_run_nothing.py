"""No cell of any export starts a formula, however it hides; numbers stay numbers; what was exported reads back."""

import csv
import io

import pytest
from django.test import Client

from tests.cast import client_for
from tests.nerves.payloads import FORMULAS
from tests.test_access_matrix import World, text_of
from trimtab.connectors.models import ImportRejection, ImportRun
from trimtab.core.exporting import is_formula, unsafe_text
from trimtab.opportunities.models import Opportunity

pytestmark = pytest.mark.django_db
EXPORT = "/opportunities/export/?scope=everyone&closing=any"


def cells_of(client: Client, place: str) -> list[str]:
    text = text_of(client.get(place)).removeprefix("\ufeff")
    return [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]


@pytest.fixture
def dangerous(world: World) -> World:
    """Opportunities, and rejected rows, named by formulas."""
    model = Opportunity.objects.get(pk=world.ids["opportunity"])
    fields = {
        "owner": model.owner,
        "process": model.process,
        "stage": model.stage,
        "currency": "EUR",
        "status": model.status,
    }
    moments = {"opened_at": model.opened_at, "changed_at": model.changed_at}
    Opportunity.objects.bulk_create(Opportunity(name=name, amount=-5, **fields, **moments) for name in FORMULAS)
    run = ImportRun.objects.get(pk=world.ids["run"])
    ImportRejection.objects.bulk_create(
        ImportRejection(run=run, table=name[:40], line=line, reason="amount", raw=name)
        for line, name in enumerate(FORMULAS)
    )
    return world


@pytest.mark.parametrize(
    "place", ["/opportunities/export/?scope=everyone&closing=any", "/data/imports/{run}/rejected.csv"]
)
def test_no_cell_starts_a_formula(place: str, dangerous: World) -> None:
    cells = cells_of(client_for(dangerous.people["finn"]), place.format(**dangerous.ids))

    assert [cell for cell in cells if is_formula(cell) and not cell.startswith("'")] == []
    assert {unsafe_text(cell) for cell in cells} >= set(FORMULAS)


def test_negative_amounts_stay_numbers(dangerous: World) -> None:
    cells = cells_of(client_for(dangerous.people["finn"]), EXPORT)

    assert "-5.00" in cells
    assert "'-5.00" not in cells
