"""What forms of all rooms share: a day, one of us by name, and which version of a record was seen."""

from datetime import datetime

from django import forms
from django.utils.dateparse import parse_datetime


class DayInput(forms.DateInput):
    """A day, chosen or typed. Browsers read its value in one form only, whatever the language."""

    def __init__(self) -> None:
        super().__init__({"type": "date"}, format="%Y-%m-%d")


class PersonInput(forms.TextInput):
    """The name of one of us, proposed while one types: the page includes `people/_names.html`."""

    def __init__(self) -> None:
        super().__init__({"list": "people-names", "autocomplete": "off"})


class SeenAtField(forms.Field):
    """When the record that a form shows was changed last, so that an action finds what somebody changed since.

    A moment; None where it cannot be read, or nothing was there to see.
    """

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def prepare_value(self, value: object) -> object:
        """To the microsecond: a rounded one would be another version."""
        return value.isoformat() if isinstance(value, datetime) else value

    def to_python(self, value: object) -> datetime | None:
        """The plus of a time zone is a space where an address was written by hand."""
        try:
            return parse_datetime(str(value or "").strip().replace(" ", "+"))
        except ValueError:
            return None

    def has_changed(self, _initial: object, _data: object) -> bool:
        """It is no fact of the record."""
        return False
