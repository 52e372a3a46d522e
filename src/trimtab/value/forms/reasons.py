"""Why us, and why now."""

from typing import Any

from django import forms

from trimtab.opportunities.models import Opportunity
from trimtab.value.forms.people import offer_people
from trimtab.value.forms.seen import SeenForm
from trimtab.value.models import Need, UniqueValue
from trimtab.web.fields import DayInput


class UniqueValueForm(SeenForm):
    """The unique business value."""

    class Meta:
        model = UniqueValue
        fields = ("what", "whom", "measured", "better_than")

    def __init__(self, *args: Any, opportunity: Opportunity, **kwargs: Any) -> None:
        self.opportunity = opportunity
        super().__init__(*args, **kwargs)


class NeedForm(SeenForm):
    """The compelling need."""

    class Meta:
        model = Need
        fields = ("consequence", "severity", "act_by", "felt_by", "cost", "risk")
        widgets = {
            "consequence": forms.Textarea({"rows": 3}),
            "act_by": DayInput(),
            "felt_by": forms.SelectMultiple({"size": 5}),
        }

    def __init__(self, *args: Any, opportunity: Opportunity, **kwargs: Any) -> None:
        self.opportunity = opportunity
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        """The customer's people."""
        offer_people(self.fields["felt_by"], self.opportunity, may_be_empty=False)
