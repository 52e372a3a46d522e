"""What is to be changed: new values for any of the fields. A field that is left empty stays as it is."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _

from trimtab.batches.editing import Asked
from trimtab.batches.kinds import Kind
from trimtab.batches.values import CUSTOM_PREFIX, EMPTY, Plain, plain
from trimtab.batches.wording import Wording
from trimtab.core.ids import id_in
from trimtab.core.models import Batch
from trimtab.core.own_fields import PREFIX, form_field, kept, own_fields
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.queries import active_stages
from trimtab.people.models import Territory, User
from trimtab.people.policy import visible_people
from trimtab.web.fields import DayInput

NAMES_OFFERED = 200
EMPTIED = "empty_"
MOST_DAYS = 3_650
PEOPLE, DATES = {"owner", "assignee"}, ("close_on", "due_on")
# What a record cannot be without; an owner, but for those who set up, is such a thing too.
NEVER_EMPTY = {"owner", "stage", "assignee", "dropped_because"}


class BulkEditForm(forms.Form):
    """One field for each that can be edited in bulk, and a box beside it that empties it."""

    def __init__(self, typed: Mapping[str, Any] | None = None, *, kind: Kind, user: User) -> None:
        super().__init__(typed)
        self.kind, self.user = kind, user
        self._words = Wording(kind)
        for name in kind.bulk:
            self.fields[name] = self._field(name)
            if name not in NEVER_EMPTY:
                self._add_box(name, self._words.label(name))
        if kind.day:
            self.fields["days"] = forms.IntegerField(
                label=_("Or move “%(day)s” by days") % {"day": self._words.label(kind.day)},
                required=False,
                min_value=-MOST_DAYS,
                max_value=MOST_DAYS,
                help_text=_("Later with 30, earlier with -30."),
            )
        self.own = own_fields(kind.record)
        for own in self.own:
            self.fields[f"{PREFIX}{own.key}"] = _left_as_it_is(form_field(own))
            self._add_box(f"{PREFIX}{own.key}", own.label)
        self.order_fields(["owner", "stage", "assignee", *DATES, *(f"{EMPTIED}{name}" for name in DATES), "days"])

    def _add_box(self, name: str, label: str) -> None:
        self.fields[f"{EMPTIED}{name}"] = forms.BooleanField(
            label=_("Empty “%(field)s”") % {"field": label}, required=False
        )

    def _field(self, name: str) -> forms.Field:
        label = self._words.label(name)
        if name in PEOPLE:
            return forms.CharField(label=label, required=False, max_length=254, widget=_listed("people"))
        if name == "stage":
            return forms.ModelChoiceField(active_stages(), label=label, required=False, empty_label=_("as it is"))
        if name == "territory":
            territories = Territory.objects.order_by("name")
            return forms.ModelChoiceField(territories, label=label, required=False, empty_label=_("as it is"))
        if name in DATES:
            widget = DayInput()
            return forms.DateField(label=label, required=False, widget=widget)
        if name == "forecast_category":
            choices = [("", _("as it is")), *Opportunity.ForecastCategory.choices]
            return forms.ChoiceField(label=label, required=False, choices=choices)
        longest = getattr(self.kind.model._meta.get_field(name), "max_length", None) or 2_000
        return forms.CharField(label=label, required=False, max_length=longest)

    @property
    def rows(self) -> Iterator[tuple[BoundField, BoundField | None]]:
        """Each field with the box that empties it."""
        for name in self.fields:
            if not name.startswith(EMPTIED):
                box = f"{EMPTIED}{name}"
                yield self[name], self[box] if box in self.fields else None

    @property
    def people(self) -> list[str]:
        """Names to choose an owner from: the first ones; others are typed."""
        if not PEOPLE & set(self.fields):
            return []
        found = visible_people(self.user).filter(is_active=True).order_by("name", "pk")
        return [f"{person.name} <{person.email}>" for person in found[:NAMES_OFFERED]]

    def clean_owner(self) -> User | None:
        """The person that the typed name or address means, among those whose records one sees."""
        return self._person(self.cleaned_data["owner"].strip())

    def clean_assignee(self) -> User | None:
        """As the owner."""
        return self._person(self.cleaned_data["assignee"].strip())

    def _person(self, text: str) -> User | None:
        if not text:
            return None
        address = text.rpartition("<")[2].rstrip("> ") if text.endswith(">") else text
        visible = visible_people(self.user)
        found = list(visible.filter(email__iexact=address)[:2]) or list(visible.filter(name__iexact=text)[:2])
        if not found:
            raise ValidationError(_("Nobody whose records you see has that name or address."))
        if len(found) > 1:
            raise ValidationError(_("Several people have that name. Write the e-mail address."))
        return found[0]

    def clean(self) -> dict[str, Any]:
        """Something is to be changed, and nothing in two ways."""
        for name in list(self.cleaned_data):
            if self.cleaned_data.get(f"{EMPTIED}{name}") and self.cleaned_data.get(name) not in EMPTY:
                self.add_error(name, _("Write a value, or empty the field: not both."))
        if self.cleaned_data.get("days") and (self.kind.day in self._changes()):
            self.add_error("days", _("Set the date, or move it: not both."))
        if not self.errors and not self._changes() and not self.cleaned_data.get("days"):
            raise ValidationError(_("Write what should change. A field that is left empty stays as it is."))
        return self.cleaned_data

    @property
    def asked(self) -> Asked:
        """What was asked for, as a batch keeps it."""
        return Asked(Batch.Verb.EDIT, self._changes(), self.cleaned_data.get("days") or 0, self.kind.day)

    def _changes(self) -> dict[str, Plain]:
        values = self.cleaned_data
        found: dict[str, Plain] = {}
        for name in self.kind.bulk:
            if values.get(f"{EMPTIED}{name}"):
                found[name] = None
            elif values.get(name) not in EMPTY:
                found[name] = plain(values[name])
        for own in self.own:
            name = f"{PREFIX}{own.key}"
            if values.get(f"{EMPTIED}{name}"):
                found[f"{CUSTOM_PREFIX}{own.key}"] = None
            elif values.get(name) not in EMPTY:
                found[f"{CUSTOM_PREFIX}{own.key}"] = plain(kept(values[name]))
        return found


class SelectionForm(forms.Form):
    """Which records: ids, one by one or joined by commas, or `matching`, the query of a list."""

    matching = forms.CharField(required=False, max_length=4_000, widget=forms.HiddenInput)
    VERBS = (Batch.Verb.EDIT, Batch.Verb.ARCHIVE, Batch.Verb.RESTORE)
    verb = forms.ChoiceField(
        required=False, choices=[(verb.value, verb.label) for verb in VERBS], widget=forms.HiddenInput
    )

    def __init__(self, sent: Any) -> None:  # a QueryDict: ids are repeated
        super().__init__(sent)
        texts = [one for text in sent.getlist("ids") for one in text.split(",")]
        self.ids = list(dict.fromkeys(pk for text in texts if (pk := id_in(text)) is not None))

    @property
    def joined(self) -> str:
        """The ids as one text, for the next form."""
        return ",".join(map(str, self.ids))

    def clean(self) -> dict[str, Any]:
        """Something is chosen."""
        if not self.ids and "matching" not in self.data:
            raise ValidationError(_("Choose records in the list first."))
        return self.cleaned_data

    @property
    def query(self) -> str | None:
        """The query of the list where all that match are meant, whatever is ticked; else None."""
        return self.cleaned_data["matching"] if "matching" in self.data else None


def _left_as_it_is(field: forms.Field) -> forms.Field:
    """A choice whose empty answer changes nothing."""
    if isinstance(field, forms.ChoiceField):
        choices = list(field.widget.choices)
        if choices and choices[0][0] == "":
            field.choices = [("", _("as it is")), *choices[1:]]
    return field


def _listed(name: str) -> forms.TextInput:
    return forms.TextInput({"list": name, "autocomplete": "off"})
