"""What people answered to findings."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.opportunities.models import Activity, Opportunity
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

    A finding is about an opportunity, or about a task or meeting.

    `about` holds the data that the finding rested on. With other data the finding is another one, and comes back.
    """

    class Choice(models.TextChoices):
        DONE = "done", _("Done")
        PUT_OFF = "put_off", _("Put off")
        REFUSED = "refused", _("Not useful")

    person = models.ForeignKey(User, models.CASCADE, related_name="answers", db_index=False)
    opportunity = models.ForeignKey(Opportunity, models.CASCADE, null=True, related_name="answers")
    activity = models.ForeignKey(Activity, models.CASCADE, null=True, related_name="answers")
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
                condition=Q(opportunity__isnull=False) ^ Q(activity__isnull=False), name="answer_is_about_one"
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
        return self.kind, self.opportunity_id or self.activity_id or 0, self.about

    def is_hiding(self, today: date) -> bool:
        """Whether it keeps its finding away on that day."""
        return self.until_on is None or self.until_on > today
