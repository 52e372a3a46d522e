"""What became of a deal and why: by us, by those who bought or did not; what delivery must know; what we learnt."""

from __future__ import annotations

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.accounts.models import Contact
from trimtab.competition.models import Competitor
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User


class ReasonChange(models.Model):
    """A reason that the organisation added, or what it changed of a shipped one; see `reasons`."""

    key = models.SlugField(max_length=40, unique=True)  # never changed: debriefs hold it
    name = models.CharField(_("name"), max_length=100, default="", blank=True)  # empty: as shipped
    end = models.CharField(max_length=4, choices=[("won", _("Won")), ("lost", _("Lost"))])
    archived_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name or self.key


class DebriefQuerySet(models.QuerySet["Debrief"]):
    """Adjectives of debriefs."""

    def current(self) -> DebriefQuerySet:
        """Not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def ours(self) -> DebriefQuerySet:
        """What we say."""
        return self.filter(side=Debrief.Side.US)

    def theirs(self) -> DebriefQuerySet:
        """What those say who decided."""
        return self.filter(side=Debrief.Side.BUYER)


class Debrief(models.Model):
    """Why a deal was won or lost, as one side says it. The first reason is the main one.

    `end`: how the deal had ended when it was written. What the buyer said has its evidence: record "debrief".
    """

    class Side(models.TextChoices):
        US = "us", _("We")
        BUYER = "buyer", _("The customer")

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="debriefs")
    side = models.CharField(max_length=5, choices=Side)
    # "us" in the one that we say of a deal; None in those of buyers, who may be several, and in withdrawn ones.
    once = models.CharField(max_length=2, null=True)
    end = models.CharField(max_length=4)
    reasons = models.JSONField(default=list)
    competitor = models.ForeignKey(Competitor, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(_("in a few sentences"), default="", blank=True, max_length=5_000)
    differently = models.TextField(_("what we would do differently"), default="", blank=True, max_length=5_000)
    told_by = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="debriefs")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    changed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = DebriefQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "once"], name="we_say_it_once"),
            models.CheckConstraint(condition=Q(once__isnull=True) | Q(side="us"), name="only_ours_is_once"),
        ]
        indexes = [models.Index(fields=["side", "at"], name="debrief_by_time")]

    def __str__(self) -> str:
        return f"{self.get_side_display()}: {', '.join(self.reasons)}"

    @property
    def main(self) -> str:
        """The key of the main reason."""
        return str(self.reasons[0]) if self.reasons else ""


class Lesson(models.Model):
    """What the next one should know."""

    opportunity = models.ForeignKey(Opportunity, models.SET_NULL, null=True, blank=True, related_name="lessons")
    competitor = models.ForeignKey(Competitor, models.SET_NULL, null=True, blank=True, related_name="lessons")
    title = models.CharField(_("the lesson in one sentence"), max_length=200, validators=[MinLengthValidator(1)])
    text = models.TextField(_("more about it"), default="", blank=True, max_length=5_000)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(db_index=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title


class HandOver(models.Model):
    """What delivery must know of a deal that was won. Each text holds one thing a line.

    What the customer may see of it is named in `handing.document`, and nothing else ever goes there.
    """

    TEXTS = (
        "promises", "scope", "people", "measures", "risks", "first_days", "billing", "owners", "note",
    )  # fmt: skip

    opportunity = models.OneToOneField(Opportunity, models.CASCADE, related_name="hand_over")
    promises = models.TextField(_("what we promised"), default="", blank=True, max_length=10_000)
    scope = models.TextField(_("scope"), default="", blank=True, max_length=10_000)
    people = models.TextField(_("people of the customer"), default="", blank=True, max_length=10_000)
    measures = models.TextField(_("how they will know that it worked"), default="", blank=True, max_length=10_000)
    risks = models.TextField(_("risks"), default="", blank=True, max_length=10_000)
    first_days = models.TextField(_("the first 90 days"), default="", blank=True, max_length=10_000)
    billing = models.TextField(_("billing"), default="", blank=True, max_length=10_000)
    owners = models.TextField(_("who of us does what"), default="", blank=True, max_length=10_000)
    note = models.TextField(_("for us alone"), default="", blank=True, max_length=10_000)
    changed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True, blank=True)
    given_to = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return str(self.opportunity)
