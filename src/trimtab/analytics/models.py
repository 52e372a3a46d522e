"""What the organisation decided about its figures: definitions as versions, who owns a metric, what was restated."""

from django.db import models

from trimtab.analytics.service.models import CoachingAgreement as CoachingAgreement
from trimtab.analytics.watch.models import Setback as Setback
from trimtab.analytics.watch.models import SetbackClosing as SetbackClosing
from trimtab.analytics.watch.models import WatchedWeek as WatchedWeek
from trimtab.people.models import User


class DefinitionVersion(models.Model):
    """One version of a rule that figures are computed with. Rows are added, never changed; the last one is in force.

    Version 1 is what Trimtab ships with and has no row.
    """

    rule = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    parameters = models.JSONField()
    from_at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200, default="")
    why = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "version"], name="definition_version_once"),
            models.CheckConstraint(condition=models.Q(version__gt=1), name="definition_version_after_first"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.version}"


class MetricOwner(models.Model):
    """Who answers for a metric; without a row operations do."""

    metric = models.CharField(max_length=60, unique=True)
    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    since_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.metric}: {self.owner}"


class Restatement(models.Model):
    """Figures before and after a change that is not a fact of the business: a calendar, a rate, a stage, a definition.

    events: the ids of what changed in the audit. before, after: one entry a period, see `restating`. `after` is
    empty until the figures have followed. Nothing else of a row ever changes, and none is deleted.
    """

    at = models.DateTimeField(db_index=True)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200, default="")
    what = models.CharField(max_length=60)
    events = models.JSONField(default=list)
    last_event_id = models.BigIntegerField(unique=True)
    before = models.JSONField()
    after = models.JSONField(null=True)
    followed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d %H:%M}"
