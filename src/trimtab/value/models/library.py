"""The organisation's library: what a solution has, and what a customer can do with it. Deals take from it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.opportunities.models import Product


class Capability(models.Model):
    """What a customer can do with a solution that they could not do before; said in their words."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="capabilities", verbose_name=_("solution"))
    name = models.CharField(_("what they can do then"), max_length=200)
    text = models.TextField(_("more about it"), default="", blank=True, max_length=2_000)
    measure = models.CharField(
        _("how it can be measured"), max_length=120, default="", blank=True, help_text=_("As in: hours of downtime.")
    )
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)
    archived_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name_plural = "capabilities"
        constraints = [
            models.UniqueConstraint(
                fields=["product", "name"],
                condition=Q(archived_at=None),
                name="capability_once_in_solution",
                violation_error_message=_("The solution has a capability of that name."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Feature(models.Model):
    """Something that a solution has. By itself it is worth nothing: what it enables may be."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="features", verbose_name=_("solution"))
    name = models.CharField(_("what it has"), max_length=200)
    text = models.TextField(_("more about it"), default="", blank=True, max_length=2_000)
    capabilities = models.ManyToManyField(
        Capability, blank=True, related_name="features", verbose_name=_("what it enables")
    )
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)
    archived_at = models.DateTimeField(null=True, editable=False)

    def __str__(self) -> str:
        return self.name
