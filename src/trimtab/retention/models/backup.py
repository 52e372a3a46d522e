"""Whom we must know at a customer, and what happens if we lose one."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.accounts.models import Account
from trimtab.people.models import User


class RequiredRole(models.Model):
    """A role that somebody we know should have at every customer.

    words: what the role is called on opportunities, one a line; the name itself counts as well.
    """

    name = models.CharField(_("role"), max_length=100)
    words = models.TextField(_("also called"), default="", blank=True, max_length=1000)
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=1, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["name"], condition=Q(archived_at__isnull=True), name="required_role_once"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=9), name="required_role_weight"),
        ]

    def __str__(self) -> str:
        return self.name


class BackupPlan(models.Model):
    """What we do if we lose a customer: one plan an account.

    Of a customer at risk it says the scenario, who could replace it, and whose task that is.
    """

    account = models.OneToOneField(Account, models.CASCADE, related_name="backup_plan")
    is_at_risk = models.BooleanField(_("at risk"), default=False)
    scenario = models.TextField(_("how we could lose it"), default="", blank=True, max_length=2000)
    signs = models.TextField(_("early signs to watch"), default="", blank=True, max_length=2000)
    measures = models.TextField(_("what we do to keep it"), default="", blank=True, max_length=2000)
    contract_ends_on = models.DateField(_("contract ends on"), null=True, blank=True)
    replacements = models.ManyToManyField(Account, blank=True, related_name="replaces")
    owner = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="backup_plans")
    review_on = models.DateField(_("next review"), null=True, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(is_at_risk=False) | ~Q(scenario=""), name="at_risk_says_how"),
        ]

    def __str__(self) -> str:
        return str(self.account)
