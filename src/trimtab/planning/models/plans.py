"""A plan, its team and its periods."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from trimtab.core.models import currency_code
from trimtab.people.models import User
from trimtab.planning.models.research import PlanType, TemplateVersion


class PlanQuerySet(models.QuerySet["Plan"]):
    """Adjectives of plans."""

    def current(self) -> PlanQuerySet:
        """Not archived."""
        return self.filter(archived_at__isnull=True)


class Plan(models.Model):
    """Where one wants to be with one customer or several, and how. Its completeness is computed, never typed.

    The first day is kept here and of each period only its last one, so that periods have neither gap nor overlap.
    """

    class Kind(models.TextChoices):
        SINGLE = "single", _("One account")
        ENTERPRISE = "enterprise", _("One complex customer with its units")
        PORTFOLIO = "portfolio", _("Several accounts side by side")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ACTIVE = "active", _("Active")
        INACTIVE = "inactive", _("Resting")
        CLOSED = "closed", _("Closed")

    class ArchivedWhy(models.TextChoices):
        PERSON = "person", _("By a person")
        SILENCE = "silence", _("Nothing happened any more")

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.SINGLE)
    plan_type = models.CharField(_("what for"), max_length=12, choices=PlanType, default=PlanType.EXPANSION)
    template = models.ForeignKey(TemplateVersion, models.PROTECT, related_name="plans")
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.ACTIVE)
    owner = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="plans")
    goal = models.TextField(_("goal"), default="", blank=True, max_length=2000)
    value_proposition = models.TextField(_("what the customer gains"), default="", blank=True, max_length=2000)
    critical_success_factors = models.TextField(_("what it depends on"), default="", blank=True, max_length=2000)
    strategy = models.TextField(_("strategy"), default="", blank=True, max_length=4000)
    currency = models.CharField(_("currency"), max_length=3, validators=[currency_code])
    starts_on = models.DateField(_("starts on"))
    review_days = models.PositiveSmallIntegerField(_("days between reviews"), default=30)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)
    archived_why = models.CharField(max_length=7, choices=ArchivedWhy, default="", blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "archived_at"], name="plan_of_owner")]

    def __str__(self) -> str:
        return self.name


class PlanMember(models.Model):
    """Somebody of ours in the team of a plan, beside its owner."""

    class Access(models.TextChoices):
        READ = "read", _("Reads")
        EDIT = "edit", _("Reads and edits")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.CASCADE, related_name="plan_memberships")
    access = models.CharField(max_length=4, choices=Access, default=Access.EDIT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "user"], name="plan_member_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.access}"


class PlanPeriod(models.Model):
    """A stretch of the plan with its revenue target. It begins the day after the one before ends."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="periods")
    ends_on = models.DateField(_("last day"))
    revenue_target = models.DecimalField(_("revenue target"), max_digits=18, decimal_places=2, null=True, blank=True)
    pipeline_goal = models.DecimalField(_("pipeline goal"), max_digits=18, decimal_places=2, null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "ends_on"], name="plan_period_ends_once")]

    def __str__(self) -> str:
        return f"→ {self.ends_on}"


def first_days(starts_on: date, ends: list[date]) -> list[date]:
    """The first day of each period: the plan's, then the day after each end."""
    return [starts_on, *(day + timedelta(days=1) for day in ends[:-1])]
