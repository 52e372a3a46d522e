"""The library of solutions."""

from typing import Any

from django import forms

from trimtab.opportunities.models import Product
from trimtab.value.forms.seen import SeenForm
from trimtab.value.models import Capability, Feature


class CapabilityForm(SeenForm):
    """What a customer can do with the solution."""

    class Meta:
        model = Capability
        fields = ("name", "measure", "text")
        widgets = {"text": forms.Textarea({"rows": 2})}

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        self.product = product
        super().__init__(*args, **kwargs)


class FeatureForm(SeenForm):
    """What the solution has, and what that enables."""

    class Meta:
        model = Feature
        fields = ("name", "capabilities", "text")
        widgets = {"text": forms.Textarea({"rows": 2}), "capabilities": forms.CheckboxSelectMultiple()}

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        self.product = product
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        """The capabilities of the solution."""
        field = self.fields["capabilities"]
        assert isinstance(field, forms.ModelMultipleChoiceField), "several can be chosen"
        field.queryset = Capability.objects.filter(product=self.product, archived_at=None).order_by("name", "pk")
