"""What a plan plans: units in rows, solutions in columns."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.accounts.models import Account, Division
from trimtab.opportunities.models import Product
from trimtab.planning.models.plans import Plan

MOST_LEVELS = 3


class PlanRow(models.Model):
    """One unit of a plan: an account, several accounts on one row, a division, or a roll-up of rows below it."""

    class Kind(models.TextChoices):
        ACCOUNT = "account", _("Account")
        GROUP = "group", _("Accounts on one row")
        DIVISION = "division", _("Division")
        ROLL_UP = "roll_up", _("Roll-up")

    class Level(models.TextChoices):
        """How the customer sees us there."""

        VENDOR = "vendor", _("One of many suppliers")
        CREDIBLE = "credible", _("A source worth asking")
        SOLVER = "solver", _("Who solves problems")
        ADVISOR = "advisor", _("A trusted adviser")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="rows")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="below")
    division = models.ForeignKey(Division, models.CASCADE, null=True, blank=True, related_name="plan_rows")
    name = models.CharField(_("name"), max_length=300, default="", blank=True)
    is_target = models.BooleanField(_("important"), default=False)
    is_main = models.BooleanField(_("main unit of its roll-up"), default=False)
    level = models.CharField(_("how they see us"), max_length=8, choices=Level, default="", blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "division"], condition=Q(division__isnull=False), name="division_once_in_a_plan"
            ),
            models.CheckConstraint(
                condition=Q(kind="division", division__isnull=False) | ~Q(kind="division") & Q(division__isnull=True),
                name="division_rows_have_one",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PlanRowAccount(models.Model):
    """An account on a row. Each account stands in a plan once, so that nothing is counted twice."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="row_accounts")
    row = models.ForeignKey(PlanRow, models.CASCADE, related_name="row_accounts")
    account = models.ForeignKey(Account, models.CASCADE, related_name="plan_rows")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "account"], name="account_once_in_a_plan")]

    def __str__(self) -> str:
        return str(self.account)


class PlanColumn(models.Model):
    """A solution that the plan sells."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="columns")
    product = models.ForeignKey(Product, models.CASCADE, related_name="plan_columns")
    is_target = models.BooleanField(_("important"), default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "product"], name="product_once_in_a_plan")]

    def __str__(self) -> str:
        return str(self.product)
