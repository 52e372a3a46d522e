"""The business case of a deal, its lines, and what of it a customer saw."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from trimtab.core.models import currency_code
from trimtab.discovery.models import Insight
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.value.models.wording import Worded

MOST_YEARS = 10


class BusinessCase(models.Model):
    """What a change brings the customer in money, in their figures."""

    opportunity = models.OneToOneField(Opportunity, models.CASCADE, related_name="business_case")
    title = models.CharField(_("title"), max_length=200, help_text=_("The customer sees it."))
    problem = models.TextField(
        _("the problem, in their words"), default="", blank=True, max_length=2_000, help_text=_("They see it too.")
    )
    currency = models.CharField(_("currency"), max_length=3, validators=[currency_code])
    years = models.PositiveSmallIntegerField(
        _("years"), default=3, validators=[MinValueValidator(1), MaxValueValidator(MOST_YEARS)]
    )
    rate = models.DecimalField(
        _("discount rate in percent"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(10),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("What money costs them in a year. Their finance people know it."),
    )
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)

    def __str__(self) -> str:
        return self.title


class CaseLine(Worded):
    """One benefit or cost: unit value × quantity × times a year, with the quantity as a range.

    A cost is its amount: unit value 1, once a year. ramp: percent of a full year, by year. source: where the customer
    has the figure from; without it a confirmation does not count. note: ours, never shown to the customer.
    """

    class Kind(models.TextChoices):
        BENEFIT = "benefit", _("Benefit")
        ONE_OFF = "one_off", _("One-off cost")
        YEARLY = "yearly", _("Yearly cost")

    case = models.ForeignKey(BusinessCase, models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=10, choices=Kind, editable=False)
    label = models.CharField(_("what it is"), max_length=200)
    unit = models.CharField(_("unit"), max_length=60, default="", blank=True, help_text=_("As in: hour of downtime."))
    unit_value = models.DecimalField(
        _("worth of one unit"), max_digits=18, decimal_places=4, default=1, validators=[MinValueValidator(0)]
    )
    quantity = models.DecimalField(
        _("quantity, likely"), max_digits=18, decimal_places=4, validators=[MinValueValidator(0)]
    )
    quantity_low = models.DecimalField(
        _("at least"), max_digits=18, decimal_places=4, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    quantity_high = models.DecimalField(
        _("at most"), max_digits=18, decimal_places=4, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    times = models.DecimalField(
        _("how often a year"), max_digits=8, decimal_places=2, default=1, validators=[MinValueValidator(0)]
    )
    ramp = models.JSONField(_("growth by year"), default=list, blank=True)
    start_month = models.PositiveSmallIntegerField(
        _("begins after so many months"), default=0, validators=[MaxValueValidator(12 * MOST_YEARS)]
    )
    source = models.CharField(
        _("where they have the figure from"),
        max_length=300,
        default="",
        blank=True,
        help_text=_(
            "A report, a system or a person of theirs; they see it. Without it, a confirmation does not count."
        ),
    )
    note = models.TextField(
        _("our own note"), default="", blank=True, max_length=1_000, help_text=_("The customer never sees it.")
    )
    insight = models.ForeignKey(
        Insight, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("which of their goals")
    )
    archived_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity_low=None) | Q(quantity_low__lte=F("quantity")), name="case_line_low_is_low"
            ),
            models.CheckConstraint(
                condition=Q(quantity_high=None) | Q(quantity_high__gte=F("quantity")), name="case_line_high_is_high"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_benefit(self) -> bool:
        return self.kind == self.Kind.BENEFIT

    @property
    def amount(self) -> Decimal:
        """Of a full year; of a one-off cost, all of it."""
        return self.worth_of(self.quantity)

    def worth_of(self, quantity: Decimal) -> Decimal:
        """What such a quantity is worth in a full year."""
        return self.unit_value * quantity * self.times


class CaseVersion(models.Model):
    """A case as it was given to the customer. It never changes."""

    case = models.ForeignKey(BusinessCase, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="case_version_once")]

    def __str__(self) -> str:
        return f"{self.case} {self.number}"
