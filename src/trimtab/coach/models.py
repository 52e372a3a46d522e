"""What people answered to findings."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.opportunities.models import Activity, Lead, Opportunity
from trimtab.people.models import User


class Kind(models.TextChoices):
    """What a rule found."""

    MEETING = "meeting", _("Meeting")
    TASK = "task", _("Task")
    UNPLANNED = "unplanned", _("Nothing planned")
    SLIPPED = "slipped", _("Close date passed")
    MOVED_OUT = "moved_out", _("Moved out of the period")
    STALLED = "stalled", _("Stalled")
    SILENT = "silent", _("Silent")
    VANISHING = "vanishing", _("Going quiet")
    SLIPPING = "slipping", _("Likely to slip")
    THIN = "thin", _("Thin record")
    ONE_HEAD = "one_head", _("Knowledge in one head")
    UNTOUCHED = "untouched", _("Lead without a touch")
    HAND_OVER = "hand_over", _("Not handed over")
    UNEXPLAINED = "unexplained", _("Ended, and nobody says why")


LEADS = (Kind.UNTOUCHED,)  # the rules that speak of leads
AFTER_END = (Kind.HAND_OVER, Kind.UNEXPLAINED)  # those that speak of deals that ended


class AnswerQuerySet(models.QuerySet["Answer"]):
    """Adjectives of answers."""

    def standing(self) -> AnswerQuerySet:
        """Not taken back."""
        return self.filter(withdrawn_at__isnull=True)

    def since(self, at: datetime) -> AnswerQuerySet:
        """Given at or after that instant."""
        return self.filter(at__gte=at)


class Answer(models.Model):
    """One person's answer to one finding: it is done, put off until a day, or refused. It is that person's own.

    A finding is about an opportunity, about a task or meeting, or about a lead.

    `about` holds the data that the finding rested on. With other data the finding is another one, and comes back.
    """

    class Choice(models.TextChoices):
        DONE = "done", _("Done")
        PUT_OFF = "put_off", _("Put off")
        REFUSED = "refused", _("Not useful")

    person = models.ForeignKey(User, models.CASCADE, related_name="answers", db_index=False)
    opportunity = models.ForeignKey(Opportunity, models.CASCADE, null=True, related_name="answers")
    activity = models.ForeignKey(Activity, models.CASCADE, null=True, related_name="answers")
    lead = models.ForeignKey(Lead, models.CASCADE, null=True, related_name="answers")
    kind = models.CharField(max_length=20, choices=Kind)
    about = models.CharField(max_length=100)
    answer = models.CharField(max_length=10, choices=Choice)
    until_on = models.DateField(null=True)
    reason = models.CharField(max_length=300, default="")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(opportunity__isnull=False, activity__isnull=True, lead__isnull=True)
                | Q(opportunity__isnull=True, activity__isnull=False, lead__isnull=True)
                | Q(opportunity__isnull=True, activity__isnull=True, lead__isnull=False),
                name="answer_is_about_one",
            ),
            models.CheckConstraint(
                condition=Q(answer="put_off", until_on__isnull=False) | ~Q(answer="put_off") & Q(until_on__isnull=True),
                name="only_put_off_has_a_day",
            ),
        ]
        indexes = [models.Index(fields=["person", "at"], name="answer_of_person")]

    def __str__(self) -> str:
        return f"{self.kind} {self.answer} by {self.person}"

    @property
    def key(self) -> tuple[str, int, str]:
        """The finding that it answers: kind, record, and the data it rested on."""
        return self.kind, self.opportunity_id or self.activity_id or self.lead_id or 0, self.about

    def is_hiding(self, today: date) -> bool:
        """Whether it keeps its finding away on that day."""
        return self.until_on is None or self.until_on > today


class Firing(models.Model):
    """Advice that a model gave, noted on the day it first did; what came of it is read from the data later.

    chance: that acting changes it, as it was said then. worth: in the reporting currency, where it is known.
    """

    kind = models.CharField(max_length=20, choices=Kind)
    opportunity = models.ForeignKey(Opportunity, models.CASCADE, null=True, related_name="+")
    lead = models.ForeignKey(Lead, models.CASCADE, null=True, related_name="+")
    owner = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", db_index=False)
    about = models.CharField(max_length=100)
    worth = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    chance = models.FloatField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "opportunity", "about"], condition=Q(lead=None), name="firing_once_an_opportunity"
            ),
            models.UniqueConstraint(
                fields=["kind", "lead", "about"], condition=Q(opportunity=None), name="firing_once_a_lead"
            ),
            models.CheckConstraint(
                condition=Q(opportunity__isnull=False) ^ Q(lead__isnull=False), name="firing_is_about_one"
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "at"], name="firing_of_owner"),
            models.Index(fields=["at"], name="firing_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
