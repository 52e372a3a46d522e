"""The figures and scores of each account, what sellers say of it, and how its scores moved."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.accounts.models import Account
from trimtab.people.models import User


class Level(models.TextChoices):
    """The three answers; what each means is set once for all accounts."""

    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")


class AccountScore(models.Model):
    """What the records say of an account, and what it scores by the definitions in force. Rewritten every night.

    Money is in the reporting currency. headroom: what could be realised in a year beyond today's revenue, expected, and
    8 of 10 times between low and high. current, future: points, 0 to 100, each 8 of 10 times between low and high.
    certainty: the chance that the quadrant is the right one, given what is not known.
    """

    account = models.OneToOneField(Account, models.CASCADE, related_name="score")
    figures_at = models.DateTimeField()
    revenue = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    revenue_before = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    open_amount = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    won = models.PositiveIntegerField(default=0)  # in three years, like lost
    lost = models.PositiveIntegerField(default=0)
    hours = models.FloatField(default=0)  # of the last year
    contacts = models.PositiveIntegerField(default=0)  # met in the last half year
    last_activity_at = models.DateTimeField(null=True)
    headroom = models.FloatField(default=0)
    headroom_low = models.FloatField(default=0)
    headroom_high = models.FloatField(default=0)
    headroom_spread = models.FloatField(default=0)  # standard deviation
    peers = models.PositiveIntegerField(default=0)

    scoring = models.PositiveIntegerField(default=0)
    current = models.FloatField(default=0)
    current_low = models.FloatField(default=0)
    current_high = models.FloatField(default=0)
    future = models.FloatField(default=0)
    future_low = models.FloatField(default=0)
    future_high = models.FloatField(default=0)
    quadrant = models.CharField(max_length=1, default="")
    certainty = models.FloatField(default=0)

    profile = models.PositiveIntegerField(default=0)
    fit = models.FloatField(null=True)  # None: nothing of the profile is known
    fit_low = models.FloatField(null=True)
    fit_high = models.FloatField(null=True)
    fit_band = models.CharField(max_length=8, default="")

    class Meta:
        indexes = [
            models.Index(fields=["headroom", "id"], name="score_by_headroom"),
            models.Index(fields=["revenue", "id"], name="score_by_revenue"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.quadrant}"

    @property
    def is_undecided(self) -> bool:
        """Whether what is not known could well put it into another quadrant."""
        return self.certainty < DECIDED_FROM


DECIDED_FROM = 0.8


class Rating(models.Model):
    """What somebody said of one factor of an account. The newest counts; earlier ones stay readable.

    strength: what the evidence behind it was worth on the night of the last scoring, 0 to 1.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="ratings")
    factor = models.CharField(max_length=40)
    level = models.CharField(max_length=6, choices=Level)
    strength = models.FloatField(default=0)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "factor"], condition=Q(superseded_at__isnull=True), name="rating_of_factor_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.factor}: {self.level}"


class ScoreChange(models.Model):
    """An account's scores moved: by a point or more, or into another quadrant."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="score_changes")
    at = models.DateTimeField()
    current = models.FloatField()
    future = models.FloatField()
    quadrant = models.CharField(max_length=1)
    certainty = models.FloatField()
    scoring = models.PositiveIntegerField()
    revenue = models.DecimalField(max_digits=18, decimal_places=2)

    class Meta:
        indexes = [models.Index(fields=["account", "at"], name="score_change_of_account")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.at:%Y-%m-%d}: {self.quadrant}"
