"""What serves which goal."""

from itertools import groupby
from typing import Any

from django import forms
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from trimtab.discovery.models import Insight
from trimtab.discovery.policy import visible_insights
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.value.forms.seen import SeenForm
from trimtab.value.models import Capability, Contribution, Feature, Strength
from trimtab.value.queries import goals_of, solutions_of, titles

MOST = 300
IN_USE = Feature.objects.filter(archived_at=None).order_by("name", "pk")


class ContributionForm(SeenForm):
    """A capability, the goal that it serves, how much, measured how."""

    class Meta:
        model = Contribution
        fields = ("insight", "capability", "title", "strength", "measure", "baseline", "target", "proof")
        widgets = {"proof": forms.Textarea({"rows": 2}), "strength": forms.RadioSelect()}

    def __init__(self, *args: Any, opportunity: Opportunity, user: User, **kwargs: Any) -> None:
        self.opportunity, self.user = opportunity, user
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        """The customer's goals, and the capabilities of the deal's solutions; of all, where none are known."""
        insight, capability = self.fields["insight"], self.fields["capability"]
        assert isinstance(insight, forms.ModelChoiceField)
        assert isinstance(capability, forms.ModelChoiceField)
        seen = visible_insights(self.user).values("pk")
        goals = goals_of(self.opportunity).filter(pk__in=seen).order_by("layer", "title", "pk")[:MOST]
        insight.queryset = Insight.objects.filter(pk__in=[one.pk for one in goals])
        insight.choices = [("", "–"), *((one.pk, f"{one.get_layer_display()}: {one.title}") for one in goals)]
        offered = self._capabilities()
        capability.queryset = Capability.objects.filter(pk__in=[one.pk for one in offered])
        capability.choices = [("", "–"), *_grouped(offered)]
        self.fields["strength"].choices = Strength.choices  # type: ignore[attr-defined]  # no blank one

    def clean(self) -> dict[str, Any]:
        """It says what serves the goal."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("capability") and not cleaned.get("title"):
            self.add_error("capability", _("Choose what they can do then, or say it in your own words."))
        return cleaned

    def _capabilities(self) -> list[Capability]:
        found = Capability.objects.filter(archived_at=None)
        solutions = solutions_of(self.opportunity)
        if solutions and found.filter(product__in=solutions).exists():
            found = found.filter(product__in=solutions)
        if self.instance.capability_id:
            found = found | Capability.objects.filter(pk=self.instance.capability_id)
        rows = found.select_related("product").prefetch_related(Prefetch("features", IN_USE))
        return list(rows.order_by("product__name", "product", "name", "pk")[:MOST])


def _grouped(rows: list[Capability]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Capabilities under their solutions, with the features that enable them."""
    return [
        (str(product), [(one.pk, _label(one)) for one in group])
        for product, group in groupby(rows, key=lambda one: one.product)
    ]


def _label(one: Capability) -> str:
    features = titles(list(one.features.all()))
    return f"{one.name} ← {features}" if features else one.name
