"""Why us, and why now: the unique business value of a deal, and the customer's compelling need to change."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from trimtab.accounts.models import Contact
from trimtab.opportunities.models import Opportunity
from trimtab.value.models.wording import Worded


class UniqueValue(Worded):
    """What we bring that nothing else brings: what, for whom, measured how, better than which alternative."""

    opportunity = models.OneToOneField(Opportunity, models.CASCADE, related_name="unique_value")
    what = models.CharField(_("what they get"), max_length=300)
    whom = models.CharField(_("for whom"), max_length=200)
    measured = models.CharField(_("measured how, in their terms"), max_length=200)
    better_than = models.CharField(
        _("better than which alternative"), max_length=200, help_text=_("Doing nothing is one too.")
    )

    def __str__(self) -> str:
        return self.what


class Need(Worded):
    """What doing nothing leads to, by when, who feels it; against cost and risk of changing. Their side of it."""

    class Consequence(models.IntegerChoices):
        NONE = 0, _("Nothing happens")
        NUISANCE = 1, _("A nuisance that they live with")
        COSTLY = 2, _("It costs money or time that shows")
        GOAL = 3, _("A goal that somebody answers for is missed")
        GRAVE = 4, _("The business is harmed")

    class Burden(models.IntegerChoices):
        NONE = 0, _("None worth naming")
        LOW = 1, _("Low")
        SOME = 2, _("Some")
        HIGH = 3, _("High")
        VERY_HIGH = 4, _("Very high")

    opportunity = models.OneToOneField(Opportunity, models.CASCADE, related_name="need")
    consequence = models.TextField(_("what happens if they do nothing"), max_length=1_000)
    severity = models.PositiveSmallIntegerField(
        _("how bad that is for them"), choices=Consequence, validators=[MaxValueValidator(4)]
    )
    act_by = models.DateField(
        _("by which day"),
        null=True,
        blank=True,
        help_text=_("After which it has happened. Without a day, little presses."),
    )
    felt_by = models.ManyToManyField(Contact, blank=True, related_name="+", verbose_name=_("who feels it"))
    cost = models.PositiveSmallIntegerField(
        _("what changing costs them"),
        choices=Burden,
        validators=[MaxValueValidator(4)],
        help_text=_("Money, time, habits, people."),
    )
    risk = models.PositiveSmallIntegerField(
        _("what they risk by changing"), choices=Burden, validators=[MaxValueValidator(4)]
    )

    def __str__(self) -> str:
        return self.consequence
