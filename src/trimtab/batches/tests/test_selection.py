"""Which records are chosen for a change of many, and the way back to their list."""

import pytest

from tests.cast import client_for
from trimtab.batches.tests.test_bulk_edits import DEALS, preview
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User

pytestmark = pytest.mark.django_db


def test_all_that_match_a_list_are_found_with_its_filters(
    ana: User, turbines: Opportunity, pumps: Opportunity, fleet: Opportunity
) -> None:
    page = client_for(ana).post(DEALS, {"matching": "q=pumps&closing=any&scope=everyone", "ids": turbines.pk})

    assert page.context["selection"].ids == [pumps.pk]


def test_records_out_of_sight_are_not_there(ana: User, turbines: Opportunity, fleet: Opportunity) -> None:
    batch = preview(client_for(ana), DEALS, ids=[turbines.pk, fleet.pk], kind="Renewal")

    assert list(batch.items.values_list("object_id", flat=True)) == [turbines.pk]


def test_without_a_choice_the_page_says_the_next_step(ana: User) -> None:
    page = client_for(ana).post(DEALS, {"verb": "edit"})

    assert page.status_code == 422
    assert "Choose records in the list first." in page.text


@pytest.mark.parametrize("address", [DEALS, "/opportunities/merges/"])
def test_without_records_the_addresses_lead_to_the_list(address: str, ana: User) -> None:
    client = client_for(ana)

    assert client.get(address, {"scope": "me"}).headers["Location"] == "/opportunities/?scope=me"
    assert client.put(address).status_code == 405


@pytest.mark.parametrize(
    ("came_from", "back"),
    [
        ("http://testserver/opportunities/?closing=any&q=pumps", "/opportunities/?closing=any&q=pumps"),
        ("https://elsewhere.example/opportunities/x/", "/opportunities/"),
    ],
)
def test_one_comes_back_to_the_list_with_its_filters(came_from: str, back: str, ana: User, pumps: Opportunity) -> None:
    client = client_for(ana)

    page = client.post(DEALS, {"ids": pumps.pk}, headers={"Referer": came_from})
    batch = preview(client, DEALS, ids=pumps.pk, kind="Renewal", back=page.context["back"])

    assert client.post(f"/changes/{batch.pk}/application/").headers["Location"] == back


def test_one_is_never_led_out_of_the_site(ana: User, pumps: Opportunity) -> None:
    batch = preview(client_for(ana), DEALS, ids=pumps.pk, kind="Renewal", back="//elsewhere.example/opportunities/")

    assert batch.what["back"] == "/opportunities/"
