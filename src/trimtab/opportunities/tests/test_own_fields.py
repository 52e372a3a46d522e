"""Fields of the organisation's own, of every kind, without code."""

import pytest
from django.utils import timezone

from tests.cast import client_for
from trimtab.accounts.models import Account
from trimtab.core.models import CustomField, Event
from trimtab.opportunities.actions import edit_opportunity
from trimtab.opportunities.models import FieldChange, Opportunity, Process
from trimtab.opportunities.own_fields import use_of
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
KINDS = {
    "text": ("Red", "Red", "Red"),
    "long_text": ("Red\nand blue", "Red\r\nand blue", "Red"),
    "number": ("12.5", "12.5", "12.5"),
    "money": ("12.50", "12.50", "12.5"),
    "date": ("2026-03-01", "2026-03-01", "March 1, 2026"),
    "boolean": ("true", True, "Yes"),
    "choice": ("Good", "Good", "Good"),
    "choices": (["Good", "Bad"], ["Good", "Bad"], "Good, Bad"),
    "link": ("https://example.com/a", "https://example.com/a", 'href="https://example.com/a"'),
}


@pytest.fixture
def robots(ana: User, acme: Account, process: Process) -> Opportunity:
    return deal("Acme robots", owner=ana, process=process, account=acme)


def add(finn: User, **given: str) -> CustomField:
    sent = {"record": "opportunity", "label": "Fit", "kind": "text", "choices": "", **given}
    answer = client_for(finn).post("/settings/fields/", sent)
    assert answer.status_code == 302, answer.content.decode()
    return CustomField.objects.latest("pk")


def typed(robots: Opportunity, user: User, **values: object) -> dict[str, object]:
    """What the edit form sends as it stands, with these values."""
    form = client_for(user).get(f"/opportunities/{robots.pk}/edit/").context["form"]
    sent = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in (sent | values).items()}


@pytest.mark.parametrize("kind", KINDS)
def test_a_field_of_each_kind_is_made_filled_shown_and_kept(
    kind: str, finn: User, ana: User, robots: Opportunity
) -> None:
    sent, kept, shown = KINDS[kind]
    field = add(finn, kind=kind, choices="Good\nBad")

    answer = client_for(ana).post(
        f"/opportunities/{robots.pk}/edit/", typed(robots, ana, **{f"custom_{field.key}": sent})
    )

    robots.refresh_from_db()
    page = client_for(ana).get(f"/opportunities/{robots.pk}/").content.decode()
    assert answer.status_code == 302
    assert str(robots.custom[field.key]).splitlines() == str(kept).splitlines()
    assert shown in page
    assert FieldChange.objects.filter(opportunity=robots, field=f"custom:{field.key}").count() == 1


def test_the_same_choices_again_are_no_change(finn: User, ana: User, robots: Opportunity) -> None:
    field = add(finn, kind="choices", choices="Good\nBad")
    for _again in range(2):
        values = {f"custom_{field.key}": ["Good", "Bad"]}
        client_for(ana).post(f"/opportunities/{robots.pk}/edit/", typed(robots, ana, **values))

    assert FieldChange.objects.filter(opportunity=robots, field=f"custom:{field.key}").count() == 1


def test_a_script_is_no_link(finn: User, ana: User, robots: Opportunity) -> None:
    field = add(finn, kind="link")
    robots.custom = {field.key: "javascript:alert(1)"}
    robots.save()

    page = client_for(ana).get(f"/opportunities/{robots.pk}/").content.decode()

    assert 'href="javascript' not in page
    assert "javascript:alert(1)" in page


def test_a_field_says_how_many_hold_it_and_when_it_was_last_filled(finn: User, ana: User, robots: Opportunity) -> None:
    field = add(finn)
    before = use_of(field)
    edit_opportunity(robots, changes={f"custom:{field.key}": "Red"}, by=ana, now=timezone.now())

    use = use_of(field)
    page = client_for(finn).get(f"/settings/fields/{field.pk}/").content.decode()

    assert (before.holding, before.last_at, use.holding, use.is_filling) == (0, None, 1, True)
    assert "1 record holds a value." in page
    assert "One was last filled on" in page


def test_a_key_of_any_letters_is_counted_and_an_empty_value_is_not(ana: User, robots: Opportunity) -> None:
    field = CustomField.objects.create(record="opportunity", key="a__b 'c", label="Odd")
    robots.custom = {field.key: None}
    robots.save()
    empty = use_of(field).holding
    robots.custom = {field.key: "x"}
    robots.save()

    assert (empty, use_of(field).holding) == (0, 1)


def test_an_archived_field_is_asked_for_no_more_and_keeps_its_values(
    finn: User, ana: User, robots: Opportunity
) -> None:
    field = add(finn)
    edit_opportunity(robots, changes={f"custom:{field.key}": "Red"}, by=ana, now=timezone.now())

    client_for(finn).post(f"/settings/fields/{field.pk}/archiving/")

    robots.refresh_from_db()
    assert robots.custom == {field.key: "Red"}
    assert f"custom_{field.key}" not in client_for(ana).get(f"/opportunities/{robots.pk}/edit/").content.decode()
    assert Event.objects.filter(verb="own_field.archived").count() == 1


def test_fields_are_shown_in_their_order(finn: User) -> None:
    add(finn, label="First")
    second = add(finn, label="Second")

    client_for(finn).post(f"/settings/fields/{second.pk}/order/", {"direction": "up"})

    page = client_for(finn).get("/settings/fields/")
    assert [one.label for one in dict(page.context["groups"])["Opportunities"]] == ["Second", "First"]


def test_a_renamed_field_keeps_its_key(finn: User) -> None:
    field = add(finn, kind="choice", choices="Good")

    client_for(finn).post(f"/settings/fields/{field.pk}/", {"label": "Suits us", "choices": "Good\nBad"})

    field.refresh_from_db()
    assert (field.label, field.key, field.choices) == ("Suits us", "fit", ["Good", "Bad"])


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"label": "fit"}, "There is a field of that name on this kind of record."),
        ({"label": "Other", "kind": "choice"}, "A field with choices needs at least one."),
    ],
)
def test_what_makes_no_field_is_refused(given: dict[str, str], told: str, finn: User) -> None:
    add(finn)

    sent = {"record": "opportunity", "kind": "text", "choices": "", **given}
    page = client_for(finn).post("/settings/fields/", sent)

    assert page.status_code == 422
    assert told in page.content.decode()


def test_a_seller_finds_no_such_page(ana: User) -> None:
    assert client_for(ana).post("/settings/fields/", {"label": "Fit"}).status_code == 404
