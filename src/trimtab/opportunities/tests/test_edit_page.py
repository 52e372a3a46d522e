"""Opening and editing an opportunity in the browser."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from tests.cast import NOW, account, client_for
from trimtab.accounts.models import Account
from trimtab.core.models import CustomField, Event
from trimtab.opportunities.actions import edit_opportunity
from trimtab.opportunities.models import FieldChange, Opportunity, Process
from trimtab.opportunities.tests.builders import deal, stage
from trimtab.people.models import User


@pytest.fixture
def robots(ana: User, acme: Account, process: Process) -> Opportunity:
    """Ana's opportunity at Acme, opened long ago."""
    return deal("Robots", owner=ana, account=acme, process=process, close_on=date(2025, 1, 1))


def address(opportunity: Opportunity) -> str:
    return f"/opportunities/{opportunity.pk}/edit/"


def typed_into(client: Client, page: str) -> dict[str, object]:
    """What a browser would send from the form of that page, unchanged."""
    form = client.get(page).context["form"]
    values = {bound.name: bound.value() for bound in form}
    return {name: "" if value is None else value for name, value in values.items()}


def test_saving_the_untouched_form_changes_nothing(robots: Opportunity, ana: User) -> None:
    client = client_for(ana)

    answer = client.post(address(robots), typed_into(client, address(robots)))

    assert answer.status_code == 302
    assert not Event.objects.filter(verb="opportunity.edited").exists()


def test_a_changed_field_is_kept_with_history(robots: Opportunity, ana: User) -> None:
    client = client_for(ana)

    answer = client.post(address(robots), typed_into(client, address(robots)) | {"amount": "77.5"}, follow=True)

    assert "The opportunity was changed." in answer.content.decode()
    assert FieldChange.objects.filter(new="77.50", old="1000.00", field="amount").count() == 1


def test_a_back_dated_edit_touches_only_what_was_changed(robots: Opportunity, ana: User) -> None:
    edit_opportunity(robots, changes={"kind": "New"}, by=ana, now=NOW - timedelta(400))
    client = client_for(ana)

    client.post(address(robots), typed_into(client, address(robots)) | {"amount": "5", "valid_on": "2024-02-01"})

    last = FieldChange.objects.latest("pk")
    assert (last.field, last.new, last.valid_at.date()) == ("amount", "5.00", date(2024, 2, 1))
    assert Opportunity.objects.get().kind == "New"


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("name", ""),
        ("amount", "a lot"),
        ("amount", "-5"),
        ("currency", "euro"),
        ("close_on", "soon"),
        ("stage", "999"),
        ("account", "Nobody Ltd"),
        ("valid_on", "2200-01-01"),
        ("owner", ""),
    ],
)
def test_bad_input_is_shown_again_as_typed(robots: Opportunity, ana: User, field: str, text: str) -> None:
    client = client_for(ana)
    typed = typed_into(client, address(robots)) | {"next_step": "Kept as typed", field: text}

    answer = client.post(address(robots), typed)

    assert (answer.status_code, field in answer.context["form"].errors) == (422, True)
    assert "Kept as typed" in answer.content.decode()
    assert Opportunity.objects.get().next_step == ""


def test_the_second_editor_sees_what_the_first_one_changed(robots: Opportunity, ana: User, ben: User) -> None:
    client = client_for(ana)
    typed = typed_into(client, address(robots)) | {"amount": "175", "next_step": "Call."}
    edit_opportunity(robots, changes={"amount": Decimal(150), "kind": "New"}, by=ben, now=NOW)

    answer = client.post(address(robots), typed)

    text = " ".join(answer.content.decode().split())
    assert answer.status_code == 409
    assert "<td>150.00</td><td>175</td>" in text
    assert "since you had not changed it: Kind." in text
    assert Opportunity.objects.get().amount == Decimal("150.00")


def test_the_second_editor_saves_again_without_undoing_the_first(robots: Opportunity, ana: User, ben: User) -> None:
    client = client_for(ana)
    typed = typed_into(client, address(robots)) | {"amount": "175"}
    edit_opportunity(robots, changes={"amount": Decimal(150), "kind": "New"}, by=ben, now=NOW)
    again = client.post(address(robots), typed).context["form"]

    client.post(address(robots), {bound.name: bound.value() or "" for bound in again})

    robots.refresh_from_db()
    assert (robots.amount, robots.kind) == (Decimal("175.00"), "New")


