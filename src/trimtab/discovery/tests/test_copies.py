"""Copies, linked or of their own; what is archived comes back."""

import pytest

from tests.cast import NOW
from trimtab.accounts.models import Account, Division
from trimtab.discovery.actions import (
    add_section,
    archive_card,
    archive_section,
    copy_card,
    edit_insight,
    restore_card,
    restore_section,
    set_state,
    show_card_on,
)
from trimtab.discovery.boards import Board
from trimtab.discovery.models import Card, Insight
from trimtab.discovery.queries import archived_cards, completeness_of, content_of, current_cards
from trimtab.discovery.tests.builders import board_of, card
from trimtab.opportunities.models import Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
SAID = {"kind": "said", "happened_on": NOW.date()}


def test_a_linked_copy_says_what_the_other_says(acme: Account, ana: User) -> None:
    board = board_of(acme)
    goal, section = card("goal", "Growth", board=board, by=ana), add_section(board, name="East", by=ana, now=NOW)

    copy = copy_card(goal, section=section, is_linked=True, by=ana, now=NOW)
    edit_insight(goal.insight, changes={"title": "Growth of 10 %"}, by=ana, now=NOW)

    copy.refresh_from_db()
    assert (str(copy), Insight.objects.count()) == ("Growth of 10 %", 1)


def test_an_independent_copy_goes_its_own_way_unconfirmed(acme: Account, ana: User) -> None:
    goal = card("goal", "Growth", board=board_of(acme), by=ana)
    set_state(goal.insight, state="confirmed", evidence=SAID, by=ana, now=NOW)

    copy = copy_card(goal, section=None, is_linked=False, by=ana, now=NOW)
    edit_insight(goal.insight, changes={"title": "Growth of 10 %"}, by=ana, now=NOW)

    copy.insight.refresh_from_db()
    assert (copy.insight.title, copy.insight.state) == ("Growth", "unconfirmed")
    assert copy.insight.copied_from == goal.insight


def test_a_deal_shows_an_insight_of_its_customer_once(acme: Account, ana: User, process: Process) -> None:
    goal = card("goal", "Growth", board=board_of(acme), by=ana)
    board = Board(None, None, deal("Acme turbines", owner=ana, process=process, account=acme))

    shown = [show_card_on(board, goal, by=ana, now=NOW) for _time in range(2)]

    assert shown[0] == shown[1]
    assert [one.insight for one in current_cards(board)] == [goal.insight]


def test_what_is_archived_comes_back_with_everything(acme: Account, ana: User) -> None:
    board = board_of(acme)
    goal = card("goal", "Growth", board=board, by=ana)

    archive_card(goal, by=ana, now=NOW)
    gone = (list(current_cards(board)), list(archived_cards(board)))
    restore_card(goal, by=ana, now=NOW)

    assert gone == ([], [goal])
    assert list(current_cards(board)) == [goal]


def test_a_division_takes_its_insights_along_and_brings_them_back(acme: Account, ana: User) -> None:
    division = Division.objects.create(account=acme, name="Service", created_at=NOW, changed_at=NOW)
    board = Board(acme, division, None)
    goal = card("goal", "Growth", board=board, by=ana)
    before = completeness_of(acme).points

    Division.objects.filter(pk=division.pk).update(archived_at=NOW)
    without = completeness_of(acme).points
    archived = list(archived_cards(board_of(acme)))
    Division.objects.filter(pk=division.pk).update(archived_at=None)

    assert (before, without, archived) == (15, 0, [goal])
    assert completeness_of(acme).points == 15
    assert list(archived_cards(board_of(acme))) == []


def test_an_insight_of_an_archived_division_can_be_brought_to_the_account(acme: Account, ana: User) -> None:
    division = Division.objects.create(account=acme, name="Service", created_at=NOW, changed_at=NOW)
    goal = card("goal", "Growth", board=Board(acme, division, None), by=ana)
    Division.objects.filter(pk=division.pk).update(archived_at=NOW)

    restore_card(goal, by=ana, now=NOW)

    assert list(current_cards(board_of(acme))) == [goal]
    assert Insight.objects.get().division is None


def test_cards_of_an_archived_section_stay_on_the_board(acme: Account, ana: User) -> None:
    board = board_of(acme)
    section = add_section(board, name="East", by=ana, now=NOW)
    card("goal", "Growth", board=board, section=section, by=ana)

    archive_section(section, by=ana, now=NOW)
    loose = [one.column for one in content_of(board, today=NOW.date()).shown]
    restore_section(section, by=ana, now=NOW)

    assert loose == [""]
    assert [one.column for one in content_of(board, today=NOW.date()).shown] == [str(section.pk)]


def test_a_merged_account_brings_its_board_along(acme: Account, bolt: Account, ana: User, cleo: User) -> None:
    card("goal", "Growth", board=board_of(bolt), by=cleo)
    for model in (Insight, Card):
        model.objects.filter(account=bolt).update(account=acme)

    assert [str(one) for one in current_cards(board_of(acme))] == ["Growth"]
