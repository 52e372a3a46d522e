"""Cards moved to another row, section and place, and back."""

import pytest
from django.core.exceptions import PermissionDenied

from tests.cast import NOW
from trimtab.accounts.models import Account
from trimtab.core.models import Event
from trimtab.discovery.actions import (
    CardMoved,
    add_link,
    add_section,
    edit_insight,
    move_card,
    undo_move,
)
from trimtab.discovery.actions.cards import seen_of
from trimtab.discovery.models import Card, Insight, Link
from trimtab.discovery.tests.builders import board_of, card, contact
from trimtab.people.models import User

pytestmark = pytest.mark.django_db


def titles(layer: str) -> list[str]:
    cell = Card.objects.filter(insight__layer=layer, archived_at=None).order_by("position", "pk")
    return [str(one) for one in cell]


def test_an_obstacle_dragged_to_the_initiatives_keeps_what_all_rows_have(acme: Account, ana: User) -> None:
    kim = contact("Kim", acme)
    obstacle = card(
        "obstacle", "No staff", board=board_of(acme), by=ana, text="Ten vacancies", owners=[kim], told_by=[kim]
    )

    moved = move_card(obstacle, layer="initiative", section=None, by=ana, now=NOW)

    insight = Insight.objects.get()
    assert (insight.layer, insight.text, list(insight.owners.all())) == ("initiative", "Ten vacancies", [kim])
    assert list(insight.told_by.all()) == [kim]
    assert (moved.links, moved.facts) == ((), ())


def test_links_that_the_new_row_does_not_have_are_listed_and_undo_restores_them(acme: Account, ana: User) -> None:
    board = board_of(acme)
    goal, initiative = card("goal", "Growth", board=board, by=ana), card("initiative", "New plant", board=board, by=ana)
    obstacle = card("obstacle", "No permit", board=board, by=ana)
    kept = add_link(initiative.insight, goal.insight, by=ana, now=NOW)
    lost = add_link(obstacle.insight, initiative.insight, by=ana, now=NOW)
    edit_insight(initiative.insight, changes={"priority": "high", "outcome": "In 2027"}, by=ana, now=NOW)

    moved = move_card(initiative, layer="pressure", section=None, by=ana, now=NOW)

    assert (moved.links, moved.facts) == ((lost,), ("priority", "outcome"))
    assert list(Link.objects.filter(removed_at=None)) == [kept]
    back = undo_move(moved.move, by=ana, now=NOW)
    assert (back.insight.layer, back.insight.priority, back.insight.outcome) == ("initiative", "high", "In 2027")
    assert set(Link.objects.filter(removed_at=None)) == {kept, lost}


def test_a_card_takes_its_place_and_the_others_keep_their_order(acme: Account, ana: User) -> None:
    one, _two, three = (card("goal", name, board=board_of(acme), by=ana) for name in ("One", "Two", "Three"))

    moved = move_card(three, layer="goal", section=None, before=one, by=ana, now=NOW)

    assert titles("goal") == ["Three", "One", "Two"]
    undo_move(moved.move, by=ana, now=NOW)
    assert titles("goal") == ["One", "Two", "Three"]


def test_of_two_who_move_one_card_the_second_is_told(acme: Account, ana: User, ben: User) -> None:
    board = board_of(acme)
    goal, section = card("goal", "Growth", board=board, by=ana), add_section(board, name="East", by=ana, now=NOW)
    seen = seen_of(goal)
    move_card(goal, layer="goal", section=section, by=ben, now=NOW, seen=seen)

    with pytest.raises(CardMoved):
        move_card(goal, layer="pressure", section=None, by=ana, now=NOW, seen=seen)

    assert Card.objects.get().section == section


def test_two_who_move_two_cards_lose_nothing(acme: Account, ana: User, ben: User) -> None:
    one, two = (card("goal", name, board=board_of(acme), by=ana) for name in ("One", "Two"))
    seen = [seen_of(one), seen_of(two)]

    move_card(one, layer="pressure", section=None, by=ana, now=NOW, seen=seen[0])
    move_card(two, layer="obstacle", section=None, by=ben, now=NOW, seen=seen[1])

    assert (titles("pressure"), titles("obstacle")) == (["One"], ["Two"])


def test_what_was_moved_on_since_is_not_undone(acme: Account, ana: User) -> None:
    goal = card("goal", "Growth", board=board_of(acme), by=ana)
    first = move_card(goal, layer="pressure", section=None, by=ana, now=NOW)
    move_card(goal, layer="obstacle", section=None, by=ana, now=NOW)

    with pytest.raises(CardMoved):
        undo_move(first.move, by=ana, now=NOW)


def test_a_section_of_another_board_is_refused(acme: Account, bolt: Account, ana: User, cleo: User) -> None:
    goal = card("goal", "Growth", board=board_of(acme), by=ana)
    elsewhere = add_section(board_of(bolt), name="East", by=cleo, now=NOW)

    with pytest.raises(ValueError, match="another board"):
        move_card(goal, layer="goal", section=elsewhere, by=ana, now=NOW)


def test_a_reader_moves_nothing_and_leaves_no_trace(acme: Account, ana: User, cleo: User) -> None:
    goal = card("goal", "Growth", board=board_of(acme), by=ana)
    events = Event.objects.count()

    with pytest.raises(PermissionDenied):
        move_card(goal, layer="pressure", section=None, by=cleo, now=NOW)

    assert (titles("goal"), Event.objects.count()) == (["Growth"], events)
