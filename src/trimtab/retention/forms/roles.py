"""The required roles as lines of one text."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.retention.models import RequiredRole

MOST = 20
LONGEST = 100
WEIGHTS = range(1, 10)
Row = tuple[str, str, int]


class RequiredRolesForm(forms.Form):
    """One role a line: its name, its weight, and what it is also called."""

    roles = forms.CharField(
        label=gettext_lazy("Roles"),
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=10_000,
        help_text=gettext_lazy("One a line: name; weight from 1 to 9; also called, with commas between."),
    )

    def __init__(self, typed: Mapping[str, Any] | None = None, *, roles: Sequence[RequiredRole]) -> None:
        super().__init__(typed, initial={"roles": "\n".join(_line(one) for one in roles)})

    def clean_roles(self) -> list[Row]:
        """The rows."""
        lines = [line for line in self.cleaned_data["roles"].splitlines() if line.strip()]
        if len(lines) > MOST:
            raise ValidationError(_("Name at most %(most)s roles.") % {"most": MOST})
        return [_row(line) for line in lines]


def _line(role: RequiredRole) -> str:
    return f"{role.name}; {role.weight}; {', '.join(role.words.splitlines())}".rstrip("; ")


def _row(line: str) -> Row:
    name, weight, words = (*(part.strip() for part in line.split(";", 2)), "", "")[:3]
    if not name or len(name) > LONGEST:
        raise ValidationError(_("“%(line)s” has no name, or a very long one.") % {"line": line[:LONGEST]})
    if weight and not (weight.isascii() and weight.isdigit() and int(weight[:3]) in WEIGHTS):
        raise ValidationError(_("The weight of %(name)s is a whole number from 1 to 9.") % {"name": name})
    also = "\n".join(part.strip() for part in words.split(",") if part.strip())
    return name, also[:1000], int(weight or 1)
