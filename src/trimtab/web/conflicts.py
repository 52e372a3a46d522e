"""Two people save one record at once: what both changed, side by side, and a form in which nothing is lost.

A form that is made for it has a hidden field `seen`: what its fields held when the person opened it.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from trimtab.core.versions import version_of

NO_FACTS = frozenset({"seen", "seen_at", "version"})
Row = tuple[str, str, str]


class SeenField(forms.CharField):
    """What the other fields held, as the browser would send them."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    @staticmethod
    def remember(form: forms.BaseForm) -> None:
        """Let a form that is about to be shown know what it shows. Call it when all its fields are there."""
        if not form.is_bound:
            form.initial["seen"] = json.dumps({bound.name: _sent(bound) for bound in _facts(form)})


class VersionedForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the type checker only
    """A form that knows which version of its record the person saw."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)
    seen = SeenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial["version"] = version_of(self.instance, self._meta.fields or ())
        SeenField.remember(self)


class Conflict:
    """What somebody typed against what somebody else saved meanwhile.

    `rows`: label, what is there now, what was typed, of the fields that both changed. `taken_over`: labels of fields
    that only the other changed. `merged`: what to fill the form with: what was typed, and what is taken over.
    """

    def __init__(self, typed: forms.BaseForm, now: forms.BaseForm) -> None:
        seen = _seen(typed.data)
        self.rows: list[Row] = []
        self.taken_over: list[str] = []
        self.merged: dict[str, Any] = dict(typed.data.items())
        self.merged |= {bound.name: bound.value() for bound in _facts(typed) if _is_several(bound)}
        for name in NO_FACTS & set(now.fields):
            self.merged[name] = now.initial.get(name, "")
        for bound in _facts(typed):
            there, given, before = _sent(now[bound.name]), _sent(bound), seen.get(bound.name)
            if there in {given, before}:  # nobody else changed it, or both to the same
                continue
            if given == before:
                self.merged[bound.name] = now[bound.name].value() if _is_several(bound) else there
                self.taken_over.append(str(bound.label))
            else:
                self.rows.append((str(bound.label), shown_value(now[bound.name]), shown_value(bound)))


def shown_value(bound: forms.BoundField) -> str:
    """The value of a field as a person reads it."""
    value = bound.value()
    if isinstance(bound.field, forms.BooleanField):
        return _("yes") if value else _("no")
    if value in (None, ""):
        return "–"
    if isinstance(bound.field, forms.ChoiceField):
        labels = {str(key): str(label) for key, label in _flat(bound.field.choices)}
        values = value if isinstance(value, list | tuple) else [value]
        return ", ".join(labels.get(str(one), str(one)) for one in values) or "–"
    return str(value)


def _facts(form: forms.BaseForm) -> Collection[forms.BoundField]:
    return [bound for bound in form if bound.name not in NO_FACTS]


def _sent(bound: forms.BoundField) -> str:
    """What the browser would send for the field."""
    value = bound.value()
    if isinstance(value, list | tuple):
        return ",".join(sorted(str(one) for one in value))
    return "" if value is None or value is False else "on" if value is True else str(value)


def _is_several(bound: forms.BoundField) -> bool:
    """Whether the field holds several values."""
    return isinstance(bound.field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)


def _seen(sent: Mapping[str, Any]) -> Mapping[str, str]:
    try:
        values = json.loads(sent.get("seen", ""))
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def _flat(choices: Any) -> Any:
    """Choices without their groups."""
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label
