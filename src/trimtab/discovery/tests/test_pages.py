"""The board as cards, as a table, as a part of the account's page; one insight."""

import re

import pytest
from django.test import Client

from tests.cast import NOW, client_for, person
from trimtab.accounts.models import Account, Contact
from trimtab.discovery.actions import add_section
from trimtab.discovery.models import Card, Insight
from trimtab.discovery.tests.builders import board_of, card, contact
from trimtab.evidence.models import Evidence
from trimtab.people.models import Team, User

pytestmark = pytest.mark.django_db
SCRIPT = {"HX-Request": "true"}


def shown(client: Client, address: str, **headers: str) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]*', "", client.get(address, headers=headers).content.decode())


def test_the_board_and_the_table_show_the_same_cards(acme: Account, ana: User) -> None:
    titles = ["Halve the downtime", "A new rule", "New plant", "No permit", "Turbines"]
    for layer, title in zip(["goal", "pressure", "initiative", "obstacle", "solution"], titles, strict=True):
        card(layer, title, board=board_of(acme), by=ana)
    client = client_for(ana)

    pages = [shown(client, f"/accounts/{acme.pk}/goals/{query}") for query in ("", "?view=table")]

    assert all(title in page for title in titles for page in pages)
    assert "0 of 1 confirmed" in pages[0]


def test_an_empty_board_says_how_to_begin(acme: Account, ana: User) -> None:
    assert "Begin with one goal" in shown(client_for(ana), f"/accounts/{acme.pk}/goals/")


def test_the_part_that_a_move_answers_is_the_board_of_the_page(acme: Account, ana: User) -> None:
    card("goal", "Growth", board=board_of(acme), by=ana)
    address = f"/accounts/{acme.pk}/goals/"

    page, part = shown(client_for(ana), address), shown(client_for(ana), address, **SCRIPT)

    assert part.strip() in page


def test_a_card_is_added_in_its_cell_by_script_and_by_form(acme: Account, ana: User) -> None:
    client, section = client_for(ana), add_section(board_of(acme), name="East", by=ana, now=NOW)
    address = f"/goals/account/{acme.pk}/new/"
    typed = {"lane": "goal", "column": section.pk, "title": "Growth"}

    by_script = client.post(address, typed, headers=SCRIPT)
    by_form = client.post(address, typed | {"title": "Quality"})

    assert "data-card-board" in by_script.content.decode()
    assert by_form.status_code == 302
    assert set(Card.objects.values_list("insight__title", "section")) == {
        ("Growth", section.pk),
        ("Quality", section.pk),
    }


def test_a_card_without_a_title_is_asked_for_one_in_its_cell(acme: Account, ana: User) -> None:
    answer = client_for(ana).post(f"/goals/account/{acme.pk}/new/", {"lane": "goal", "title": ""}, headers=SCRIPT)

    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#quick-add")


@pytest.mark.parametrize("query", ["lane=nonsense", "lane=goal&column=999"])
def test_a_cell_that_does_not_exist_is_none_or_the_one_without_a_section(query: str, acme: Account, ana: User) -> None:
    status = client_for(ana).get(f"/goals/account/{acme.pk}/new/?{query}").status_code

    assert status == (404 if "nonsense" in query else 200)


def test_a_dragged_card_answers_with_the_board_and_a_way_back(acme: Account, ana: User) -> None:
    goal = card("goal", "Growth", board=board_of(acme), by=ana)
    client = client_for(ana)

    answer = client.post(
        f"/goals/cards/{goal.pk}/moves/", {"lane": "pressure", "column": "", "seen": "goal:"}, headers=SCRIPT
    ).content.decode()
    undo = re.search(r'action="(/goals/moves/\d+/undoing/)"', answer)
    assert undo is not None
    client.post(undo.group(1), headers=SCRIPT)

    assert "Growth: Pressure, No section." in answer
    assert Insight.objects.get().layer == "goal"


def test_a_card_that_somebody_else_moved_stays_where_it_is(acme: Account, ana: User) -> None:
    goal = card("goal", "Growth", board=board_of(acme), by=ana)

    answer = client_for(ana).post(
        f"/goals/cards/{goal.pk}/moves/", {"lane": "solution", "column": "", "seen": "pressure:"}, headers=SCRIPT
    )

    assert answer.status_code == 409
    assert "somebody else" in answer.content.decode()
    assert Insight.objects.get().layer == "goal"


def test_a_reader_sees_the_board_without_handles(acme: Account, ana: User, north: Team) -> None:
    gus = person("Gus", role=User.Role.SELLER, team=north, sees=User.Sees.TEAM)
    card("goal", "Growth", board=board_of(acme), by=ana)

    page = shown(client_for(gus), f"/accounts/{acme.pk}/goals/")

    assert "Growth" in page
    assert "data-moves" not in page


def test_two_editors_of_one_insight_see_both(acme: Account, ana: User, ben: User) -> None:
    insight = card("goal", "Growth", board=board_of(acme), by=ana).insight
    anas, bens, address = client_for(ana), client_for(ben), f"/goals/insights/{insight.pk}/edit/"
    form = {"title": "Growth", "text": "", "seen_at": insight.changed_at.isoformat(), "seen": "{}"}
    bens.post(address, form | {"text": "From Ben."})

    answer = anas.post(address, form | {"text": "From Ana."})

    assert answer.status_code == 409
    assert "From Ben." in answer.content.decode()
    assert "From Ana." in answer.content.decode()


def test_confirming_on_the_page_keeps_the_evidence(acme: Account, ana: User) -> None:
    insight, kim = card("goal", "Growth", board=board_of(acme), by=ana).insight, contact("Kim", acme)
    typed = {"state": "confirmed", "kind": "said", "told_by": kim.pk, "happened_on": "2026-01-10"}

    answer = client_for(ana).post(f"/goals/insights/{insight.pk}/states/", typed)

    assert answer.status_code == 302
    assert Evidence.objects.get().told_by == kim


def test_what_was_heard_tomorrow_is_refused(acme: Account, ana: User) -> None:
    insight = card("goal", "Growth", board=board_of(acme), by=ana).insight
    typed = {"state": "confirmed", "kind": "said", "happened_on": "2999-01-01", "note": "I typed this."}

    answer = client_for(ana).post(f"/goals/insights/{insight.pk}/states/", typed)

    assert answer.status_code == 422
    assert "I typed this." in answer.content.decode()


def test_only_people_of_the_customer_can_be_owners(acme: Account, bolt: Account, ana: User) -> None:
    stranger: Contact = contact("Lee", bolt)

    answer = client_for(ana).post(
        f"/goals/account/{acme.pk}/new/", {"lane": "goal", "title": "Growth", "owners": [stranger.pk]}
    )

    assert answer.status_code == 422
    assert not Insight.objects.exists()


def test_many_cards_cost_as_many_queries_as_few(
    acme: Account, ana: User, django_assert_max_num_queries: object
) -> None:
    client, address, kim = client_for(ana), f"/accounts/{acme.pk}/goals/", contact("Kim", acme)
    card("goal", "First", board=board_of(acme), by=ana, owners=[kim])
    client.get(address)
    with django_assert_max_num_queries(32) as few:  # type: ignore[operator]  # a fixture without a type
        client.get(address)
    allowed = len(few)
    for number in range(6):
        card("pressure", f"No. {number}", board=board_of(acme), by=ana, owners=[kim], told_by=[kim])

    with django_assert_max_num_queries(allowed):  # type: ignore[operator]  # as above
        assert client.get(address).status_code == 200
