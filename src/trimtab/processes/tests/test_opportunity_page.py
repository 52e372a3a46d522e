"""The page of an opportunity's process: who sees it, quick answers, the second of two editors."""

import re

import pytest

from tests.cast import client_for, person
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import Team, User
from trimtab.processes.models import AnswerGiven, MilestoneAnswer, ProcessVersion, SalesProcess
from trimtab.processes.tests.builders import answer, milestone_of

pytestmark = pytest.mark.django_db
SCRIPT = {"HX-Request": "true"}


def page_of(deal: Opportunity) -> str:
    return f"/opportunities/{deal.pk}/process/"


def address(deal: Opportunity, version: ProcessVersion, key: str) -> str:
    return f"/opportunities/{deal.pk}/process/{milestone_of(version, key).pk}/"


def test_the_first_line_says_where_it_stands(robots: Opportunity, ana: User) -> None:
    page = client_for(ana).get(page_of(robots)).content.decode()

    assert "By the answers it stands in step 1 of 7, Qualify" in page
    assert "Cannot tell" in page


def test_without_a_process_the_page_says_what_to_do(robots: Opportunity, ana: User) -> None:
    SalesProcess.objects.all().delete()

    assert "No sales process is for this opportunity." in client_for(ana).get(page_of(robots)).content.decode()


def test_a_quick_answer_works_by_script_and_by_form(robots: Opportunity, ana: User, version: ProcessVersion) -> None:
    client = client_for(ana)

    part = client.post(address(robots, version, "qualify-fit"), {"value": "no", "seen": 0}, headers=SCRIPT)
    whole = client.post(address(robots, version, "qualify-need"), {"value": "yes", "seen": 0})

    assert part.content.decode().strip().startswith('<div id="process">')
    assert whole["Location"].endswith("?step=qualify#step-qualify")
    assert dict(MilestoneAnswer.objects.values_list("milestone_key", "value")) == {
        "qualify-fit": "no",
        "qualify-need": "yes",
    }


def test_the_part_is_the_part_of_the_page(robots: Opportunity, ana: User) -> None:
    client = client_for(ana)

    page, part = (
        re.sub(
            r'(csrfmiddlewaretoken" value=")[^"]*', "", client.get(page_of(robots), headers=headers).content.decode()
        )
        for headers in ({}, SCRIPT)
    )

    assert part.strip() in page


def test_the_second_of_two_editors_sees_the_first_answer(
    robots: Opportunity, ana: User, ben: User, version: ProcessVersion
) -> None:
    answer(robots, "qualify-fit", "no", by=ben)

    by_form = client_for(ana).post(
        address(robots, version, "qualify-fit"), {"value": "yes", "seen": 0, "remark": "Sure"}
    )
    by_script = client_for(ana).post(
        address(robots, version, "qualify-fit"), {"value": "yes", "seen": 0}, headers=SCRIPT
    )

    assert (by_form.status_code, by_script.status_code) == (409, 409)
    assert "Sure" in by_form.content.decode()
    assert MilestoneAnswer.objects.get().value == "no"


def test_evidence_without_a_kind_is_asked_for_it(robots: Opportunity, ana: User, version: ProcessVersion) -> None:
    typed = {"value": "yes", "seen": 0, "note": "Kim said so"}

    answered = client_for(ana).post(address(robots, version, "qualify-fit"), typed)

    assert answered.status_code == 422
    assert "Say how we know it" in answered.content.decode()
    assert not AnswerGiven.objects.exists()


def test_a_quick_answer_keeps_the_note(robots: Opportunity, ana: User, version: ProcessVersion) -> None:
    client, place = client_for(ana), address(robots, version, "qualify-fit")
    client.post(place, {"value": "in_progress", "remark": "Asked Kim", "seen": 0})

    client.post(place, {"value": "yes", "seen": 1})

    assert MilestoneAnswer.objects.values_list("value", "note").get() == ("yes", "Asked Kim")


def test_a_reader_answers_nothing_and_a_stranger_sees_nothing(
    robots: Opportunity, north: Team, cleo: User, version: ProcessVersion
) -> None:
    gus = person("Gus", role=User.Role.SELLER, team=north, sees=User.Sees.TEAM)
    place = address(robots, version, "qualify-fit")

    page = client_for(gus).get(page_of(robots)).content.decode()
    refused = client_for(gus).post(place, {"value": "yes", "seen": 0})

    assert 'name="value"' not in page
    assert refused.status_code == 403
    assert client_for(cleo).get(page_of(robots)).status_code == 404
    assert not MilestoneAnswer.objects.exists()


def test_pausing_asks_why(robots: Opportunity, ana: User) -> None:
    client = client_for(ana)

    asked = client.post(f"/opportunities/{robots.pk}/pauses/", {"reason": ""})
    client.post(f"/opportunities/{robots.pk}/pauses/", {"reason": "New budget year"})
    paused = client.get(page_of(robots)).content.decode()
    client.post(f"/opportunities/{robots.pk}/resumption/")

    assert asked.status_code == 422
    assert "Paused in step 1 of 7" in paused
    assert "Paused in step" not in client.get(page_of(robots)).content.decode()
