"""What a customer wrote on the page of a business case: beside our figures, never in their place by itself."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from trimtab.accounts.models import Contact
from trimtab.people.models import User
from trimtab.value.models.cases import BusinessCase, CaseLine, CaseVersion


class CustomerAnswer(models.Model):
    """A comment, a confirmation or a correction. wording: which one of the line the customer had before them."""

    class Kind(models.TextChoices):
        CONFIRM = "confirm", _("Confirmed")
        CORRECT = "correct", _("Corrected")
        COMMENT = "comment", _("Comment")

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for us")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Not taken over")

    case = models.ForeignKey(BusinessCase, models.CASCADE, related_name="answers")
    version = models.ForeignKey(CaseVersion, models.CASCADE, related_name="answers")
    line = models.ForeignKey(CaseLine, models.CASCADE, null=True, blank=True, related_name="answers")
    wording = models.PositiveIntegerField(null=True)
    kind = models.CharField(max_length=10, choices=Kind)
    unit_value = models.DecimalField(
        _("worth of one unit"),
        max_digits=18,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    quantity = models.DecimalField(
        _("quantity"),
        max_digits=18,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    text = models.TextField(_("comment"), default="", blank=True, max_length=2_000)
    name = models.CharField(_("your name"), max_length=120)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    told_by = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["case", "state", "id"], name="answers_of_case")]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_kind_display()}"
