"""How we mean to win a deal: which strategy, why they cannot answer it, and what only people know of the ground."""

from __future__ import annotations

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User


class Strategy(models.TextChoices):
    """How to win, or not to lose."""

    FRONTAL = "frontal", _("Frontal")
    FLANKING = "flanking", _("Flanking")
    FRAGMENT = "fragment", _("Fragment")
    DEFEND = "defend", _("Defend")
    DEVELOP = "develop", _("Develop")
    DISENGAGE = "disengage", _("Disengage")


class Ground(models.Model):
    """Two facts of a deal that no other record holds; None: not known."""

    opportunity = models.OneToOneField(Opportunity, models.CASCADE, related_name="ground")
    holds = models.BooleanField(_("we have it today"), null=True)
    divisible = models.BooleanField(_("a part can be bought alone"), null=True)
    changed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.opportunity)


class StrategyChoiceQuerySet(models.QuerySet["StrategyChoice"]):
    """Adjectives of choices."""

    def standing(self) -> StrategyChoiceQuerySet:
        """Not replaced by a later one."""
        return self.filter(replaced_at__isnull=True)


class StrategyChoice(models.Model):
    """A strategy was chosen, or written anew. Never edited: each row but the last says when it was replaced.

    `advised`: what the facts spoke for then; empty where it could not be told. `terrain`: these facts. `because`: why
    it was chosen against that.
    """

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="strategy_choices")
    type = models.CharField(_("strategy"), max_length=12, choices=Strategy)
    goal = models.CharField(_("goal"), max_length=300, validators=[MinLengthValidator(1)])
    how = models.CharField(_("how"), max_length=500, default="", blank=True)
    unanswerable = models.CharField(_("why they cannot answer it"), max_length=500, default="", blank=True)
    risks = models.TextField(_("risks"), default="", blank=True, max_length=2_000)
    because = models.CharField(_("why against what the facts speak for"), max_length=500, default="", blank=True)
    advised = models.CharField(max_length=12, choices=Strategy, default="", blank=True)
    terrain = models.JSONField(default=dict)
    chosen_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    chosen_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = StrategyChoiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity"], condition=Q(replaced_at__isnull=True), name="one_strategy_stands"
            )
        ]

    def __str__(self) -> str:
        return str(self.get_type_display())

    @property
    def name(self) -> str:
        """The strategy in one word."""
        return name_of(self.type)

    @property
    def is_against_advice(self) -> bool:
        return bool(self.advised) and self.advised != self.type


def name_of(strategy: str) -> str:
    """A strategy's name; empty where there is none."""
    return str(Strategy(strategy).label) if strategy else ""
