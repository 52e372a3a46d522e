"""What the weekly watch found: one row a week, one a setback, and the answer with which it was closed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from trimtab.people.models import Team, User


class WatchedWeek(models.Model):
    """One week that was looked at. chances: level → the chance that nothing but chance was in it (Simes).

    leaders: how many had series of their own; series: how many could be judged; too_few: how many could not.
    """

    week_on = models.DateField(unique=True)
    at = models.DateTimeField()
    as_of = models.DateTimeField()
    budget = models.FloatField()
    definition = models.PositiveIntegerField()
    leaders = models.PositiveIntegerField()
    series = models.PositiveIntegerField()
    too_few = models.PositiveIntegerField()
    chances = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.week_on:%Y-%m-%d}"


class Setback(models.Model):
    """One alarm: a measure of a subject that changed for longer than chance explains.

    subject: company, team:<id> or person:<id>; it and the rest of the series' name are unique among the open ones.
    began_on, began_low, began_high: when the change most probably began, with bounds for 8 of 10 cases. chance: how
    often a healthy series gets so far in a quarter; allowed: how often the budget lets it. closed_at is set by its
    closing only; over_on: the first week in which the series was healthy again after it was closed.
    """

    class Level(models.TextChoices):
        COMPANY = "company", _("Company")
        TEAM = "team", _("Team")
        PERSON = "person", _("Person")

    week = models.ForeignKey(WatchedWeek, models.PROTECT, related_name="setbacks")
    level = models.CharField(max_length=10, choices=Level)
    subject = models.CharField(max_length=30)
    subject_name = models.CharField(max_length=200)
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+")
    person = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    part_kind = models.CharField(max_length=20, default="")
    part = models.CharField(max_length=200, default="")
    measure = models.CharField(max_length=40)
    is_rise = models.BooleanField()
    is_worse = models.BooleanField()
    is_strong = models.BooleanField()
    chance = models.FloatField()
    allowed = models.FloatField()
    observed = models.FloatField()
    normal = models.FloatField()
    began_on = models.DateField()
    began_low = models.DateField()
    began_high = models.DateField()
    at_risk = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    levers = models.JSONField(default=list)
    chart = models.JSONField(default=dict)
    artefacts = models.JSONField(default=list)
    opened_at = models.DateTimeField(db_index=True)
    closed_at = models.DateTimeField(null=True, db_index=True)
    over_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "part_kind", "part", "measure"],
                condition=models.Q(closed_at__isnull=True),
                name="setback_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.subject} {self.began_on:%Y-%m-%d}"


class SetbackClosing(models.Model):
    """The answer to a setback, never edited: what it was, and what was learnt."""

    class Answer(models.TextChoices):
        REAL = "real", _("Real: something changed")
        FALSE = "false", _("False alarm: nothing changed")
        EXPLAINED = "explained", _("Explained: the recording changed, or it was known and will pass")

    setback = models.OneToOneField(Setback, models.CASCADE, related_name="closing")
    answer = models.CharField(max_length=10, choices=Answer)
    learnt = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.setback}: {self.answer}"
