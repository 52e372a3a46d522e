"""What people say a period will bring, and what those who lead them make of it. Rows are added, never changed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from trimtab.core.models import currency_code
from trimtab.people.models import User

STALE_AFTER = timedelta(days=7)


class ForecastSubmission(models.Model):
    """What a person says the own period will bring. The latest of a person and period counts; all are kept.

    `computed` is what the computed forecast said in the middle at that moment, so that both can be compared later.
    """

    person = models.ForeignKey(User, models.CASCADE, related_name="forecast_submissions", db_index=False)
    period = models.CharField(max_length=12)  # key of the fiscal period, such as FY2026-Q4
    start_on = models.DateField()
    end_on = models.DateField()
    commit = models.DecimalField(max_digits=18, decimal_places=2, validators=[MinValueValidator(0)])
    best_case = models.DecimalField(max_digits=18, decimal_places=2, validators=[MinValueValidator(0)])
    currency = models.CharField(max_length=3, validators=[currency_code])
    comment = models.TextField(default="", blank=True)
    computed = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    submitted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(commit__gte=0), name="commit_not_negative"),
            models.CheckConstraint(condition=Q(best_case__gte=F("commit")), name="best_case_holds_commit"),
            models.CheckConstraint(condition=Q(end_on__gte=F("start_on")), name="submission_in_order"),
        ]
        indexes = [models.Index(fields=["person", "period", "id"], name="submission_of_person")]

    def __str__(self) -> str:
        return f"{self.person} {self.period}: {self.commit} {self.currency}"

    def is_stale(self, now: datetime) -> bool:
        """Whether it is older than a week: much can have happened since."""
        return now - self.submitted_at > STALE_AFTER


class ForecastAdjustment(models.Model):
    """What somebody who leads the person makes of a submission. The submission stays as it was said."""

    submission = models.ForeignKey(ForecastSubmission, models.CASCADE, related_name="adjustments", db_index=False)
    commit = models.DecimalField(max_digits=18, decimal_places=2, validators=[MinValueValidator(0)])
    comment = models.TextField()
    adjusted_by = models.ForeignKey(User, models.CASCADE, related_name="forecast_adjustments")
    adjusted_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(commit__gte=0), name="adjustment_not_negative")]
        indexes = [models.Index(fields=["submission", "id"], name="adjustment_of_submission")]

    def __str__(self) -> str:
        return f"{self.submission}: {self.commit}"


class BiasSharing(models.Model):
    """A person lets those who lead see how own submissions compared with what came. Before, only the person sees it."""

    person = models.OneToOneField(User, models.CASCADE, related_name="bias_sharing")
    shared_at = models.DateTimeField()

    class Meta:
        verbose_name = _("shared record of submissions")

    def __str__(self) -> str:
        return f"{self.person} {self.shared_at:%Y-%m-%d}"
