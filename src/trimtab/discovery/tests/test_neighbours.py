"""What the board takes from the map of people and from actions, at once."""

import pytest

from tests.cast import NOW
from trimtab.accounts.models import Account
from trimtab.collaboration.models import Notice
from trimtab.discovery.demo import STORY, fill_goals
from trimtab.discovery.models import Insight
from trimtab.discovery.pages import BoardPage, is_past_middle
from trimtab.discovery.queries import completeness_of
from trimtab.discovery.tests.builders import board_of, card, contact
from trimtab.objectives.actions import add_action
from trimtab.opportunities.models import Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User
from trimtab.relationships.actions import begin_map, judge

pytestmark = pytest.mark.django_db


def rules(acme: Account, ana: User) -> set[str]:
    page = BoardPage(board_of(acme), ana, today=NOW.date())
    return {str(todo.words.wrong) for todo in page.todos}


def test_a_contact_who_comes_to_have_a_say_counts_as_owner_at_once(acme: Account, ana: User) -> None:
    kim = contact("Kim", acme)
    card("goal", "Growth", board=board_of(acme), by=ana, owners=[kim])
    shown = begin_map(acme, by=ana, now=NOW)
    before = (completeness_of(acme).points, len(rules(acme, ana)))

    judge(shown.members.get(contact=kim), attribute="influence", value="inner", by=ana, now=NOW)

    assert before == (15, 2)
    assert (completeness_of(acme).points, len(rules(acme, ana))) == (35, 0)


def test_an_obstacle_with_an_open_action_is_worked_on(acme: Account, ana: User) -> None:
    obstacle = card("obstacle", "No permit", board=board_of(acme), by=ana).insight
    before = len(rules(acme, ana))

    fields = {"subject": "Ask for it", "account": acme, "due_on": NOW.date()}
    add_action(fields=fields | {"origin_record": "insight", "origin_id": obstacle.pk}, by=ana, now=NOW)

    assert (before, len(rules(acme, ana))) == (1, 0)


@pytest.mark.parametrize(("stage", "is_urgent"), [("Qualify", False), ("Proof", True), ("Proposal", True)])
def test_a_deal_is_urgent_past_the_middle_of_its_open_stages(
    stage: str, is_urgent: bool, ana: User, process: Process
) -> None:
    assert is_past_middle(deal("Turbines", owner=ana, process=process, at=stage)) == is_urgent


def test_the_sample_has_a_board_once(acme: Account, ana: User, ben: User) -> None:
    contact("Kim", acme)

    counts = [fill_goals(ana, leader=ben, now=NOW, today=NOW.date()) for _time in range(2)]

    assert counts == [len(STORY), len(STORY)]
    assert Insight.objects.filter(state="confirmed").count() == 4
    assert Notice.objects.filter(user=ben).count() == 1
