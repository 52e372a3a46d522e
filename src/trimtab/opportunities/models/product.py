"""Products and the lines of opportunities."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.core.models import ImportedFact
from trimtab.opportunities.models.opportunity import Opportunity


class ProductQuerySet(models.QuerySet["Product"]):
    """Adjectives of products."""

    def offered(self) -> ProductQuerySet:
        """Sold today: not retired, and not another name of a product."""
        return self.filter(retired_at__isnull=True, same_as__isnull=True)


class Product(ImportedFact):
    """Something that is sold: a solution of a family. Retired ones keep their lines.

    `same_as`: it is another name of that product, as where two systems call one thing differently; one step, no chain.
    """

    name = models.CharField(_("name"), max_length=200)
    family = models.CharField(_("family"), max_length=100, default="", blank=True)
    code = models.CharField(_("code"), max_length=100, default="", blank=True)
    same_as = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="other_names")
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(same_as=models.F("id")), name="product_is_not_its_own_other_name"),
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=Q(external_id__isnull=False), name="product_external_id"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LineItem(ImportedFact):
    """A product in an opportunity, in the opportunity's currency."""

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT, related_name="lines")
    quantity = models.DecimalField(_("quantity"), max_digits=18, decimal_places=4, default=1)
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=Q(external_id__isnull=False), name="line_external_id"
            )
        ]

    def __str__(self) -> str:
        return f"{self.product} × {self.quantity}"
