"""Counting attempts from activities, and what pages and rules make of the counts."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import NOW, client_for
from trimtab.accounts.models import Account, Contact
from trimtab.cadences.actions import count_attempts, log_touch, refuse_contact, set_persistence
from trimtab.cadences.models import AttemptTally, CountedNight, PersonTally
from trimtab.cadences.signals import signals_of
from trimtab.cadences.tests.builders import activity, cadence, contact, followed
from trimtab.core.models import Organisation
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
PRICES = {"worth": Decimal(100), "cost": Decimal(10), "harm": Decimal(200), "wait_days": 14}


@pytest.fixture
def turbines(ana: User, process: Process, acme: Account, organisation: Organisation) -> Opportunity:
    return deal("Turbines", owner=ana, process=process, account=acme, at="Proof")


@pytest.fixture
def kim(acme: Account) -> Contact:
    return contact(acme)


def tallied() -> dict[tuple[str, int], tuple[int, int, int]]:
    rows = AttemptTally.objects.values_list("channel", "number", "at_risk", "replies", "refusals")
    return {(channel, number): (there, replies, refusals) for channel, number, there, replies, refusals in rows}


def test_attempts_are_counted_contact_by_contact(ana: User, turbines: Opportunity, acme: Account, kim: Contact) -> None:
    """Kim: mail, call, answer. Lee: mail, complaint. By hand: first mails 2, of which 1 complained; second calls 1."""
    lee = contact(acme, "Lee")
    activity(60, kim=kim, user=ana, opportunity=turbines)
    activity(55, kim=kim, user=ana, opportunity=turbines, kind="call")
    activity(54, kim=kim, part="from", opportunity=turbines, direction="in")
    activity(60, kim=lee, user=ana, opportunity=turbines)
    refuse_contact(lee, kind="complaint", by=ana, now=NOW - timedelta(days=58))

    assert count_attempts(now=NOW) == 3

    assert tallied() == {("email", 1): (2, 0, 1), ("phone", 2): (1, 1, 0)}
    assert set(AttemptTally.objects.values_list("segment", flat=True)) == {"MM"}


def test_an_answer_of_nobody_named_answers_for_all(ana: User, turbines: Opportunity, kim: Contact) -> None:
    activity(60, kim=kim, user=ana, opportunity=turbines)
    activity(58, opportunity=turbines, kind="meeting", direction="mutual")

    count_attempts(now=NOW)

    assert tallied() == {("email", 1): (1, 1, 0)}


def test_a_copy_is_no_attempt_and_no_answer(ana: User, turbines: Opportunity, kim: Contact) -> None:
    activity(60, kim=kim, part="cc", user=ana, opportunity=turbines)
    activity(58, kim=kim, part="cc", opportunity=turbines, direction="in")

    assert count_attempts(now=NOW) == 0


def test_an_imported_answer_names_its_contact_as_the_one_it_is_to(
    ana: User, turbines: Opportunity, kim: Contact
) -> None:
    activity(60, kim=kim, user=ana, opportunity=turbines)
    activity(58, kim=kim, part="to", opportunity=turbines, direction="in")

    count_attempts(now=NOW)

    assert tallied() == {("email", 1): (1, 1, 0)}


def test_an_attempt_of_a_cadence_keeps_its_channel(ana: User, eva: User, acme: Account, kim: Contact) -> None:
    before = NOW - timedelta(days=40)
    made = followed(kim, cadence(eva), ana, now=before)
    log_touch(made, channel="social", result="nothing", by=ana, now=before)

    count_attempts(now=NOW)

    assert tallied() == {("social", 1): (1, 0, 0)}


def test_a_run_that_began_before_the_year_is_left_out(ana: User, turbines: Opportunity, kim: Contact) -> None:
    """Its first attempt here may have been its fifth."""
    for days in (372, 362, 352):
        activity(days, kim=kim, user=ana, opportunity=turbines)
    activity(100, kim=kim, user=ana, opportunity=turbines)

    assert count_attempts(now=NOW) == 1


def test_a_person_is_counted_with_what_was_given_up(ana: User, turbines: Opportunity, kim: Contact) -> None:
    activity(60, kim=kim, user=ana, opportunity=turbines)
    activity(55, kim=kim, user=ana, opportunity=turbines)

    count_attempts(now=NOW)

    rows = PersonTally.objects.order_by("number").values_list("person", "number", "attempts", "given_up")
    assert list(rows) == [(ana.pk, 1, 1, 0), (ana.pk, 2, 1, 1)]


def test_the_next_night_replaces_the_last(ana: User, turbines: Opportunity, kim: Contact) -> None:
    activity(60, kim=kim, user=ana, opportunity=turbines)
    count_attempts(now=NOW)
    count_attempts(now=NOW + timedelta(days=1))

    assert CountedNight.objects.count() == AttemptTally.objects.count() == 1


def night(**people: tuple[User, list[tuple[int, int]]]) -> None:
    """A count in which a first attempt is answered by 40, a second by 15 and a third by 2 of a hundred."""
    made = CountedNight.objects.create(at=NOW, since=NOW.date(), wait_days=14, attempts=30_000)
    for number, replies in enumerate((4_000, 1_500, 200), 1):
        AttemptTally.objects.create(
            night=made, channel="email", segment="MM", number=number, at_risk=10_000, replies=replies, refusals=10
        )
    for person, counts in people.values():
        for number, (attempts, given_up) in enumerate(counts, 1):
            PersonTally.objects.create(night=made, person=person, number=number, attempts=attempts, given_up=given_up)


def test_the_page_says_where_to_stop_and_why(eva: User, organisation: Organisation) -> None:
    night()
    set_persistence(facts=PRICES, by=eva, now=NOW)

    page = client_for(eva).get("/cadences/persistence/").content.decode()

    assert "Stop after 2 attempts without an answer (careful reading 2, hopeful 2)." in page
    assert "does not pay" in page


def test_nothing_is_advised_while_nobody_said_what_an_answer_is_worth(eva: User, organisation: Organisation) -> None:
    night()

    page = client_for(eva).get("/cadences/persistence/").content.decode()

    assert "Of a hundred first attempts 40 were answered. Say what an answer is worth" in page
    assert "does not pay" not in page


def test_a_site_without_a_count_says_so(eva: User, organisation: Organisation) -> None:
    assert "no night has counted them" in client_for(eva).get("/cadences/persistence/").content.decode()


def test_who_stops_early_is_told_to_those_who_lead_and_not_to_colleagues(
    ana: User, ben: User, cleo: User, organisation: Organisation
) -> None:
    night(ana=(ana, [(90, 60), (30, 10), (9, 4)]), cleo=(cleo, [(20, 3)]))
    set_persistence(facts=PRICES, by=ben, now=NOW)

    bens, cleos = (client_for(one).get("/cadences/persistence/").context["page"].people for one in (ben, cleo))

    assert [(one.person.name, one.left, one.early, one.late) for one in bens] == [("Ana", 74, 60, 9)]
    assert [one.person.name for one in cleos] == ["Cleo"]
    assert not cleos[0].is_enough


def test_rules_see_attempts_since_the_last_answer(
    ana: User, eva: User, process: Process, turbines: Opportunity, kim: Contact
) -> None:
    for days, direction in ((40, "out"), (30, "in"), (25, "out"), (22, "out")):
        activity(days, opportunity=turbines, direction=direction)
    others = [deal(f"Pump {number}", owner=ana, process=process) for number in range(30)]
    with CaptureQueriesContext(connection) as few_queries:
        found = signals_of([turbines, others[0]], NOW.date())
    with CaptureQueriesContext(connection) as many_queries:
        signals_of([turbines, *others], NOW.date())

    assert found[turbines.pk]["cadences_attempts"] == 2
    assert found[turbines.pk]["cadences_given_up"] is True
    assert found[others[0].pk]["cadences_given_up"] is None
    assert len(many_queries) == len(few_queries) <= 5
