"""The pages of an opportunity's assessment."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.cast import client_for
from trimtab.assessments.actions import Reply, give_answer, mark_occasion
from trimtab.assessments.models import Answer
from trimtab.competition.models import Contender
from trimtab.evidence.models import Evidence
from trimtab.objectives.models import Action
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
NOW = timezone.now() - timedelta(hours=1)  # pages read the clock, and look back
SAID = {"kind": "said", "note": "In March at the latest.", "happened_on": NOW.date()}


def place(pumps: Opportunity, rest: str = "") -> str:
    return f"/opportunities/{pumps.pk}/assessment/{rest}"


def test_a_no_to_a_key_question_turns_the_section_bad_and_proposes_to_fix_it(ana: User, pumps: Opportunity) -> None:
    """Screen check 7 of the method."""
    client = client_for(ana)

    answer = client.post(place(pumps, "answers/"), {"cell": "compelling_event us no 0"}, headers={"HX-Request": "true"})

    text = answer.content.decode()
    assert "Is there an opportunity?” stands badly" in text
    assert 'id="matrix"' in text
    assert "intent=fix" in text
    assert "origin=assessment.compelling_event" in text
    assert "<html" not in text


def test_a_competitor_brings_a_column_and_stays_blank_where_nobody_judges_it(
    ana: User, pumps: Opportunity, rival: Contender
) -> None:
    """Screen check 6 of the method."""
    page = client_for(ana).get(place(pumps)).content.decode()

    assert "Rivalo" in page
    assert "Do nothing" in page
    assert f'id="fit-{rival.pk}"' in page
    assert f'id="project-{rival.pk}"' not in page


def test_doing_nothing_is_judged_before_anybody_wrote_of_it(ana: User, pumps: Opportunity) -> None:
    client_for(ana).post(place(pumps, "answers/"), {"cell": "fit nothing yes 0"})

    answer = Answer.objects.get()
    assert answer.competitor is not None
    assert answer.competitor.is_nothing


def test_the_second_of_two_editors_is_told_what_the_first_answered(ana: User, ben: User, pumps: Opportunity) -> None:
    give_answer(pumps, Reply("fit", "yes"), by=ben, now=NOW)

    answer = client_for(ana).post(place(pumps, "answers/"), {"cell": "fit us no 0"})

    assert answer.status_code == 409
    assert "Ben answered meanwhile" in answer.content.decode()
    assert Answer.objects.standing().get().value == "yes"


def test_what_was_typed_is_kept_beside_what_another_answered(ana: User, ben: User, pumps: Opportunity) -> None:
    give_answer(pumps, Reply("fit", "yes"), by=ben, now=NOW)
    client, url = client_for(ana), place(pumps, "questions/fit/")
    typed = {"value": "no", "note": "They need another voltage.", "seen": "0"}

    first = client.post(url, typed)
    again = client.post(url, typed | {"seen": str(Answer.objects.get().pk)})

    assert first.status_code == 409
    assert "They need another voltage." in first.content.decode()
    assert again.status_code == 302
    assert [one.value for one in Answer.objects.order_by("pk")] == ["yes", "no"]


def test_the_same_evidence_shows_through_the_other_lens_without_a_second_entry(ana: User, pumps: Opportunity) -> None:
    """Screen check 21 of the method."""
    client = client_for(ana)
    steps = dict.fromkeys(("step-result", "step-measure", "step-in_figures", "step-confirmed", "step-apart"), "yes")
    typed = {"value": "derived", "seen": "0", "kind": "written", "said": "Saves 120 hours a month."}

    client.post(place(pumps, "questions/unique_value/"), typed | steps)
    lens = client.get(place(pumps) + "?lens=meddpicc").content.decode()

    assert Answer.objects.get().value == "yes"
    assert Evidence.objects.count() == 1
    assert "Saves 120 hours a month." in lens
    assert "Keep the answer" not in lens
    assert 'name="cell"' not in lens


def test_what_changed_since_the_last_review_is_said_in_words(ana: User, pumps: Opportunity) -> None:
    """Screen check 22 of the method."""
    review = NOW - timedelta(days=20)
    give_answer(pumps, Reply("compelling_event", "unknown"), by=ana, now=review - timedelta(days=1))
    mark_occasion(pumps, by=ana, now=review)
    give_answer(pumps, Reply("compelling_event", "yes", evidence=SAID), by=ana, now=NOW)

    page = client_for(ana).get(place(pumps)).content.decode()

    assert "Since the last review" in page
    changes = page[page.index('id="assessment-changes"') :]
    assert "A reason to act by a date" in changes
    assert "better for us" in changes


def test_the_matrix_shows_what_stood_on_another_day(ana: User, pumps: Opportunity) -> None:
    give_answer(pumps, Reply("fit", "no"), by=ana, now=NOW - timedelta(days=10))
    give_answer(pumps, Reply("fit", "yes"), by=ana, now=NOW)

    page = client_for(ana).get(place(pumps) + f"?on={(NOW - timedelta(days=5)).date()}").content.decode()

    assert "What we offer fits, us: No" in page
    assert 'name="cell"' not in page


def test_an_action_planned_from_a_question_shows_beside_it(ana: User, pumps: Opportunity) -> None:
    """Screen check 8 of the method, the criterion's part."""
    answer = give_answer(pumps, Reply("funds", "unknown"), by=ana, now=NOW)
    assert answer is not None
    Action.objects.create(
        opportunity=pumps, subject="Ask the finance lead", assignee=ana, created_at=NOW, changed_at=NOW,
        origin_record="assessment.funds", origin_id=answer.assessment_id,
    )  # fmt: skip

    page = client_for(ana).get(place(pumps, "questions/funds/")).content.decode()

    assert "Ask the finance lead" in page


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("?on=yesterday", 404), ("?since=9", 404), ("?lens=tarot", 404), ("questions/none/", 404),
        ("questions/fit/?party=99", 404), ("questions/project/?party=nothing", 404),
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(path: str, status: int, ana: User, pumps: Opportunity) -> None:
    assert client_for(ana).get(place(pumps, path)).status_code == status


@pytest.mark.parametrize(
    ("cell", "status"), [("fit us", 422), ("fit us maybe 0", 422), ("", 422), ("fit nobody yes 0", 422)]
)
def test_a_click_that_says_nothing_changes_nothing(cell: str, status: int, ana: User, pumps: Opportunity) -> None:
    answer = client_for(ana).post(place(pumps, "answers/"), {"cell": cell})

    assert answer.status_code == status
    assert not Answer.objects.exists()


def test_evidence_that_says_not_how_we_know_is_asked_again(ana: User, pumps: Opportunity) -> None:
    answer = client_for(ana).post(place(pumps, "questions/fit/"), {"value": "yes", "said": "It runs.", "seen": "0"})

    assert answer.status_code == 422
    assert "Choose how we know it." in answer.content.decode()
    assert "It runs." in answer.content.decode()


def test_the_panel_says_strengths_and_vulnerabilities(ana: User, pumps: Opportunity) -> None:
    give_answer(pumps, Reply("fit", "yes", evidence=SAID), by=ana, now=NOW)
    give_answer(pumps, Reply("alignment", "no"), by=ana, now=NOW)

    panel = client_for(ana).get(place(pumps, "panel/")).content.decode()

    strengths, _heading, rest = panel.partition("Vulnerabilities")
    assert "What we offer fits" in strengths
    assert "The powerful are for us" in rest
