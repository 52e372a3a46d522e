"""Form fields for the organisation's own fields, of every kind, and their values as a record keeps them in `custom`."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from django import forms
from django.utils.formats import date_format, localize
from django.utils.html import format_html
from django.utils.translation import gettext as _

from trimtab.core.models import CustomField

PREFIX = "custom_"
LONGEST = 20_000  # of a long text


def own_fields(record: str) -> list[CustomField]:
    """The own fields in use of that kind of record (account, contact, opportunity, lead), in their order."""
    found = CustomField.objects.filter(record=record, archived_at__isnull=True)
    return list(found.order_by("position", "label", "pk"))


def add_own_fields(form: forms.Form, fields: list[CustomField], values: Mapping[str, object]) -> None:
    """Put the own fields at the end of a form, filled with the record's values."""
    for field in fields:
        name = f"{PREFIX}{field.key}"
        form.fields[name] = form_field(field, values.get(field.key))
        form.initial.setdefault(name, shown(field, values.get(field.key)))


def own_values(form: forms.Form, fields: list[CustomField]) -> dict[str, object]:
    """The cleaned values by key, as `custom` keeps them; empty is None."""
    return {field.key: kept(form.cleaned_data.get(f"{PREFIX}{field.key}")) for field in fields}


def form_field(field: CustomField, value: object = None) -> forms.Field:
    """The form field for an own field. A present value that is no choice any more stays one."""
    kinds = CustomField.Kind
    if field.kind in {kinds.NUMBER, kinds.MONEY}:
        places = 2 if field.kind == kinds.MONEY else 6
        return forms.DecimalField(label=field.label, required=False, max_digits=24, decimal_places=places)
    if field.kind == kinds.DATE:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(label=field.label, required=False, widget=widget)
    if field.kind == kinds.BOOLEAN:
        answers = [("", _("Unknown")), ("true", _("Yes")), ("false", _("No"))]
        return forms.TypedChoiceField(
            label=field.label, required=False, choices=answers, coerce=lambda text: text == "true", empty_value=None
        )
    if field.kind in {kinds.CHOICE, kinds.CHOICES}:
        return _choice_field(field, value)
    if field.kind == kinds.LINK:
        return forms.URLField(label=field.label, required=False, max_length=2000, assume_scheme="https")
    if field.kind == kinds.LONG_TEXT:
        area = forms.Textarea(attrs={"rows": 4})
        return forms.CharField(label=field.label, required=False, max_length=LONGEST, widget=area)
    return forms.CharField(label=field.label, required=False, max_length=2000)


def _choice_field(field: CustomField, value: object) -> forms.Field:
    texts = dict.fromkeys([*(str(choice) for choice in field.choices), *listed(value)])
    choices = [(text, text) for text in texts]
    if field.kind == CustomField.Kind.CHOICES:
        several = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(label=field.label, required=False, choices=choices, widget=several)
    return forms.ChoiceField(label=field.label, required=False, choices=[("", "–"), *choices])


def listed(value: object) -> list[str]:
    """A kept value as texts: of several choices each, of another value the one, of none none."""
    if isinstance(value, list):
        return [str(one) for one in value]
    return [] if value in {None, ""} else [str(value)]


def displayed(field: CustomField, value: object) -> object:
    """A kept value for a reader: days and numbers as the locale writes them, links to follow, None where unknown."""
    if value is None or value == "" or value == []:
        return None
    kinds = CustomField.Kind
    if field.kind == kinds.BOOLEAN:
        return _("Yes") if shown(field, value) == "true" else _("No")
    if field.kind == kinds.DATE:
        day = _day(value)
        return str(value) if day is None else date_format(day)
    if field.kind in {kinds.NUMBER, kinds.MONEY}:
        number = _number(value)
        return str(value) if number is None else localize(number)
    if field.kind == kinds.LINK and str(value).startswith(("https://", "http://")):
        return format_html('<a href="{}" rel="noopener noreferrer">{}</a>', value, value)
    return ", ".join(listed(value))


def kept(value: object) -> object:
    """A cleaned value as `custom` keeps it: numbers as decimal text, days as ISO, empty as None."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" or value == [] else value


def shown(field: CustomField, value: object) -> object:
    """A kept value as its form field shows it; what cannot be read as its kind is shown as nothing."""
    if field.kind == CustomField.Kind.BOOLEAN:
        return "" if value is None else "true" if value in {True, "true", "True", "1"} else "false"
    if field.kind in {CustomField.Kind.NUMBER, CustomField.Kind.MONEY}:
        return _number(value)
    if field.kind == CustomField.Kind.CHOICES:
        return listed(value)
    return "" if value is None else str(value)


def typed(field: CustomField, value: object) -> object:
    """A kept value as what it is: a number, a day, a truth value, a text; None where it is missing or unreadable."""
    if value is None or value == "":
        return None
    if field.kind == CustomField.Kind.BOOLEAN:
        return shown(field, value) == "true"
    if field.kind == CustomField.Kind.DATE:
        return _day(value)
    return ", ".join(listed(value)) if field.kind == CustomField.Kind.CHOICES else shown(field, value)


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _number(value: object) -> Decimal | None:
    try:
        return None if value in {None, ""} else Decimal(str(value))
    except InvalidOperation:
        return None
