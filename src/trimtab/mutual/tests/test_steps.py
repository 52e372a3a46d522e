"""Steps: one owner each side, no circles, the days from which paces are learned, two editors."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.cast import NOW, client_for
from trimtab.core.models import Event
from trimtab.core.versions import ChangedMeanwhile, version_of
from trimtab.mutual.actions import (
    SEEN,
    begin_plan,
    edit_mutual_plan,
    edit_step,
    move_step,
    remove_plan_person,
    set_step_status,
)
from trimtab.mutual.models import MutualPlan, Step
from trimtab.mutual.shareable import milestone_status
from trimtab.mutual.shipped import ASSUMED, KINDS, PAPER, STEPS, TEMPLATES
from trimtab.mutual.tests.builders import TODAY, buyer, plan_for, step_of
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def turbines(ana: User, process: Process) -> Opportunity:
    return deal("Turbines", owner=ana, process=process)


@pytest.fixture
def plan(turbines: Opportunity, ana: User) -> MutualPlan:
    return plan_for(turbines, by=ana)


def test_a_purchase_ships_with_the_paper_that_holds_deals_up(plan: MutualPlan) -> None:
    kinds = list(plan.steps.order_by("position").values_list("kind", flat=True))

    assert len(kinds) == 12
    assert set(PAPER) <= set(kinds)
    assert {one.name for one in plan.people.all()} == {"Ana"}


def test_what_ships_hangs_together() -> None:
    assert set(ASSUMED) == set(KINDS)
    assert all(one.kind in KINDS and set(one.after) <= set(STEPS) for one in STEPS.values())
    assert all(set(steps) <= set(STEPS) for _name, steps in TEMPLATES.values())


def test_an_opportunity_has_one_plan(turbines: Opportunity, plan: MutualPlan, ana: User) -> None:
    with pytest.raises(ValidationError, match="Somebody began a plan"):
        begin_plan(turbines, fields={"outcome": "Another"}, template="empty", by=ana, now=NOW)


def test_a_stranger_cannot_change_the_plan(plan: MutualPlan, cleo: User) -> None:
    with pytest.raises(PermissionDenied):
        edit_mutual_plan(plan, changes={"outcome": "Mine"}, by=cleo, now=NOW)


def test_an_owner_stands_on_the_own_side_of_the_own_plan(plan: MutualPlan, ana: User) -> None:
    kim = buyer(plan, by=ana)
    step = plan.steps.earliest("position")

    with pytest.raises(ValidationError, match="not on this side"):
        edit_step(step, changes={"ours": kim}, by=ana, now=NOW, today=TODAY)
    assert edit_step(step, changes={"theirs": kim}, by=ana, now=NOW, today=TODAY).theirs == kim


def test_steps_cannot_wait_for_each_other(plan: MutualPlan, ana: User) -> None:
    first = plan.steps.earliest("position")
    last = plan.steps.latest("position")

    with pytest.raises(ValidationError, match="would wait for itself"):
        edit_step(first, changes={}, after=[last], by=ana, now=NOW, today=TODAY)


def test_a_step_began_when_somebody_said_so(plan: MutualPlan, ana: User) -> None:
    step = step_of(plan, "legal", by=ana)

    set_step_status(step, status="in_progress", by=ana, now=NOW, today=TODAY)
    done = set_step_status(step, status="done", by=ana, now=NOW, today=TODAY + timedelta(23))

    assert done.days_taken == 23


def test_a_step_that_nobody_began_began_when_the_one_before_it_was_done(plan: MutualPlan, ana: User) -> None:
    first = step_of(plan, "choose", by=ana)
    second = step_of(plan, "legal", by=ana, after=[first])

    set_step_status(first, status="done", by=ana, now=NOW, today=TODAY + timedelta(4))
    done = set_step_status(second, status="done", by=ana, now=NOW, today=TODAY + timedelta(10))

    assert done.days_taken == 6


def test_opened_again_a_step_is_not_done(plan: MutualPlan, ana: User) -> None:
    step = plan.steps.earliest("position")
    set_step_status(step, status="done", by=ana, now=NOW, today=TODAY)

    opened = set_step_status(step, status="not_started", by=ana, now=NOW, today=TODAY)

    assert (opened.begun_on, opened.done_on) == (None, None)


def test_the_second_of_two_editors_overwrites_nothing(plan: MutualPlan, ana: User) -> None:
    step = plan.steps.earliest("position")
    seen = version_of(step, SEEN)
    edit_step(step, changes={"note": "First"}, by=ana, now=NOW + timedelta(1), today=TODAY, seen=seen)

    with pytest.raises(ChangedMeanwhile):
        edit_step(step, changes={"note": "Second"}, by=ana, now=NOW + timedelta(2), today=TODAY, seen=seen)
    assert Step.objects.get(pk=step.pk).note == "First"


def test_the_second_editor_sees_both_versions_in_the_form(plan: MutualPlan, ana: User) -> None:
    client, step = client_for(ana), plan.steps.earliest("position")
    form = client.get(f"/mutual-plans/steps/{step.pk}/").context["form"]
    typed = {one.html_name: value for one in form if (value := one.value())} | {"note": "Second"}
    edit_step(step, changes={"note": "First"}, by=ana, now=NOW + timedelta(1), today=TODAY)

    answer = client.post(f"/mutual-plans/steps/{step.pk}/", typed)

    assert answer.status_code == 409
    assert [(label.lower(), now, mine) for label, now, mine in answer.context["conflict"].rows] == [
        ("note for the customer", "First", "Second")
    ]


def test_the_words_that_ship_stay_the_readers_own_until_somebody_types_others(plan: MutualPlan, ana: User) -> None:
    client, step = client_for(ana), plan.steps.earliest("position")
    form = client.get(f"/mutual-plans/steps/{step.pk}/").context["form"]
    typed = {one.html_name: value for one in form if (value := one.value())}

    client.post(f"/mutual-plans/steps/{step.pk}/", typed | {"note": "Soon"})
    step.refresh_from_db()
    kept = step.task
    client.post(f"/mutual-plans/steps/{step.pk}/", typed | {"task": "Ask Kim", "version": "", "note": "Soon"})
    step.refresh_from_db()

    assert (kept, step.note) == ("", "Soon")
    assert step.title == "Ask Kim"


def test_a_step_moves_one_place(plan: MutualPlan, ana: User) -> None:
    first, second = plan.steps.order_by("position")[:2]

    move_step(second, is_up=True, by=ana, now=NOW)

    assert list(plan.steps.order_by("position")[:2]) == [second, first]


def test_who_leaves_the_plan_owns_no_open_step(plan: MutualPlan, ana: User) -> None:
    kim, step = buyer(plan, by=ana), plan.steps.earliest("position")
    edit_step(step, changes={"theirs": kim}, by=ana, now=NOW, today=TODAY)

    remove_plan_person(kim, by=ana, now=NOW)

    assert Step.objects.get(pk=step.pk).theirs is None


@pytest.mark.parametrize(
    ("statuses", "status"),
    [
        (["done", "done"], "done"),
        (["done", "blocked"], "blocked"),
        (["done", "not_started"], "in_progress"),
        (["not_started", "not_started"], "not_started"),
    ],
)
def test_a_milestone_stands_as_its_steps_do(statuses: list[str], status: str) -> None:
    assert milestone_status(statuses) == status


def test_each_change_leaves_one_event(plan: MutualPlan, ana: User) -> None:
    before = Event.objects.count()

    set_step_status(plan.steps.earliest("position"), status="done", by=ana, now=NOW, today=TODAY)

    made = Event.objects.order_by("pk")[before:]
    assert [one.verb for one in made] == ["mutual_step.edited"]
    assert made[0].after["status"] == "done"
