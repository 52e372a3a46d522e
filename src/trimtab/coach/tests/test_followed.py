"""What came of advice, read from the data two weeks later."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import client_for
from trimtab.accounts.models import Account
from trimtab.coach.actions import note_firings
from trimtab.coach.followed import LEAST, Followed, Side, difference, followed_in
from trimtab.coach.models import Answer, Firing, Kind
from trimtab.coach.queries import Advice, Counsel
from trimtab.coach.tests.builders import activity
from trimtab.core.models import Event
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.frame import frame_for
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
NOW = timezone.now()
GIVEN = NOW - timedelta(days=30)


def given(made: Opportunity, *, at: datetime = GIVEN) -> Advice:
    one = Advice(Kind.VANISHING, made.pk, "quiet", 0.4, None, {}, worth=1000.0, owner_id=made.owner_id)
    note_firings([one], now=at)
    return one


def taken(made: Opportunity, person: User, *, at: datetime) -> None:
    Answer.objects.create(person=person, opportunity=made, kind="vanishing", about="quiet", answer="done", at=at)


def spoke(made: Opportunity, person: User, *, at: datetime) -> None:
    activity("email", person=person, at=at, opportunity=made, direction="in")


def vanishing_of(user: User, *, counsel: Counsel | None = None) -> Followed:
    frame = frame_for(user, {"scope": "everyone"}, now=NOW)
    return next(one for one in followed_in(frame, counsel=counsel or Counsel(), now=NOW) if one.kind == Kind.VANISHING)


@pytest.fixture
def deals(ana: User, acme: Account, process: Process) -> list[Opportunity]:
    return [deal(f"Turbine {number}", owner=ana, process=process, account=acme) for number in range(2 * LEAST)]


def test_advice_is_noted_once_and_recorded(deals: list[Opportunity]) -> None:
    given(deals[0])
    given(deals[0], at=GIVEN + timedelta(days=1))

    assert Firing.objects.count() == 1
    assert Event.objects.filter(verb="advice.given").count() == 1


def test_what_came_is_compared_with_what_was_left(deals: list[Opportunity], ana: User) -> None:
    for made in deals:
        given(made)
    for made in deals[:LEAST]:
        taken(made, ana, at=GIVEN + timedelta(days=1))
        spoke(made, ana, at=GIVEN + timedelta(days=8))

    found = vanishing_of(ana)

    assert (found.fired, found.taken) == (20, 10)
    assert (found.followed, found.left) == (Side(10, 10, 0, 0), Side(10, 0, 0, 0))
    assert found.difference is not None
    assert found.difference[1] > 0
    assert found.difference_text.startswith("+100 points")


def test_a_few_cases_cannot_tell(deals: list[Opportunity], ana: User) -> None:
    given(deals[0])

    found = vanishing_of(ana)

    assert found.difference is None
    assert found.missing == 19


def test_what_had_come_by_itself_is_not_counted_for_the_advice(deals: list[Opportunity], ana: User) -> None:
    given(deals[0])
    spoke(deals[0], ana, at=GIVEN + timedelta(days=1))
    spoke(deals[0], ana, at=GIVEN + timedelta(days=5))

    assert vanishing_of(ana).left.n == 0


def test_advice_is_judged_when_its_two_weeks_are_over(deals: list[Opportunity], ana: User) -> None:
    given(deals[0], at=NOW - timedelta(days=16))
    given(deals[1], at=NOW - timedelta(days=18))

    assert vanishing_of(ana).left.n == 1


def test_taken_late_counts_as_left(deals: list[Opportunity], ana: User) -> None:
    given(deals[0])
    taken(deals[0], ana, at=GIVEN + timedelta(days=6))

    found = vanishing_of(ana)

    assert (found.taken, found.followed.n, found.left.n) == (1, 0, 1)


def test_cleo_counts_nothing_of_anas(deals: list[Opportunity], cleo: User) -> None:
    given(deals[0])

    assert vanishing_of(cleo).fired == 0


def test_a_rule_that_speaks_of_most_is_to_be_revised(ana: User) -> None:
    assert vanishing_of(ana, counsel=Counsel(shares={Kind.VANISHING: 0.61})).is_to_revise
    assert not vanishing_of(ana, counsel=Counsel(shares={Kind.VANISHING: 0.59})).is_to_revise


def test_the_interval_of_a_difference_is_newcombes() -> None:
    # Newcombe (1998), table II, example (a): 56/70 against 48/80 gives 0.2000 (0.0524 to 0.3339) by method 10.
    found = difference(Side(70, 56, 0, 0), Side(80, 48, 0, 0))

    assert found == pytest.approx((0.2, 0.0524, 0.3339), abs=0.0001)


def test_the_page_says_when_there_is_nothing_yet(ana: User) -> None:
    page = client_for(ana).get("/today/advice/").content.decode()

    assert "No advice has been noted yet" in page


def test_the_page_asks_as_much_for_many_as_for_few(deals: list[Opportunity], ana: User) -> None:
    client = client_for(ana)
    client.get("/today/advice/")
    given(deals[0])
    with CaptureQueriesContext(connection) as few:
        client.get("/today/advice/")
    for made in deals[1:]:
        given(made, at=GIVEN + timedelta(minutes=1))
    with CaptureQueriesContext(connection) as many:
        client.get("/today/advice/")

    assert len(few) == len(many)
