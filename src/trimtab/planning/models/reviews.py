"""Points in the life of a plan: reviews that people held, and the figures of a day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from trimtab.people.models import User
from trimtab.planning.models.plans import Plan


class PlanReview(models.Model):
    """Somebody looked at the plan and says so: what changed is told since then."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="reviews")
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.TextField(_("what was agreed"), default="", blank=True, max_length=2000)

    class Meta:
        indexes = [models.Index(fields=["plan", "at"], name="review_of_plan")]

    def __str__(self) -> str:
        return f"{self.plan} {self.at:%Y-%m-%d}"


class PlanSnapshot(models.Model):
    """The figures of a plan at an instant, as its owner sees them. `facts`: amounts as text, scores by area."""

    class Why(models.TextChoices):
        NIGHT = "night", _("Of the night")
        REVIEW = "review", _("At a review")
        START = "start", _("At the start")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="snapshots")
    at = models.DateTimeField()
    on = models.DateField()
    why = models.CharField(max_length=6, choices=Why)
    review = models.ForeignKey(PlanReview, models.CASCADE, null=True, blank=True, related_name="snapshots")
    facts = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["plan", "at"], name="snapshot_of_plan")]
        constraints = [
            models.UniqueConstraint(fields=["plan", "on"], condition=models.Q(why="night"), name="one_snapshot_a_night")
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.on}"
