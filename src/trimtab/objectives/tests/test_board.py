"""The board of actions: a move is one change, refused in words, and never over somebody else's."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import client_for, person
from trimtab.accounts.models import Account
from trimtab.core.models import Organisation
from trimtab.objectives.actions import add_action
from trimtab.objectives.models import Action
from trimtab.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def action(ana: User, acme: Account, organisation: Organisation) -> Action:
    return add_action(fields={"subject": "Call Kim", "account": acme}, by=ana, now=timezone.now())


def move(client: Client, action: Action, status: str, **headers: str) -> Any:  # the test client's own response
    values = {"status": status, "seen_at": action.changed_at.isoformat(), "board": "scope=everyone"}
    return client.post(f"/accounts/actions/{action.pk}/moves/", values, headers=headers)


def test_a_card_moves_without_any_script(ana: User, action: Action) -> None:
    answer = move(client_for(ana), action, "doing")

    assert answer["Location"] == "/accounts/actions/board/?scope=everyone"
    action.refresh_from_db()
    assert action.status == "doing"


def test_with_the_script_the_board_answers(ana: User, action: Action) -> None:
    answer = move(client_for(ana), action, "done", **{"HX-Request": "true"})

    text = answer.content.decode()
    assert text.lstrip().startswith('<div id="actions-board">')
    assert "“Call Kim”: Done." in text


def test_the_board_of_the_page_is_the_board_of_the_answer(ana: User, action: Action) -> None:
    client = client_for(ana)
    page = client.get("/accounts/actions/board/?scope=everyone").content.decode()

    answer = move(client, action, "to_do", **{"HX-Request": "true"}).content.decode()

    start = page.index('<div class="board action-board"')
    assert page[start : start + 400] in answer


@pytest.mark.parametrize("status", ["dropped", "", "nonsense"])
def test_what_is_no_column_is_refused_in_words(ana: User, action: Action, status: str) -> None:
    answer = move(client_for(ana), action, status)

    assert answer.status_code == 422
    assert "Choose one of the columns." in answer.content.decode()


def test_a_card_that_somebody_moved_meanwhile_stays_there(ana: User, action: Action) -> None:
    Action.objects.filter(pk=action.pk).update(status="waiting", changed_at=action.changed_at + timedelta(minutes=1))

    answer = move(client_for(ana), action, "done", **{"HX-Request": "true"})

    assert answer.status_code == 409
    action.refresh_from_db()
    assert action.status == "waiting"


def test_whoever_reads_along_is_told_why_the_card_stays(ana: User, action: Action) -> None:
    gus = person("Gus", role=User.Role.SELLER, team=ana.team, sees=User.Sees.TEAM)

    answer = move(client_for(gus), action, "done", **{"HX-Request": "true"})

    assert answer.status_code == 403
    assert "An action is changed by whoever does it" in answer.content.decode()
