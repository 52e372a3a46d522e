"""Values find the place that is theirs: countries, and numbers of own fields."""

from pathlib import Path

import pytest

from trimtab.accounts.models import Account
from trimtab.connectors.imports.tests.exports import bring_in, counts, opportunity, write_exports, write_table

pytestmark = pytest.mark.django_db
HEADER = ("Id", "Name", "OwnerId", "Billing Country", "Region", "Robots Owned")
ROWS = [
    ("001A", "Acme", "005A", "Austria", "Central Europe", "36.0"),
    ("001B", "Bolt", "005C", "Norway", "Nordics", "2.5"),
]


def test_a_country_beside_a_region_is_the_country_of_the_account(tmp_path: Path, uploads: Path) -> None:
    folder = write_exports(tmp_path / "exports", [opportunity("006A")])
    write_table(folder / "Account.csv", HEADER, ROWS)

    bring_in(folder, uploads=uploads)

    found = {one.name: (one.country, one.region, one.custom) for one in Account.objects.all()}
    assert found == {
        "Acme": ("Austria", "Central Europe", {"robots_owned": 36}),
        "Bolt": ("Norway", "Nordics", {"robots_owned": 2.5}),
    }
    assert str(found["Acme"][2]["robots_owned"]) == "36"
    assert counts(bring_in(folder, uploads=uploads), "Account")["changed"] == 0
