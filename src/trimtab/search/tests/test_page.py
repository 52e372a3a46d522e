"""The page of the search, and what the palette gets of it."""

import re

import pytest
from django.test import Client

from tests.cast import account, client_for
from tests.fingerprints import fingerprint
from trimtab.accounts.models import Account
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User
from trimtab.search.actions import catch_up

HTMX = {"HX-Request": "true"}


@pytest.fixture
def turbines(ana: User, acme: Account, process: Process) -> Opportunity:
    return deal("Acme turbines", owner=ana, process=process, account=acme, amount=12000)


def answers(client: Client, text: str, **more: str | list[str]) -> list[str]:
    """What can be chosen, in order, as it is read out."""
    catch_up()
    page = client.get("/search/", {"q": text, **more}, headers=HTMX).content.decode()
    found = re.findall(r'<(?:a|button) class="answer"[^>]*>(.*?)</(?:a|button)>', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in found]


def test_a_record_comes_with_a_line_of_context(ana: User, turbines: Opportunity) -> None:
    [first, *_rest] = answers(client_for(ana), "turbines")

    assert first == "Acme turbines Acme · Qualify · 12,000 EUR · Ana Opportunity"


@pytest.mark.parametrize(
    ("typed", "label"),
    [("pipeline", "Pipeline g p"), ("what", "What if"), ("wi", "What if"), ("metrics", "Definitions of the figures"),
     ("new opp", "New opportunity"), ("no", "New opportunity"), ("dark", "Dark theme"), ("sign out", "Sign out"),
     ("logout", "Sign out"), ("acounts", "Accounts g a"), ("profiel", "Profile")],
)  # fmt: skip
def test_pages_and_deeds_are_found_by_words_initials_and_mistyped(typed: str, label: str, ana: User) -> None:
    assert label in answers(client_for(ana), typed)


@pytest.mark.parametrize("typed", ["teams", "organisation", "data", "import", "add person"])
def test_only_those_who_set_up_are_led_there(typed: str, ana: User, dov: User) -> None:
    allowed = {"Teams", "Organisation", "Data g d", "Import exports", "Add a person"}

    assert allowed & set(answers(client_for(dov), typed))
    assert not allowed & set(answers(client_for(ana), typed))


def test_the_record_at_hand_comes_first_among_the_deeds(ana: User, turbines: Opportunity) -> None:
    offered = answers(client_for(ana), "", at=f"/opportunities/{turbines.pk}/")

    assert "Edit Acme turbines e" in offered
    assert "Log an activity on Acme turbines" in offered
    assert "Edit Acme turbines e" in answers(client_for(ana), "edit", at=f"/opportunities/{turbines.pk}/")


def test_a_reader_and_a_stranger_are_offered_no_edit(cleo: User, eva: User, turbines: Opportunity) -> None:
    User.objects.filter(pk=cleo.pk).update(sees=User.Sees.EVERYONE)
    at = f"/opportunities/{turbines.pk}/"

    assert not [one for one in answers(client_for(cleo), "edit acme", at=at) if one.startswith("Edit")]
    User.objects.filter(pk=cleo.pk).update(sees=User.Sees.OWN)
    assert not [one for one in answers(client_for(cleo), "acme", at=at) if "Acme" in one]


@pytest.mark.parametrize(
    "at", ["/nowhere/", "x", "/opportunities/999999/", "/opportunities/99999999999999999999/", "//"]
)
def test_a_made_up_page_offers_nothing_more(at: str, ana: User) -> None:
    client = client_for(ana)

    assert answers(client, "", at=at) == answers(client, "")


def test_a_verb_and_a_record_make_a_deed(ana: User, turbines: Opportunity) -> None:
    assert answers(client_for(ana), "log acme trubines")[0].startswith("Log an activity on Acme turbines")
    assert answers(client_for(ana), "edit acme")[0].startswith("Edit Acme")


def test_without_a_text_the_recent_records_come_first(ana: User, acme: Account, turbines: Opportunity) -> None:
    client = client_for(ana)

    assert answers(client, "")[0].startswith("Acme turbines")
    assert answers(client, "", recent=[f"/accounts/{acme.pk}/", "/nowhere/"])[0].startswith("Acme ")


def test_a_remembered_record_that_is_not_theirs_is_left_out(cleo: User, turbines: Opportunity) -> None:
    offered = answers(client_for(cleo), "", recent=[f"/opportunities/{turbines.pk}/"])

    assert not [one for one in offered if "Acme" in one]


def test_what_writes_is_posted_with_its_token(ana: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)
    page = client.get("/search/?q=dark", headers=HTMX).content.decode()

    [token] = set(re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page))
    answer = client.post("/people/preferences/", {"csrfmiddlewaretoken": token, "theme": "dark", "next": "/accounts/"})

    assert answer.headers["Location"] == "/accounts/"
    assert User.objects.get(pk=ana.pk).theme == "dark"


def test_nothing_found_says_what_is_looked_for(ana: User) -> None:
    page = client_for(ana).get("/search/?q=qqqq").content.decode()

    assert "Nothing that you see is called “qqqq”." in page
    assert "Leave a word out" in page


def test_the_fragment_equals_its_part_of_the_page(ana: User, acme: Account) -> None:
    catch_up()
    client = client_for(ana)

    def without_tokens(text: str) -> str:
        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)

    part = without_tokens(client.get("/search/?q=ac", headers=HTMX).content.decode()).strip()

    assert part in without_tokens(client.get("/search/?q=ac").content.decode())
    assert "<html" not in part


def test_searching_writes_nothing(ana: User, acme: Account, organisation: object) -> None:
    client = client_for(ana)
    before = fingerprint()

    assert client.get("/search/?q=acme").status_code == 200
    assert client.post("/search/").status_code == 405
    assert fingerprint() == before


def test_what_was_added_on_a_page_is_found_by_the_next_request(ana: User, organisation: object) -> None:
    client = client_for(ana)

    client.post("/accounts/new/", {"name": "Fresh paint", "owner": ana.pk})

    assert "Fresh paint" in client.get("/search/?q=fresh").content.decode()


@pytest.mark.parametrize("count", [8, 60])
def test_the_page_asks_the_same_number_of_questions_for_few_and_many(
    count: int, ana: User, django_assert_num_queries: object
) -> None:
    for number in range(count):
        account(f"Paint {number}", owner=ana)
    catch_up()
    client = client_for(ana)
    client.get("/search/?q=paint", headers=HTMX)

    with django_assert_num_queries(12):  # type: ignore[operator]  # a fixture without a type
        client.get("/search/?q=paint", headers=HTMX)


def test_account_names_are_proposed_and_told_apart(ana: User, cleo: User, acme: Account) -> None:
    twins = [account("Acme twin", owner=ana) for _number in range(2)]
    account("Acme of Cleo", owner=cleo)

    text = client_for(ana).get("/accounts/names/?account=acme").content.decode()

    assert 'value="Acme"' in text
    assert all(f'value="Acme twin #{twin.pk}"' in text for twin in twins)
    assert "Cleo" not in text
