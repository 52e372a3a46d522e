"""The search of the top bar, and the proposals of account names."""

from tests.cast import account, client_for
from trimtab.accounts.models import Account
from trimtab.opportunities.models import Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User

HTMX = {"HX-Request": "true"}


def test_names_are_found_by_their_beginning_in_any_case(ana: User, acme: Account, process: Process) -> None:
    deal("Acre of robots", owner=ana, process=process)
    deal("Other", owner=ana, process=process)

    context = client_for(ana).get("/opportunities/search/?q=aC").context

    assert [one.name for one in context["accounts"]] == ["Acme"]
    assert [one.name for one in context["opportunities"]] == ["Acre of robots"]


def test_nothing_out_of_sight_is_found(ana: User, cleo: User, bolt: Account, process: Process) -> None:
    deal("Bolt robots", owner=cleo, process=process)

    text = client_for(ana).get("/opportunities/search/?q=bolt").content.decode()

    assert "Nothing that you see begins with" in text
    assert "robots" not in text


def test_no_text_finds_nothing_and_signs_are_only_signs(ana: User, acme: Account) -> None:
    for text in ("", "%", "_", "'", "%25"):
        context = client_for(ana).get("/opportunities/search/", {"q": text}).context
        assert (context["accounts"], context["opportunities"]) == ([], []), text


def test_the_fragment_equals_its_part_of_the_page(ana: User, acme: Account) -> None:
    client = client_for(ana)

    part = client.get("/opportunities/search/?q=a", headers=HTMX).content.decode().strip()

    assert part in client.get("/opportunities/search/?q=a").content.decode()
    assert "<html" not in part


def test_search_is_only_read(ana: User) -> None:
    assert client_for(ana).post("/opportunities/search/").status_code == 405


def test_account_names_are_proposed_and_told_apart(ana: User, cleo: User, acme: Account) -> None:
    twins = [account("Acme twin", owner=ana) for _number in range(2)]
    account("Acme of Cleo", owner=cleo)

    text = client_for(ana).get("/accounts/names/?account=acme").content.decode()

    assert 'value="Acme"' in text
    assert all(f'value="Acme twin #{twin.pk}"' in text for twin in twins)
    assert "Cleo" not in text
