"""Own fields of every kind on a form."""

import pytest
from django import forms

from trimtab.core.models import CustomField
from trimtab.core.own_fields import PREFIX, add_own_fields, own_fields, own_values

TYPED = {
    "text": ("hello", "hello"),
    "number": ("12.5", "12.5"),
    "money": ("7", "7"),
    "date": ("2026-11-20", "2026-11-20"),
    "boolean": ("false", False),
    "choice": ("B", "B"),
    "long_text": ("two\nlines", "two\nlines"),
    "choices": (["A", "B"], ["A", "B"]),
    "link": ("https://example.com/a", "https://example.com/a"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", CustomField.Kind.values)
def test_a_value_survives_the_form(kind: str) -> None:
    CustomField.objects.create(record="account", key="one", label="One", kind=kind, choices=["A", "B"])
    typed, kept = TYPED[kind]
    fields = own_fields("account")

    form = forms.Form({f"{PREFIX}one": typed})
    add_own_fields(form, fields, {})

    assert form.is_valid(), form.errors
    assert own_values(form, fields) == {"one": kept}
    again = forms.Form()
    add_own_fields(again, fields, {"one": kept})
    shown = again[f"{PREFIX}one"].value()
    assert (shown if isinstance(typed, list) else str(shown)) == typed


@pytest.mark.django_db
@pytest.mark.parametrize("kind", CustomField.Kind.values)
def test_an_empty_value_is_nothing(kind: str) -> None:
    CustomField.objects.create(record="account", key="one", label="One", kind=kind)
    fields = own_fields("account")
    form = forms.Form({})
    add_own_fields(form, fields, {})

    assert form.is_valid()
    assert own_values(form, fields) == {"one": None}


@pytest.mark.django_db
def test_a_value_that_is_no_choice_any_more_can_stay() -> None:
    CustomField.objects.create(record="account", key="one", label="One", kind="choice", choices=["A"])
    fields = own_fields("account")
    form = forms.Form({f"{PREFIX}one": "Old"})
    add_own_fields(form, fields, {"one": "Old"})

    assert form.is_valid()


@pytest.mark.django_db
def test_what_is_no_number_is_refused_and_an_unreadable_one_shown_as_nothing() -> None:
    CustomField.objects.create(record="account", key="one", label="One", kind="number")
    fields = own_fields("account")
    form = forms.Form({f"{PREFIX}one": "many"})
    add_own_fields(form, fields, {"one": "many"})

    assert not form.is_valid()
    assert form.initial[f"{PREFIX}one"] is None
