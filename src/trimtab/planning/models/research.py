"""What is asked in a plan, and what is known."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.opportunities.models import Product
from trimtab.people.models import User

FRESH_DAYS = 180


class PlanType(models.TextChoices):
    """What the plan is for; it chooses the questions, the tiles and the solutions."""

    ACQUISITION = "acquisition", _("Win the customer")
    EXPANSION = "expansion", _("Grow with the customer")
    SUCCESS = "success", _("Keep the customer")


class About(models.TextChoices):
    """Whom a question is about."""

    CUSTOMER = "customer", _("The customer")
    COMPETITOR = "competitor", _("Competitors")
    US = "us", _("Ourselves")


class TemplateVersion(models.Model):
    """What plans of one type ask and show. A version never changes: an edit makes the next one; plans stay on theirs.

    `questions`: a list of {"key", "about", "text", "required"}; a text that is empty is the shipped one of that key, in
    the reader's language. `tiles`: the areas that count. `products`: what is planned by default.
    """

    plan_type = models.CharField(max_length=12, choices=PlanType)
    number = models.PositiveIntegerField()
    questions = models.JSONField(default=list)
    tiles = models.JSONField(default=list)
    products = models.ManyToManyField(Product, blank=True, related_name="+")
    created_at = models.DateTimeField()
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan_type", "number"], name="template_version_once")]

    def __str__(self) -> str:
        return f"{self.get_plan_type_display()} {self.number}"


class Answer(models.Model):
    """What is known about one question of a plan. A new answer supersedes the old one, which stays readable."""

    class Confidence(models.TextChoices):
        SURE = "sure", _("Confirmed")
        LIKELY = "likely", _("Likely")
        GUESS = "guess", _("A guess of ours")

    plan = models.ForeignKey("planning.Plan", models.CASCADE, related_name="answers")
    question = models.CharField(max_length=60)  # key of a question in the plan's template
    text = models.TextField(_("answer"), max_length=4000)
    source = models.CharField(_("where it is from"), max_length=300, default="", blank=True)
    link = models.URLField(_("link"), max_length=500, default="", blank=True)
    known_on = models.DateField(_("known on"))
    confidence = models.CharField(_("how sure"), max_length=6, choices=Confidence, default=Confidence.LIKELY)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "question"], condition=Q(superseded_at__isnull=True), name="one_standing_answer"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.text[:60]}"

    def is_fresh(self, today: date) -> bool:
        """Younger than half a year: markets, people and budgets move on."""
        return (today - self.known_on).days < FRESH_DAYS


class SwotEntry(models.Model):
    """One strength, weakness, opportunity or threat of ours with the customer. What is struck out stays readable."""

    class Side(models.TextChoices):
        STRENGTH = "strength", _("Strengths")
        WEAKNESS = "weakness", _("Weaknesses")
        OPPORTUNITY = "opportunity", _("Openings")
        THREAT = "threat", _("Dangers")

    plan = models.ForeignKey("planning.Plan", models.CASCADE, related_name="swot")
    side = models.CharField(max_length=12, choices=Side)
    text = models.CharField(max_length=300)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "swot entries"

    def __str__(self) -> str:
        return self.text
