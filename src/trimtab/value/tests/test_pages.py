"""The pages of a deal's value: what they say, whom they refuse, and what is kept."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import NOW, client_for, person
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.value import actions
from trimtab.value.models import BusinessCase, CaseLine, Contribution, Need
from trimtab.value.tests.builders import capability, case_of, goal, kim, line, solution, their_word

pytestmark = pytest.mark.django_db


def page(user: User, opportunity: Opportunity, part: str = "value/") -> str:
    return client_for(user).get(f"/opportunities/{opportunity.pk}/{part}").content.decode()


def test_a_deal_without_goals_invites_to_write_them_down(turbines: Opportunity, ana: User) -> None:
    shown = page(ana, turbines)

    assert "Nothing is known of their goals yet" in shown
    assert f"/opportunities/{turbines.pk}/goals/" in shown


def test_what_nobody_cares_about_drops_out(turbines: Opportunity, ana: User, finn: User) -> None:
    product = solution(turbines)
    seen, unseen = capability(product, "See failures", by=finn), capability(product, "Paint it blue", by=finn)
    actions.add_feature(product, facts={"name": "Probe", "capabilities": [seen]}, by=finn, now=NOW)
    actions.add_feature(product, facts={"name": "Paint", "capabilities": [unseen]}, by=finn, now=NOW)
    wanted = goal(turbines, "No stops", by=ana, confirmed=True)
    tied = {"insight": wanted, "capability": seen, "strength": 3}
    actions.add_contribution(turbines, facts=tied, by=ana, now=NOW)

    shown = page(ana, turbines)
    table, dropped = shown.split("Dropped out")

    assert "There is a business reason" in shown
    assert "← Probe" in re.sub(r"\s+", " ", table)
    assert "Paint it blue" not in table
    assert "Paint it blue" in dropped
    assert "capabilities: 1, features: 1" in dropped


def test_a_high_goal_that_nothing_serves_is_red(turbines: Opportunity, ana: User) -> None:
    goal(turbines, "Predict failures", priority="high", by=ana)

    shown = page(ana, turbines)

    assert "1 goal of high priority is served by nothing." in shown
    assert "There is no business reason yet" in shown


def test_something_is_tied_to_a_goal_by_the_form(turbines: Opportunity, ana: User) -> None:
    wanted = goal(turbines, "No stops", by=ana)
    place = f"/opportunities/{turbines.pk}/value/contributions/new/"

    refused = client_for(ana).post(place, {"insight": wanted.pk, "strength": 2})
    kept = client_for(ana).post(place, {"insight": wanted.pk, "strength": 2, "title": "A named team", "baseline": "9"})

    assert refused.status_code == 422
    assert "say it in your own words" in refused.content.decode()
    assert kept.status_code == 302
    assert Contribution.objects.get().baseline == 9


def test_the_second_of_two_editors_loses_nothing(turbines: Opportunity, ana: User) -> None:
    typed = {"consequence": "Fined", "severity": 3, "cost": 1, "risk": 1, "act_by": "2027-01-31"}
    place = f"/opportunities/{turbines.pk}/value/need/"
    client_for(ana).post(place, typed)
    form = client_for(ana).get(place).context["form"]
    seen = {"version": form.initial["version"], "seen": form.initial["seen"]}
    client_for(ana).post(place, typed | seen | {"cost": 2})

    second = client_for(ana).post(place, typed | seen | {"consequence": "Fined twice"})
    form = second.context["form"]

    assert second.status_code == 409
    assert form["consequence"].value() == "Fined twice"
    assert form["cost"].value() == "2"
    assert Need.objects.get().consequence == "Fined"


def test_another_wording_needs_another_confirmation(turbines: Opportunity, ana: User) -> None:
    assert turbines.account is not None
    facts: dict[str, Any] = {"consequence": "Fined", "severity": 3, "cost": 1, "risk": 1}
    worded = actions.word_need(turbines, facts=facts, by=ana, now=NOW)
    actions.confirm(worded, evidence=their_word(turbines.account), by=ana, now=NOW)
    before = page(ana, turbines)
    actions.word_need(turbines, facts=facts | {"severity": 4}, by=ana, now=NOW)

    assert "confirmed</span><small>Kim Keller" in re.sub(r"\s*\n\s*", "", before)
    assert "not confirmed" in page(ana, turbines)


def test_only_a_word_of_the_customer_confirms(f25: BusinessCase, ana: User) -> None:
    made = f25.lines.get(kind="benefit")
    place = f"/business-cases/lines/{made.pk}/confirmations/"
    told = {"told_by": kim(f25.opportunity.account).pk, "happened_on": "2026-01-05"}  # type: ignore[arg-type]

    observed = client_for(ana).post(place, told | {"kind": "observed"})
    nobody = client_for(ana).post(place, {"kind": "said", "happened_on": "2026-01-05"})
    said = client_for(ana).post(place, told | {"kind": "said"})

    assert (observed.status_code, nobody.status_code, said.status_code) == (422, 422, 302)


def test_the_case_says_f25_and_is_not_green_without_the_customer(f25: BusinessCase, ana: User) -> None:
    shown = page(ana, f25.opportunity, "business-case/")

    assert "49,211 EUR" in shown
    assert "20.0 months" in shown
    assert "80%" in shown
    assert "Not sure yet" in shown
    assert "It holds" not in shown


def test_a_confirmation_counts_once_it_says_where_they_have_the_figure_from(f25: BusinessCase, ana: User) -> None:
    made = f25.lines.get(kind="benefit")
    actions.confirm(made, evidence=their_word(f25.opportunity.account), by=ana, now=NOW)  # type: ignore[arg-type]
    without = page(ana, f25.opportunity, "business-case/")
    actions.edit_line(made, changes={"source": "Their report of 2025"}, by=ana, now=NOW)
    with_source = page(ana, f25.opportunity, "business-case/")

    assert "said, without a source" in without
    assert "It holds" not in without
    assert "It holds" in with_source


def test_a_line_is_added_with_its_range_and_growth(turbines: Opportunity, ana: User) -> None:
    case = case_of(turbines, by=ana)
    place = f"/business-cases/{case.pk}/lines/new/?kind=benefit"
    typed = {"label": "Hours", "unit": "hour", "unit_value": "150", "quantity": "400", "times": "1", "start_month": "6"}

    refused = client_for(ana).post(place, typed | {"quantity_low": "500", "ramp": "50, many"})
    absurd = client_for(ana).post(place, typed | {"quantity": "9" * 14, "unit_value": "9" * 14})
    kept = client_for(ana).post(place, typed | {"quantity_low": "300", "quantity_high": "600", "ramp": "50, 100"})
    made = CaseLine.objects.get()

    assert (refused.status_code, absurd.status_code) == (422, 422)
    assert "It is above the likely figure." in refused.content.decode()
    assert kept.status_code == 302
    assert (made.ramp, made.amount) == ([50, 100], Decimal(60_000))


def test_a_reader_sees_and_does_not_write(f25: BusinessCase, ana: User, north: Any) -> None:
    gus = person("Gus", role=User.Role.SELLER, team=north, sees=User.Sees.TEAM)

    assert "Add a benefit" not in page(gus, f25.opportunity, "business-case/")
    assert client_for(gus).get(f"/business-cases/{f25.pk}/terms/").status_code == 403


def test_many_rows_take_no_more_queries(f25: BusinessCase, ana: User) -> None:
    def asked(part: str) -> int:
        client = client_for(ana)
        client.get(f"/opportunities/{f25.opportunity_id}/{part}")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/opportunities/{f25.opportunity_id}/{part}")
        return len(queries)

    def fill(number: int) -> None:
        tied = {"insight": goal(f25.opportunity, f"Goal {number}", by=ana), "title": "Team", "strength": 2}
        actions.add_contribution(f25.opportunity, facts=tied, by=ana, now=NOW)
        line(f25, "benefit", number + 1, by=ana)

    fill(0)
    few = [asked("value/"), asked("business-case/")]
    for number in range(1, 6):
        fill(number)

    assert [asked("value/"), asked("business-case/")] == few
    assert max(few) <= 30
