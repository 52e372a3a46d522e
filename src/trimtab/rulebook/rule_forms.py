"""What a rule says, of whom it speaks, and what it suggests, as a form; the condition is drafted beside it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.objectives.models import Action
from trimtab.rulebook.conditions import Group, as_json, read_condition
from trimtab.rulebook.facts import unknown_fields
from trimtab.rulebook.models import PhaseSetting
from trimtab.rulebook.rules import LONGEST, MOST_DAYS, Level, Rule, Whom
from trimtab.rulebook.scopes import Phase, Phasing, Scope
from trimtab.rulebook.tables import known_signals

FIELDS_HELP = gettext_lazy(
    "A signal in braces is filled in, as {opportunity_closes_in}; {opportunity_closes_in:when} says “today” or “in"
    " 5 days”, :ago says “5 days ago”. The names stand at the end of the page."
)


class RuleForm(forms.Form):
    """Everything of a rule but its condition."""

    title = forms.CharField(
        label=gettext_lazy("What is found, in a sentence"), max_length=LONGEST["title"], help_text=FIELDS_HELP
    )
    why = forms.CharField(
        label=gettext_lazy("Why it matters"),
        max_length=LONGEST["why"],
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    level = forms.ChoiceField(label=gettext_lazy("How much it presses"), choices=Level, initial=Level.WARNING)
    action = forms.CharField(
        label=gettext_lazy("What to do, as the action's subject"), max_length=LONGEST["action"], required=False
    )
    intent = forms.ChoiceField(
        label=gettext_lazy("What the action is for"), choices=[("", "—"), *Action.Intent.choices], required=False
    )
    whom = forms.ChoiceField(label=gettext_lazy("With whom"), choices=Whom, required=False)
    days = forms.IntegerField(label=gettext_lazy("Due in days"), min_value=0, max_value=MOST_DAYS, initial=7)
    phases = forms.MultipleChoiceField(
        label=gettext_lazy("Only in these phases"), choices=Phase, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: in all."),
    )  # fmt: skip
    kinds = forms.CharField(
        label=gettext_lazy("Only of these kinds, separated by commas"), max_length=300, required=False
    )
    least = forms.FloatField(label=gettext_lazy("Amount from"), min_value=0, required=False)
    most = forms.FloatField(label=gettext_lazy("Amount up to"), min_value=0, required=False)

    def clean_kinds(self) -> tuple[str, ...]:
        """The kinds, each once."""
        return tuple(dict.fromkeys(one.strip() for one in self.cleaned_data["kinds"].split(",") if one.strip()))

    def clean(self) -> dict[str, Any]:  # Any: cleaned values of many kinds
        """Bounds in order, and no field that nobody knows."""
        found = super().clean() or {}
        least, most = found.get("least"), found.get("most")
        if least is not None and most is not None and least > most:
            self.add_error("most", _("The upper bound is below the lower one."))
        unknown = unknown_fields((found.get(name, "") for name in LONGEST), known_signals())
        if unknown:
            raise ValidationError(_("Nothing is known under “%(signal)s”.") % {"signal": unknown[0]})
        return found

    def rule(self, when: Group, *, key: str) -> Rule:
        """The rule that was typed; the form is valid.

        Raises:
            NotARule: the condition is none.
        """
        typed = self.cleaned_data
        scope = Scope(tuple(typed["phases"]), typed["kinds"], typed["least"], typed["most"])
        return Rule(
            key, typed["level"], typed["title"], typed["why"], read_condition(as_json(when), known=known_signals()),
            typed["action"], typed["intent"], typed["whom"], typed["days"], scope,
        )  # fmt: skip


def initial_of(rule: Rule) -> dict[str, object]:
    """A rule as the form shows it."""
    return {
        "title": str(rule.title),
        "why": str(rule.why),
        "level": rule.level,
        "action": str(rule.action),
        "intent": rule.intent,
        "whom": rule.whom,
        "days": rule.days,
        "phases": list(rule.scope.phases),
        "kinds": ", ".join(rule.scope.kinds),
        "least": rule.scope.least,
        "most": rule.scope.most,
    }


class PhaseForm(forms.Form):
    """How the phase of an opportunity is told."""

    basis = forms.ChoiceField(label=gettext_lazy("The phase is told"), choices=PhaseSetting.Basis)
    mid = forms.FloatField(label=gettext_lazy("In the middle from, percent"), min_value=0, max_value=100)
    late = forms.FloatField(label=gettext_lazy("Late from, percent"), min_value=0, max_value=100)

    def clean(self) -> dict[str, Any]:  # Any: as above
        """Late comes after the middle."""
        found = super().clean() or {}
        if "mid" in found and "late" in found and found["mid"] >= found["late"]:
            self.add_error("late", _("Late comes after the middle."))
        return found

    @property
    def phasing(self) -> Phasing:
        """What was typed, as shares."""
        typed = self.cleaned_data
        return Phasing(typed["basis"], typed["mid"] / 100, typed["late"] / 100)


class BringInForm(forms.Form):
    """A file of rules, as this page writes them."""

    MOST = 1_000_000  # bytes
    file = forms.FileField(label=gettext_lazy("File of rules (JSON)"))

    def clean_file(self) -> bytes:
        """What stands in it, where it is not too large."""
        file = self.cleaned_data["file"]
        if file.size > self.MOST:
            raise ValidationError(_("The file is larger than 1 MB. Rules are small: is it the right one?"))
        return bytes(file.read())
