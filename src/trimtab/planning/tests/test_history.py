"""What changed since the last review: attributes, amounts, dates, scores."""

from datetime import date, timedelta

import pytest

from tests.cast import NOW, euros
from trimtab.accounts.models import Account
from trimtab.opportunities.actions import edit_opportunity
from trimtab.opportunities.models import Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User
from trimtab.planning.actions import answer_question, edit_plan, hold_review, keep_night
from trimtab.planning.actions.reviews import facts_of
from trimtab.planning.changes import deal_changes, deeds, deltas, series
from trimtab.planning.models import Plan
from trimtab.planning.tests.builders import plan_of, reach_of

pytestmark = pytest.mark.django_db
REVIEWED = NOW - timedelta(days=10)


def test_since_the_review_attributes_amounts_dates_and_scores_are_told(
    acme: Account, ana: User, ben: User, process: Process
) -> None:
    plan = plan_of(acme, by=ana, revenue_target=euros(1000))
    made = deal("Turbines", owner=ana, process=process, account=acme, amount=400, close_on=date(2027, 1, 31))
    review = hold_review(plan, text="Go on.", by=ben, now=REVIEWED)
    changes = {"amount": euros(650), "close_on": date(2027, 3, 31)}
    edit_opportunity(made, changes=changes, by=ana, now=NOW)
    edit_plan(plan, changes={"goal": "First choice"}, by=ana, now=NOW)
    answer_question(plan, question="priorities", fields={"text": "Growth", "known_on": NOW.date()}, by=ana, now=NOW)
    plan = Plan.objects.select_related("template").get(pk=plan.pk)

    figures = {one.label: one for one in deltas(review.snapshots.get().facts, facts_of(reach_of(plan), now=NOW))}
    deals = deal_changes(plan, [acme.pk], since=REVIEWED, user=ben)
    told = deeds(plan, since=REVIEWED)

    assert (figures["Open"].before, figures["Open"].after, figures["Open"].change) == ("400 EUR", "650 EUR", 250)
    assert (figures["Research"].before, figures["Research"].after) == ("0", "12")
    assert {(one.label, one.before[:3], one.after[:3]) for one in deals} == {
        ("Amount", "400", "650"),
        ("Close date", "Jan", "Mar"),
    }
    assert [(one.text, one.before, one.after) for one in told] == [
        ("Which three things matter most to the customer this year?", "", "Growth"),
        ("Goal", "–", "First choice"),
    ]


def test_what_came_back_to_what_it_was_is_no_change(acme: Account, ana: User, process: Process) -> None:
    plan = plan_of(acme, by=ana)
    made = deal("Turbines", owner=ana, process=process, account=acme, amount=400)
    for hours, amount in ((1, 700), (2, 400)):
        moment = REVIEWED + timedelta(hours=hours)
        edit_opportunity(made, changes={"amount": euros(amount)}, by=ana, now=moment)

    assert deal_changes(plan, [acme.pk], since=REVIEWED, user=ana) == []


def test_opportunities_are_named_to_those_who_see_them_only(
    acme: Account, ana: User, cleo: User, process: Process
) -> None:
    plan = plan_of(acme, by=ana)
    made = deal("Turbines", owner=ana, process=process, account=acme, amount=400)
    edit_opportunity(made, changes={"amount": euros(500)}, by=ana, now=NOW)

    assert deal_changes(plan, [acme.pk], since=REVIEWED, user=cleo) == []
    assert len(deal_changes(plan, [acme.pk], since=REVIEWED, user=ana)) == 1


def test_half_a_year_of_nights_is_a_series(acme: Account, ana: User) -> None:
    plan = plan_of(acme, by=ana)
    for days in (1, 60, 120):
        hold_review(plan, text="", by=ana, now=NOW + timedelta(days=days))
        keep_night(now=NOW + timedelta(days=days, hours=1))

    kept = series(plan)

    assert len(kept) == 7
    assert [at for at, _facts in kept] == sorted(at for at, _facts in kept)


def test_amounts_of_two_currencies_are_not_compared() -> None:
    then: dict[str, object] = {
        "currency": "USD",
        "won": "1",
        "open": "2",
        "target": None,
        "completeness": 10.0,
        "scores": {},
    }
    now: dict[str, object] = {
        "currency": "EUR",
        "won": "9",
        "open": "9",
        "target": None,
        "completeness": 20.0,
        "scores": {},
    }

    assert [one.label for one in deltas(then, now)] == ["Completeness"]
