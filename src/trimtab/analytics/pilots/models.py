"""A pilot with its protocol, and who was drawn into which arm."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.accounts.models import Account
from trimtab.people.models import User


class PilotQuerySet(models.QuerySet["Pilot"]):
    """Adjectives of pilots."""

    def begun(self) -> PilotQuerySet:
        """Running or ended."""
        return self.filter(state__in=[Pilot.State.RUNNING, Pilot.State.ENDED])


class Pilot(models.Model):
    """One lever, tried on some and not on others. Its protocol is locked when it starts, and stands in the audit.

    seed, digest: from which the draw can be repeated; draws: how often it was drawn while it was a draft.
    result: the last look, kept when it ends.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        RUNNING = "running", _("Running")
        ENDED = "ended", _("Ended")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Design(models.TextChoices):
        PAIRS = "pairs", _("Matched pairs")
        STEPS = "steps", _("In steps: all get it, a part at a time")

    class Unit(models.TextChoices):
        SELLER = "seller", _("Sellers")
        ACCOUNT = "account", _("Customers")

    class Measure(models.TextChoices):
        WON = "won", _("Won within the days")
        FORWARD = "forward", _("Moved on to another stage within the days")

    name = models.CharField(_("name"), max_length=200)
    lever = models.CharField(_("lever"), max_length=40, default="", blank=True)
    treatment = models.TextField(_("what those with it do"))
    unit = models.CharField(_("dealt out to"), max_length=10, choices=Unit, default=Unit.SELLER)
    scope = models.CharField(_("among"), max_length=40)
    design = models.CharField(_("design"), max_length=10, choices=Design, default=Design.PAIRS)
    steps = models.PositiveSmallIntegerField(
        _("steps"), default=4, validators=[MinValueValidator(2), MaxValueValidator(12)]
    )
    weeks = models.PositiveSmallIntegerField(
        _("weeks"), default=26, validators=[MinValueValidator(4), MaxValueValidator(104)]
    )
    measure = models.CharField(_("measure"), max_length=10, choices=Measure, default=Measure.WON)
    horizon = models.PositiveSmallIntegerField(
        _("days that a deal has"), default=90, validators=[MinValueValidator(7), MaxValueValidator(365)]
    )
    base = models.FloatField(_("share without"))
    wanted = models.FloatField(_("share hoped for"))
    worth_it = models.FloatField(_("smallest difference worth it"))
    icc = models.FloatField(_("likeness of a seller's deals"), default=0.02)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    seed = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    draws = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    why_ended = models.TextField(default="", blank=True)
    conclusion = models.CharField(max_length=20, default="", blank=True)
    result = models.JSONField(null=True)

    objects = PilotQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["made_at", "id"], name="pilot_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=Q(started_at__isnull=False) | Q(state__in=["draft", "withdrawn"]), name="pilot_has_started"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def step_days(self) -> int:
        """Days of a span: the time before the first step, and after each."""
        return self.weeks * 7 // (self.steps + 1)

    @property
    def protocol(self) -> dict[str, object]:
        """What is agreed before it begins."""
        names = ("name", "lever", "treatment", "unit", "scope", "design", "steps", "weeks", "measure", "horizon")
        numbers = ("base", "wanted", "worth_it", "icc", "seed", "digest", "draws")
        return {name: getattr(self, name) for name in (*names, *numbers)}


class PilotUnit(models.Model):
    """A seller or an account in a pilot. step 1: with from the start, or from the first step on; 0: without."""

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="units")
    seller = models.ForeignKey(User, models.CASCADE, null=True, related_name="pilot_units")
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="pilot_units")
    score = models.FloatField()
    group = models.BigIntegerField(default=0)
    pair = models.PositiveIntegerField()
    step = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(seller__isnull=False) ^ Q(account__isnull=False), name="pilot_unit_is_one"
            ),
            models.UniqueConstraint(
                fields=["pilot", "seller"], condition=Q(seller__isnull=False), name="seller_in_pilot_once"
            ),
            models.UniqueConstraint(
                fields=["pilot", "account"], condition=Q(account__isnull=False), name="account_in_pilot_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seller or self.account}: {self.step}"
