"""Proposed duplicates: which pairs are found and why, which are not, and how they are told apart for good."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import LONG_AGO, account, client_for, person
from tests.fingerprints import fingerprint
from trimtab.accounts.models import Account, Contact
from trimtab.batches.duplicates import WAYS, find_pairs, normalised, pairs_of
from trimtab.batches.kinds import ACCOUNT, CONTACT, OPPORTUNITY, Kind
from trimtab.batches.models import Distinction
from trimtab.core.models import Organisation
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import Team, User

pytestmark = pytest.mark.django_db


def found(kind: Kind, way: str, user: User) -> set[tuple[str, str, str]]:
    """Pairs by name, and how sure."""
    chosen = next(one for one in WAYS[kind.record] if one.name == way)
    return {(pair.first.name, pair.second.name, pair.words) for pair in find_pairs(kind, chosen, user).pairs}


def contact(name: str, *, at: Account | None, email: str = "") -> Contact:
    return Contact.objects.create(account=at, name=name, email=email, created_at=LONG_AGO, changed_at=LONG_AGO)


@pytest.mark.parametrize(
    ("name", "other"), [("Acme GmbH", "ACME"), ("Müller & Söhne AG", "Mueller"), ("The Volt Group", "Volt, Inc.")]
)
def test_spelling_and_form_of_company_make_no_difference(name: str, other: str) -> None:
    same = normalised(name) == normalised(other)

    assert same is (other != "Mueller")


def test_accounts_of_one_domain_and_of_one_name_are_proposed(ana: User) -> None:
    account("Volt AG", owner=ana, domain="volt.example")
    account("Volt", owner=ana, domain="VOLT.example")
    account("Grid", owner=ana, domain="volt.example")
    account("Nova", owner=ana)

    assert found(ACCOUNT, "domain", ana) == {
        ("Volt AG", "Volt", "almost certain"),
        ("Volt AG", "Grid", "possible"),
        ("Volt", "Grid", "possible"),
    }
    assert found(ACCOUNT, "name", ana) == {("Volt AG", "Volt", "almost certain")}


def test_names_with_other_figures_are_no_duplicates(ana: User) -> None:
    account("Plant 1 Hamburg", owner=ana)
    account("Plant 2 Hamburg", owner=ana)

    assert found(ACCOUNT, "name", ana) == set()


def test_contacts_of_one_address_are_proposed_in_any_case(ana: User, acme: Account) -> None:
    contact("Kim Keller", at=acme, email="kim@acme.example")
    contact("K. Keller", at=acme, email="Kim@Acme.example")
    contact("Lou", at=acme)
    contact("Max", at=acme)

    assert found(CONTACT, "email", ana) == {("Kim Keller", "K. Keller", "almost certain")}


def test_opportunities_are_compared_within_their_account(
    ana: User, acme: Account, process: Process, turbines: Opportunity
) -> None:
    deal("ACME Turbines", owner=ana, process=process, account=acme)
    deal("Acme turbines", owner=ana, process=process, account=account("Volt", owner=ana))

    assert found(OPPORTUNITY, "name", ana) == {("Acme turbines", "ACME Turbines", "almost certain")}


def test_only_records_that_one_may_change_are_proposed(ana: User, north: Team, acme: Account) -> None:
    gus = person("Gus", role=User.Role.SELLER, team=north, sees=User.Sees.TEAM)
    account("Acme Inc", owner=gus)

    assert found(ACCOUNT, "name", gus) == set()


def test_archived_records_are_not_proposed(ana: User, acme: Account) -> None:
    account("Acme Inc", owner=ana, archived_at=LONG_AGO)

    assert found(ACCOUNT, "name", ana) == set()


def test_two_that_were_told_apart_are_not_proposed_again_until_that_is_taken_back(ana: User, acme: Account) -> None:
    other, client = account("Acme Inc", owner=ana), client_for(ana)
    assert ">Acme Inc</a>" in client.get("/duplicates/account/?by=name").text

    page = client.post(
        "/duplicates/account/distinctions/", {"first": other.pk, "second": acme.pk, "by": "name"}, follow=True
    )

    assert "Acme Inc and Acme are not proposed again." in page.text
    assert page.context["pairs"] == []
    said = Distinction.objects.get()
    client.post(f"/duplicates/account/distinctions/{said.pk}/removal/")
    assert found(ACCOUNT, "name", ana)


def test_reader_tells_nothing_apart(organisation: Organisation, ana: User, north: Team, acme: Account) -> None:
    gus = person("Gus", role=User.Role.SELLER, team=north, sees=User.Sees.TEAM)
    own = account("Acme Inc", owner=gus)
    client, before = client_for(gus), fingerprint()

    answer = client.post("/duplicates/account/distinctions/", {"first": own.pk, "second": acme.pk})

    assert answer.status_code == 403
    assert fingerprint() == before


def test_a_kind_that_is_none_is_not_found(ana: User) -> None:
    assert client_for(ana).get("/duplicates/team/").status_code == 404
    assert client_for(ana).post("/duplicates/account/distinctions/", {"first": "x"}).status_code == 404


def test_page_of_a_record_proposes_what_it_may_be_the_same_as(ana: User, acme: Account) -> None:
    other = account("Acme Inc", owner=ana)
    account("Grid", owner=ana)

    page = client_for(ana).get(f"/accounts/merges/new/?ids={acme.pk}")

    assert [pair.second for pair in pairs_of(ACCOUNT, acme, ana)] == [other]
    assert f"?ids={acme.pk},{other.pk}" in page.text


def test_a_large_table_is_read_in_parts_that_cut_no_block(ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trimtab.batches.duplicates.READ_AT_ONCE", 7)
    monkeypatch.setattr("trimtab.batches.duplicates.READ_AT_MOST", 7)
    for letter in "abcdefgh":
        account(f"{letter}{letter}{letter}{letter} works", owner=ana)
        account(f"{letter}{letter}{letter}{letter} works AG", owner=ana)
    way, after, pairs = WAYS["account"][1], "", list[str]()

    for _page in range(20):
        part = find_pairs(ACCOUNT, way, ana, after=after)
        pairs += [pair.first.name for pair in part.pairs]
        after = part.after
        if not after:
            break

    assert sorted(pairs) == [f"{letter * 4} works" for letter in "abcdefgh"]


@pytest.mark.parametrize("record", ["account", "contact", "opportunity"])
def test_page_asks_as_many_queries_for_many_rows_as_for_few(
    record: str, ana: User, acme: Account, process: Process
) -> None:
    client, counts = client_for(ana), []
    for number in range(2):
        for _again in range(2 + 7 * number):
            contact("Kim Keller", at=acme, email="kim@acme.example")
            account("Volt", owner=ana, domain="volt.example")
            deal("Acme turbines", owner=ana, process=process, account=acme)
        client.get(f"/duplicates/{record}/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(f"/duplicates/{record}/")
        counts.append(len(asked))

    assert counts[0] == counts[1]
