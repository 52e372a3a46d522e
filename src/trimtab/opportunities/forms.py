"""Forms of opportunities. They make the rules kind; the rules themselves are in `actions`."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.accounts.models import Account, Contact
from trimtab.accounts.queries import account_meant
from trimtab.core.models import CustomField, currency_code
from trimtab.core.own_fields import PREFIX, add_own_fields, kept, own_fields, own_values
from trimtab.opportunities.history import CUSTOM_PREFIX, current_value, last_known, written_field
from trimtab.opportunities.models import Activity, FieldChange, Opportunity, Stage
from trimtab.opportunities.models.history import TRACKED_FIELDS
from trimtab.opportunities.queries import active_stages
from trimtab.people.models import User
from trimtab.people.policy import can_set_up
from trimtab.people.queries import label_of, person_meant
from trimtab.web.fields import DayInput, PersonInput, SeenAtField


class StageField(forms.ChoiceField):
    """A choice among the stages in use, under their processes; the present stage is always one of them."""

    def __init__(self, *, present: Stage | None = None, **options: Any) -> None:
        super().__init__(**options)
        stages = list(active_stages())
        if present is not None and present.pk not in {stage.pk for stage in stages}:
            stages.append(present)
        self.stages = {stage.pk: stage for stage in stages}
        grouped = groupby(stages, key=lambda stage: stage.process.name)
        self.choices = [("", "–"), *((name, [(one.pk, one.name) for one in found]) for name, found in grouped)]

    def clean(self, value: object) -> Stage | None:
        """The chosen stage."""
        chosen = super().clean(value)
        return self.stages[int(chosen)] if chosen else None


class OpportunityForm(forms.Form):
    """All facts of an opportunity that people enter, the organisation's own included."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=300)
    account = forms.CharField(
        label=gettext_lazy("Account"),
        max_length=320,
        required=False,
        widget=forms.TextInput({"list": "account-names", "autocomplete": "off"}),
    )
    amount = forms.DecimalField(label=gettext_lazy("Amount"), max_digits=18, decimal_places=2, required=False)
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3, validators=[currency_code])
    close_on = forms.DateField(label=gettext_lazy("Close date"), required=False, widget=DayInput())
    forecast_category = forms.ChoiceField(
        label=gettext_lazy("Forecast category"),
        required=False,
        choices=[("", "–"), *Opportunity.ForecastCategory.choices],
    )
    kind = forms.CharField(label=gettext_lazy("Kind"), max_length=100, required=False)
    lead_source = forms.CharField(label=gettext_lazy("Source"), max_length=100, required=False)
    loss_reason = forms.CharField(label=gettext_lazy("Loss reason"), max_length=200, required=False)
    owner = forms.CharField(
        label=gettext_lazy("Owner"),
        max_length=220,
        widget=PersonInput(),
    )
    next_step = forms.CharField(
        label=gettext_lazy("Next step"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self,
        typed: Mapping[str, Any] | None = None,
        *,
        user: User,
        opportunity: Opportunity | None = None,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        self.user, self.opportunity = user, opportunity
        super().__init__(typed, initial={**(initial or {}), **(typed_values(opportunity) if opportunity else {})})
        present = opportunity.stage if opportunity else None
        self.fields["stage"] = StageField(label=_("Stage"), present=present)
        self.fields["owner"].required = not can_set_up(user)
        self.own: list[CustomField] = own_fields("opportunity")
        add_own_fields(self, self.own, opportunity.custom if opportunity else {})
        self.order_fields(["name", "account", "stage", "amount", "currency", "close_on", "owner"])

    def clean_account(self) -> Account | None:
        """The account that the typed text means."""
        text = self.cleaned_data["account"].strip()
        present = self.opportunity.account if self.opportunity else None
        if present is not None and text == present.name:
            return present
        return account_meant(self.user, text)

    def clean_owner(self) -> User | None:
        """The person that the typed text means; the present owner may be out of sight."""
        text = self.cleaned_data["owner"].strip()
        present = self.opportunity.owner if self.opportunity else None
        if present is not None and text == self.initial["owner"]:
            return present
        return person_meant(self.user, text)

    def clean_amount(self) -> Decimal | None:
        """An amount is what the customer would pay: not below zero."""
        amount: Decimal | None = self.cleaned_data["amount"]
        if amount is not None and amount < 0:
            raise ValidationError(_("An amount is zero or more. Leave it empty where it is not known."))
        return amount

    @property
    def values(self) -> dict[str, object]:
        """The cleaned values by tracked field and `custom:<key>`."""
        found = {field: self.cleaned_data.get(field) for field in TRACKED_FIELDS}
        own = own_values(self, self.own)
        return found | {f"{CUSTOM_PREFIX}{key}": value for key, value in own.items()}

    @property
    def changes(self) -> dict[str, object]:
        """The values that differ from the opportunity's present ones."""
        assert self.opportunity is not None
        return {
            field: value
            for field, value in self.values.items()
            if written_field(field, value) != current_value(self.opportunity, field)
        }


class EditForm(OpportunityForm):
    """The facts, since when they are true, and which version the person saw."""

    valid_on = forms.DateField(
        label=gettext_lazy("True since"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy("Leave it empty for now. An earlier day corrects the past."),
    )
    seen_at = SeenAtField()

    def __init__(
        self, typed: Mapping[str, Any] | None = None, *, user: User, opportunity: Opportunity, now: datetime
    ) -> None:
        self.edited, self.now = opportunity, now
        initial = {"seen_at": opportunity.changed_at.isoformat()}
        super().__init__(typed, user=user, opportunity=opportunity, initial=initial)
        self.order_fields([name for name in self.fields if name != "valid_on"])

    def clean_valid_on(self) -> datetime | None:
        """The beginning of the day; of the opening day, the opening. Today is now."""
        return moment_of(self.cleaned_data["valid_on"], self.edited, now=self.now)


class CellForm(OpportunityForm):
    """One of the facts, edited in its cell of the table."""

    def __init__(
        self, typed: Mapping[str, Any] | None = None, *, user: User, opportunity: Opportunity, field: str
    ) -> None:
        super().__init__(typed, user=user, opportunity=opportunity)
        self.auto_id, self.fields = "cell_%s", {field: self.fields[field]}


class StageChangeForm(forms.Form):
    """A new stage, and since when."""

    valid_on = forms.DateField(label=gettext_lazy("True since"), required=False, widget=DayInput())

    def __init__(self, typed: Mapping[str, Any] | None = None, *, opportunity: Opportunity, now: datetime) -> None:
        self.opportunity, self.now = opportunity, now
        super().__init__(typed, initial={"stage": opportunity.stage_id})
        self.fields["stage"] = StageField(label=_("Stage"), present=opportunity.stage)
        self.order_fields(["stage"])

    def clean_valid_on(self) -> datetime | None:
        """See `EditForm.clean_valid_on`."""
        return moment_of(self.cleaned_data["valid_on"], self.opportunity, now=self.now)


class ActivityForm(forms.Form):
    """Something that happened or is planned."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Activity.Kind.choices)
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=300)
    at = forms.DateTimeField(
        label=gettext_lazy("When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    direction = forms.ChoiceField(
        label=gettext_lazy("Direction"), choices=Activity.Direction.choices, initial=Activity.Direction.OUT
    )
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=0, max_value=10_000, required=False)
    outcome = forms.CharField(label=gettext_lazy("Outcome"), max_length=200, required=False)

    def __init__(
        self,
        typed: Mapping[str, Any] | None = None,
        *,
        account: Account | None,
        now: datetime,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(typed, initial={"at": timezone.localtime(now)} | dict(initial or {}))
        self.fields["contacts"] = forms.ModelMultipleChoiceField(
            contacts_of(account), label=_("Who took part"), required=False
        )

    @property
    def facts(self) -> dict[str, object]:
        """The fields of the activity itself."""
        return {name: self.cleaned_data[name] for name in ("kind", "subject", "at", "direction", "minutes", "outcome")}


class ContactRoleForm(forms.Form):
    """What a contact of the account does in the opportunity."""

    role = forms.CharField(label=gettext_lazy("Role"), max_length=100)

    def __init__(self, typed: Mapping[str, Any] | None = None, *, opportunity: Opportunity) -> None:
        super().__init__(typed)
        self.fields["contact"] = forms.ModelChoiceField(contacts_of(opportunity.account), label=_("Contact"))
        self.order_fields(["contact"])


def contacts_of(account: Account | None) -> Any:
    """The contacts that can be chosen; a queryset, which django-stubs types by its row."""
    found = Contact.objects.filter(account=account, archived_at__isnull=True) if account else Contact.objects.none()
    return found.only("name", "account").order_by("name", "pk")


def moment_of(day: date | None, opportunity: Opportunity, *, now: datetime) -> datetime | None:
    """The beginning of a day in the person's time zone, not before the opening of the opportunity on that day.

    None for no day and for today: the change is then true from now on.

    Raises:
        ValidationError: the day lies ahead, or before the opening.
    """
    today = timezone.localtime(now).date()
    if day is None or day == today:
        return None
    begin = datetime.combine(day, time(), timezone.get_current_timezone())
    opened = timezone.localtime(opportunity.opened_at)
    if day > today or day < opened.date():
        raise ValidationError(_("The day lies between the opening, %(opened)s, and today.") % {"opened": opened.date()})
    return max(begin, opened)


def typed_values(opportunity: Opportunity) -> dict[str, object]:
    """The opportunity's present values as its form shows them."""
    values: dict[str, object] = {field: getattr(opportunity, field) for field in TRACKED_FIELDS}
    account = opportunity.account
    return values | {
        "account": account.name if account else "",
        "owner": label_of(opportunity.owner) if opportunity.owner else "",
        "stage": opportunity.stage_id,
    }


class Overlap:
    """Two people edited the same opportunity: what the second one saw, typed, and would find now.

    `rows` are the fields both changed. `merged` is what the person typed, with the other's values in the fields
    that the person had left alone.
    """

    def __init__(self, form: EditForm, current: Opportunity) -> None:
        seen = _values_seen(current, form.cleaned_data["seen_at"])
        now = EditForm(user=form.user, opportunity=current, now=form.now)
        self.merged: dict[str, Any] = dict(form.data.items())
        self.merged["seen_at"] = current.changed_at.isoformat()
        self.rows: list[tuple[str, str, str]] = []
        self.taken_over: list[str] = []
        for field, value in form.values.items():
            typed, there = written_field(field, value), current_value(current, field)
            if there in {seen.get(field, there), typed}:
                continue
            name = field.replace(CUSTOM_PREFIX, PREFIX)
            if typed == seen.get(field):
                self.merged[name] = _as_typed(now.initial.get(name))
                self.taken_over.append(str(form.fields[name].label))
            else:
                self.rows.append((str(form.fields[name].label), _label(now, name), _label(form, name)))


def _values_seen(opportunity: Opportunity, seen_at: datetime) -> dict[str, str | None]:
    changes: dict[str, list[FieldChange]] = defaultdict(list)
    for change in FieldChange.objects.filter(opportunity=opportunity):
        changes[change.field].append(change)
    found = {field: last_known(known, at=seen_at) for field, known in changes.items()}
    return {field: change.new if change else None for field, change in found.items()}


def _as_typed(value: object) -> str:
    return "" if value is None else str(kept(value))


def _label(form: forms.Form, name: str) -> str:
    """The value of a field as a person reads it."""
    value = form[name].value()
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        return next((str(label) for key, label in _flat(field.choices) if str(key) == str(value)), str(value or "–"))
    return "–" if value in {None, ""} else str(value)


def _flat(choices: Any) -> Any:
    """Choices without their groups."""
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label
