"""What a plan says of its dates: too tight, cannot be, cannot tell, untouched."""

from datetime import timedelta

import pytest

from tests.cast import NOW
from trimtab.mutual.actions import edit_step, use_dates
from trimtab.mutual.models import MutualPlan
from trimtab.mutual.page import PlanPage, proposed_dates
from trimtab.mutual.queries import only, plans_of, standings_of
from trimtab.mutual.signals import SIGNALS, signals_of
from trimtab.mutual.tests.builders import TODAY, VALUE_ON, learned, plan_for, step_of
from trimtab.mutual.wording import chance_said
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def turbines(ana: User, process: Process) -> Opportunity:
    return deal("Turbines", owner=ana, process=process)


@pytest.fixture
def pumps(ana: User, process: Process) -> Opportunity:
    return deal("Pumps", owner=ana, process=process)


def page_of(plan: MutualPlan) -> PlanPage:
    return PlanPage(MutualPlan.objects.get(pk=plan.pk), today=TODAY, may_edit=True)


def test_a_date_that_few_runs_of_ours_reach_says_how_rare_that_is(
    ana: User, turbines: Opportunity, pumps: Opportunity
) -> None:
    learned(pumps, "legal", [9, 11, 21, 22, 24, 25, 30, 31, 33, 40], by=ana)
    plan = plan_for(turbines, by=ana, template="empty")
    step = step_of(plan, "legal", by=ana, due_on=TODAY + timedelta(12))

    need = page_of(plan).needs[step.pk]

    assert need.text == "Took 24 days at the median (n=10); this date leaves 12. It needs a 1-in-5 run."
    assert need.is_tight


def test_with_few_completed_steps_it_cannot_tell_and_names_what_it_assumes(ana: User, turbines: Opportunity) -> None:
    plan = plan_for(turbines, by=ana, template="empty")
    step = step_of(plan, "legal", by=ana, due_on=TODAY + timedelta(12))

    page = page_of(plan)

    assert page.needs[step.pk].text == "Cannot tell yet (n=0). Assumed: 28 days."
    assert any("Cannot tell from our own steps" in text and "Legal" in text for text in page.chance)
    assert page.standing.chance is None


def test_a_step_due_before_what_it_waits_for_is_named(ana: User, turbines: Opportunity) -> None:
    plan = plan_for(turbines, by=ana, template="empty")
    legal = step_of(plan, "legal", by=ana, due_on=TODAY + timedelta(20))
    step_of(plan, "sign", by=ana, after=[legal], due_on=TODAY + timedelta(10))
    step_of(plan, "kickoff", by=ana, due_on=VALUE_ON + timedelta(1))

    said = page_of(plan).conflicts

    assert said == [
        "“Sign” is due on Nov 30, 2026, before “Legal” on Dec 10, 2026, which it waits for.",
        "“Kick-off” is due on Mar 2, 2027, after the customer's date.",
    ]


def test_dates_are_planned_back_from_the_customers_date(ana: User, turbines: Opportunity, pumps: Opportunity) -> None:
    learned(pumps, "sign", [10] * 8, by=ana)
    plan = plan_for(turbines, by=ana, template="empty")
    legal = step_of(plan, "legal", by=ana)
    sign = step_of(plan, "sign", by=ana, after=[legal])
    dates = proposed_dates(standings_of([plan], today=TODAY)[0])

    use_dates(plan, dates=dates, by=ana, now=NOW)

    legal.refresh_from_db()
    sign.refresh_from_db()
    assert (sign.due_on, legal.due_on) == (VALUE_ON, VALUE_ON - timedelta(10))


def test_a_plan_says_that_nobody_touched_it_for_three_weeks(ana: User, turbines: Opportunity) -> None:
    plan_for(turbines, by=ana)

    after = {days: plans_of([turbines.pk], today=TODAY + timedelta(days))[turbines.pk] for days in (20, 21)}
    listed = {days: only(MutualPlan.objects, "untouched", today=TODAY + timedelta(days)).exists() for days in (20, 21)}  # type: ignore[arg-type]

    assert {days: one.is_untouched for days, one in after.items()} == {20: False, 21: True} == listed


def test_rules_know_what_a_plan_says(ana: User, turbines: Opportunity, pumps: Opportunity) -> None:
    plan = plan_for(turbines, by=ana)
    edit_step(plan.steps.earliest("position"), changes={"due_on": TODAY}, by=ana, now=NOW, today=TODAY)

    found = signals_of([turbines, pumps], TODAY + timedelta(3))

    assert found[pumps.pk] == {"mutual_plan": False}
    assert found[turbines.pk] == {
        "mutual_plan": True,
        "mutual_untouched": 3,
        "mutual_paper_unknown": True,
        "mutual_chance": None,
        "mutual_late": 1,
        "mutual_waiting": 0,
    }
    assert set(found[turbines.pk]) == {one.key for one in SIGNALS}


def test_more_plans_ask_the_database_no_more_often(
    ana: User, turbines: Opportunity, pumps: Opportunity, django_assert_num_queries: object
) -> None:
    plan_for(turbines, by=ana)
    plan_for(pumps, by=ana)

    for ids in ([turbines.pk], [turbines.pk, pumps.pk]):
        with django_assert_num_queries(5):  # type: ignore[operator]  # pytest-django has no type for it
            plans_of(ids, today=TODAY)


def test_a_plan_without_a_date_asks_for_it(ana: User, turbines: Opportunity) -> None:
    plan = plan_for(turbines, by=ana, value_on=None)

    page = page_of(plan)

    assert "When the customer wants value by is not known" in page.headline
    assert chance_said(page.standing)[-1] == "Without the customer's date there is no chance to tell."
    assert proposed_dates(page.standing) == {}