def test_htmx_gets_the_form_alone_and_is_sent_to_the_page(robots: Opportunity, ana: User) -> None:
    client = client_for(ana)
    page = client.get(address(robots)).content.decode()

    part = client.get(address(robots), headers={"HX-Request": "true"}).content.decode()
    saved = client.post(
        address(robots), typed_into(client, address(robots)) | {"amount": "1"}, headers={"HX-Request": "true"}
    )

    assert "<html" not in part
    assert _without_token(part) in _without_token(page)
    assert (saved.status_code, saved["HX-Redirect"]) == (204, f"/opportunities/{robots.pk}/")


def _without_token(text: str) -> str:
    return "\n".join(line for line in text.strip().splitlines() if "csrfmiddlewaretoken" not in line)


def test_own_fields_are_edited(robots: Opportunity, ana: User) -> None:
    CustomField.objects.create(record="opportunity", key="fit", label="Fit", kind="choice", choices=["Good", "Bad"])
    client = client_for(ana)

    client.post(address(robots), typed_into(client, address(robots)) | {"custom_fit": "Bad"})

    assert Opportunity.objects.get().custom == {"fit": "Bad"}
    assert FieldChange.objects.filter(field="custom:fit", new="Bad").count() == 1


def test_two_accounts_of_one_name_are_told_apart_by_number(robots: Opportunity, ana: User) -> None:
    twins = [account("Twin", owner=ana) for _number in range(2)]
    client = client_for(ana)
    typed = typed_into(client, address(robots))

    unclear = client.post(address(robots), typed | {"account": "twin"})
    client.post(address(robots), typed | {"account": f"Twin #{twins[1].pk}"})

    assert f"Twin #{twins[0].pk}, Twin #{twins[1].pk}" in unclear.content.decode()
    assert Opportunity.objects.get().account == twins[1]


def test_nobody_names_an_account_out_of_sight(robots: Opportunity, ana: User, bolt: Account) -> None:
    client = client_for(ana)

    answer = client.post(address(robots), typed_into(client, address(robots)) | {"account": "Bolt"})

    assert answer.status_code == 422


def test_only_people_in_sight_can_become_owner(robots: Opportunity, ana: User, cleo: User) -> None:
    client = client_for(ana)

    answer = client.post(address(robots), typed_into(client, address(robots)) | {"owner": cleo.pk})

    assert answer.status_code == 422


def test_a_new_opportunity_starts_with_the_account_of_the_url(ana: User, acme: Account, process: Process) -> None:
    client = client_for(ana)
    page = f"/opportunities/new/?account={acme.pk}"

    typed = typed_into(client, page) | {"name": "Belts", "stage": stage(process, "Qualify").pk}
    answer = client.post(page, typed)

    belts = Opportunity.objects.get()
    assert answer["Location"] == f"/opportunities/{belts.pk}/"
    assert (belts.name, belts.account, belts.owner, belts.currency) == ("Belts", acme, ana, "EUR")


def test_the_first_opportunity_of_all_finds_stages(ana: User) -> None:
    text = client_for(ana).get("/opportunities/new/").content.decode()

    assert "Negotiation" in text


def test_a_new_opportunity_without_a_name_is_shown_again(ana: User, process: Process) -> None:
    answer = client_for(ana).post("/opportunities/new/", {"next_step": "Kept as typed"})

    assert (answer.status_code, "Kept as typed" in answer.content.decode()) == (422, True)
    assert not Opportunity.objects.exists()


def test_the_account_of_the_url_must_be_in_sight(ana: User, bolt: Account, process: Process) -> None:
    assert client_for(ana).get(f"/opportunities/new/?account={bolt.pk}").status_code == 404


def test_looking_at_the_form_of_an_empty_installation_makes_no_stages(ana: User) -> None:
    page = client_for(ana).get("/opportunities/new/")

    assert (page.status_code, "Begin with these" in page.content.decode()) == (200, True)
    assert not Process.objects.exists()


def test_common_stages_are_made_on_demand(ana: User) -> None:
    answer = client_for(ana).post("/opportunities/new/", {"common": "yes"})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/opportunities/new/")
    assert Process.objects.get().stages.count() == 6
