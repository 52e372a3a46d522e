"""Forms of plans, steps, people, and of what a customer answers."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.core.versions import version_of
from trimtab.mutual.actions import SEEN, Said
from trimtab.mutual.models import MutualPlan, PlanPerson, Reply, Side, Step
from trimtab.mutual.shareable import SharedPlan
from trimtab.mutual.shipped import TEMPLATES, shipped_task
from trimtab.people.models import User
from trimtab.people.queries import person_meant
from trimtab.sharing.policy import LONGEST_TEXT
from trimtab.web.conflicts import SeenField, VersionedForm
from trimtab.web.fields import DayInput

LAST_DAY = date(2200, 1, 1)


def day_input() -> forms.DateInput:
    """A day, as the browser offers it."""
    return DayInput()


class PlanForm(VersionedForm):
    """Outcome, date and measures."""

    class Meta:
        model = MutualPlan
        fields = ("outcome", "value_on", "measures")
        widgets = {"value_on": day_input(), "measures": forms.Textarea({"rows": 3})}


class BeginForm(PlanForm):
    """The same, with the steps to begin with."""

    template = forms.ChoiceField(
        label=gettext_lazy("Steps to begin with"), choices=[(key, name) for key, (name, _steps) in TEMPLATES.items()]
    )

    @property
    def facts(self) -> dict[str, Any]:
        """What the plan holds."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class StepForm(VersionedForm):
    """One step. The task that ships stays in each reader's language until somebody types another one."""

    class Meta:
        model = Step
        fields = ("task", "kind", "theirs", "ours", "due_on", "status", "note", "internal_note")
        widgets = {
            "due_on": day_input(),
            "note": forms.Textarea({"rows": 2}),
            "internal_note": forms.Textarea({"rows": 2}),
        }

    after = forms.ModelMultipleChoiceField(
        Step.objects.none(),
        label=gettext_lazy("Waits for"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("What must be done before this can begin."),
    )

    def __init__(self, typed: Mapping[str, Any] | None = None, *, plan: MutualPlan, instance: Step) -> None:
        waits = list(instance.after.filter(removed_at=None)) if instance.pk else []
        initial = {"task": instance.title if instance.pk else "", "after": [one.pk for one in waits]}
        super().__init__(typed, instance=instance, initial=initial)
        for side in Side.values:
            _offer(self, side, plan.people.filter(side=side, removed_at=None).order_by("pk"))
        others = plan.steps.filter(removed_at=None).exclude(pk=instance.pk).order_by("position", "pk")
        _offer(self, "after", others)
        self.fields["task"].required = not instance.pk
        if not others.exists():
            del self.fields["after"]
        if instance.pk:
            self.initial["version"] = version_of(instance, SEEN)  # what it waits for is no column of its own
        SeenField.remember(self)

    @property
    def changes(self) -> dict[str, Any]:
        """The fields of the step; the words that ship are kept as the step that ships, not as typed."""
        found = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        key = self.instance.shipped
        if key and found["task"] == shipped_task(key):
            return found | {"task": ""}
        return found | {"shipped": key}

    @property
    def waits(self) -> list[Step]:
        """What it waits for."""
        return list(self.cleaned_data.get("after", ()))


class PersonForm(forms.Form):
    """Somebody who works on the plan: name and title, and for one of ours who that is."""

    side = forms.ChoiceField(label=gettext_lazy("Side"), choices=Side.choices, initial=Side.THEIRS)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, widget=forms.TextInput({"list": "plan-names"}))
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200, required=False)

    def user_meant(self, by: User) -> User | None:
        """Which of our people that is, where the name is one of theirs."""
        if self.cleaned_data["side"] != Side.OURS:
            return None
        try:
            return person_meant(by, self.cleaned_data["name"])
        except ValidationError:
            return None


class ReplyForm(forms.Form):
    """What a customer says of steps and of the whole plan, in one go."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=200)
    text = forms.CharField(
        label=gettext_lazy("Comment on the whole plan"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, typed: Mapping[str, Any] | None = None, *, plan: SharedPlan) -> None:
        super().__init__(typed)
        self.plan = plan
        for step in plan.steps:
            if step.may_tick:
                self.fields[f"done_{step.pk}"] = forms.BooleanField(label=_("It is done"), required=False)
            if not step.is_done:
                self.fields[f"date_{step.pk}"] = forms.DateField(
                    label=_("Another date"), required=False, widget=day_input()
                )
            self.fields[f"text_{step.pk}"] = forms.CharField(
                label=_("Comment"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 2})
            )

    def clean(self) -> dict[str, Any]:
        """Something is said, and no day is out of the calendar that people use."""
        found = super().clean() or {}
        for name, value in found.items():
            if name.startswith("date_") and value and not date(2000, 1, 1) <= value <= LAST_DAY:
                self.add_error(name, _("That is no date to plan with."))
        if not self.errors and not self.said({}):
            raise ValidationError(_("Nothing was said yet: tick a step, propose a date, or write a comment."))
        return found

    def said(self, steps: Mapping[int, Step]) -> list[Said]:
        """Each thing that was said; `steps`: those of the plan, by id."""
        found = self.cleaned_data
        said: list[Said] = []
        for one in self.plan.steps:
            step, text = steps.get(one.pk), found.get(f"text_{one.pk}", "")
            if found.get(f"done_{one.pk}"):
                said.append(Said(Reply.Kind.TICK, step, text))
            elif day := found.get(f"date_{one.pk}"):
                said.append(Said(Reply.Kind.DATE, step, text, day))
            elif text:
                said.append(Said(Reply.Kind.COMMENT, step, text))
        if found.get("text"):
            said.append(Said(Reply.Kind.COMMENT, None, found["text"]))
        return said

    def fields_of(self, pk: int) -> tuple[forms.BoundField | None, Sequence[forms.BoundField]]:
        """What can be said of one step: the tick, and the rest."""
        tick = self[f"done_{pk}"] if f"done_{pk}" in self.fields else None
        return tick, [self[name] for name in (f"date_{pk}", f"text_{pk}") if name in self.fields]

    @property
    def about_all(self) -> Sequence[forms.BoundField]:
        """What is said once."""
        return [self["text"], self["name"]]


def _offer(form: forms.BaseForm, name: str, choices: QuerySet[Any]) -> None:
    """What can be chosen there."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = choices


def names_known(plan: MutualPlan) -> list[str]:
    """Names to propose: people of the customer who have a role in the opportunity, and the deal's owner."""
    roles = plan.opportunity.contact_roles.select_related("contact").order_by("pk")[:30]
    found = [one.contact.name for one in roles]
    there = set(PlanPerson.objects.filter(plan=plan, removed_at=None).values_list("name", flat=True))
    return [one for one in dict.fromkeys(found) if one not in there]
