"""What a plan is worth: every opportunity once, totals as sums of leaves, three levels at most."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import NOW, account, euros
from trimtab.accounts.divisions import add_division
from trimtab.accounts.models import Account
from trimtab.opportunities.actions import edit_opportunity
from trimtab.opportunities.models import Opportunity, Process, Product
from trimtab.opportunities.tests.builders import deal, stage
from trimtab.people.models import User
from trimtab.planning.actions import WrongUnit, add_row, edit_row, remove_row
from trimtab.planning.figures import Figures, Sums, figures_of
from trimtab.planning.models import Plan, PlanRow
from trimtab.planning.scorecard import scorecard_of
from trimtab.planning.tests.builders import plan_of, reach_of
from trimtab.whitespace.models import Placement

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def figures(plan: Plan) -> Figures:
    return figures_of(reach_of(Plan.objects.get(pk=plan.pk)))


def won(name: str, *, owner: User, process: Process, at: Account, amount: int, on: date) -> Opportunity:
    """An opportunity that was won on that day."""
    made = deal(name, owner=owner, process=process, account=at, amount=amount)
    day = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    edit_opportunity(made, changes={"stage": stage(process, "Won")}, by=owner, now=day)
    Opportunity.objects.filter(pk=made.pk).update(closed_at=day)
    return made


def test_won_counts_within_the_dates_and_is_said_to_be_excluded_outside(
    acme: Account, ana: User, process: Process
) -> None:
    plan = plan_of(acme, by=ana)
    won("Inside", owner=ana, process=process, at=acme, amount=300, on=date(2026, 11, 10))
    won("Before", owner=ana, process=process, at=acme, amount=50, on=date(2026, 10, 31))
    deal("Open", owner=ana, process=process, account=acme, amount=1000)

    total = figures(plan).total

    assert (total.won, total.outside, total.open) == (euros(300), euros(50), euros(1000))
    assert (total.won_count, total.outside_count, total.open_count) == (1, 1, 1)


def test_units_that_are_not_in_the_plan_count_on_the_row_above(acme: Account, ana: User, process: Process) -> None:
    plan = plan_of(acme, by=ana)
    unit = account("Acme Nord", owner=ana, parent=acme)
    below = account("Acme Nord Service", owner=ana, parent=unit)
    deal("Deep", owner=ana, process=process, account=below, amount=70)
    assert figures(plan).total.open == euros(70)

    row = add_row(plan, fields={"parent": plan.rows.get(name="Acme")}, accounts=[unit], by=ana, now=NOW)

    lines = {line.row.pk: line for line in figures(plan).lines}
    assert lines[row.pk].own.open == euros(70)
    above = lines[plan.rows.get(name="Acme").pk]
    assert (above.own.open, above.total.open) == (euros(0), euros(70))


def test_accounts_on_one_row_count_once_and_an_account_stands_in_a_plan_once(
    acme: Account, ana: User, process: Process
) -> None:
    one, two = account("One", owner=ana), account("Two", owner=ana)
    deal("First", owner=ana, process=process, account=one, amount=10)
    deal("Second", owner=ana, process=process, account=two, amount=20)
    plan = plan_of(acme, by=ana, kind=Plan.Kind.ENTERPRISE)
    row = add_row(plan, fields={"name": "Both"}, accounts=[one, two], by=ana, now=NOW)
    assert row.kind == PlanRow.Kind.GROUP

    with pytest.raises(WrongUnit, match="stands in this plan already"):
        add_row(plan, fields={}, accounts=[two], by=ana, now=NOW)

    assert figures(plan).total.open == euros(30)


def test_a_fourth_level_is_refused_with_its_reason(acme: Account, ana: User) -> None:
    plan = plan_of(acme, by=ana, kind=Plan.Kind.ENTERPRISE)
    top = add_row(plan, fields={"name": "World"}, by=ana, now=NOW)
    middle = add_row(plan, fields={"name": "Europe", "parent": top}, by=ana, now=NOW)
    low = add_row(plan, fields={"name": "North", "parent": middle}, by=ana, now=NOW)

    with pytest.raises(WrongUnit, match=r"three levels at most.*level 4"):
        add_row(plan, fields={"name": "Too deep", "parent": low}, by=ana, now=NOW)
    with pytest.raises(WrongUnit, match="three levels"):  # moving a small tree below another one
        edit_row(plan, top, changes={"parent": plan.rows.get(name="Acme")}, by=ana, now=NOW)
    with pytest.raises(WrongUnit, match="below itself"):
        edit_row(plan, top, changes={"parent": low}, by=ana, now=NOW)


def test_a_row_that_is_taken_out_leaves_what_is_below_it(acme: Account, ana: User) -> None:
    plan = plan_of(acme, by=ana, kind=Plan.Kind.ENTERPRISE)
    top = add_row(plan, fields={"name": "World"}, by=ana, now=NOW)
    low = add_row(plan, fields={"name": "Europe", "parent": top}, by=ana, now=NOW)

    remove_row(plan, top, by=ana, now=NOW)

    low.refresh_from_db()
    assert low.parent is None


def test_a_division_needs_its_account_in_the_plan_and_a_portfolio_stays_flat(
    acme: Account, bolt: Account, ana: User, cleo: User
) -> None:
    plan = plan_of(acme, by=ana)
    foreign = add_division(bolt, name="Fleet", by=cleo, now=NOW)

    with pytest.raises(WrongUnit, match="Add Bolt first"):
        add_row(plan, fields={}, division=foreign, by=ana, now=NOW)
    with pytest.raises(PermissionDenied):
        add_row(plan, fields={}, accounts=[bolt], by=ana, now=NOW)
    flat = plan_of(acme, by=ana, kind=Plan.Kind.PORTFOLIO)
    with pytest.raises(WrongUnit, match="flat list"):
        add_row(flat, fields={"name": "World"}, by=ana, now=NOW)


def test_what_is_placed_in_a_division_counts_there_exact_to_the_cent(
    acme: Account, ana: User, process: Process
) -> None:
    service = add_division(acme, name="Service", by=ana, now=NOW)
    made = deal("Turbines", owner=ana, process=process, account=acme, amount=100)
    pumps = Product.objects.create(name="Pumps")
    for division, weight in ((service, 1), (None, 2)):
        Placement.objects.create(opportunity=made, division=division, product=pumps, weight=weight, created_at=NOW)

    found = figures(plan_of(acme, by=ana))

    own = {line.row.name: line.own for line in found.lines}
    assert (own["Service"].open, own["Acme"].open) == (Decimal("33.33"), Decimal("66.67"))
    assert (own["Service"].open_count, own["Acme"].open_count) == (0, 1)
    assert found.total.open == euros(100)


def test_one_row_below_a_parent_is_the_main_one(acme: Account, ana: User) -> None:
    plan = plan_of(acme, by=ana, kind=Plan.Kind.ENTERPRISE)
    first = add_row(plan, fields={"name": "World"}, by=ana, now=NOW)
    second = plan.rows.get(name="Acme")
    edit_row(plan, first, changes={"is_main": True}, by=ana, now=NOW)

    edit_row(plan, second, changes={"is_main": True}, by=ana, now=NOW)

    assert list(plan.rows.filter(is_main=True)) == [second]


def test_an_amount_without_a_rate_is_in_no_sum_and_is_said(acme: Account, ana: User, process: Process) -> None:
    plan = plan_of(acme, by=ana)
    deal("Foreign", owner=ana, process=process, account=acme, amount=10, currency="XAU")

    total = figures(plan).total

    assert (total.open, total.without_rate) == (euros(0), 1)


def test_sums_are_those_that_the_owner_sees(acme: Account, ana: User, cleo: User, process: Process) -> None:
    plan = plan_of(acme, by=ana)
    made = deal("Of Cleo at Acme", owner=ana, process=process, account=acme, amount=900)
    Opportunity.objects.filter(pk=made.pk).update(owner=cleo)

    assert figures(plan).total.open == euros(0)


def test_the_number_of_queries_does_not_grow_with_the_rows(acme: Account, ana: User, process: Process) -> None:
    plan = plan_of(acme, by=ana, kind=Plan.Kind.ENTERPRISE)
    with CaptureQueriesContext(connection) as few:
        figures(plan)
    for number in range(12):
        unit = account(f"Unit {number}", owner=ana)
        deal("Deal", owner=ana, process=process, account=unit)
        add_row(plan, fields={}, accounts=[unit], by=ana, now=NOW)

    with CaptureQueriesContext(connection) as many:
        figures(plan)

    assert len(many) == len(few) <= 8


def test_the_scorecard_by_hand(acme: Account, ana: User, process: Process) -> None:
    """20 of 365 days gone, won 300 of 6000: 5.0% against 5.5%, which is 0.91 of the pace."""
    plan = plan_of(acme, by=ana, revenue_target=euros(6000))
    won("Won", owner=ana, process=process, at=acme, amount=300, on=date(2026, 11, 10))
    deal("Later", owner=ana, process=process, account=acme, amount=2850, close_on=date(2027, 1, 5))

    card = scorecard_of(figures(plan), today=TODAY)

    assert card is not None
    assert card.elapsed == pytest.approx(20 / 365)
    assert (card.attained, card.pace, card.missing, card.covered) == (0.05, "ahead", euros(5700), 0.5)
    assert (card.penetrated, card.important) == (1, 1)


AMOUNTS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 10_000)), max_size=12)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=AMOUNTS)
def test_totals_equal_the_sums_of_the_leaves(amounts: list[tuple[int, int]], ana: User, process: Process) -> None:
    places = [account(f"Place {number}", owner=ana) for number in range(4)]
    plan = plan_of(places[0], by=ana, kind=Plan.Kind.ENTERPRISE)
    top = add_row(plan, fields={"name": "World"}, by=ana, now=NOW)
    for place in places[1:]:
        add_row(plan, fields={"parent": top}, accounts=[place], by=ana, now=NOW)
    for index, amount in amounts:
        deal("Deal", owner=ana, process=process, account=places[index], amount=amount)

    found = figures(plan)

    assert found.total.open == euros(sum(amount for _index, amount in amounts))
    assert sum((line.own for line in found.lines), Sums()) == found.total
    assert sum((line.total for line in found.lines if line.depth == 1), Sums()) == found.total
