"""What people type about a strategy."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.evidence.models import Kind
from trimtab.strategy.models import Strategy, StrategyChoice, name_of
from trimtab.strategy.words import MEANINGS

ANSWERS = [("", gettext_lazy("not known")), ("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))]
KEPT = {True: "yes", False: "no", None: ""}


class ChoiceForm(forms.Form):
    """A strategy, in one sentence: goal, how, why they cannot answer; what it rests on."""

    strategy = forms.ChoiceField(label=gettext_lazy("Strategy"), widget=forms.RadioSelect)
    goal = forms.CharField(
        label=gettext_lazy("Goal"), max_length=300, help_text=gettext_lazy("What we will have, and by when.")
    )
    how = forms.CharField(label=gettext_lazy("How"), max_length=500, required=False)
    unanswerable = forms.CharField(label=gettext_lazy("Why they cannot answer it"), max_length=500, required=False)
    because = forms.CharField(
        label=gettext_lazy("Why, if the facts speak for another one"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("What do the facts not show?"),
    )
    risks = forms.CharField(
        label=gettext_lazy("Risks"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2})
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("How we know that it is right"),
        choices=[("", gettext_lazy("It is my view so far")), *Kind.choices],
        required=False,
    )
    note = forms.CharField(
        label=gettext_lazy("What was said or seen"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2})
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, typed: Mapping[str, Any] | None = None, *, chosen: StrategyChoice | None, advised: str, today: date
    ) -> None:
        names = ("goal", "how", "unanswerable", "because", "risks")
        initial: dict[str, Any] = {name: getattr(chosen, name) for name in names} if chosen else {}
        initial |= {"strategy": chosen.type if chosen else advised, "seen": chosen.pk if chosen else ""}
        super().__init__(typed, initial=initial)
        self.today = today
        strategy = self.fields["strategy"]
        assert isinstance(strategy, forms.ChoiceField)
        strategy.choices = [(key, _words(key, advised)) for key in Strategy.values]

    @property
    def texts(self) -> dict[str, str]:
        """The sentence and what goes with it."""
        return {name: self.cleaned_data[name] for name in ("goal", "how", "unanswerable", "because", "risks")}

    @property
    def seen_id(self) -> int | None:
        """The choice that the person saw."""
        seen = self.cleaned_data["seen"]
        return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 19 else None

    @property
    def evidence(self) -> dict[str, object] | None:
        """What it rests on; None where nothing new is said."""
        if not self.cleaned_data["kind"]:
            return None
        return {"kind": self.cleaned_data["kind"], "note": self.cleaned_data["note"], "happened_on": self.today}

    def clean(self) -> dict[str, Any]:
        """Evidence has words, and words say how they are known."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("kind") not in {None, "", Kind.ASSUMPTION} and not found.get("note") and not self.errors:
            self.add_error("note", _("Write what was said or seen, in a few words."))
        if found.get("note") and not found.get("kind") and not self.errors:
            self.add_error("kind", _("Say how we know what you wrote."))
        return found


class GroundForm(forms.Form):
    """What no other record holds."""

    holds = forms.ChoiceField(label=gettext_lazy("We have it today"), choices=ANSWERS, required=False)
    divisible = forms.ChoiceField(label=gettext_lazy("A part can be bought alone"), choices=ANSWERS, required=False)

    def __init__(
        self, typed: Mapping[str, Any] | None = None, *, holds: bool | None = None, divisible: bool | None = None
    ) -> None:
        super().__init__(typed, initial={"holds": KEPT[holds], "divisible": KEPT[divisible]})

    @property
    def facts(self) -> dict[str, bool | None]:
        """What was said; None: not known."""
        meant = {"yes": True, "no": False}
        return {name: meant.get(self.cleaned_data[name]) for name in ("holds", "divisible")}


def _words(key: str, advised: str) -> str:
    """A strategy with when it is right, and whether the facts speak for it."""
    text = f"{name_of(key)}. {MEANINGS[key][0]}"
    return f"{text} ({_('the facts speak for it')})" if key == advised else text
