"""What the sample shows of reviews."""

from datetime import date

import pytest

from tests.cast import NOW
from trimtab.accounts.models import Account
from trimtab.opportunities.models import Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User
from trimtab.reviews.demo import fill_reviews
from trimtab.reviews.models import Commitment, Review

pytestmark = pytest.mark.django_db


def test_sample_shows_a_review_that_was_held_and_one_to_come(
    ana: User, ben: User, acme: Account, process: Process
) -> None:
    day = date(2027, 3, 1)
    for name, amount in (("Turbines", 900), ("Pumps", 800), ("Valves", 700)):
        deal(name, owner=ana, process=process, account=acme, at="Proposal", amount=amount, close_on=day)

    made = [fill_reviews(ana, leader=ben, today=NOW.date(), now=NOW) for _time in range(2)]

    assert made == [2, 2]
    held, coming = Review.objects.order_by("pk")
    assert (held.opportunity.name, held.decision, coming.opportunity.name) == ("Turbines", "go_on", "Pumps")
    assert coming.starts_at > NOW
    assert [one.kept_on is not None for one in Commitment.objects.order_by("pk")] == [True, False]
