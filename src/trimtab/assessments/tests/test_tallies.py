"""The answers of a team."""

import pytest

from tests.cast import LONG_AGO, NOW, client_for
from trimtab.assessments.actions import Reply, give_answer
from trimtab.assessments.models import Assessment
from trimtab.assessments.shipped import FOUR_QUESTIONS, SHIPPED
from trimtab.assessments.tallies import rows_of
from trimtab.core.shares import wilson
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User

CARD = SHIPPED[FOUR_QUESTIONS]


def test_the_interval_is_wilsons() -> None:
    low, high = wilson(8, 10)

    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)  # R: prop.test(8, 10, correct = FALSE)


@pytest.mark.django_db
def test_wins_count_by_what_stood_when_the_deal_ended(ana: User, process: Process) -> None:
    for number in range(12):
        one = deal(f"Ended {number}", owner=ana, process=process)
        give_answer(one, Reply("fit", "unknown"), by=ana, now=LONG_AGO)
        Opportunity.objects.filter(pk=one.pk).update(status="won" if number < 9 else "lost", closed_at=NOW)
    give_answer(one, Reply("fit", "no"), by=ana, now=NOW.replace(hour=23))  # it knew the end

    row = next(one for one in rows_of(CARD, Opportunity.objects.all()) if one.question.key == "fit")

    assert (row.wins["unknown"].n, row.wins["unknown"].won, row.wins["unknown"].share) == (12, 9, 0.75)
    assert "no" not in row.wins


@pytest.mark.django_db
def test_the_least_known_question_comes_first_and_few_deals_tell_nothing(ana: User, process: Process) -> None:
    one = deal("Open", owner=ana, process=process)
    for question in CARD.questions():
        give_answer(one, Reply(question.key, "unknown" if question.key == "culture" else "yes"), by=ana, now=NOW)

    page = client_for(ana).get("/assessments/").content.decode()

    assert "“They like how we work” is known least: in 100% of the assessed deals" in page
    assert "cannot tell" in page
    assert Assessment.objects.count() == 1
