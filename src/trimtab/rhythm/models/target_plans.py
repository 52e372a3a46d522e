"""What was decided about targets: splits that were adopted, and events that moved the ground in mid-season."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from trimtab.core.models import currency_code
from trimtab.people.models import Team, User


class TargetPlan(models.Model):
    """A split that was adopted: its lines became targets of people. Rows are never edited; it can be withdrawn once.

    parameters: what it was made with, and what stood beside it then (sides, chances), for later comparison.
    """

    start_on = models.DateField()
    end_on = models.DateField()
    period = models.CharField(max_length=12)
    total = models.DecimalField(max_digits=18, decimal_places=2, validators=[MinValueValidator(0)])
    currency = models.CharField(max_length=3, validators=[currency_code])
    parameters = models.JSONField(default=dict)
    adopted_at = models.DateTimeField()
    adopted_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.period} {self.adopted_at:%Y-%m-%d %H:%M}"


class TargetLine(models.Model):
    """The target of one person in a plan, the one that it replaced, and what it rests on."""

    plan = models.ForeignKey(TargetPlan, models.CASCADE, related_name="lines")
    user = models.ForeignKey(User, models.CASCADE, related_name="target_lines")
    amount = models.DecimalField(max_digits=18, decimal_places=2, validators=[MinValueValidator(0)])
    before = models.JSONField(default=list)  # the targets that stood there: start, end, amount, currency, set_at
    grounds = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "user"], name="one_line_a_person")]

    def __str__(self) -> str:
        return f"{self.user}: {self.amount}"


class TargetEvent(models.Model):
    """Something that moved the ground of a team or of everybody from a day on: it re-forecasts, and may relieve.

    effect: in percent of the ground, from the day on (-25: a quarter is lost).
    """

    class Kind(models.TextChoices):
        QUALITY = "quality", _("A quality problem")
        SEASON = "season", _("A lost season")
        PRICE = "price", _("A price change")
        COMPETITOR = "competitor", _("A new competitor")
        LAUNCH = "launch", _("A launch")
        OTHER = "other", _("Something else")

    kind = models.CharField(max_length=12, choices=Kind)
    from_on = models.DateField()
    until_on = models.DateField()
    effect = models.SmallIntegerField(validators=[MinValueValidator(-100), MaxValueValidator(200)])
    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=300, blank=True, default="")
    told_at = models.DateTimeField()
    told_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(until_on__gte=models.F("from_on")), name="target_event_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.from_on}"
