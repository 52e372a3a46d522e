"""Objectives and actions through the browser: planned from anywhere, done with one click, nothing typed is lost."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import NOW, client_for
from trimtab.accounts.models import Account, Contact
from trimtab.core.models import Organisation
from trimtab.objectives.actions import add_action, add_objective
from trimtab.objectives.models import Action, Objective
from trimtab.opportunities.models import Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_ana(ana: User, organisation: Organisation) -> Client:
    return client_for(ana)


def aim(account: Account, by: User, **fields: object) -> Objective:
    return add_objective(account, fields={"name": "Win the plant", "kind": "revenue"} | fields, by=by, now=NOW)


def step(by: User, **fields: object) -> Action:
    return add_action(fields={"subject": "Call Kim"} | fields, by=by, now=NOW)


def test_an_action_is_planned_from_a_contact_an_opportunity_and_an_objective_into_one_list(
    as_ana: Client, ana: User, acme: Account, process: Process
) -> None:
    """Screen check 8: one list, three parents, red when late."""
    kim = Contact.objects.create(account=acme, name="Kim Keller", created_at=NOW, changed_at=NOW)
    origins = {
        "contact": kim.pk,
        "opportunity": deal("Turbines", owner=ana, process=process, account=acme).pk,
        "objective": aim(acme, ana).pk,
    }
    for name, pk in origins.items():
        address = f"/accounts/actions/new/?{name}={pk}&subject=From the {name}&origin={name}:{pk}"
        shown = as_ana.get(address).context["form"]
        typed = {"subject": shown["subject"].value(), "assignee": "Ana", "due_on": "2020-01-02", "account": "Acme"}
        assert as_ana.post(address, typed | {name: pk}).status_code == 302

    page = as_ana.get("/accounts/actions/").content.decode()

    assert [page.count(f"From the {name}</a>") for name in origins] == [1, 1, 1]
    assert page.count("overdue for") == 3
    assert set(Action.objects.values_list("origin_record", "origin_id")) == set(origins.items())


def test_an_action_of_an_unknown_account_is_not_planned(as_ana: Client, bolt: Account) -> None:
    assert as_ana.get(f"/accounts/actions/new/?account={bolt.pk}").status_code == 404
    assert as_ana.get("/accounts/actions/new/?account=x").status_code == 404


def test_what_was_typed_stays_when_it_needs_another_look(as_ana: Client, bolt: Account) -> None:
    answer = as_ana.post("/accounts/actions/new/", {"subject": "Call Bo", "assignee": "Nobody", "account": "Bolt"})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="Call Bo"' in page
    assert "Nobody whose records you see has that name." in page
    assert "No account of yours has that name." in page


def test_one_click_in_the_list_marks_an_action_as_done_and_leads_back(as_ana: Client, ana: User) -> None:
    action = step(ana)

    answer = as_ana.post(f"/accounts/actions/{action.pk}/completion/", {"next": "/accounts/actions/?due=soon"})

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/actions/?due=soon")
    action.refresh_from_db()
    assert action.status == "done"


def test_nobody_is_led_to_another_site(as_ana: Client, ana: User) -> None:
    address = f"/accounts/actions/{step(ana).pk}/completion/"

    for foreign in ("https://evil.example/", "//evil.example/"):
        assert as_ana.post(address, {"next": foreign})["Location"] == "/accounts/actions/?scope=me"


def test_dropping_asks_for_a_reason(as_ana: Client, ana: User) -> None:
    action = step(ana)

    answer = as_ana.post(f"/accounts/actions/{action.pk}/dropping/", {"reason": ""})

    assert answer.status_code == 422
    assert "Say why it will not be done" in answer.content.decode()


def test_the_second_of_two_editors_sees_both(as_ana: Client, ana: User, acme: Account) -> None:
    action = step(ana, account=acme)
    form = as_ana.get(f"/accounts/actions/{action.pk}/").context["form"]
    typed = {name: form[name].value() or "" for name in form.fields} | {"note": "Bring the plan."}
    Action.objects.filter(pk=action.pk).update(subject="Call Lou", changed_at=NOW + timedelta(minutes=1))

    answer = as_ana.post(f"/accounts/actions/{action.pk}/", typed)

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Bring the plan." in page
    assert "Call Lou" in page


def test_an_objective_is_set_with_its_opportunity(as_ana: Client, ana: User, acme: Account, process: Process) -> None:
    turbines = deal("Turbines", owner=ana, process=process, account=acme)
    typed = {"name": "Win the plant", "kind": "revenue", "owner": "Ana", "opportunities": [turbines.pk]}

    answer = as_ana.post(f"/accounts/{acme.pk}/objectives/new/", typed)

    objective = Objective.objects.get()
    assert answer["Location"] == f"/accounts/objectives/{objective.pk}/"
    assert list(objective.opportunities.all()) == [turbines]
    assert "Say how you will know that it is reached." in as_ana.get(answer["Location"]).content.decode()


def test_editing_an_objective_keeps_links_that_one_does_not_see(
    as_ana: Client, ana: User, dov: User, cleo: User, acme: Account, process: Process
) -> None:
    hidden = deal("Of Cleo", owner=dov, process=process, account=acme)
    objective = add_objective(
        acme, fields={"name": "Win", "kind": "revenue", "owner": ana}, opportunities=[hidden], by=dov, now=NOW
    )

    page = as_ana.get(f"/accounts/objectives/{objective.pk}/edit/").content.decode()
    as_ana.post(f"/accounts/objectives/{objective.pk}/edit/", {"name": "Win all", "kind": "revenue", "owner": "Ana"})

    assert "Of Cleo" not in page
    assert list(objective.opportunities.all()) == [hidden]


def test_the_account_page_says_what_is_open_and_what_is_late(as_ana: Client, ana: User, acme: Account) -> None:
    step(ana, objective=aim(acme, ana), due_on=date(2020, 1, 2))
    step(ana, account=acme)

    page = as_ana.get(f"/accounts/{acme.pk}/objectives/").content.decode()

    assert "1 open objective, 2 actions to do. 1 is overdue." in page


@pytest.mark.parametrize("address", ["/accounts/actions/", "/accounts/objectives/", "/accounts/{pk}/objectives/"])
def test_a_page_of_many_costs_as_many_queries_as_one_of_few(
    as_ana: Client, ana: User, acme: Account, address: str
) -> None:
    def fill(number: int) -> None:
        for _one in range(number):
            step(ana, objective=aim(acme, ana), account=acme)

    fill(2)
    as_ana.get(address.format(pk=acme.pk))
    with CaptureQueriesContext(connection) as few:
        as_ana.get(address.format(pk=acme.pk))
    fill(12)
    with CaptureQueriesContext(connection) as many:
        as_ana.get(address.format(pk=acme.pk))

    assert len(few) == len(many)
