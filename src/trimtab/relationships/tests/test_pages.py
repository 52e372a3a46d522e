"""The pages of a map of people."""

import pytest

from tests.cast import client_for
from trimtab.accounts.models import Account, Contact
from trimtab.people.models import User
from trimtab.relationships.models import Member
from trimtab.relationships.tests.conftest import judge

pytestmark = pytest.mark.django_db


def test_an_account_without_a_map_invites_to_begin_one(acme: Account, ana: User, kim: Contact) -> None:
    client = client_for(ana)

    assert "Begin the map" in client.get(f"/accounts/{acme.pk}/people/").text
    answer = client.post(f"/accounts/{acme.pk}/people/beginning/", follow=True)

    assert "Kim Keller" in answer.text


def test_the_list_says_who_is_who_and_what_is_missing(acme: Account, ana: User, on_map: dict[str, Member]) -> None:
    judge(on_map["Kim"], by=ana, influence="inner", support="enemy", coverage="none")

    page = client_for(ana).get(f"/accounts/{acme.pk}/people/").text

    assert "1 person has a say in the decision: 0 for us, 1 against. Nobody talks to 1 of them." in page
    assert "An enemy in the inner circle: Kim Keller." in page
    assert "Find out first" not in page
