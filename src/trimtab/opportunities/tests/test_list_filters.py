"""The filters of the table of opportunities."""

from datetime import datetime, timedelta

import pytest

from tests.cast import client_for
from trimtab.opportunities.actions import edit_opportunity, log_activity, remap_stage
from trimtab.opportunities.models import LineItem, Opportunity, Process, Product
from trimtab.opportunities.tests.builders import stage
from trimtab.opportunities.tests.listed import ANY, names
from trimtab.people.models import User


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=acm", "A"),
        ("q=b", "B"),
        ("kind=New", "A"),
        ("kind=-", "BC"),
        ("segment=MM", "A"),
        ("region=-", "BC"),
        ("industry=Manufacturing", "A"),
        ("region=Nowhere", ""),
        ("category=-", "BAC"),
        ("status=won", ""),
        ("status=all", "CBA"),
        ("status=closed", ""),
        ("product=Arm", "A"),
        ("product=-", "BC"),
        ("close_from=2000-01-01", "BA"),
        ("close_to=2000-01-01", ""),
        ("close_from=yesterday", "BAC"),
        ("silent=5", "BAC"),
        ("slipped=on", ""),
        ("owner=999999", "BAC"),
    ],
)
def test_each_filter_of_the_url_narrows_the_list(
    three: list[Opportunity], ana: User, query: str, expected: str
) -> None:
    LineItem.objects.create(opportunity=three[0], product=Product.objects.create(name="Arm"))

    assert names(client_for(ana), f"{ANY}&{query}&sort=") == list(expected)


def test_a_process_and_a_stage_narrow_the_list(three: list[Opportunity], ana: User, process: Process) -> None:
    other = Process.objects.create(name="Renewal")
    client = client_for(ana)

    assert names(client, f"{ANY}&stage={stage(process, 'Proof').pk}") == ["B"]
    assert names(client, f"{ANY}&process={other.pk}") == []


def test_a_remapped_stage_is_found_as_the_other(
    three: list[Opportunity], ana: User, finn: User, process: Process, now: datetime
) -> None:
    proposal = stage(process, "Proposal")
    remap_stage(stage(process, "Proof"), proposal, by=finn, now=now)

    response = client_for(ana).get(f"{ANY}&stage={proposal.pk}")

    assert [(row.opportunity.name, row.stage) for row in response.context["rows"]] == [("B", "Proposal")]


def test_silent_and_slipped_ones_are_found(three: list[Opportunity], ana: User, now: datetime) -> None:
    late, moved, _quiet = three
    log_activity(fields={"kind": "call", "subject": "Hi", "at": now - timedelta(2)}, opportunity=late, by=ana, now=now)
    edit_opportunity(moved, changes={"close_on": now.date() + timedelta(9)}, by=ana, now=now)
    client = client_for(ana)

    assert names(client, f"{ANY}&silent=5") == ["B", "C"]
    assert names(client, f"{ANY}&slipped=on") == ["B"]
