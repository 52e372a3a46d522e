"""Calls with a customer: what is planned, who takes part, what came of it, what the customer would like otherwise."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.accounts.models import Account, Contact
from trimtab.discovery.models import Insight
from trimtab.objectives.models import Action
from trimtab.opportunities.models import Activity, Opportunity
from trimtab.people.models import User


class Channel(models.TextChoices):
    """How one talks. A written exchange of substance is prepared like any other call."""

    VIDEO = "video", _("Video")
    ON_SITE = "on_site", _("On site")
    PHONE = "phone", _("Telephone")
    WRITTEN = "written", _("In writing")


class Step(models.TextChoices):
    """What the call is for. Keys are kept; see `starters`."""

    FIRST = "first", _("First meeting")
    DISCOVERY = "discovery", _("Understanding the situation")
    PROOF = "proof", _("Proof")
    EXECUTIVE = "executive", _("Meeting with those who decide")
    PROPOSAL = "proposal", _("Proposal")
    TERMS = "terms", _("Terms and contract")
    REVIEW = "review", _("Review with a customer")
    OTHER = "other", _("Something else")


class Opening(models.TextChoices):
    """With what the call begins."""

    POINT_OF_THEIRS = "theirs", _("A point of theirs")
    RECAP = "recap", _("What was agreed last time")
    NEWS = "news", _("Something about their business that they may not know")
    PROBLEM = "problem", _("A problem they named")
    REFERENCE = "reference", _("What a customer like them did")
    OFFER = "offer", _("What we offer")


class Ask(models.TextChoices):
    """What kind of step the customer is asked for."""

    ACCESS = "access", _("Brings us together with somebody")
    FACTS = "facts", _("Gives facts or shows something")
    TRIAL = "trial", _("Tries it")
    TEAM = "team", _("Puts people or money in")
    VERDICT = "verdict", _("Judges a draft")
    TERMS = "terms", _("Moves contract, law or purchasing")
    DECISION = "decision", _("Decides or orders")


class Outcome(models.TextChoices):
    """What came of a call, as whoever held it says. An order is an advance."""

    ADVANCE = "advance", _("Advance")
    CONTINUATION = "continuation", _("Continuation")
    REFUSAL = "refusal", _("Refusal")


class CallQuerySet(models.QuerySet["Call"]):
    """Adjectives of calls."""

    def standing(self) -> CallQuerySet:
        """Not called off."""
        return self.filter(canceled_at__isnull=True)

    def ahead(self, now: datetime) -> CallQuerySet:
        """Still to come."""
        return self.standing().filter(starts_at__gt=now)

    def debriefed(self) -> CallQuerySet:
        """Of which somebody said what came of them."""
        return self.standing().filter(debriefed_at__isnull=False)

    def undebriefed(self, now: datetime) -> CallQuerySet:
        """Over, and nobody said what came of them."""
        return self.standing().filter(starts_at__lte=now, debriefed_at__isnull=True)


class Call(models.Model):
    """One conversation with a customer: with an opportunity or, without one, with an account.

    What the customer may see is listed in `agenda`; everything else here is ours alone.
    """

    opportunity = models.ForeignKey(
        Opportunity, models.CASCADE, null=True, blank=True, related_name="calls", db_index=False
    )
    account = models.ForeignKey(Account, models.CASCADE, null=True, blank=True, related_name="calls", db_index=False)
    owner = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="calls", db_index=False)
    # The meeting that it was planned from, or that its debrief logged.
    activity = models.OneToOneField(Activity, models.SET_NULL, null=True, blank=True, related_name="call")
    title = models.CharField(_("title"), max_length=200)
    step = models.CharField(_("what it is for"), max_length=12, choices=Step, default=Step.OTHER)
    channel = models.CharField(_("how"), max_length=10, choices=Channel, default=Channel.VIDEO)
    starts_at = models.DateTimeField(_("when"))
    zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=30)
    place = models.CharField(_("place or address of the call"), max_length=500, default="", blank=True)
    purpose = models.TextField(_("purpose as the customer sees it"), default="", blank=True)
    points = models.TextField(_("points of the agenda"), default="", blank=True)
    preparation = models.TextField(_("what they should have ready"), default="", blank=True)
    reason = models.TextField(_("why they would give us the time"), default="", blank=True)
    ask = models.CharField(_("kind of step"), max_length=10, choices=Ask, default="", blank=True)
    best = models.CharField(_("best commitment"), max_length=300, default="", blank=True)
    minimum = models.CharField(_("minimum commitment"), max_length=300, default="", blank=True)
    opening = models.CharField(_("opening"), max_length=10, choices=Opening, default="", blank=True)
    situation = models.TextField(_("questions about the situation"), default="", blank=True)
    problem = models.TextField(_("questions about problems"), default="", blank=True)
    implication = models.TextField(_("questions about what follows from them"), default="", blank=True)
    payoff = models.TextField(_("questions about what a solution is worth"), default="", blank=True)
    risks = models.TextField(_("what could go wrong"), default="", blank=True)
    answers = models.TextField(_("what we do then"), default="", blank=True)
    expectation = models.TextField(_("what the customer expects"), default="", blank=True)
    material = models.TextField(_("material"), default="", blank=True)
    insights = models.ManyToManyField(Insight, blank=True, related_name="calls")
    follows = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="next_calls")
    planned_at = models.DateTimeField(null=True, blank=True)  # since when the plan holds what a plan needs
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)  # of the invitation
    sequence = models.PositiveIntegerField(default=0)  # of the invitation: one more with each change that it shows
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, default="", blank=True)
    gained = models.BooleanField(_("the customer gained something"), null=True, blank=True)
    learned = models.TextField(_("what we learned"), default="", blank=True)
    debriefed_at = models.DateTimeField(null=True, blank=True)
    debriefed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    canceled_at = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = CallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(opportunity__isnull=False, account__isnull=True)
                | Q(opportunity__isnull=True, account__isnull=False),
                name="call_is_with_one_record",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", debriefed_at__isnull=True) | (~Q(outcome="") & Q(debriefed_at__isnull=False)),
                name="call_debriefed_with_an_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["opportunity", "starts_at"], name="call_of_opportunity"),
            models.Index(fields=["account", "starts_at"], name="call_of_account"),
            models.Index(fields=["owner", "starts_at"], name="call_of_person"),
            models.Index(fields=["starts_at", "id"], name="call_by_time"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def customer(self) -> Account | None:
        """The account that it is with; an opportunity may have none yet."""
        return self.opportunity.account if self.opportunity else self.account

    @property
    def record(self) -> Opportunity | Account:
        """What it is with."""
        found = self.opportunity or self.account
        assert found is not None, "a call is with one record"
        return found

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def local_start(self) -> datetime:
        """When it begins by the clocks of its own time zone."""
        return self.starts_at.astimezone(ZoneInfo(self.zone))

    @property
    def is_planned(self) -> bool:
        """Whether it had a plan when it began."""
        return self.planned_at is not None and self.planned_at <= self.starts_at

    def is_over(self, now: datetime) -> bool:
        """Whether it began already."""
        return self.starts_at <= now

    @property
    def is_debriefed(self) -> bool:
        return self.debriefed_at is not None

    @property
    def is_canceled(self) -> bool:
        return self.canceled_at is not None


class Attendee(models.Model):
    """Somebody who takes part: one of theirs, or one of us beside whoever leads the call."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="attendees")
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, blank=True, related_name="calls")
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="calls_joined")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=False) ^ Q(user__isnull=False), name="attendee_is_one_person"
            ),
            models.UniqueConstraint(fields=["call", "contact"], name="contact_attends_once"),
            models.UniqueConstraint(fields=["call", "user"], name="colleague_attends_once"),
        ]

    def __str__(self) -> str:
        return str(self.contact or self.user)


class Commitment(models.Model):
    """What one side promised in a call, with the action that keeps track of it."""

    class Side(models.TextChoices):
        THEIRS = "theirs", _("Theirs")
        OURS = "ours", _("Ours")

    call = models.ForeignKey(Call, models.CASCADE, related_name="commitments")
    side = models.CharField(_("whose step"), max_length=6, choices=Side)
    text = models.CharField(_("what"), max_length=300)
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="commitments")
    due_on = models.DateField(_("until"), null=True, blank=True)
    action = models.OneToOneField(Action, models.SET_NULL, null=True, blank=True, related_name="commitment")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text


class Wish(models.Model):
    """What the customer would like otherwise: a point of the agenda, or another time. Written on the shared page."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="wishes")
    name = models.CharField(_("name"), max_length=100)
    point = models.CharField(_("point"), max_length=300, default="", blank=True)
    starts_at = models.DateTimeField(_("other time"), null=True, blank=True)
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    is_granted = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "wishes"
        constraints = [
            models.CheckConstraint(
                condition=~Q(point="", starts_at__isnull=True), name="wish_is_for_a_point_or_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.point or str(self.starts_at)
