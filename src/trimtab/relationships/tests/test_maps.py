"""A map begins, people come and go, lines tie them; nothing is lost when records are merged or deleted."""

import pytest

from tests.cast import NOW
from trimtab.accounts.models import Account, Contact
from trimtab.batches.kinds import ACCOUNT, CONTACT
from trimtab.batches.tests.test_merge import merged
from trimtab.opportunities.models import ContactRole, Opportunity
from trimtab.people.models import User
from trimtab.relationships import actions
from trimtab.relationships.models import Line, Member, PeopleMap
from trimtab.relationships.queries import lines_among, map_of, members_of
from trimtab.relationships.roles import role_meant
from trimtab.relationships.tests.conftest import contact, judge

pytestmark = pytest.mark.django_db


def test_a_new_map_has_the_contacts_and_who_reports_to_whom(acme_map: PeopleMap) -> None:
    assert [str(one) for one in members_of(acme_map)] == ["Kim Keller", "Lea Lopez", "Max Meyer"]
    assert [str(line) for line in lines_among(members_of(acme_map))] == ["Lea Lopez reports to Kim Keller"]


def test_beginning_twice_gives_the_same_map(acme: Account, ana: User, acme_map: PeopleMap) -> None:
    assert actions.begin_map(acme, by=ana, now=NOW) == acme_map


def test_the_map_of_a_deal_begins_with_its_buying_roles(ana: User, turbines: Opportunity, kim: Contact) -> None:
    ContactRole.objects.create(opportunity=turbines, contact=kim, role="Economic Buyer")
    ContactRole.objects.create(opportunity=turbines, contact=kim, role="Decision Maker")

    shown = actions.begin_map(turbines, by=ana, now=NOW)

    assert members_of(shown)[0].roles == ["approver", "decider"]


@pytest.mark.parametrize(
    ("text", "role"),
    [("Technical approver", "approver"), ("Decision Maker", "decider"), ("End user", "user"), ("Other", "")],
)
def test_roles_in_the_words_of_other_systems(text: str, role: str) -> None:
    assert role_meant(text) == role


def test_a_circle_in_the_records_is_not_drawn(ana: User, acme: Account, kim: Contact, lea: Contact) -> None:
    kim.reports_to = lea
    kim.save(update_fields=["reports_to"])

    shown = actions.begin_map(acme, by=ana, now=NOW)

    assert len(lines_among(members_of(shown))) == 1


def test_a_circle_is_refused_with_the_way_in_words(ana: User, on_map: dict[str, Member]) -> None:
    actions.draw_line(on_map["Kim"], on_map["Max"], kind="reports", by=ana, now=NOW)

    with pytest.raises(actions.LineRefused, match="Lea Lopez reports to Kim Keller, Kim Keller reports to Max Meyer"):
        actions.draw_line(on_map["Max"], on_map["Lea"], kind="reports", by=ana, now=NOW)


def test_a_person_is_not_tied_to_themselves_or_to_another_map(
    ana: User, turbines: Opportunity, on_map: dict[str, Member], kim: Contact
) -> None:
    twin = actions.add_member(actions.begin_map(turbines, by=ana, now=NOW), contact=kim, by=ana, now=NOW)

    with pytest.raises(actions.LineRefused, match="two different people"):
        actions.draw_line(on_map["Kim"], on_map["Kim"], kind="influence", by=ana, now=NOW)
    with pytest.raises(actions.LineRefused, match="one map"):
        actions.draw_line(on_map["Lea"], twin, kind="influence", by=ana, now=NOW)


def test_a_new_manager_replaces_the_old_one_and_a_conflict_has_no_direction(
    ana: User, on_map: dict[str, Member]
) -> None:
    kim, lea, buyer = on_map["Kim"], on_map["Lea"], on_map["Max"]
    actions.draw_line(lea, buyer, kind="reports", by=ana, now=NOW)
    one = actions.draw_line(buyer, kim, kind="conflict", by=ana, now=NOW)
    same = actions.draw_line(kim, buyer, kind="conflict", by=ana, now=NOW, strength="strong")

    assert Line.objects.get(start=lea, kind="reports", removed_at=None).end == buyer
    assert one.pk == same.pk


def test_lines_of_a_person_taken_off_wait_until_the_person_is_back(ana: User, on_map: dict[str, Member]) -> None:
    kim = on_map["Kim"]
    judge(kim, by=ana, influence="inner")

    actions.take_off(kim, by=ana, now=NOW)
    assert lines_among(members_of(kim.map)) == []

    actions.put_back(kim, by=ana, now=NOW)
    assert [str(line) for line in lines_among(members_of(kim.map))] == ["Lea Lopez reports to Kim Keller"]
    assert members_of(kim.map)[0].influence == "inner"


def test_a_removed_line_is_drawn_again_as_it_was(ana: User, on_map: dict[str, Member]) -> None:
    line = actions.draw_line(on_map["Max"], on_map["Kim"], kind="influence", strength="weak", by=ana, now=NOW)

    actions.remove_line(line, by=ana, now=NOW)
    line.refresh_from_db()
    actions.redraw_line(line, by=ana, now=NOW)

    assert Line.objects.get(kind="influence", removed_at=None).strength == "weak"


def test_a_persona_stands_for_somebody_unknown(ana: User, acme_map: PeopleMap) -> None:
    made = actions.name_member(acme_map, persona="finance", name="", is_external=False, by=ana, now=NOW)

    assert (str(made), made.title) == ("Finance", "")
    named = actions.name_member(acme_map, persona="legal", name="Noa", is_external=True, by=ana, now=NOW)
    assert (str(named), named.title, named.notes) == ("Noa", "Legal", ["not among the contacts", "works elsewhere"])


def test_places_are_kept_and_told_as_they_were(ana: User, acme_map: PeopleMap, on_map: dict[str, Member]) -> None:
    kim = on_map["Kim"].pk

    before = actions.arrange(acme_map, places={kim: (10, 20)}, by=ana, now=NOW)

    assert before == {kim: None}
    assert actions.arrange(acme_map, places={kim: None}, by=ana, now=NOW) == {kim: (10, 20)}


def test_a_deleted_contact_stays_on_the_map_by_name(on_map: dict[str, Member], kim: Contact) -> None:
    kim.delete()

    on_map["Kim"].refresh_from_db()
    assert (str(on_map["Kim"]), on_map["Kim"].contact) == ("Kim Keller", None)


def test_a_merged_contact_takes_the_place_along(ana: User, acme: Account, on_map: dict[str, Member]) -> None:
    judge(on_map["Kim"], by=ana, support="mentor")
    surviving = contact("Kim K. Keller", account=acme)

    merged(CONTACT, surviving, on_map["Kim"].contact, by=ana)

    on_map["Kim"].refresh_from_db()
    assert (on_map["Kim"].contact, on_map["Kim"].support) == (surviving, "mentor")


def test_a_merged_account_keeps_both_maps_and_shows_the_first(ana: User, acme: Account, acme_map: PeopleMap) -> None:
    twin = Account.objects.create(name="Acme AG", owner=ana, created_at=NOW, changed_at=NOW)
    later = actions.begin_map(twin, by=ana, now=NOW)

    merged(ACCOUNT, acme, twin, by=ana)

    assert map_of(acme) == acme_map
    assert set(PeopleMap.objects.filter(account=acme)) == {acme_map, later}
