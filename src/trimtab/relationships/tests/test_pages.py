"""The pages of a map of people."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import NOW, client_for
from trimtab.accounts.models import Account, Contact
from trimtab.opportunities.models import ContactRole, Opportunity
from trimtab.people.models import User
from trimtab.relationships import actions
from trimtab.relationships.models import Attitude, Judgement, Line, Member, PeopleMap, TeamRelation
from trimtab.relationships.tests.conftest import contact, judge

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
    assert "Keep this person&#x27;s reach small" in page
    assert "Lea Lopez</a>" in page


def test_the_page_asks_as_often_for_many_people_as_for_few(acme: Account, ana: User, acme_map: PeopleMap) -> None:
    client, address = client_for(ana), f"/accounts/{acme.pk}/people/?view="
    client.get(address)
    counts = []
    for view in ("list", "map"):
        with CaptureQueriesContext(
            connection,
        ) as few:
            client.get(address + view)
        for number in range(12):
            one = contact(f"Person {number}", account=acme)
            member = actions.add_member(acme_map, contact=one, by=ana, now=NOW)
            judge(member, by=ana, influence="inner", support="mentor", coverage="brief")
            actions.set_relation(one, ana, fields={"current": "vendor", "desired": "solver"}, by=ana, now=NOW)
            acme.contacts.filter(pk=one.pk).delete()
        with CaptureQueriesContext(connection) as many:
            client.get(address + view)
        counts.append((len(few), len(many)))

    assert [few for few, _many in counts] == [many for _few, many in counts]


def test_a_value_is_chosen_with_its_evidence(ana: User, on_map: dict[str, Member], kim: Contact) -> None:
    client, address = client_for(ana), f"/people-maps/members/{on_map['Kim'].pk}/judging/"
    form = client.get(f"{address}?attribute=support").text
    assert "Speaks for us when we are not in the room" in form
    assert "Did the person say that they prefer you?" in form

    typed = {
        "attribute": "support",
        "seen": "",
        "value": "mentor",
        "kind": "said",
        "note": "Called for us.",
        "told_by": kim.pk,
    }
    answer = client.post(address, typed | {"happened_on": "2026-01-09"}, follow=True)

    assert "Kim Keller, support: Mentor." in answer.text
    assert "Undo" in answer.text
    assert "Called for us." in client.get(f"/people-maps/members/{on_map['Kim'].pk}/").text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"value": "fan"}, "Select a valid choice"),
        ({"value": "mentor", "kind": "said"}, "Write what was said or seen"),
        ({"value": "mentor", "note": "She said so"}, "Say how we know what you wrote."),
        ({"value": "mentor", "kind": "assumption", "happened_on": "2999-01-01"}, "from today or before"),
    ],
)
def test_what_cannot_be_kept_is_told_with_what_was_typed(
    ana: User, on_map: dict[str, Member], typed: dict[str, str], told: str
) -> None:
    address = f"/people-maps/members/{on_map['Kim'].pk}/judging/"

    answer = client_for(ana).post(address, {"attribute": "support", "seen": "", **typed})

    assert answer.status_code == 422
    assert told in answer.text
    assert not Judgement.objects.exists()


def test_the_second_of_two_editors_sees_what_the_first_judged(ana: User, ben: User, on_map: dict[str, Member]) -> None:
    address = f"/people-maps/members/{on_map['Kim'].pk}/judging/"
    judge(on_map["Kim"], by=ana, support="mentor")

    answer = client_for(ben).post(address, {"attribute": "support", "seen": "", "value": "enemy"})

    assert answer.status_code == 409
    assert "Ana judged it as “Mentor” while you were choosing." in answer.text
    assert (
        client_for(ben).post(address, {"attribute": "support", "seen": "mentor", "value": "enemy"}).status_code == 302
    )


def test_two_people_write_different_texts_and_both_stay(ana: User, ben: User, on_map: dict[str, Member]) -> None:
    address = f"/people-maps/members/{on_map['Kim'].pk}/"
    seen = '{"business_agenda": "", "personal_agenda": "", "strategy": "", "note": "", "is_external": ""}'

    client_for(ana).post(address, {"strategy": "Invite her.", "seen": seen})
    client_for(ben).post(address, {"note": "Likes figures.", "seen": seen})
    third = client_for(ben).post(address, {"strategy": "Wait.", "seen": seen})

    on_map["Kim"].refresh_from_db()
    assert (on_map["Kim"].strategy, on_map["Kim"].note) == ("Invite her.", "Likes figures.")
    assert third.status_code == 409
    assert "Wait." in third.text


def test_a_line_is_drawn_and_a_circle_is_answered_in_words(
    ana: User, acme_map: PeopleMap, on_map: dict[str, Member]
) -> None:
    client, address = client_for(ana), f"/people-maps/{acme_map.pk}/lines/new/"
    kim, lea = on_map["Kim"].pk, on_map["Lea"].pk

    drawn = client.post(address, {"start": lea, "end": kim, "kind": "influence", "strength": "strong"}, follow=True)
    refused = client.post(address, {"start": kim, "end": lea, "kind": "reports"})

    assert "Lea Lopez influences Kim Keller." in drawn.text
    assert refused.status_code == 422
    assert "Kim Keller cannot report to Lea Lopez: Lea Lopez reports to Kim Keller." in refused.text
    line = Line.objects.get(kind="influence")
    assert "No longer drawn" in client.post(f"/people-maps/lines/{line.pk}/removal/", follow=True).text
    client.post(f"/people-maps/lines/{line.pk}/restoration/")
    assert Line.objects.filter(kind="influence", removed_at=None).count() == 1


def test_people_are_added_found_by_name_and_as_posts(ana: User, acme: Account, acme_map: PeopleMap) -> None:
    client, address = client_for(ana), f"/people-maps/{acme_map.pk}/members/new/"
    nia = contact("Nia Novak", account=acme)

    assert "Nia Novak" in client.get(f"{address}?q=ni").text
    client.post(address, {"known": "1", "contacts": [nia.pk, "²"]})
    client.post(address, {"persona": "legal"})

    assert acme_map.members.filter(contact=nia).exists()
    assert acme_map.members.get(persona="legal").name == "Legal"
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"known": "1"}).status_code == 302


def test_a_person_taken_off_comes_back(ana: User, acme: Account, on_map: dict[str, Member]) -> None:
    client, kim = client_for(ana), on_map["Kim"].pk

    gone = client.post(f"/people-maps/members/{kim}/removal/", follow=True).text
    back = client.post(f"/people-maps/members/{kim}/restoration/", follow=True).text

    assert f'id="member-{kim}"' not in gone
    assert f'id="member-{kim}"' in back


def test_people_of_a_deal_are_brought_over(ana: User, acme: Account, turbines: Opportunity, kim: Contact) -> None:
    ContactRole.objects.create(opportunity=turbines, contact=kim, role="Decision Maker")
    of_deal = actions.begin_map(turbines, by=ana, now=NOW)
    judge(of_deal.members.get(), by=ana, support="mentor")
    kim.archived_at = NOW  # so that the account's own map begins without her
    kim.save(update_fields=["archived_at"])
    shown = actions.begin_map(acme, by=ana, now=NOW)
    client, address = client_for(ana), f"/people-maps/{shown.pk}/sisters/"

    assert "Acme turbines" in client.get(address).text
    client.post(address, {"contacts": kim.pk, "carry": "on"})

    assert shown.members.get().support == "mentor"
    assert "archived" in client.get(f"/accounts/{acme.pk}/people/").text


def test_what_holds_of_the_person_is_set_for_all_maps(ana: User, on_map: dict[str, Member]) -> None:
    client, address = client_for(ana), f"/people-maps/members/{on_map['Kim'].pk}"

    client.post(f"{address}/relations/", {"user": "Ana", "current": "vendor", "desired": "solver"})
    client.post(f"{address}/attitude/", {"adaptability": "visionary"})

    assert TeamRelation.objects.get().desired == "solver"
    assert Attitude.objects.get().adaptability == "visionary"
    assert client.post(f"{address}/relations/", {"user": "Nobody"}).status_code == 422
    assert client.post(f"{address}/attitude/", {"adaptability": "slow"}).status_code == 422


def test_a_judgement_is_taken_back_unless_it_was_judged_anew(ana: User, on_map: dict[str, Member]) -> None:
    client = client_for(ana)
    judge(on_map["Kim"], by=ana, support="mentor")
    first = Judgement.objects.get()
    judge(on_map["Kim"], by=ana, support="neutral")

    kept = client.post(f"/people-maps/judgements/{first.pk}/withdrawal/", follow=True)
    taken = client.post(f"/people-maps/judgements/{Judgement.objects.last().pk}/withdrawal/", follow=True)  # type: ignore[union-attr]

    assert "So it stays." in kept.text
    assert "It is judged as before." in taken.text


def test_places_are_kept_from_the_drawing(ana: User, acme_map: PeopleMap, on_map: dict[str, Member]) -> None:
    client, address, kim = client_for(ana), f"/people-maps/{acme_map.pk}/places/", on_map["Kim"]

    for wrong in ("[1]", "{", '{"x": [1, 2]}', f'{{"{kim.pk}": [1.5, 2]}}'):
        assert client.post(address, {"places": wrong}).status_code == 422
    sent = client.post(address, {"places": f'{{"{kim.pk}": [40, 9000000]}}'}, headers={"accept": "application/json"})
    assert sent.json() == {"before": {str(kim.pk): None}}
    kim.refresh_from_db()
    assert (kim.x, kim.y) == (40, 100_000)
    client.post(address)
    kim.refresh_from_db()
    assert kim.x is None


def test_the_panel_on_the_page_of_the_account(acme: Account, ana: User, on_map: dict[str, Member]) -> None:
    judge(on_map["Kim"], by=ana, influence="inner", coverage="none")

    assert "Nobody talks to Kim Keller" in client_for(ana).get(f"/accounts/{acme.pk}/people/panel/").text
