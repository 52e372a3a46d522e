"""Which version an opportunity follows, what was answered, when it was paused, and what came of such opportunities."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.opportunities.models import Opportunity, Stage
from trimtab.people.models import User
from trimtab.processes.models.process import ProcessVersion, SalesProcess


class Value(models.TextChoices):
    """An answer; empty is none, which is neither yes nor no."""

    YES = "yes", _("Yes")
    IN_PROGRESS = "in_progress", _("In progress")
    NO = "no", _("No")
    BLANK = "", _("Not answered")


class Following(models.Model):
    """The opportunity keeps to this version until it is moved to another one.

    Without such a row it follows by rule: see `matching`. It is made with the first answer.
    """

    opportunity = models.OneToOneField(Opportunity, models.CASCADE, related_name="following")
    version = models.ForeignKey(ProcessVersion, models.PROTECT, related_name="followings")
    is_chosen = models.BooleanField(default=False)  # a person chose the process, whatever the conditions say
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.opportunity}: {self.version}"


class MilestoneAnswer(models.Model):
    """What is answered now. `number` counts the answers given, so that the second of two editors is noticed."""

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="milestone_answers", db_index=False)
    milestone_key = models.SlugField(max_length=60, db_index=False)
    value = models.CharField(max_length=11, choices=Value, default=Value.BLANK, blank=True)
    note = models.TextField(_("note"), default="", blank=True, max_length=2000)
    number = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opportunity", "milestone_key"], name="one_answer")]

    def __str__(self) -> str:
        return f"{self.milestone_key}: {self.value or '–'}"


class AnswerGiven(models.Model):
    """Somebody answered. Rows are only added. `asked`: the question as it was then."""

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="answers_given", db_index=False)
    milestone_key = models.SlugField(max_length=60, db_index=False)
    asked = models.CharField(max_length=300, default="")
    value = models.CharField(max_length=11, choices=Value, default=Value.BLANK, blank=True)
    note = models.TextField(default="", blank=True, max_length=2000)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["opportunity", "milestone_key", "at"], name="answers_of_milestone")]

    def __str__(self) -> str:
        return f"{self.milestone_key}: {self.value or '–'}"


class StepEntry(models.Model):
    """The answers brought the opportunity to another step. From these rows come the real durations of steps."""

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="step_entries", db_index=False)
    process = models.ForeignKey(SalesProcess, models.CASCADE, related_name="step_entries", db_index=False)
    step_key = models.SlugField(max_length=60, db_index=False)  # empty: all steps are passed
    position = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["opportunity", "at"], name="step_entry_of_opportunity"),
            models.Index(fields=["process", "step_key"], name="step_entry_of_process"),
        ]

    def __str__(self) -> str:
        return f"{self.opportunity}: {self.step_key}"


class Pause(models.Model):
    """The clock of an opportunity stood still. `until_on`: when it is expected to go on, where somebody said so."""

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="pauses")
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("expected to go on"), null=True, blank=True)
    resumed_on = models.DateField(null=True, blank=True)
    reason = models.CharField(_("why"), max_length=300)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    resumed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opportunity"], condition=Q(resumed_on=None), name="one_pause_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.opportunity}: {self.from_on}"

    def interval(self, today: date) -> tuple[date, date]:
        """From when to when it lasted, as far as today."""
        return self.from_on, self.resumed_on or max(today, self.from_on)


class Calibration(models.Model):
    """Of the opportunities that ended and once stood here, how many were won. Worked out anew each night."""

    process = models.ForeignKey(SalesProcess, models.CASCADE, null=True, related_name="calibrations")
    step_key = models.SlugField(max_length=60, default="", blank=True)
    stage = models.ForeignKey(Stage, models.CASCADE, null=True, related_name="calibrations")
    ended = models.PositiveIntegerField()
    won = models.PositiveIntegerField()
    as_of = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["process", "step_key"], condition=Q(stage=None), name="calibration_of_step"
            ),
            models.UniqueConstraint(fields=["stage"], condition=Q(process=None), name="calibration_of_stage"),
        ]

    def __str__(self) -> str:
        return f"{self.won} of {self.ended}"
