"""Insights on boards: what a customer wants, what pushes them, what they do, what stops them, and how we help."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.accounts.models import Account, Contact, Division
from trimtab.objectives.models import Objective
from trimtab.opportunities.models import Opportunity, Product
from trimtab.people.models import User


class Layer(models.TextChoices):
    """The five rows of a board, from what they want to what we bring. A goal is what, an initiative is how."""

    GOAL = "goal", _("Goal")
    PRESSURE = "pressure", _("Pressure")
    INITIATIVE = "initiative", _("Initiative")
    OBSTACLE = "obstacle", _("Obstacle")
    SOLUTION = "solution", _("Solution")


class State(models.TextChoices):
    """How sure it is. What `done` is called, each layer says itself."""

    UNCONFIRMED = "unconfirmed", _("Unconfirmed")
    CONFIRMED = "confirmed", _("Confirmed")
    DONE = "done", _("Done")


class PressureType(models.TextChoices):
    """What kind of force pushes the customer."""

    MARKET = "market", _("Market and competition")
    REGULATION = "regulation", _("Regulation")
    COST = "cost", _("Cost")
    GROWTH = "growth", _("Growth")
    TECHNOLOGY = "technology", _("Technology")
    PEOPLE = "people", _("People and skills")
    SUPPLY = "supply", _("Supply")
    INVESTOR = "investor", _("Investors and owners")
    SECURITY = "security", _("Security and risk")
    SUSTAINABILITY = "sustainability", _("Sustainability")
    REORGANISATION = "reorganisation", _("Merger and reorganisation")


class Priority(models.TextChoices):
    """How much an initiative counts for the customer: funding and a sponsor show it."""

    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")


class Placed(models.Model):
    """Something on the board of an account, of one of its divisions, or of an opportunity."""

    account = models.ForeignKey(Account, models.CASCADE, null=True, blank=True, related_name="+")
    # What loses its division by force stands with the account, and is not lost.
    division = models.ForeignKey(Division, models.SET_NULL, null=True, blank=True, related_name="+")
    opportunity = models.ForeignKey(Opportunity, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(account=None, division=None, opportunity__isnull=False)
                | Q(account__isnull=False, opportunity=None),
                name="%(class)s_on_one_board",
            )
        ]


class Section(Placed):
    """A column of a board: a part of the story, such as one theme or one person who decides."""

    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Insight(Placed):
    """One thing that we know or believe of a customer. It shows on its board, and wherever a linked card shows it."""

    layer = models.CharField(_("row"), max_length=12, choices=Layer)
    title = models.CharField(_("in one sentence"), max_length=200)
    text = models.TextField(_("more about it"), default="", blank=True, max_length=5_000)
    pressure_type = models.CharField(_("kind of pressure"), max_length=20, choices=PressureType, default="", blank=True)
    priority = models.CharField(_("priority for the customer"), max_length=10, choices=Priority, default="", blank=True)
    outcome = models.CharField(_("outcome they want"), max_length=500, default="", blank=True)
    product = models.ForeignKey(
        Product, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("from the catalogue")
    )
    owners = models.ManyToManyField(Contact, blank=True, related_name="owned_insights", verbose_name=_("owners"))
    told_by = models.ManyToManyField(Contact, blank=True, related_name="told_insights", verbose_name=_("told by"))
    opportunities = models.ManyToManyField(Opportunity, blank=True, related_name="insights")
    objectives = models.ManyToManyField(Objective, blank=True, related_name="insights")
    state = models.CharField(max_length=12, choices=State, default=State.UNCONFIRMED)
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class Card(Placed):
    """Where an insight shows. Several cards of one insight are linked copies: what is edited on one, all show."""

    insight = models.ForeignKey(Insight, models.CASCADE, related_name="cards")
    section = models.ForeignKey(Section, models.SET_NULL, null=True, blank=True, related_name="cards")
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.insight)


class Link(models.Model):
    """One insight stands to another of a higher row: a pressure makes a goal urgent, a solution removes an obstacle."""

    below = models.ForeignKey(Insight, models.CASCADE, related_name="links_up")
    above = models.ForeignKey(Insight, models.CASCADE, related_name="links_down")
    note = models.CharField(_("how"), max_length=300, default="", blank=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["below", "above"], name="insights_linked_once")]

    def __str__(self) -> str:
        return f"{self.below} → {self.above}"


class StateChange(models.Model):
    """That an insight was confirmed, done, or made open again: when, by whom of ours, with whom of theirs."""

    insight = models.ForeignKey(Insight, models.CASCADE, related_name="state_changes")
    state = models.CharField(max_length=12, choices=State)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    told_by = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="+")
    note = models.CharField(max_length=2_000, default="", blank=True)

    def __str__(self) -> str:
        return f"{self.insight}: {self.state}"


class Move(models.Model):
    """A card moved to another row or section: what it was, what it became, which links were dropped. Undone once."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="moves")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    dropped = models.JSONField(default=list)  # ids of links
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.card}: {self.before} → {self.after}"


class ThirdState(models.Model):
    """Whether a layer has a state after confirmed, and what it is called. No row: it has, under its usual name."""

    layer = models.CharField(max_length=12, choices=Layer, primary_key=True)
    is_offered = models.BooleanField(_("offered"), default=True)
    label = models.CharField(_("label"), max_length=40, default="", blank=True)

    def __str__(self) -> str:
        return f"{self.layer}: {self.label}"
