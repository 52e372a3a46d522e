"""Rules that the organisation made or changed, what they find now and found before, and what people answered."""

from __future__ import annotations

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.objectives.models import Action
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.rulebook.rules import KEY, Level
from trimtab.rulebook.scopes import Phasing


class KeptRule(models.Model):
    """A rule that the organisation added, or what it changed of a shipped one; no row: as shipped.

    `definition` is what `rules.read_rule` reads; empty: as shipped, only archived or reset.
    """

    key = models.CharField(max_length=KEY, unique=True)  # never changed: findings hold it
    version = models.PositiveIntegerField(default=1)
    definition = models.JSONField(default=dict, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key


class RuleVersion(models.Model):
    """What a rule was from a moment on: who made it so. Never changed."""

    rule = models.ForeignKey(KeptRule, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "number"], name="rule_version_once")]

    def __str__(self) -> str:
        return f"{self.rule} {self.number}"


class PhaseSetting(models.Model):
    """How the phase of an opportunity is told. Always row 1; no row: as shipped."""

    class Basis(models.TextChoices):
        POSITION = "position", _("by the place of its stage among the open ones")
        PROBABILITY = "probability", _("by its probability, where the process says one")

    basis = models.CharField(_("told"), max_length=12, choices=Basis, default=Basis.POSITION)
    mid = models.FloatField(_("in the middle from"), validators=[MinValueValidator(0), MaxValueValidator(1)])
    late = models.FloatField(_("late from"), validators=[MinValueValidator(0), MaxValueValidator(1)])

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="one_phase_setting"),
            models.CheckConstraint(condition=Q(late__gt=models.F("mid")), name="late_comes_after_the_middle"),
        ]

    def __str__(self) -> str:
        return f"{self.mid} {self.late}"

    @classmethod
    def phasing(cls) -> Phasing:
        """How the phase is told now."""
        found = cls.objects.filter(pk=1).first()
        return Phasing(found.basis, found.mid, found.late) if found else Phasing()


class FindingQuerySet(models.QuerySet["Finding"]):
    """Adjectives of findings."""

    def current(self) -> FindingQuerySet:
        """Still so."""
        return self.filter(ended_at__isnull=True)


class Finding(models.Model):
    """That a rule held for an opportunity: since when, with which facts, and until when.

    facts: signal → value as JSON holds it, as of `looked_at`; sentences are made of them when they are read.
    about: says which facts it rests on, without what counts the days; with other facts it is another finding to answer.
    """

    class End(models.TextChoices):
        SETTLED = "settled", _("no longer so")
        CLOSED = "closed", _("the opportunity was closed")
        RULE = "rule", _("the rule was changed or put away")

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="findings", db_index=False)
    rule = models.CharField(max_length=KEY)
    version = models.PositiveIntegerField()
    level = models.CharField(max_length=10, choices=Level)
    about = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    began_at = models.DateTimeField()
    looked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended = models.CharField(max_length=10, choices=End, default="", blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "rule"], condition=Q(ended_at__isnull=True), name="finding_once_at_a_time"
            )
        ]
        indexes = [
            models.Index(fields=["opportunity", "ended_at"], name="finding_of_opportunity"),
            models.Index(fields=["level", "opportunity"], condition=Q(ended_at__isnull=True), name="finding_by_level"),
            models.Index(fields=["rule", "began_at"], name="finding_of_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.opportunity_id}"


class Look(models.Model):
    """When an open opportunity was last looked at, and up to which event of the audit."""

    opportunity = models.OneToOneField(Opportunity, models.CASCADE, related_name="+", primary_key=True)
    event_id = models.BigIntegerField(default=0)
    day = models.DateField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.opportunity_id} {self.day}"


class Tally(models.Model):
    """Of how many open opportunities a rule spoke on the last night."""

    rule = models.CharField(max_length=KEY, unique=True)
    found = models.PositiveIntegerField()
    looked_at = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return f"{self.rule} {self.found}/{self.looked_at}"


class Sight(models.Model):
    """That a person had a finding before the eyes, and when first."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="sights")
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["finding", "person"], name="finding_seen_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.finding}"


class ReplyQuerySet(models.QuerySet["Reply"]):
    """Adjectives of replies."""

    def standing(self) -> ReplyQuerySet:
        """Not taken back."""
        return self.filter(withdrawn_at__isnull=True)


class Reply(models.Model):
    """One person's answer to a finding: taken up, put off until a day, or refused. It is that person's own.

    It holds while the finding rests on the same facts (`about`). Nobody else reads the reason; it is not in the audit.
    """

    class Choice(models.TextChoices):
        TAKEN = "taken", _("Taken up")
        PUT_OFF = "put_off", _("Put off")
        REFUSED = "refused", _("Not useful")

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="replies")
    person = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    about = models.CharField(max_length=40)
    choice = models.CharField(max_length=10, choices=Choice)
    until_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, default="", blank=True)
    action = models.ForeignKey(Action, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "replies"
        constraints = [
            models.CheckConstraint(
                condition=Q(choice="put_off", until_on__isnull=False) | ~Q(choice="put_off") & Q(until_on__isnull=True),
                name="only_a_reply_that_puts_off_has_a_day",
            )
        ]
        indexes = [models.Index(fields=["person", "at"], name="reply_of_person")]

    def __str__(self) -> str:
        return f"{self.finding} {self.choice}"

    def is_hiding(self, about: str, today: date) -> bool:
        """Whether it keeps the finding, as it is now, away from its person on that day."""
        return self.about == about and (self.until_on is None or self.until_on > today)
