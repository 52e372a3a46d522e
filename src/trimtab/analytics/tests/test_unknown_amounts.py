"""Unknown is not zero: what the review says where not one amount is known."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import client_for
from trimtab.analytics.tests.world import opportunity
from trimtab.core.models import Organisation
from trimtab.opportunities.models import Process
from trimtab.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def chip(ana: User, process: Process, organisation: Organisation) -> None:
    """One open opportunity whose amount nobody knows."""
    now = timezone.now()
    due = now.date() + timedelta(days=1)
    opportunity("Chip", owner=ana, process=process, opened=now - timedelta(days=5), amount=None, close_on=due)


def test_bars_and_weeks_are_unknown(chip: None, ana: User) -> None:
    said: Any = json.loads(client_for(ana).get("/pipeline.json").content)

    assert {bar["amount"] for bar in said["changes"]["bars"] if bar["opportunities"]} == {None}
    assert said["weeks"][-1]["amount"] is None


def test_page_says_unknown_in_place_of_a_drawing(chip: None, ana: User) -> None:
    page = client_for(ana).get("/pipeline/").content.decode()

    assert "Nothing can be drawn: the amounts are not known." in page
    table = page.partition("What changed")[2].partition("</section>")[0]
    assert table.count('<span class="unknown">unknown</span>') == 2


def test_total_above_the_rows_is_unknown(chip: None, ana: User) -> None:
    assert ": unknown</p>" in client_for(ana).get("/pipeline/rows/change/?bar=closing").content.decode()
