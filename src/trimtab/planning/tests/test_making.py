"""A plan begins with what is known, and belongs to exactly one person."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from tests.cast import NOW, account
from trimtab.accounts.models import Account, Division
from trimtab.core.models import Event
from trimtab.core.versions import ChangedMeanwhile, version_of
from trimtab.opportunities.models import Product
from trimtab.people.models import User
from trimtab.planning.actions import (
    archive_plan,
    edit_plan,
    give_plan,
    remove_member,
    restore_plan,
    set_member,
    take_newest_template,
)
from trimtab.planning.actions.plans import FIELDS
from trimtab.planning.models import Plan, PlanSnapshot
from trimtab.planning.queries import visible_plans
from trimtab.planning.tests.builders import BEGUN, plan_of

pytestmark = pytest.mark.django_db


def test_a_new_plan_has_its_account_twelve_months_and_the_catalogue(acme: Account, ana: User) -> None:
    Product.objects.create(name="Pumps", family="Machines")
    Division.objects.create(account=acme, name="Service", created_at=BEGUN, changed_at=BEGUN)

    plan = plan_of(acme, by=ana)

    assert (plan.name, plan.owner, plan.starts_on) == ("Acme 2026", ana, date(2026, 11, 1))
    assert [one.ends_on for one in plan.periods.all()] == [date(2027, 10, 31)]
    assert [(row.kind, row.name) for row in plan.rows.order_by("pk")] == [("account", "Acme"), ("division", "Service")]
    assert [column.product.name for column in plan.columns.all()] == ["Pumps"]
    assert plan.snapshots.get().why == PlanSnapshot.Why.START
    assert Event.objects.get(verb="plan.created").after["name"] == "Acme 2026"


def test_an_enterprise_plan_brings_the_parts_of_the_customer(acme: Account, ana: User) -> None:
    account("Acme Nord", owner=ana, parent=acme)

    plan = plan_of(acme, by=ana, kind=Plan.Kind.ENTERPRISE)

    assert list(plan.rows.filter(name="Acme Nord").values_list("parent__name", flat=True)) == ["Acme"]


def test_who_does_not_work_with_an_account_makes_no_plan_for_it(bolt: Account, ana: User) -> None:
    with pytest.raises(PermissionDenied):
        plan_of(bolt, by=ana)

    assert not Plan.objects.exists()


def test_giving_a_plan_away_leaves_one_owner_and_the_former_in_the_team(acme: Account, ana: User, ben: User) -> None:
    plan = plan_of(acme, by=ana)
    set_member(plan, user=ben, access="read", by=ana, now=NOW)

    give_plan(plan, owner=ben, by=ben, now=NOW)

    plan.refresh_from_db()
    assert plan.owner == ben
    assert [(one.user, one.access) for one in plan.members.all()] == [(ana, "edit")]


def test_the_owner_cannot_be_a_second_time_in_the_team(acme: Account, ana: User) -> None:
    with pytest.raises(PermissionDenied):
        set_member(plan_of(acme, by=ana), user=ana, access="edit", by=ana, now=NOW)


def test_a_member_who_reads_changes_nothing_and_one_who_edits_does(acme: Account, ana: User, cleo: User) -> None:
    plan = plan_of(acme, by=ana)
    assert not visible_plans(cleo).exists()
    set_member(plan, user=cleo, access="read", by=ana, now=NOW)
    assert visible_plans(cleo).get() == plan
    with pytest.raises(PermissionDenied):
        edit_plan(plan, changes={"goal": "More"}, by=cleo, now=NOW)
    set_member(plan, user=cleo, access="edit", by=ana, now=NOW)

    edit_plan(plan, changes={"goal": "More"}, by=cleo, now=NOW)

    plan.refresh_from_db()
    assert plan.goal == "More"
    with pytest.raises(PermissionDenied):  # the team is not for members to choose
        set_member(plan, user=cleo, access="read", by=cleo, now=NOW)
    remove_member(plan, plan.members.get(), by=ana, now=NOW)
    assert not visible_plans(cleo).exists()


def test_a_plan_is_seen_by_whoever_sees_all_its_accounts_not_some(
    acme: Account, bolt: Account, ana: User, cleo: User, finn: User
) -> None:
    plan = plan_of(acme, bolt, by=finn, kind=Plan.Kind.PORTFOLIO)

    assert not visible_plans(ana).exists()
    bolt.members.create(user=ana)
    assert visible_plans(ana).get() == plan
    assert not visible_plans(cleo).exists()


def test_two_editors_lose_nothing(acme: Account, ana: User, ben: User) -> None:
    plan = plan_of(acme, by=ana)
    seen = version_of(plan, FIELDS)
    edit_plan(plan, changes={"goal": "Double it"} | {}, by=ben, now=NOW)

    with pytest.raises(ChangedMeanwhile):
        edit_plan(
            plan, changes={name: getattr(plan, name) for name in FIELDS} | {"goal": "Keep"}, by=ana, now=NOW, seen=seen
        )

    plan.refresh_from_db()
    assert plan.goal == "Double it"


def test_archived_plans_come_back_and_are_not_changed_before(acme: Account, ana: User) -> None:
    plan = plan_of(acme, by=ana)
    archive_plan(plan, by=ana, now=NOW)
    with pytest.raises(PermissionDenied):
        take_newest_template(plan, by=ana, now=NOW)

    restore_plan(plan, by=ana, now=NOW)

    assert Plan.objects.current().get() == plan
