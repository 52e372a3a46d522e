"""The plan that a customer and we share, its people, its steps, and what the customer answered."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.mutual.shipped import KINDS, shipped_task
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.sharing.models import SecretLink

UNTOUCHED_DAYS = 21  # a plan that nobody touched for so long is probably not followed any more


class MutualPlan(models.Model):
    """What buyer and seller want to have reached by the buyer's date. One of each opportunity."""

    opportunity = models.OneToOneField(Opportunity, models.CASCADE, related_name="mutual_plan")
    outcome = models.CharField(
        _("outcome"), max_length=500, help_text=_("What the customer has then, in the customer's words.")
    )
    value_on = models.DateField(
        _("they want value by"), null=True, blank=True, help_text=_("The customer's own date. All others follow it.")
    )
    measures = models.TextField(
        _("how success is measured"), default="", blank=True, max_length=2_000, help_text=_("One measure a line.")
    )
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()  # of the facts above
    touched_at = models.DateTimeField(db_index=True)  # by either side, anything in the plan

    class Meta:
        indexes = [models.Index(fields=["value_on", "id"], name="mutual_plan_by_date")]

    def __str__(self) -> str:
        return self.outcome

    def days_untouched(self, today: date) -> int:
        """Days since anybody changed or answered anything."""
        return max((today - self.touched_at.date()).days, 0)

    def is_untouched(self, today: date) -> bool:
        """Whether the plan lies still for too long."""
        return self.days_untouched(today) >= UNTOUCHED_DAYS

    @property
    def measure_lines(self) -> list[str]:
        return [line.strip() for line in self.measures.splitlines() if line.strip()]


class Side(models.TextChoices):
    """Whose person somebody is."""

    OURS = "ours", _("Ours")
    THEIRS = "theirs", _("Theirs")


class PlanPerson(models.Model):
    """Somebody who works on the plan. The customer reads name and title, and nothing else of anybody."""

    plan = models.ForeignKey(MutualPlan, models.CASCADE, related_name="people")
    side = models.CharField(_("side"), max_length=6, choices=Side)
    name = models.CharField(_("name"), max_length=200)
    title = models.CharField(_("title"), max_length=200, default="", blank=True)
    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "side", "name"], condition=Q(removed_at=None), name="plan_person_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class StepQuerySet(models.QuerySet["Step"]):
    """Adjectives of steps."""

    def standing(self) -> StepQuerySet:
        """Not taken off the plan."""
        return self.filter(removed_at=None)

    def remaining(self) -> StepQuerySet:
        """Still to be done."""
        return self.standing().exclude(status=Step.Status.DONE)


class Step(models.Model):
    """One step of a plan, with one owner on each side at most. Without a typed task it is one that ships.

    `note` is for the customer, `internal_note` for us alone. `begun_on` and `done_on` are what paces are learned from.
    """

    class Status(models.TextChoices):
        NOT_STARTED = "not_started", _("Not started")
        IN_PROGRESS = "in_progress", _("In progress")
        DONE = "done", _("Completed")
        BLOCKED = "blocked", _("Blocked")

    plan = models.ForeignKey(MutualPlan, models.CASCADE, related_name="steps", db_index=False)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("milestone"), max_length=20, choices=[(key, label) for key, label in KINDS.items()])
    shipped = models.SlugField(max_length=30, default="", blank=True, db_index=False)
    task = models.CharField(_("task"), max_length=300, default="", blank=True)
    ours = models.ForeignKey(
        PlanPerson, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("our owner")
    )
    theirs = models.ForeignKey(
        PlanPerson, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("their owner")
    )
    due_on = models.DateField(_("target date"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.NOT_STARTED)
    after = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="before", verbose_name=_("waits for")
    )
    note = models.TextField(_("note for the customer"), default="", blank=True, max_length=2_000)
    internal_note = models.TextField(_("note for us alone"), default="", blank=True, max_length=2_000)
    begun_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = StepQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["plan", "position"], name="step_of_plan"),
            models.Index(fields=["-done_on", "kind"], condition=Q(status="done"), name="step_done"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What is to be done, in words."""
        return self.task or shipped_task(self.shipped) or str(self.get_kind_display())

    @property
    def is_done(self) -> bool:
        return self.status == self.Status.DONE

    def is_late(self, today: date) -> bool:
        """Due before today and not done."""
        return not self.is_done and self.due_on is not None and self.due_on < today

    @property
    def days_taken(self) -> int | None:
        """Days from when it could begin until it was done."""
        if self.begun_on is None or self.done_on is None:
            return None
        return max((self.done_on - self.begun_on).days, 0)


class Reply(models.Model):
    """What somebody of the customer said by the link: who it was as typed, not as proven. Never changed afterwards."""

    class Kind(models.TextChoices):
        TICK = "tick", _("It is done")
        COMMENT = "comment", _("Comment")
        DATE = "date", _("Another date")

    class Answer(models.TextChoices):
        WAITING = "", _("waiting")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("not accepted")

    plan = models.ForeignKey(MutualPlan, models.CASCADE, related_name="replies", db_index=False)
    step = models.ForeignKey(Step, models.CASCADE, null=True, blank=True, related_name="replies")
    link = models.ForeignKey(SecretLink, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    said_by = models.CharField(_("your name"), max_length=200)
    text = models.TextField(default="", blank=True)
    proposed_on = models.DateField(null=True, blank=True)
    at = models.DateTimeField()
    answer = models.CharField(max_length=8, choices=Answer, default=Answer.WAITING, blank=True)
    answered_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["plan", "-at"], name="reply_of_plan"),
            models.Index(fields=["plan"], condition=Q(kind="date", answer=""), name="reply_waiting"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="date") | Q(proposed_on__isnull=False, step__isnull=False), name="date_is_of_a_step"
            )
        ]

    def __str__(self) -> str:
        return f"{self.said_by}: {self.get_kind_display()}"

    @property
    def is_waiting(self) -> bool:
        """A proposed date that nobody answered yet."""
        return self.kind == self.Kind.DATE and self.answer == self.Answer.WAITING


def require_no_circle(waits_for: dict[int, set[int]], titles: dict[int, str]) -> None:
    """Refuse steps that wait for each other.

    Args:
        waits_for: step → the steps that it waits for. titles: their names.

    Raises:
        ValidationError: naming a step that would wait for itself.
    """
    for start in waits_for:
        seen: set[int] = set()
        open_steps = [*waits_for[start]]
        while open_steps:
            one = open_steps.pop()
            if one == start:
                raise ValidationError(
                    _("“%(step)s” would wait for itself, over the steps that wait for it. Leave one of them out.")
                    % {"step": titles[start]}
                )
            if one not in seen:
                seen.add(one)
                open_steps += waits_for.get(one, ())


def day_after(day: date, days: int) -> date:
    """So many days later; the last day that there is where the sum is beyond it."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return date.max
