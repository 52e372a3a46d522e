"""What the organisation decided about its figures: definitions as versions, who owns a metric, what was restated."""

from django.db import models

from trimtab.analytics.causes.models import LeverReport
from trimtab.analytics.nights.models import NightRun
from trimtab.analytics.pilots.models import Pilot, PilotUnit
from trimtab.analytics.service.models import CoachingAgreement, IndexSharing
from trimtab.analytics.trends.models import (
    AgreementJudge,
    AgreementSample,
    LeadLabel,
    LeaningSeen,
    SampledLead,
)
from trimtab.analytics.watch.models import Setback, SetbackClosing, WatchedWeek
from trimtab.people.models import User

__all__ = [
    "AgreementJudge",
    "AgreementSample",
    "CoachingAgreement",
    "DefinitionVersion",
    "IndexSharing",
    "LeadLabel",
    "LeaningSeen",
    "LeverReport",
    "MetricOwner",
    "NightRun",
    "Pilot",
    "PilotUnit",
    "Restatement",
    "SampledLead",
    "Setback",
    "SetbackClosing",
    "WatchedWeek",
]


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


class OddsLesson(models.Model):
    """One time that the odds of open opportunities were learned. Rows are added, never changed.

    as_of, extract, method, seed: what is needed to repeat it. name: its folder beside the extracts, which may be gone.
    card: counts, members, calibration and how it did on later cases than it had learned from.
    """

    at = models.DateTimeField(db_index=True)
    as_of = models.DateTimeField()
    extract = models.PositiveIntegerField()
    method = models.PositiveIntegerField()
    seed = models.PositiveIntegerField()
    name = models.CharField(max_length=20)
    card = models.JSONField()

    def __str__(self) -> str:
        return f"{self.as_of:%Y-%m-%d %H:%M}"
