"""Reviews of deals: the meeting, who takes part, what was said, what was promised, what was skipped."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.objectives.models import Action
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User

OPEN_FOR = timedelta(hours=24)


class Review(models.Model):
    """People look at one opportunity together, phase by phase, or each in their own time within a day."""

    class Mode(models.TextChoices):
        LIVE = "live", _("Together, at one hour")
        OPEN = "open", _("Each in their own time, over 24 hours")

    class Phase(models.TextChoices):
        """See `phases` for what belongs into each."""

        PREPARED = "prepared", _("Prepared")
        UNDERSTAND = "understand", _("Understand")
        CLARIFY = "clarify", _("Clarify")
        STRENGTHS = "strengths", _("Strengths")
        VULNERABILITIES = "vulnerabilities", _("Vulnerabilities")
        RECOMMENDATIONS = "recommendations", _("Recommendations")
        GATHER = "gather", _("Read and answer")
        COMMIT = "commit", _("Commit")
        CLOSED = "closed", _("Closed")

    class Decision(models.TextChoices):
        GO_ON = "go_on", _("Go on as planned")
        CHANGE = "change", _("Change the strategy")
        LEAVE = "leave", _("Leave it")

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="reviews", db_index=False)
    mode = models.CharField(_("how"), max_length=4, choices=Mode, default=Mode.LIVE)
    starts_at = models.DateTimeField(_("begins"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=90)
    phase = models.CharField(max_length=20, choices=Phase, default=Phase.PREPARED)
    phase_at = models.DateTimeField()  # when the phase began
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, default="", blank=True)
    record = models.TextField(_("what was agreed"), default="", blank=True, max_length=5000)
    next_on = models.DateField(_("next review"), null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    canceled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["opportunity", "closed_at"], name="review_of_deal"),
            models.Index(fields=["closed_at", "starts_at"], name="review_by_hour"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(phase="closed") & Q(closed_at__isnull=False) & ~Q(decision=""))
                | (~Q(phase="closed") & Q(closed_at__isnull=True)),
                name="review_closes_with_a_decision",
            )
        ]

    def __str__(self) -> str:
        return f"{self.opportunity} {self.starts_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        """Neither closed nor called off."""
        return self.closed_at is None and self.canceled_at is None

    @property
    def ends_at(self) -> datetime:
        """When it is planned to end."""
        return self.starts_at + (OPEN_FOR if self.mode == self.Mode.OPEN else timedelta(minutes=self.minutes))


class Participant(models.Model):
    """Somebody with a part in a review."""

    class Role(models.TextChoices):
        PRESENTER = "presenter", _("Presents")
        COACH = "coach", _("Leads through the phases")
        REVIEWER = "reviewer", _("Reviews")

    class Perspective(models.TextChoices):
        """Through whose eyes a reviewer looks."""

        ECONOMIC = "economic", _("Who pays")
        TECHNICAL = "technical", _("Who examines it")
        USER = "user", _("Who will use it")
        PROCUREMENT = "procurement", _("Procurement and legal")
        COMPETITOR = "competitor", _("The main competitor")
        NOTHING = "nothing", _("Who would rather do nothing")
        DELIVERY = "delivery", _("Delivery and operations")
        SPONSOR = "sponsor", _("Their sponsor")

    review = models.ForeignKey(Review, models.CASCADE, related_name="participants")
    user = models.ForeignKey(User, models.CASCADE, related_name="reviews", verbose_name=_("who"))
    role = models.CharField(_("part"), max_length=10, choices=Role, default=Role.REVIEWER)
    perspective = models.CharField(_("looks as"), max_length=12, choices=Perspective, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "user"], name="participant_once"),
            models.UniqueConstraint(fields=["review"], condition=Q(role="coach"), name="one_coach_leads"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class Post(models.Model):
    """What somebody said. Of an anonymous one nothing is kept that leads to its author: neither who nor the minute."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("Question")
        ANSWER = "answer", _("Answer")
        STRENGTH = "strength", _("Strength")
        VULNERABILITY = "vulnerability", _("Vulnerability")
        RECOMMENDATION = "recommendation", _("Recommendation")

    review = models.ForeignKey(Review, models.CASCADE, related_name="posts")
    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    text = models.TextField(_("text"), max_length=2000)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    is_anonymous = models.BooleanField(_("without my name"), default=False)
    at = models.DateTimeField()  # of an anonymous one: when the phase began
    shuffle = models.PositiveIntegerField(default=0)  # the order of anonymous ones, drawn by chance
    action = models.ForeignKey(Action, models.SET_NULL, null=True, blank=True, related_name="+")
    refused_at = models.DateTimeField(null=True, blank=True)
    refused_because = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(is_anonymous=False) | Q(by__isnull=True), name="anonymous_has_no_author")
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Like(models.Model):
    """Somebody shares what a post says; once."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="likes")
    by = models.ForeignKey(User, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "by"], name="like_once")]

    def __str__(self) -> str:
        return f"{self.by} – {self.post}"


class Commitment(models.Model):
    """A line that can be tested: who makes what true until when. With a signal, the system looks by itself."""

    class Test(models.TextChoices):
        IS = "is", _("is")
        AT_LEAST = "at_least", _("is at least")
        AT_MOST = "at_most", _("is at most")
        KNOWN = "known", _("is known")

    review = models.ForeignKey(Review, models.CASCADE, related_name="commitments")
    text = models.CharField(_("what will be true"), max_length=300)
    owner = models.ForeignKey(User, models.SET_NULL, null=True, related_name="commitments", verbose_name=_("who"))
    due_on = models.DateField(_("until"))
    signal = models.CharField(_("seen by"), max_length=60, default="", blank=True)
    test = models.CharField(_("test"), max_length=10, choices=Test, default="", blank=True)
    value = models.CharField(_("value"), max_length=100, default="", blank=True)
    kept_on = models.DateField(null=True, blank=True)
    broken_on = models.DateField(null=True, blank=True)
    judged_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")  # None: the system
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["owner", "due_on"], name="commitment_of_person"),
            models.Index(
                fields=["due_on"], condition=Q(kept_on__isnull=True, broken_on__isnull=True), name="commitment_open"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kept_on__isnull=True) | Q(broken_on__isnull=True), name="kept_or_broken")
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_settled(self) -> bool:
        return self.kept_on is not None or self.broken_on is not None

    def is_due(self, today: date) -> bool:
        """Its day is over and nobody knows yet."""
        return not self.is_settled and self.due_on < today


class Skip(models.Model):
    """A review that was not held since nothing had changed: the time that it gave back."""

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="skips")
    on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="skips")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opportunity", "on"], name="skip_once_a_day")]
        indexes = [models.Index(fields=["by", "on"], name="skip_of_person")]

    def __str__(self) -> str:
        return f"{self.opportunity} {self.on}"
