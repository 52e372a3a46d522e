"""What is found by what somebody types."""

import pytest
from django.db import connection

from tests.cast import LONG_AGO, account, client_for
from trimtab.accounts.models import Account, Contact
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User
from trimtab.search.actions import catch_up
from trimtab.search.answers import records
from trimtab.search.engine import drop_index
from trimtab.search.queries import find


def names(user: User, text: str) -> list[str]:
    """The names that are found, best first."""
    catch_up()
    return [answer.name for answer in records(user, text)]


@pytest.fixture
def turbines(ana: User, acme: Account, process: Process) -> Opportunity:
    return deal("Acme turbines", owner=ana, process=process, account=acme)


@pytest.mark.parametrize(
    "typed",
    ["acme turbines", "TURBINES acme", "acme turb", "turbines", "acme trubines", "akme turbines", "acme turbinnes",
     "acme turbins", "acme turbinex", "trubine", "urbines"],
)  # fmt: skip
def test_words_in_any_order_begun_or_with_one_letter_wrong_find_the_record(
    typed: str, ana: User, turbines: Opportunity
) -> None:
    assert "Acme turbines" in names(ana, typed)


@pytest.mark.parametrize(
    "typed", ["acme pumps", "turbines bolt", "acne turbulence", "t", "", "%", "_", "'", '"*', ") OR ("]
)
def test_every_word_must_be_met_and_signs_are_only_signs(typed: str, ana: User, turbines: Opportunity) -> None:
    assert names(ana, typed) == []


@pytest.mark.parametrize("typed", ["müller", "muller", "mueller", "MÜLLER", "mulle", "müler"])
@pytest.mark.parametrize("written", ["Müller", "Muller", "Mueller"])
def test_one_name_in_three_spellings_is_one_name(typed: str, written: str, ana: User) -> None:
    account(f"{written} Söhne", owner=ana)

    assert names(ana, typed) == [f"{written} Söhne"]


def test_names_without_blanks_are_found_by_their_signs(ana: User) -> None:
    account("東京電力", owner=ana)

    assert names(ana, "電力") == ["東京電力"]


def test_a_record_is_found_by_account_address_domain_and_id(ana: User, acme: Account, process: Process) -> None:
    Account.objects.filter(pk=acme.pk).update(domain="acme-works.example", external_id="0011A", source="crm")
    Contact.objects.create(
        account=acme, name="Kim Keller", email="k.k@post.example", created_at=LONG_AGO, changed_at=LONG_AGO
    )
    deal("Turbines", owner=ana, process=process, account=acme)

    assert names(ana, "works") == ["Acme"]
    assert names(ana, "0011a") == ["Acme"]
    assert names(ana, "k.k@post.example") == ["Kim Keller"]
    assert names(ana, "keller acme") == ["Kim Keller"]
    assert names(ana, "turbines acme") == ["Turbines"]


def test_the_one_called_so_comes_first(ana: User, acme: Account, process: Process) -> None:
    for number in range(70):
        deal(f"Acme order {number}", owner=ana, process=process, account=acme)
    account("Acme Works", owner=ana)

    assert names(ana, "acme")[0] == "Acme"


def test_what_is_met_exactly_comes_before_what_is_mistyped(ana: User) -> None:
    account("Belta", owner=ana)
    account("Delta", owner=ana)

    assert names(ana, "delta") == ["Delta", "Belta"]


def test_few_letters_find_only_beginnings(ana: User) -> None:
    account("Bolt", owner=ana)

    assert names(ana, "bol") == ["Bolt"]
    assert names(ana, "bil") == []


@pytest.mark.parametrize("count", [8, 60])
def test_finding_asks_the_same_number_of_questions_for_few_and_many(
    count: int, ana: User, django_assert_num_queries: object
) -> None:
    for _number in range(count):
        account("Same name", owner=ana)
    catch_up()

    with django_assert_num_queries(7):  # type: ignore[operator]  # a fixture without a type
        assert find(ana, "same", limit=8)


@pytest.mark.skipif(connection.vendor == "postgresql", reason="PostgreSQL finds without its index too, but slowly.")
def test_a_database_without_the_index_finds_beginnings_of_names_and_says_so(
    ana: User, acme: Account, turbines: Opportunity
) -> None:
    drop_index()

    assert names(ana, "acme") == ["Acme", "Acme turbines"]
    assert names(ana, "turbines") == []
    assert "only the beginning of a name" in client_for(ana).get("/search/?q=acme").content.decode()
