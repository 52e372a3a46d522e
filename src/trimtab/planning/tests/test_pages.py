"""The pages of plans: what they answer, bad input, two editors, queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import NOW, account, client_for, euros
from trimtab.accounts.models import Account
from trimtab.core.versions import version_of
from trimtab.opportunities.models import LineItem, Process, Product
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User
from trimtab.planning.actions import add_row, edit_plan, set_member
from trimtab.planning.actions.plans import FIELDS
from trimtab.planning.models import Plan, TemplateVersion
from trimtab.planning.tests.builders import plan_of

pytestmark = pytest.mark.django_db


def test_a_seller_starts_a_plan_from_the_account_with_one_form(acme: Account, ana: User) -> None:
    client = client_for(ana)
    assert "Nobody planned for" in client.get(f"/accounts/{acme.pk}/plans/").content.decode()

    answer = client.post(f"/accounts/{acme.pk}/plans/", {"plan_type": "expansion", "revenue_target": "5000"})

    plan = Plan.objects.get()
    assert answer.headers["Location"] == reverse("plan", args=[plan.pk])
    page = client.get(answer.headers["Location"]).content.decode()
    assert "0% of the target" in page
    assert "How to gain points" in page


def test_a_plan_of_accounts_that_are_not_found_says_which(acme: Account, bolt: Account, ana: User) -> None:
    typed = {"kind": "portfolio", "accounts": "Acme\nBolt", "plan_type": "expansion"}

    answer = client_for(ana).post("/accounts/plans/new/", typed)

    assert answer.status_code == 422
    assert "Bolt: No account of yours has that name." in answer.content.decode()
    assert not Plan.objects.exists()


def test_the_second_editor_sees_both_and_loses_nothing(acme: Account, ana: User, ben: User) -> None:
    plan = plan_of(acme, by=ana)
    shown = client_for(ana).get(f"/accounts/plans/{plan.pk}/edit/").context["form"]
    typed = {name: shown[name].value() for name in (*FIELDS, "seen", "version")} | {"goal": "Mine"}
    edit_plan(plan, changes={"goal": "Hers", "strategy": "Slow"}, by=ben, now=NOW)

    answer = client_for(ana).post(f"/accounts/plans/{plan.pk}/edit/", typed)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Mine" in page
    assert "Hers" in page
    assert answer.context["form"]["strategy"].value() == "Slow"
    again = answer.context["form"]
    saved = {name: again[name].value() for name in (*FIELDS, "seen", "version")}
    assert client_for(ana).post(f"/accounts/plans/{plan.pk}/edit/", saved).status_code == 302
    plan.refresh_from_db()
    assert (plan.goal, plan.strategy) == ("Mine", "Slow")
    assert version_of(plan, FIELDS)


BAD_INPUT = [
    ("units/", {"accounts": "", "name": ""}, "A roll-up needs a name."),
    ("units/", {"accounts": "Bolt"}, "No account of yours has that name."),
    ("periods/", {"starts_on": "2026-11-01", "end_0": "2026-10-01"}, "the plan begins on"),
    ("periods/", {"starts_on": "soon"}, "Something needs another look"),
    ("team/", {"person": "Nobody", "access": "edit"}, "Nobody who signs in has that name"),
    ("team/", {"person": "Ana", "access": "edit"}, "there is exactly one"),
    ("owner/", {"owner": "Nobody"}, "Nobody whose records you see"),
    ("research/priorities/", {"text": "", "known_on": "2026-11-01"}, "This field is required."),
    ("research/priorities/", {"text": "x" * 5_000_000, "known_on": "2026-11-01"}, ""),
    ("swot/", {"side": "nowhere", "text": "x"}, "Select a valid choice"),
]


def test_bad_input_is_answered_in_words_and_changes_nothing(acme: Account, bolt: Account, ana: User) -> None:
    plan, client = plan_of(acme, by=ana), client_for(ana)

    for page, typed, said in BAD_INPUT:
        answer = client.post(f"/accounts/plans/{plan.pk}/{page}", typed)

        assert answer.status_code in {400, 413, 422}, (page, said)
        assert said in answer.content.decode(), (page, said)
    plan.refresh_from_db()
    assert (plan.rows.count(), plan.answers.count(), plan.periods.count()) == (1, 0, 1)


def test_solutions_are_chosen_and_an_important_one_is_planned(acme: Account, ana: User) -> None:
    pumps, valves = (Product.objects.create(name=name, family="Machines") for name in ("Pumps", "Valves"))
    plan = plan_of(acme, by=ana)

    client_for(ana).post(f"/accounts/plans/{plan.pk}/solutions/", {"targets": [str(valves.pk)]})

    assert [(one.product, one.is_target) for one in plan.columns.all()] == [(valves, True)]
    assert pumps.plan_columns.count() == 0


def test_the_grid_shows_units_by_solutions_and_says_what_a_reader_does_not_see(
    acme: Account, bolt: Account, ana: User, finn: User, process: Process
) -> None:
    pumps = Product.objects.create(name="Pumps", family="Machines")
    plan = plan_of(acme, bolt, by=finn, kind=Plan.Kind.PORTFOLIO)
    made = deal("Turbines", owner=ana, process=process, account=acme, amount=700)
    LineItem.objects.create(opportunity=made, product=pumps)
    set_member(plan, user=ana, access="read", by=finn, now=NOW)

    shown = client_for(ana).get(f"/accounts/plans/{plan.pk}/white-space/").context["found"]

    assert [(line.label, [square.state for square in line.squares]) for line in shown.lines] == [
        ("Acme", ["current"]),
        ("Bolt", ["none"]),
    ]
    assert (shown.hidden, shown.spread.possible) == (1, 1)


def test_operations_edit_the_questions_of_a_type(finn: User) -> None:
    client = client_for(finn)
    form = client.get("/settings/plans/success/").context["form"]
    typed = {name: form[name].value() or "" for name in form.fields if not name.startswith("required_")}
    typed |= {"text_0": "Who runs the plant?", "text_1": "", "required_0": "on", "products": []}

    client.post("/settings/plans/success/", typed)

    made = TemplateVersion.objects.get(plan_type="success", number=2)
    assert made.questions[0]["text"] == "Who runs the plant?"
    assert len(made.questions) == len(form.asked) - 1
    assert all(one["text"] == "" for one in made.questions[1:])  # shipped words stay shipped


def test_the_list_shows_kept_figures_of_the_people_of_the_frame(
    acme: Account, ana: User, ben: User, process: Process
) -> None:
    deal("Turbines", owner=ana, process=process, account=acme, amount=700)
    plan_of(acme, by=ana, revenue_target=euros(9000))

    page = client_for(ben).get("/accounts/plans/").content.decode()

    assert "Acme 2026" in page
    assert "9,000 EUR" in page
    assert "Acme 2026" not in client_for(ben).get("/accounts/plans/?scope=me").content.decode()


def test_pages_ask_the_same_number_of_queries_for_few_and_many_rows(acme: Account, ana: User, process: Process) -> None:
    Product.objects.create(name="Pumps", family="Machines")
    plan = plan_of(acme, by=ana, kind=Plan.Kind.ENTERPRISE)
    for number in range(5):
        add_row(plan, fields={}, accounts=[account(f"Unit {number}", owner=ana)], by=ana, now=NOW)
    deal("First deal", owner=ana, process=process, account=acme)
    few = queries_by_page(plan, ana)
    for number in range(5, 12):
        unit = account(f"Unit {number}", owner=ana)
        deal("Deal", owner=ana, process=process, account=unit)
        add_row(plan, fields={}, accounts=[unit], by=ana, now=NOW)

    assert queries_by_page(plan, ana) == few


def queries_by_page(plan: Plan, user: User) -> dict[str, int]:
    """How many queries each page asks."""
    client, found = client_for(user), {}
    client.get(f"/accounts/plans/{plan.pk}/")  # what is asked once only
    for page in ("", "units/", "calendar/", "changes/", "white-space/"):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/accounts/plans/{plan.pk}/{page}")
        found[page] = len(queries)
    return found
