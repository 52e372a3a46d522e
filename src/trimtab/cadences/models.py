"""Follow-up sequences, who is in one, what a contact got, who must be left alone, and what nights counted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.accounts.models import Account, Contact
from trimtab.objectives.models import Action
from trimtab.opportunities.models import Activity, Opportunity
from trimtab.people.models import User
from trimtab.playbook.models import Channel


class Cadence(models.Model):
    """A sequence of attempts to hear from somebody: by which channel, how many days apart, and when it stops.

    An answer, a complaint and a wish to be left alone always stop it; a meeting does unless it is said otherwise.
    """

    name = models.CharField(_("name"), max_length=200)
    about = models.TextField(_("when to use it"), default="", blank=True, max_length=1000)
    stop_on_meeting = models.BooleanField(_("stops when a meeting is agreed"), default=True)
    added_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class CadenceStep(models.Model):
    """One attempt of a cadence. `days`: after the one before; of the first, after the start."""

    cadence = models.ForeignKey(Cadence, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    days = models.PositiveSmallIntegerField(_("days after"), default=0)
    say = models.CharField(_("what to say"), max_length=300, default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cadence", "position"], name="cadence_step_once")]

    def __str__(self) -> str:
        return f"{self.position}. {self.get_channel_display()}"


class Enrolment(models.Model):
    """A contact is followed up by a cadence, for an opportunity, an account or just so.

    One contact is in one cadence at a time. The actions keep that, under a lock on the contact, and no constraint:
    when two contacts that are each in one turn out to be the same person, both stay until somebody stops one.
    """

    class End(models.TextChoices):
        REPLY = "reply", _("They answered")
        MEETING = "meeting", _("A meeting was agreed")
        OPT_OUT = "opt_out", _("They asked to be left alone")
        COMPLAINT = "complaint", _("They complained")
        FINISHED = "finished", _("All attempts were made, without an answer")
        GIVEN_UP = "given_up", _("Stopped before its end")

    cadence = models.ForeignKey(Cadence, models.PROTECT, related_name="enrolments")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="enrolments")
    opportunity = models.ForeignKey(Opportunity, models.SET_NULL, null=True, blank=True, related_name="enrolments")
    account = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="enrolments")
    person = models.ForeignKey(User, models.SET_NULL, null=True, related_name="enrolments", db_index=False)
    started_at = models.DateTimeField()
    made = models.PositiveSmallIntegerField(default=0)  # attempts
    next_on = models.DateField(null=True, blank=True)  # of the next attempt; empty once it ended
    action = models.ForeignKey(Action, models.SET_NULL, null=True, blank=True, related_name="+")  # the next attempt
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=10, choices=End, default="", blank=True)
    note = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_because="", next_on__isnull=False)
                | (Q(ended_at__isnull=False, next_on__isnull=True) & ~Q(ended_because="")),
                name="enrolment_ended_for_a_reason",
            )
        ]
        indexes = [
            models.Index(fields=["person", "ended_at", "next_on"], name="enrolment_of_person"),
            models.Index(fields=["ended_at", "next_on"], name="enrolment_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.contact} · {self.cadence}"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


class Touch(models.Model):
    """One attempt that a cadence led to: the activity that was logged, and what came at once."""

    class Result(models.TextChoices):
        NOTHING = "nothing", _("No answer yet")
        REPLY = "reply", _("They answered")
        MEETING = "meeting", _("A meeting was agreed")
        OPT_OUT = "opt_out", _("They asked to be left alone")
        COMPLAINT = "complaint", _("They complained")

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="touches")
    activity = models.OneToOneField(Activity, models.CASCADE, related_name="touch")
    number = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=10, choices=Channel)
    result = models.CharField(max_length=10, choices=Result, default=Result.NOTHING)

    class Meta:
        verbose_name_plural = "touches"
        constraints = [models.UniqueConstraint(fields=["enrolment", "number"], name="touch_once")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.number}"


class Refusal(models.Model):
    """A contact complained, or asked to be left alone: no cadence takes this person until it is lifted."""

    class Kind(models.TextChoices):
        OPT_OUT = "opt_out", _("Asked to be left alone")
        COMPLAINT = "complaint", _("Complained")

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="refusals")
    kind = models.CharField(_("what happened"), max_length=10, choices=Kind)
    note = models.CharField(_("what was said"), max_length=300, default="", blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    lifted_because = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_because="")
                | (Q(lifted_at__isnull=False) & ~Q(lifted_because="")),
                name="refusal_lifted_for_a_reason",
            )
        ]
        indexes = [models.Index(fields=["at"], name="refusal_by_day")]

    def __str__(self) -> str:
        return f"{self.contact}: {self.get_kind_display()}"


class Persistence(models.Model):
    """What an attempt costs and an answer is worth, in the reporting currency, and how long one waits for it. One row.

    Worth and costs are empty until somebody says them: nothing is advised on figures that nobody stands for.
    """

    one = models.BooleanField(default=True, unique=True, editable=False)
    wait_days = models.PositiveSmallIntegerField(_("days that an answer may take"), default=14)
    worth = models.DecimalField(_("worth of an answer"), max_digits=12, decimal_places=2, null=True, blank=True)
    cost = models.DecimalField(_("cost of an attempt"), max_digits=12, decimal_places=2, null=True, blank=True)
    harm = models.DecimalField(_("cost of a complaint"), max_digits=12, decimal_places=2, null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return "persistence"

    @classmethod
    def get(cls) -> Persistence:
        """The row; not kept while nobody has said anything."""
        return cls.objects.first() or cls()


class CountedNight(models.Model):
    """One count of all attempts; the newest holds, older ones are removed with their tallies."""

    at = models.DateTimeField()
    since = models.DateField()
    wait_days = models.PositiveSmallIntegerField()
    attempts = models.BigIntegerField(default=0)  # counted
    too_young = models.BigIntegerField(default=0)  # their days are not over yet

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class AttemptTally(models.Model):
    """So many attempts of a number, channel and segment met somebody who had not answered yet, and what came."""

    night = models.ForeignKey(CountedNight, models.CASCADE, related_name="tallies")
    channel = models.CharField(max_length=10)
    segment = models.CharField(max_length=100, default="")
    number = models.PositiveSmallIntegerField()
    at_risk = models.BigIntegerField()
    replies = models.BigIntegerField()
    refusals = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "attempt tallies"

    def __str__(self) -> str:
        return f"{self.channel} {self.number}"


class PersonTally(models.Model):
    """The same of one person: attempts of a number, and how often it was left at that without an answer."""

    night = models.ForeignKey(CountedNight, models.CASCADE, related_name="people")
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    attempts = models.BigIntegerField()
    given_up = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "person tallies"

    def __str__(self) -> str:
        return f"{self.person_id} {self.number}"
