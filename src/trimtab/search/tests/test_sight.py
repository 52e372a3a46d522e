"""Nobody finds what is not theirs to see, and everybody finds what has become theirs."""

import pytest

from tests.cast import LONG_AGO, NOW, account, client_for, person
from trimtab.accounts.actions import archive_account, edit_account, edit_contact, restore_account
from trimtab.accounts.models import Account, AccountMember, Contact
from trimtab.opportunities.actions import archive_opportunity, edit_opportunity
from trimtab.opportunities.models import Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import Team, Territory, User
from trimtab.search import queries
from trimtab.search.actions import catch_up
from trimtab.search.answers import records
from trimtab.search.queries import find

CANARY = "Xanthic Canary"


def found_by(user: User, text: str = CANARY) -> list[str]:
    catch_up()
    return [answer.name for answer in records(user, text)]


@pytest.fixture
def canary(cleo: User, bolt: Account, process: Process) -> Account:
    """An account, a contact and an opportunity of Cleo's with the same strange name."""
    made = account(CANARY, owner=cleo)
    deal(CANARY, owner=cleo, process=process, account=made)
    Contact.objects.create(account=made, name=CANARY, created_at=LONG_AGO, changed_at=LONG_AGO)
    return made


@pytest.mark.parametrize("typed", ["Xanthic Canary", "xant", "canary", "xanthci", "canray", "xa"])
def test_a_stranger_finds_no_trace(typed: str, ana: User, ben: User, canary: Account) -> None:
    catch_up()

    for user in (ana, ben):
        page, absent = (
            client_for(user).get("/search/", {"q": text}, headers={"HX-Request": "true"}).content
            for text in (typed, "q" * len(typed))
        )
        assert page == absent
        assert find(user, typed, limit=8) == []


def test_whoever_sees_everyone_or_leads_the_owner_finds_it(cleo: User, eva: User, dov: User, canary: Account) -> None:
    for user in (cleo, eva, dov):
        assert found_by(user) == [CANARY] * 3


def test_whoever_leads_many_finds_the_same(eva: User, canary: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST_VIEWERS", 0)
    assert found_by(eva) == [CANARY] * 3

    monkeypatch.setattr(queries, "MOST_COMPARED", 1)
    assert found_by(eva) == [CANARY] * 3


def test_a_stale_index_shows_nothing_to_a_stranger(ana: User, cleo: User, canary: Account) -> None:
    assert found_by(cleo) == [CANARY] * 3
    User.objects.filter(pk=cleo.pk).update(sees=User.Sees.OWN)
    Account.objects.filter(pk=canary.pk).update(owner=ana)
    AccountMember.objects.filter(account=canary).delete()

    assert [answer.kind for answer in records(cleo, CANARY)] == ["Opportunity"]


def test_people_find_whom_they_see(ana: User, ben: User, cleo: User, dov: User) -> None:
    assert found_by(ben, "ana") == ["Ana"]
    assert found_by(cleo, "ana") == []
    assert found_by(dov, "ana") == ["Ana"]


def test_a_territory_shows_its_accounts_and_their_contacts(ana: User, canary: Account) -> None:
    south = Territory.objects.create(name="South")
    ana.territories.add(south)
    Account.objects.filter(pk=canary.pk).update(territory=south)

    assert sorted(answer.kind for answer in records(ana, CANARY)) == []
    assert found_by(ana) == [CANARY] * 2


def test_a_new_member_finds_the_account_and_its_contacts(ana: User, canary: Account) -> None:
    AccountMember.objects.create(account=canary, user=ana)

    assert found_by(ana) == [CANARY] * 2


def test_an_opportunity_moves_with_its_owner(ana: User, cleo: User, dov: User, canary: Account) -> None:
    sold = canary.opportunities.get()

    edit_opportunity(sold, changes={"owner": ana}, by=dov, now=NOW)

    assert found_by(ana) == [CANARY] * 3  # and with it Ana became a member of the account
    assert [answer.kind for answer in records(cleo, CANARY)] == ["Account", "Contact"]


def test_a_new_name_of_the_account_finds_everything_there(cleo: User, canary: Account) -> None:
    edit_account(canary, changes={"name": "Ochre Finch"}, by=cleo, now=NOW)

    assert sorted(found_by(cleo, "finch")) == sorted(["Ochre Finch", CANARY, CANARY])


def test_a_contact_is_found_by_its_new_address_only(cleo: User, canary: Account) -> None:
    contact = canary.contacts.get()

    edit_contact(contact, changes={"email": "new@finch.example"}, by=cleo, now=NOW)

    assert found_by(cleo, "new@finch.example") == [CANARY]


def test_what_is_archived_is_left_out_until_it_is_restored(cleo: User, canary: Account) -> None:
    archive_account(canary, by=cleo, now=NOW)
    archive_opportunity(canary.opportunities.get(), by=cleo, now=NOW)
    assert found_by(cleo) == [CANARY]  # the contact

    restore_account(canary, by=cleo, now=NOW)
    assert found_by(cleo) == [CANARY] * 2


def test_what_is_deleted_is_gone(cleo: User, canary: Account) -> None:
    assert len(found_by(cleo)) == 3

    canary.opportunities.all().delete()
    canary.delete()

    assert found_by(cleo) == []


def test_a_leader_of_many_teams_finds_only_below(company: Team, south: Team, canary: Account) -> None:
    gus = person("Gus", role=User.Role.MANAGER, team=south)

    assert found_by(gus) == [CANARY] * 3
