"""Threats against customers, and every step by which they are met."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.accounts.models import Account
from trimtab.core.models import currency_code
from trimtab.opportunities.models import Product
from trimtab.people.models import User

IDLE_AFTER = 14  # days without a step


class Threat(models.Model):
    """Something that may cost us customers. Open until its outcome is written down.

    Against named accounts, or, as an event, against all that are in its scope: of one industry, region, product.
    moved_at: when the last step was noted.
    """

    class Kind(models.TextChoices):
        COMPETITOR = "competitor", _("A competitor")
        PRICE = "price", _("Price")
        QUALITY = "quality", _("Quality or service")
        OWN_DECISION = "own_decision", _("A decision of our own")
        EVENT = "event", _("An event")

    class Outcome(models.TextChoices):
        OPEN = "", _("Open")
        AVERTED = "averted", _("Averted: nothing was lost")
        PARTLY = "partly", _("Lost in part")
        LOST = "lost", _("Lost")
        UNFOUNDED = "unfounded", _("Unfounded: it was no threat")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    title = models.CharField(_("what threatens"), max_length=200)
    note = models.TextField(_("what is known"), default="", blank=True, max_length=4000)
    accounts = models.ManyToManyField(Account, blank=True, related_name="threats")
    happened_on = models.DateField(_("happened on"), null=True, blank=True)
    industry = models.CharField(_("industry"), max_length=100, default="", blank=True)
    region = models.CharField(_("region"), max_length=100, default="", blank=True)
    product = models.ForeignKey(Product, models.SET_NULL, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(User, models.PROTECT, related_name="threats")
    due_on = models.DateField(_("due on"))
    next_step = models.CharField(_("next step"), max_length=300)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default="", blank=True)
    learnt = models.TextField(_("what was learnt"), default="", blank=True, max_length=4000)
    lost_amount = models.DecimalField(_("lost a year"), max_digits=18, decimal_places=2, null=True, blank=True)
    lost_currency = models.CharField(max_length=3, default="", blank=True, validators=[currency_code])
    closed_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="threat_closed_says_how",
            ),
            models.CheckConstraint(condition=~Q(kind="event") | Q(happened_on__isnull=False), name="event_has_a_day"),
        ]
        indexes = [models.Index(fields=["closed_at", "due_on", "id"], name="threat_open_by_day")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def has_scope(self) -> bool:
        """Whether accounts are meant by what they are."""
        return bool(self.industry or self.region or self.product_id)

    def is_overdue(self, today: date) -> bool:
        """Its day is past."""
        return self.is_open and self.due_on < today

    def idle_days(self, today: date) -> int:
        """Days since the last step; 0 where it is closed."""
        return max((today - self.moved_at.date()).days, 0) if self.is_open else 0

    def is_idle(self, today: date) -> bool:
        """Overdue, or nothing was done for two weeks."""
        return self.is_overdue(today) or self.idle_days(today) >= IDLE_AFTER


class ThreatStep(models.Model):
    """What was done against a threat, and what is next until when. Never edited: the steps are its history."""

    threat = models.ForeignKey(Threat, models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    done = models.TextField(_("what was done"), default="", blank=True, max_length=2000)
    next_step = models.CharField(_("next step"), max_length=300, default="", blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["threat", "at"], name="step_of_threat")]

    def __str__(self) -> str:
        return self.done or self.next_step
