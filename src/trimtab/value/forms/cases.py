"""The terms and the lines of a business case."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.discovery.models import Insight
from trimtab.discovery.policy import visible_insights
from trimtab.people.models import User
from trimtab.value.forms.seen import SeenForm
from trimtab.value.models import BusinessCase, CaseLine
from trimtab.value.queries import goals_of

OFTEN = [
    ("1", gettext_lazy("Once a year")),
    ("4", gettext_lazy("Each quarter")),
    ("12", gettext_lazy("Each month")),
    ("52", gettext_lazy("Each week")),
    ("250", gettext_lazy("Each working day")),
]
MOST = 200


class CaseForm(SeenForm):
    """Title, problem, currency, years, discount rate."""

    class Meta:
        model = BusinessCase
        fields = ("title", "problem", "currency", "years", "rate")
        widgets = {"problem": forms.Textarea({"rows": 3})}

    def clean_currency(self) -> str:
        """In capitals."""
        return str(self.cleaned_data["currency"]).upper()


class RampField(forms.CharField):
    """Percents by year, with commas or spaces between them."""

    def prepare_value(self, value: object) -> object:
        """As it is typed."""
        return ", ".join(str(one) for one in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[int]:
        """The percents."""
        text = str(super().clean(value)).replace("%", " ").replace(",", " ").replace(";", " ")
        if len(text.split()) > 10 or any(not one.isdecimal() or int(one) > 100 for one in text.split()):
            raise ValidationError(_("Whole percents from 0 to 100, one for each year, as in: 50, 100."))
        return [int(one) for one in text.split()]

    def has_changed(self, initial: Any, given: Any) -> bool:
        """Whether it is another growth."""
        return bool(self.prepare_value(initial) != given)


class LineForm(SeenForm):
    """A benefit in their figures, or a cost as its amount."""

    ramp = RampField(
        label=gettext_lazy("growth by year, in percent"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("As in: 50, 100. The last one goes on; empty: full from the beginning."),
    )
    times = forms.TypedChoiceField(label=gettext_lazy("how often"), choices=OFTEN, coerce=Decimal)

    class Meta:
        model = CaseLine
        fields = (
            "label",
            "unit",
            "unit_value",
            "quantity",
            "quantity_low",
            "quantity_high",
            "times",
            "ramp",
            "start_month",
            "insight",
            "source",
            "note",
        )
        widgets = {"note": forms.Textarea({"rows": 2})}

    def __init__(self, *args: Any, kind: str, case: BusinessCase, user: User, **kwargs: Any) -> None:
        self.kind, self.case, self.user = kind, case, user
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        """A cost has no unit, serves no goal; one that is paid once does not grow either."""
        if self.kind != CaseLine.Kind.BENEFIT:
            for name in ("unit", "unit_value", "times", "insight"):
                del self.fields[name]
            self.fields["quantity"].label = _("Amount, likely")
        if self.kind == CaseLine.Kind.ONE_OFF:
            del self.fields["ramp"], self.fields["start_month"]
        for name in ("unit_value", "quantity", "quantity_low", "quantity_high"):
            if self.initial.get(name) is not None and name in self.fields:
                self.initial[name] = f"{self.initial[name].normalize():f}"
        if "times" in self.fields and self.initial.get("times") is not None:
            self.initial["times"] = f"{Decimal(self.initial['times']).normalize():f}"
        if isinstance(field := self.fields.get("insight"), forms.ModelChoiceField):
            seen = visible_insights(self.user).values("pk")
            found = goals_of(self.case.opportunity).filter(pk__in=seen).order_by("title", "pk")[:MOST]
            field.queryset = Insight.objects.filter(pk__in=[one.pk for one in found])

    def clean(self) -> dict[str, Any]:
        """Low is low, high is high."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        low, likely, high = (cleaned.get(name) for name in ("quantity_low", "quantity", "quantity_high"))
        if likely is not None and low is not None and low > likely:
            self.add_error("quantity_low", _("It is above the likely figure."))
        if likely is not None and high is not None and high < likely:
            self.add_error("quantity_high", _("It is below the likely figure."))
        return cleaned
