"""How much of what we bring serves which of the customer's own goals."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.discovery.models import Insight
from trimtab.opportunities.models import Opportunity
from trimtab.value.models.library import Capability
from trimtab.value.models.wording import Worded


class Strength(models.IntegerChoices):
    """How much a capability contributes to a goal."""

    NONE = 0, _("None")
    SUPPORTS = 1, _("Supports it")
    IMPORTANT = 2, _("Important")
    ESSENTIAL = 3, _("Essential")


class Contribution(Worded):
    """That a capability serves a goal, initiative or obstacle of the customer: how much, measured how, proven how.

    capability: of the library; empty where the deal says it in its own words (`title`).
    """

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="contributions")
    insight = models.ForeignKey(
        Insight, models.CASCADE, related_name="contributions", verbose_name=_("their goal, initiative or obstacle")
    )
    capability = models.ForeignKey(
        Capability,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="contributions",
        verbose_name=_("what they can do then"),
    )
    title = models.CharField(_("or in your own words"), max_length=200, default="", blank=True)
    strength = models.PositiveSmallIntegerField(_("how much it contributes"), choices=Strength, default=Strength.NONE)
    measure = models.CharField(
        _("measured by"), max_length=120, default="", blank=True, help_text=_("As in: hours of downtime a year.")
    )
    baseline = models.DecimalField(_("today"), max_digits=18, decimal_places=2, null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=18, decimal_places=2, null=True, blank=True)
    proof = models.TextField(
        _("proof"),
        default="",
        blank=True,
        max_length=1_000,
        help_text=_("Who reached it with us, or what shows that it works."),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(capability__isnull=False) | ~Q(title=""), name="contribution_says_what"),
            # In own words, two may be alike: when deals are merged, both come along. The action refuses a second one.
            models.UniqueConstraint(fields=["opportunity", "insight", "capability"], name="contribution_once"),
        ]

    def __str__(self) -> str:
        return self.title or str(self.capability)
