"""Customers who quieten, buy less or stop: what the weekly look found, and how each was answered."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.accounts.models import Account
from trimtab.people.models import User
from trimtab.retention.models.threats import Threat


class WatchedWeek(models.Model):
    """One whole week that was looked at. figures: sign → judged, too_few, dispersion, expected_false."""

    week_on = models.DateField(unique=True)
    at = models.DateTimeField()
    as_of = models.DateTimeField()
    share = models.FloatField()  # of the alarms that may be false
    figures = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.week_on:%Y-%m-%d}"


class Defection(models.Model):
    """One customer with one sign that is more than chance, against its own past and its comparison group.

    observed, expected: contacts or orders of the last weeks; of the size of orders, as a share of before. low, high: 95
    of 100 cases lie there while nothing changed. chance: how often so little happens by chance. group_change: what the
    comparison group did in the same weeks. at_stake: what the customer brought in a year before, in `currency`; None:
    nothing on record.
    """

    class Sign(models.TextChoices):
        QUIET = "quiet", _("Quietened")
        FEWER = "fewer", _("Buys less often")
        VOLUME = "volume", _("Buys less each time")
        STOPPED = "stopped", _("Stopped buying")

    class Answer(models.TextChoices):
        BACK = "back", _("Won back")
        PARTLY = "partly", _("Lost in part")
        LOST = "lost", _("Lost for good")
        EXPLAINED = "explained", _("Explained: it was known and will pass")
        FALSE = "false", _("False alarm: nothing had changed")

    account = models.ForeignKey(Account, models.CASCADE, related_name="defections")
    sign = models.CharField(max_length=10, choices=Sign)
    week = models.ForeignKey(WatchedWeek, models.PROTECT, related_name="defections")
    since_on = models.DateField()  # the first day of the weeks that were judged
    until_on = models.DateField()
    observed = models.FloatField()
    expected = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    chance = models.FloatField()
    group = models.CharField(max_length=200, default="")  # segment; empty: all customers
    group_size = models.PositiveIntegerField(default=0)
    group_change = models.FloatField(default=0.0)
    at_stake = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="", blank=True)
    opened_at = models.DateTimeField(db_index=True)
    answer = models.CharField(max_length=10, choices=Answer, default="", blank=True)
    learnt = models.TextField(default="", blank=True, max_length=4000)
    lost_amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, db_index=True)
    closed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    over_on = models.DateField(null=True, blank=True)  # the first week in which it was healthy again after the answer

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "sign"], condition=Q(closed_at__isnull=True), name="defection_open_once"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, answer="") | (Q(closed_at__isnull=False) & ~Q(answer="")),
                name="defection_closed_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.sign}"


class EventEffect(models.Model):
    """What an event did to the customers in its scope, against the others, as of a night.

    measure: contact or orders. change: the share gained or lost; low, high: its interval. exposed, compared: how many
    customers. missing: what the exposed ones would have had more. Where too little is known, `change` is None.
    """

    threat = models.ForeignKey(Threat, models.CASCADE, related_name="effects")
    measure = models.CharField(max_length=12)
    weeks = models.PositiveIntegerField()
    exposed = models.PositiveIntegerField()
    compared = models.PositiveIntegerField()
    change = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    missing = models.FloatField(null=True)
    as_of = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["threat", "measure"], name="effect_once")]

    def __str__(self) -> str:
        return f"{self.threat}: {self.measure}"
