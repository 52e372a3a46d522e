"""Who is meant by @Name."""

import pytest

from tests.cast import person
from trimtab.accounts.models import Account
from trimtab.collaboration.mentions import mentions_in, people_to_mention
from trimtab.people.models import Team, User

pytestmark = pytest.mark.django_db


def told(text: str, account: Account) -> dict[str, str]:
    found = mentions_in(text, kind="account", subject_id=account.pk)
    return {text: one.name for text, one in found.told.items()}


def test_a_name_means_whoever_has_it_and_sees_the_subject(acme: Account, ana: User, ben: User) -> None:
    assert told("@Ben, can you call them? cc @ana@example.com", acme) == {"@Ben": "Ben", "@ana@example.com": "Ana"}


def test_a_stranger_is_as_unknown_as_nobody(acme: Account, cleo: User) -> None:
    found = mentions_in("@Cleo and @Nobody", kind="account", subject_id=acme.pk)

    assert (found.told, found.unknown) == ({}, ["Cleo", "Nobody"])


def test_an_address_within_a_text_is_no_mention(acme: Account, ben: User) -> None:
    assert told("Write to kim@ben.example or https://x.example/@Ben", acme) == {}


def test_the_longest_name_counts(acme: Account, north: Team, ben: User) -> None:
    person("Ben Bauer", role=User.Role.MANAGER, team=north)

    assert told("@Ben Bauer please", acme) == {"@Ben Bauer": "Ben Bauer"}


def test_of_two_with_one_name_the_number_says_which(acme: Account, north: Team, ben: User) -> None:
    other = User.objects.create_user("b2@example.com", "a long password", name="Ben", role="manager", team=north)

    found = mentions_in(f"@Ben or @Ben #{other.pk}", kind="account", subject_id=acme.pk)

    assert {text: one.pk for text, one in found.told.items()} == {f"@Ben #{other.pk}": other.pk}
    assert found.several == [("Ben", sorted([f"@Ben #{ben.pk}", f"@Ben #{other.pk}"]))]


def test_proposals_hold_only_those_who_see_the_subject(acme: Account, ana: User, ben: User, cleo: User) -> None:
    proposed = [people_to_mention(text, kind="account", subject_id=acme.pk, but=ana) for text in ("b", "c", "a")]

    assert proposed == [[ben], [], []]
