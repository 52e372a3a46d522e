"""First day and periods of a plan, all at once; an empty end takes a period away."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from trimtab.planning.actions.periods import Stretch, WrongPeriods, require_order
from trimtab.planning.models import Plan, PlanPeriod
from trimtab.web.fields import DayInput

EMPTY_ROWS = 2


def _day(label: object, *, required: bool = False) -> forms.DateField:
    widget = DayInput()
    return forms.DateField(label=label, required=required, widget=widget)  # type: ignore[arg-type]  # a promise


def _amount(label: object) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,  # type: ignore[arg-type]  # a promise
        max_digits=18,
        decimal_places=2,
        min_value=0,
        required=False,
    )


class PeriodsForm(forms.Form):
    """Each row has an end, a revenue target and a pipeline goal; its start follows from the row before."""

    starts_on = _day(gettext_lazy("The plan begins on"), required=True)

    def __init__(self, typed: Mapping[str, Any] | None = None, *, plan: Plan) -> None:
        periods = list(plan.periods.order_by("ends_on"))
        super().__init__(typed, initial={"starts_on": plan.starts_on} | _initial(periods))
        self.count = len(periods) + EMPTY_ROWS
        for index in range(self.count):
            self.fields[f"end_{index}"] = _day(gettext_lazy("Ends on"))
            self.fields[f"target_{index}"] = _amount(gettext_lazy("Revenue target"))
            self.fields[f"goal_{index}"] = _amount(gettext_lazy("Pipeline goal"))

    @property
    def rows(self) -> Iterator[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """The fields of each period."""
        for index in range(self.count):
            yield self[f"end_{index}"], self[f"target_{index}"], self[f"goal_{index}"]

    @property
    def stretches(self) -> list[Stretch]:
        """The periods that are wanted, in the order of their ends."""
        found = [
            Stretch(end, self.cleaned_data.get(f"target_{index}"), self.cleaned_data.get(f"goal_{index}"))
            for index in range(self.count)
            if isinstance(end := self.cleaned_data.get(f"end_{index}"), date)
        ]
        return sorted(found, key=lambda one: one.ends_on)

    def clean(self) -> dict[str, Any]:
        """Refuse ends that lie before the beginning or twice on one day."""
        found = super().clean() or self.cleaned_data
        if "starts_on" in self.cleaned_data and not self.errors:
            try:
                require_order(self.cleaned_data["starts_on"], self.stretches)
            except WrongPeriods as wrong:
                self.add_error(None, str(wrong))
        return found


def _initial(periods: Sequence[PlanPeriod]) -> dict[str, object]:
    found: dict[str, object] = {}
    for index, one in enumerate(periods):
        found |= {
            f"end_{index}": one.ends_on,
            f"target_{index}": one.revenue_target,
            f"goal_{index}": one.pipeline_goal,
        }
    return found
