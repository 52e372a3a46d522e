"""Plays with their versions, how much a buyer must change, and what came of their use."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.accounts.models import Contact
from trimtab.objectives.models import Action
from trimtab.opportunities.models import Opportunity, Stage
from trimtab.people.models import User
from trimtab.playbook.facts import PlayFacts
from trimtab.playbook.shipped import read_facts


class Channel(models.TextChoices):
    """How people meet."""

    IN_PERSON = "in_person", _("In person")
    VIRTUAL = "virtual", _("Virtual meeting")
    PHONE = "phone", _("Phone")
    EMAIL = "email", _("E-mail")
    SOCIAL = "social", _("Social network")


class Play(models.Model):
    """One way to go about one step with a buyer. What it says stands in its versions.

    A shipped play gets its row when somebody uses, changes or archives it; until then it stands in `shipped` alone.
    """

    key = models.SlugField(max_length=60, unique=True)  # never changed: addresses and exports hold it
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    added_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    archived_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.key


class PlayVersion(models.Model):
    """What a play said from a day on. A version that was in use is never edited: a change makes the next one.

    `facts`: see `facts.PlayFacts`; empty: as shipped.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ACTIVE = "active", _("In use")
        ARCHIVED = "archived", _("Archived")

    play = models.ForeignKey(Play, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    facts = models.JSONField(default=dict, blank=True)
    why = models.CharField(_("what is different"), max_length=300, default="", blank=True)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["play", "number"], name="play_version_once"),
            models.UniqueConstraint(fields=["play"], condition=Q(status="active"), name="one_play_version_in_use"),
            models.UniqueConstraint(fields=["play"], condition=Q(status="draft"), name="one_play_draft"),
        ]

    def __str__(self) -> str:
        return f"{self.play.key} {self.number}"

    @property
    def said(self) -> PlayFacts:
        """What it says."""
        return read_facts(self.play.key, self.facts)


class Situation(models.Model):
    """How much the buyer's organisation must change to get what it buys; somebody who knows them says so."""

    class Change(models.TextChoices):
        LOW = "low", _("Little: the same work, done with something else")
        MEDIUM = "medium", _("Some: one team works differently")
        HIGH = "high", _("Much: several teams, roles or rules change")

    opportunity = models.OneToOneField(Opportunity, models.CASCADE, related_name="situation")
    change = models.CharField(max_length=10, choices=Change)
    said_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.get_change_display()


class PlayUse(models.Model):
    """A play was started with an opportunity: by whom, in which stage, and what came of it."""

    class Outcome(models.TextChoices):
        ADVANCE = "advance", _("They took a step")
        CONTINUATION = "continuation", _("It goes on, without a step of theirs")
        REFUSAL = "refusal", _("They said no")
        NOT_PLAYED = "not_played", _("Not played")

    version = models.ForeignKey(PlayVersion, models.PROTECT, related_name="uses")
    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="play_uses")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="+")  # when it was started
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="play_uses")
    action = models.ForeignKey(Action, models.SET_NULL, null=True, blank=True, related_name="play_uses")
    who = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="play_uses")
    started_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField()
    outcome = models.CharField(_("what came of it"), max_length=12, choices=Outcome, default="", blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", ended_at__isnull=True) | (~Q(outcome="") & Q(ended_at__isnull=False)),
                name="play_use_ended_with_an_outcome",
            )
        ]
        indexes = [
            models.Index(fields=["opportunity", "started_at"], name="play_use_of_opportunity"),
            models.Index(fields=["started_at"], name="play_use_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.opportunity_id}"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


class PlayOffer(models.Model):
    """A night found that a play applies to an opportunity in its stage, so it stood on its page from then on."""

    play = models.ForeignKey(Play, models.CASCADE, related_name="offers", db_index=False)
    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="play_offers", db_index=False)
    stage = models.ForeignKey(Stage, models.CASCADE, related_name="+", db_index=False)
    owner_id_then = models.BigIntegerField(null=True)  # of the opportunity; no key: it says what was
    offered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "play", "stage"], name="play_offered_once_in_a_stage")
        ]
        indexes = [models.Index(fields=["play", "offered_at"], name="offer_of_play")]

    def __str__(self) -> str:
        return f"{self.play_id} {self.opportunity_id}"


class PlayResult(models.Model):
    """What a night worked out of the use of a play; `figures`: see `measuring.Result`."""

    play = models.OneToOneField(Play, models.CASCADE, related_name="result")
    as_of = models.DateTimeField()
    figures = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.play_id} {self.as_of:%Y-%m-%d}"
