"""Inputs that forms of all rooms share: a day, and one of us by name."""

from django import forms


class DayInput(forms.DateInput):
    """A day, chosen or typed. Browsers read its value in one form only, whatever the language."""

    def __init__(self) -> None:
        super().__init__({"type": "date"}, format="%Y-%m-%d")


class PersonInput(forms.TextInput):
    """The name of one of us, proposed while one types: the page includes `people/_names.html`."""

    def __init__(self) -> None:
        super().__init__({"list": "people-names", "autocomplete": "off"})
