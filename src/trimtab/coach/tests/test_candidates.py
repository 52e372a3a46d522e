"""Which open opportunities the rules look at, and how they stand."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import NOW, account
from trimtab.coach.candidates import USUAL, Bounds, Candidates, candidates_in
from trimtab.coach.tests.builders import activity, days_ago
from trimtab.core.models import ExchangeRate
from trimtab.opportunities.actions import archive_opportunity, edit_opportunity
from trimtab.opportunities.models import Opportunity, Process, StageRemapping
from trimtab.opportunities.tests.builders import deal, stage
from trimtab.people.frame import frame_for
from trimtab.people.models import User

pytestmark = pytest.mark.django_db


def looked_at(user: User, scope: str = "", bounds: Bounds = USUAL) -> Candidates:
    return candidates_in(frame_for(user, {"scope": scope}, now=NOW), now=NOW, bounds=bounds)


def names(found: Candidates) -> set[str]:
    return set(Opportunity.objects.filter(pk__in=[one.pk for one in found.rows]).values_list("name", flat=True))


@pytest.mark.parametrize("scope", ["me", "team", "everyone"])
def test_only_open_ones_in_sight_are_looked_at(scope: str, ana: User, cleo: User, process: Process) -> None:
    deal("Open", owner=ana, process=process)
    deal("Won", owner=ana, process=process, at="Won")
    archive_opportunity(deal("Archived", owner=ana, process=process), by=ana, now=NOW)
    deal("Cleo's", owner=cleo, process=process)

    assert names(looked_at(ana, scope)) == {"Open"}


def test_everyone_looks_at_those_worth_most_in_the_reporting_currency(finn: User, ana: User, process: Process) -> None:
    ExchangeRate.objects.create(currency="JPY", from_on=date(2020, 1, 1), rate=Decimal("0.006"))
    deal("Yen", owner=ana, process=process, amount=90_000, currency="JPY")
    deal("Small", owner=ana, process=process, amount=600)
    deal("Large", owner=ana, process=process, amount=700)
    deal("Unknown", owner=ana, process=process, amount=None)

    found = looked_at(finn, "everyone", Bounds(looked_at=2))

    assert names(found) == {"Large", "Small"}
    assert found.is_bounded


def test_everyone_with_few_opportunities_looks_at_all_of_them(finn: User, ana: User, process: Process) -> None:
    deal("Known", owner=ana, process=process)
    deal("Unknown", owner=ana, process=process, amount=None)

    found = looked_at(finn, "everyone")

    assert names(found) == {"Known", "Unknown"}
    assert not found.is_bounded


@pytest.mark.parametrize("bounds", [Bounds(few_people=0), Bounds(few_people=0, many_people=0), Bounds(of_few_people=0)])
def test_of_many_people_those_worth_most_are_looked_at_and_nobody_elses(
    bounds: Bounds, eva: User, ana: User, finn: User, process: Process
) -> None:
    deal("Ana's", owner=ana, process=process)
    deal("Finn's", owner=finn, process=process)

    assert names(looked_at(eva, bounds=bounds)) == {"Ana's"}


def test_a_foreign_amount_without_a_rate_has_an_unknown_worth(ana: User, process: Process) -> None:
    deal("Yen", owner=ana, process=process, amount=90_000, currency="JPY")

    assert looked_at(ana).rows[0].worth is None


def test_standing_of_a_candidate(ana: User, process: Process) -> None:
    one = deal("Acme turbines", owner=ana, process=process, account=account("Acme", owner=ana), now=days_ago(90))
    edit_opportunity(one, changes={"stage": stage(process, "Proof")}, by=ana, now=days_ago(20))
    activity("call", person=ana, at=days_ago(7), opportunity=one)
    activity("meeting", person=ana, at=days_ago(-3), opportunity=one)

    [found] = looked_at(ana).rows

    assert (found.stage, found.entered_at) == ("Proof", days_ago(20))
    assert (found.last_activity_at, found.planned_at) == (days_ago(7), days_ago(-3))


def test_a_merged_stage_is_read_as_the_other(ana: User, process: Process) -> None:
    deal("Acme turbines", owner=ana, process=process)
    proof = stage(process, "Proof")
    StageRemapping.objects.create(stage=stage(process, "Qualify"), into=proof, at=NOW)

    [found] = looked_at(ana).rows

    assert (found.stage_id, found.stage) == (proof.pk, "Proof")


def test_of_two_moves_the_first_old_and_the_last_new_date_count(ana: User, ben: User, process: Process) -> None:
    one = deal("Acme turbines", owner=ana, process=process, close_on=date(2026, 11, 28))
    edit_opportunity(one, changes={"close_on": date(2026, 12, 20)}, by=ana, now=days_ago(5))
    edit_opportunity(one, changes={"close_on": date(2027, 1, 15)}, by=ben, now=days_ago(2))

    [found] = looked_at(ana).rows

    assert found.move is not None
    assert (found.move.old, found.move.new, found.move.by_id) == (date(2026, 11, 28), date(2027, 1, 15), ben.pk)


def test_an_entry_is_unknown_where_only_dates_are_known(ana: User, process: Process) -> None:
    deal("Acme turbines", owner=ana, process=process)
    Opportunity.objects.update(history=Opportunity.History.DATES)

    assert looked_at(ana).rows[0].entered_at is None


@pytest.mark.skipif(connection.vendor != "sqlite", reason="asks SQLite for its plan")
def test_those_worth_most_are_found_by_the_index_of_worth(finn: User, ana: User, process: Process) -> None:
    deal("Acme turbines", owner=ana, process=process)

    with CaptureQueriesContext(connection) as asked:
        looked_at(finn, "everyone")

    query = next(one["sql"] for one in asked.captured_queries if "UNION ALL" in one["sql"])
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + query)
        plan = " ".join(str(row[3]) for row in cursor.fetchall())
    assert "opportunity_by_worth" in plan
    assert "SCAN opportunities_opportunity" not in plan
    assert "TEMP B-TREE FOR ORDER BY" not in plan
