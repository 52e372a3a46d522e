"""Territories: their people, and their accounts by region."""

import pytest

from tests.cast import client_for
from trimtab.accounts.models import Account
from trimtab.core.models import Event
from trimtab.people.models import Territory, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def northern(finn: User) -> Territory:
    client_for(finn).post("/settings/territories/", {"name": "Northern market", "region": "North"})
    return Territory.objects.get()


def test_a_second_territory_of_one_name_is_refused(northern: Territory, finn: User) -> None:
    page = client_for(finn).post("/settings/territories/", {"name": "Northern market"})

    assert page.status_code == 422


def test_somebody_becomes_responsible_and_leaves(northern: Territory, finn: User, ana: User) -> None:
    client, address = client_for(finn), f"/settings/territories/{northern.pk}/people/"

    client.post(address, {"person": "ana@example.com"})
    joined = list(northern.people.all())
    client.post(address, {"without": ana.pk})

    assert (joined, list(northern.people.all())) == ([ana], [])


def test_an_unknown_address_is_refused(northern: Territory, finn: User) -> None:
    page = client_for(finn).post(f"/settings/territories/{northern.pk}/people/", {"person": "x@example.com"})

    assert page.status_code == 422
    assert "Nobody has the address x@example.com." in page.content.decode()


def test_accounts_of_a_region_come_in_and_go_out(northern: Territory, finn: User, acme: Account, bolt: Account) -> None:
    client, address = client_for(finn), f"/settings/territories/{northern.pk}/accounts/"

    client.post(address, {"region": "North"})
    inside = list(Account.objects.filter(territory=northern))
    client.post(address, {"region": "North", "leave": "1"})

    assert inside == [acme]
    assert not Account.objects.filter(territory=northern).exists()
    assert Event.objects.get(verb="territory.accounts_added").after == {"region": "North", "accounts": 1}


def test_an_account_of_another_territory_stays_there(northern: Territory, finn: User, acme: Account) -> None:
    other = Territory.objects.create(name="Key accounts")
    Account.objects.filter(pk=acme.pk).update(territory=other)

    client_for(finn).post(f"/settings/territories/{northern.pk}/accounts/", {"region": "North"})

    acme.refresh_from_db()
    assert acme.territory == other
