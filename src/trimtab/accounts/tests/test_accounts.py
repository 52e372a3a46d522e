"""Who sees and changes accounts and contacts, and what a change leaves behind."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from tests.cast import LONG_AGO, NOW, account
from trimtab.accounts.actions import (
    AccountChanged,
    add_contact,
    add_member,
    archive_account,
    create_account,
    edit_account,
    edit_contact,
    restore_account,
)
from trimtab.accounts.models import Account, Contact
from trimtab.accounts.policy import access_to_account, get_account_for, get_contact_for
from trimtab.accounts.queries import visible_accounts, visible_contacts
from trimtab.core.models import Event
from trimtab.people.models import Territory, User


def test_owners_and_those_above_see_an_account_strangers_do_not(
    ana: User, ben: User, cleo: User, eva: User, dov: User, acme: Account
) -> None:
    seeing = {user.name for user in (ana, ben, cleo, eva, dov) if acme in visible_accounts(user)}

    assert seeing == {"Ana", "Ben", "Eva", "Dov"}


def test_a_member_and_those_who_see_the_member_see_the_account(bolt: Account, ana: User, ben: User) -> None:
    add_member(bolt, ana)

    assert (bolt in visible_accounts(ana), bolt in visible_accounts(ben)) == (True, True)
    assert (access_to_account(ana, bolt).can_edit, access_to_account(ben, bolt).can_see) == (False, True)


def test_people_of_the_territory_see_the_account(bolt: Account, ana: User) -> None:
    bolt.territory = Territory.objects.create(name="Coast")
    bolt.save(update_fields=["territory"])
    ana.territories.add(bolt.territory)

    assert bolt in visible_accounts(ana)
    assert "territory" in access_to_account(ana, bolt).reason


def test_an_account_without_an_owner_is_for_those_who_see_everyone(ana: User, finn: User) -> None:
    orphan = account("Orphan", owner=None)

    assert (orphan in visible_accounts(ana), orphan in visible_accounts(finn)) == (False, True)


def test_the_sentence_agrees_with_the_list(
    ana: User, ben: User, cleo: User, dov: User, eva: User, finn: User, acme: Account, bolt: Account
) -> None:
    add_member(bolt, ana)

    for user in (ana, ben, cleo, dov, eva, finn):
        for one in (acme, bolt):
            assert access_to_account(user, one).can_see == (one in visible_accounts(user)), (user, one)


def test_the_door_tells_strangers_from_readers(acme: Account, bolt: Account, ana: User) -> None:
    add_member(bolt, ana)

    assert get_account_for(ana, acme.pk, edit=True) == acme
    assert get_account_for(ana, bolt.pk) == bolt
    with pytest.raises(PermissionDenied):
        get_account_for(ana, bolt.pk, edit=True)
    with pytest.raises(Http404):
        get_account_for(ana, account("Far", owner=None).pk)


def test_contacts_follow_their_account(acme: Account, bolt: Account, ana: User, cleo: User, dov: User) -> None:
    pat = add_contact(acme, fields={"name": "Pat"}, by=ana, now=NOW)
    lone = Contact.objects.create(name="Lone", created_at=NOW, changed_at=NOW)

    assert get_contact_for(ana, pat.pk, edit=True) == pat
    assert set(visible_contacts(dov)) == {pat, lone}
    with pytest.raises(Http404):
        get_contact_for(cleo, pat.pk)
    with pytest.raises(PermissionDenied):
        add_contact(acme, fields={"name": "Sam"}, by=cleo, now=NOW)


def test_a_member_changes_contacts_but_not_the_account(bolt: Account, ana: User) -> None:
    add_member(bolt, ana)
    pat = add_contact(bolt, fields={"name": "Pat"}, by=ana, now=NOW)

    edit_contact(pat, changes={"name": "Pat", "title": "Buyer"}, by=ana, now=NOW)
    edit_contact(pat, changes={"title": "Buyer"}, by=ana, now=NOW)

    event = Event.objects.get(verb="contact.edited")
    assert (event.before, event.after) == ({"title": ""}, {"title": "Buyer"})
    with pytest.raises(PermissionDenied):
        edit_account(bolt, changes={"name": "Bolts"}, by=ana, now=NOW)


def test_a_new_account_has_its_owner_as_member(ana: User) -> None:
    made = create_account(fields={"name": "Coil", "owner": ana, "revenue": Decimal(5)}, by=ana, now=NOW)

    assert [member.user for member in made.members.all()] == [ana]
    assert Event.objects.get(record="account").after == {"name": "Coil", "owner": ana.pk, "revenue": "5"}


def test_an_account_is_given_only_to_somebody_in_sight(ana: User, cleo: User, acme: Account) -> None:
    with pytest.raises(PermissionDenied):
        create_account(fields={"name": "Coil", "owner": cleo}, by=ana, now=NOW)
    with pytest.raises(PermissionDenied):
        edit_account(acme, changes={"owner": None}, by=ana, now=NOW)


def test_an_edit_keeps_before_and_after(acme: Account, ana: User, ben: User) -> None:
    edited = edit_account(
        acme, changes={"owner": ben, "region": "North", "custom": {"tier": "A"}}, by=ben, now=NOW, seen_at=LONG_AGO
    )

    assert (edited.owner, edited.changed_at) == (ben, NOW)
    assert edited.members.filter(user=ben).exists()
    event = Event.objects.get(verb="account.edited")
    assert event.before == {"owner": ana.pk, "custom": {}}
    assert event.after == {"owner": ben.pk, "custom": {"tier": "A"}}


def test_nothing_changed_leaves_no_trace(acme: Account, ana: User) -> None:
    edit_account(acme, changes={"name": "Acme"}, by=ana, now=NOW)

    assert not Event.objects.filter(record="account").exists()
    assert Account.objects.get().changed_at == LONG_AGO


def test_the_second_of_two_editors_is_told(acme: Account, ana: User) -> None:
    edit_account(acme, changes={"name": "Acme AG"}, by=ana, now=NOW, seen_at=LONG_AGO)

    with pytest.raises(AccountChanged) as told:
        edit_account(acme, changes={"name": "Acme SE"}, by=ana, now=NOW, seen_at=LONG_AGO)

    assert told.value.account.name == "Acme AG"


def test_no_account_stands_below_itself(acme: Account, ana: User) -> None:
    unit = create_account(fields={"name": "Acme North", "owner": ana, "parent": acme}, by=ana, now=NOW)

    with pytest.raises(ValueError, match="one of its units"):
        edit_account(acme, changes={"parent": unit}, by=ana, now=NOW)


def test_unknown_fields_are_refused(acme: Account, ana: User) -> None:
    with pytest.raises(ValueError, match="Got 'archived_at'"):
        edit_account(acme, changes={"archived_at": NOW}, by=ana, now=NOW)


def test_archiving_hides_and_restoring_brings_back(acme: Account, ana: User) -> None:
    for _time in range(2):
        archive_account(acme, by=ana, now=NOW)
    assert not Account.objects.all().current().exists()

    restore_account(acme, by=ana, now=NOW + timedelta(days=1))

    assert Account.objects.all().current().exists()
    verbs = Event.objects.filter(record="account").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["account.archived", "account.restored"]
