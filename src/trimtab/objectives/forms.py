"""Forms of actions and objectives. They make the rules kind; the rules themselves are in `actions`."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.accounts.models import Account, Contact, Division
from trimtab.accounts.queries import account_meant
from trimtab.objectives.kinds import all_kinds
from trimtab.objectives.models import Action, Objective, Priority
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.models import User
from trimtab.people.policy import can_set_up
from trimtab.people.queries import label_of, person_meant
from trimtab.web.conflicts import SeenField
from trimtab.web.fields import DayInput, PersonInput, SeenAtField

OFFERED = 200  # of the people, opportunities and objectives of one account
ELSEWHERE = gettext_lazy("It is not one of this account. Choose another one, or none.")


def day_field(label: Any, **options: Any) -> forms.DateField:
    """A day, as the browser offers it."""
    widget = DayInput()
    return forms.DateField(label=label, required=False, widget=widget, **options)


def person_field(label: Any) -> forms.CharField:
    """Somebody, named; the names are proposed while one types."""
    widget = PersonInput()
    return forms.CharField(label=label, max_length=220, required=False, widget=widget)


def priority_field() -> forms.TypedChoiceField:
    """High, normal or low; normal where nothing is said."""
    normal: Any = Priority.NORMAL  # the type checker knows texts only
    return forms.TypedChoiceField(
        label=gettext_lazy("Priority"),
        choices=Priority.choices,
        coerce=int,
        required=False,
        empty_value=normal,
        initial=normal,
    )


def shareable_field(shown: Any) -> forms.BooleanField:
    """Whether the customer may see it; `shown`: which part of it the customer then sees."""
    return forms.BooleanField(label=gettext_lazy("May be shown to the customer"), required=False, help_text=shown)


class RecordForm(forms.Form):
    """What both forms share: a record of an account, read by a person who may be the second to save it."""

    seen_at = SeenAtField()
    seen = SeenField()

    def offer(self, name: str, label: str, choices: Any, *, present: Any = None, many: bool = False) -> None:
        """A choice among some records of the account, the present one always among them."""
        kept = [one.pk for one in choices[:OFFERED]] + [one.pk for one in (present or ())]
        found = choices.model._default_manager.filter(pk__in=kept).order_by("name", "pk")
        make = forms.ModelMultipleChoiceField if many else forms.ModelChoiceField
        wrong = {"invalid_choice": ELSEWHERE, "invalid_pk_value": ELSEWHERE}
        self.fields[name] = make(found, label=label, required=False, error_messages=wrong)


class ActionForm(RecordForm):
    """A step: what, who, until when; with what it belongs to."""

    LINKS = ("objective", "opportunity", "contact")
    subject = forms.CharField(label=gettext_lazy("What is to be done"), max_length=300)
    assignee = person_field(gettext_lazy("Who"))
    due_on = day_field(gettext_lazy("Due"))
    account = forms.CharField(
        label=gettext_lazy("Account"),
        max_length=320,
        required=False,
        widget=forms.TextInput({"list": "account-names", "autocomplete": "off"}),
    )
    intent = forms.ChoiceField(
        label=gettext_lazy("What it is for"), choices=[("", "–"), *Action.Intent.choices], required=False
    )
    priority = priority_field()
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=5_000, widget=forms.Textarea({"rows": 3})
    )
    is_shareable = shareable_field(gettext_lazy("Then what is to be done, who and until when; never the note."))

    def __init__(
        self,
        typed: Mapping[str, Any] | None = None,
        *,
        user: User,
        action: Action | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        self.user, self.action = user, action
        given = _values_of(action) if action else {"assignee": label_of(user)} | _labelled(initial or {})
        super().__init__(typed, initial=given)
        about = self._account(typed, (initial or {}).get("account") if action is None else action.account)
        for name, label, choices in _choices_of(about, user):
            present = [one for one in [getattr(action, name, None) or (initial or {}).get(name)] if one]
            self.offer(name, label, choices, present=present)
        self.fields["assignee"].required = not can_set_up(user)
        self.order_fields(["subject", "assignee", "due_on", "account", *self.LINKS, "intent", "priority"])
        SeenField.remember(self)

    def _account(self, typed: Mapping[str, Any] | None, present: Account | None) -> Account | None:
        """The account whose records are offered: the one that is typed, else the present one."""
        if typed is None:
            return present
        try:
            return self._meant(str(typed.get("account", "")).strip(), present)
        except ValidationError:
            return present

    def _meant(self, text: str, present: Account | None) -> Account | None:
        if present is not None and text in (present.name, _named(present)):
            return present
        return account_meant(self.user, text)

    def clean_account(self) -> Account | None:
        """The account that the typed text means."""
        present = self.action.account if self.action else None
        return self._meant(self.cleaned_data["account"].strip(), present)

    def clean_assignee(self) -> User | None:
        """The person that the typed text means; the present one may be out of sight."""
        text = self.cleaned_data["assignee"].strip()
        present = self.action.assignee if self.action else None
        if present is not None and text == self.initial["assignee"]:
            return present
        return person_meant(self.user, text)

    @property
    def values(self) -> dict[str, object]:
        """The cleaned values by field."""
        names = ("subject", "note", "assignee", "due_on", "priority", "intent", "account", "is_shareable")
        values = {name: self.cleaned_data[name] for name in names}
        return values | {name: self.cleaned_data.get(name) for name in self.LINKS}


class ObjectiveForm(RecordForm):
    """An objective: what, how one will know, how, who, until when."""

    name = forms.CharField(label=gettext_lazy("Objective"), max_length=300)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    metric = forms.CharField(
        label=gettext_lazy("How we will know"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("A number and a day are best: three sites live by June."),
    )
    strategy = forms.CharField(
        label=gettext_lazy("How we go about it"), required=False, max_length=5_000, widget=forms.Textarea({"rows": 3})
    )
    why = forms.CharField(
        label=gettext_lazy("Why it matters"), required=False, max_length=5_000, widget=forms.Textarea({"rows": 2})
    )
    owner = person_field(gettext_lazy("Owner"))
    due_on = day_field(gettext_lazy("Due"))
    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=Objective.Status.choices, required=False)
    closed_because = forms.CharField(label=gettext_lazy("What came of it, if closed"), max_length=300, required=False)
    priority = priority_field()
    their_gain = forms.CharField(
        label=gettext_lazy("What that person gains"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("For a relationship: name the key player, and what is in it for that person."),
    )
    is_shareable = shareable_field(gettext_lazy("Then its name, how we will know and the day; never how or why."))

    def __init__(
        self,
        typed: Mapping[str, Any] | None = None,
        *,
        user: User,
        account: Account,
        objective: Objective | None = None,
    ) -> None:
        self.user, self.account, self.objective = user, account, objective
        linked = list(visible_opportunities(user).filter(objectives=objective)) if objective else []
        given = _objective_values(objective, linked) if objective else {"owner": label_of(user)}
        super().__init__(typed, initial=given)
        kind = objective.kind if objective else ""
        choices = [(one.key, one.name) for one in all_kinds() if not one.is_archived or one.key == kind]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]  # a choice field
        for name, label, choices in _links_of(account, user):
            here = getattr(objective, name, None)
            present: list[Any] = linked if name == "opportunities" else [here] if here else []
            self.offer(name, label, choices, present=present, many=name == "opportunities")
        self.order_fields(
            ["name", "kind", "metric", "strategy", "owner", "due_on", "status", "closed_because", "priority",
             "division", "contact", "their_gain", "opportunities", "why"]
        )  # fmt: skip
        SeenField.remember(self)

    def clean_owner(self) -> User | None:
        """The person that the typed text means; the present one may be out of sight."""
        text = self.cleaned_data["owner"].strip()
        present = self.objective.owner if self.objective else None
        if present is not None and text == self.initial["owner"]:
            return present
        return person_meant(self.user, text)

    def clean_status(self) -> str:
        """Not started, unless said otherwise."""
        return self.cleaned_data["status"] or Objective.Status.NOT_STARTED

    @property
    def values(self) -> dict[str, object]:
        """The cleaned values by field."""
        names = ("name", "kind", "metric", "strategy", "why", "owner", "due_on", "status", "closed_because", "priority")
        more = ("their_gain", "division", "contact", "is_shareable")
        return {name: self.cleaned_data[name] for name in (*names, *more)}


def _choices_of(account: Account | None, user: User) -> Iterator[tuple[str, str, Any]]:
    """What an action of the account may hang on."""
    if account is None:
        return
    yield "objective", _("For the objective"), Objective.objects.open().filter(account=account).order_by("name", "pk")
    deals = visible_opportunities(user).current().open().filter(account=account).order_by("name", "pk")
    yield "opportunity", _("Opportunity"), deals
    yield "contact", _("Contact"), Contact.objects.filter(account=account, archived_at=None).order_by("name", "pk")


def _links_of(account: Account, user: User) -> Iterator[tuple[str, str, Any]]:
    """What an objective of the account may be linked to."""
    units = Division.objects.filter(account=account, archived_at=None).order_by("position", "name")
    yield "division", _("Division"), units
    people = Contact.objects.filter(account=account, archived_at=None).order_by("name", "pk")
    yield "contact", _("Whom it is about"), people
    deals = visible_opportunities(user).current().open().filter(account=account).order_by("name", "pk")
    yield "opportunities", _("Opportunities"), deals


def _labelled(initial: Mapping[str, Any]) -> dict[str, object]:
    """Records by id, the account by the text that means it."""
    found = {name: value.pk if isinstance(value, Objective | Opportunity | Contact) else value
             for name, value in initial.items()}  # fmt: skip
    if isinstance(account := initial.get("account"), Account):
        found["account"] = _named(account)
    return found


def _named(account: Account) -> str:
    return f"{account.name} #{account.pk}"


def _values_of(action: Action) -> dict[str, object]:
    names = ("subject", "note", "due_on", "priority", "intent", "is_shareable")
    values: dict[str, object] = {name: getattr(action, name) for name in names}
    return values | {
        "assignee": label_of(action.assignee) if action.assignee else "",
        "account": _named(action.account) if action.account else "",
        "objective": action.objective_id,
        "opportunity": action.opportunity_id,
        "contact": action.contact_id,
        "seen_at": action.changed_at,
    }


def _objective_values(objective: Objective, linked: list[Opportunity]) -> dict[str, object]:
    names = ("name", "kind", "metric", "strategy", "why", "due_on", "status", "closed_because", "priority")
    values: dict[str, object] = {name: getattr(objective, name) for name in (*names, "their_gain", "is_shareable")}
    return values | {
        "owner": label_of(objective.owner) if objective.owner else "",
        "division": objective.division_id,
        "contact": objective.contact_id,
        "opportunities": [one.pk for one in linked],
        "seen_at": objective.changed_at,
    }
