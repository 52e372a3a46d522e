"""From an account to a step that is done: planned, moved by mouse on the board, done by keyboard on a narrow page."""

import pytest
from playwright.sync_api import expect

from tests.browser import OpenPage
from trimtab.accounts.models import Account
from trimtab.objectives.models import Action
from trimtab.people.models import User
from trimtab.web.tests.looking import faults, sticks_out

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_step_is_planned_moved_and_taken_up_again(open_page: OpenPage, ana: User, acme: Account) -> None:
    page = open_page(ana)
    page.goto(f"/accounts/{acme.pk}/objectives/")
    page.get_by_role("link", name="Plan an action").click()
    page.get_by_label("What is to be done").fill("Ask Kim for the plan")
    page.get_by_label("Due").fill("2020-02-03")
    page.get_by_role("button", name="Plan it").click()
    expect(page.locator(".lead")).to_have_text("0 open objectives, 1 action to do. 1 is overdue.")

    page.goto("/accounts/actions/board/")
    card, doing = page.locator(".card"), page.locator('[data-status="doing"]')
    expect(page.locator(".action-board.is-live")).to_be_visible()
    card.drag_to(doing.locator(".cards"), source_position={"x": 120, "y": 60}, steps=12)
    expect(page.get_by_role("status")).to_contain_text("“Ask Kim for the plan”: Under way.")
    expect(doing.locator(".card")).to_have_count(1)
    assert Action.objects.get().status == "doing"
    assert faults(page) == []

    page.set_viewport_size({"width": 390, "height": 844})
    page.locator(".card summary").press("Enter")
    page.get_by_role("button", name="Done").press("Enter")
    expect(page.locator('[data-status="done"] .card')).to_have_count(1)
    assert sticks_out(page) <= 0
    assert Action.objects.get().status == "done"
