"""An opportunity as it is now. How it came to be so is in `history`."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from trimtab.accounts.models import Account, Contact
from trimtab.core.models import ImportedFact, currency_code
from trimtab.opportunities.models.process import Process, Stage
from trimtab.people.models import User

# Sums of stages read one of these indexes alone: of a few people the first, of many the second.
OF_OWNER = ["owner", "status", "close_on", "stage", "currency", "amount", "closed_at", "archived_at"]
SUMMED = ["stage", "currency", "close_on", "status", "owner", "archived_at", "amount", "closed_at"]
# The first three keep the order of the table, the others are what is looked at in passing.
CLOSING = ["status", "close_on", "id", "owner", "archived_at", "amount", "currency", "closed_at"]


class OpportunityQuerySet(models.QuerySet["Opportunity"]):
    """Adjectives of opportunities."""

    def current(self) -> OpportunityQuerySet:
        """Not archived, not merged away."""
        return self.filter(archived_at__isnull=True)

    def open(self) -> OpportunityQuerySet:
        """In an open stage."""
        return self.filter(status=Stage.Kind.OPEN)


class Opportunity(ImportedFact):
    """A chance to sell something to a customer. Tracked fields change through `actions` only, which keep the past."""

    class ForecastCategory(models.TextChoices):
        OMITTED = "omitted", _("Omitted")
        PIPELINE = "pipeline", _("Pipeline")
        BEST_CASE = "best_case", _("Best case")
        COMMIT = "commit", _("Commit")
        CLOSED = "closed", _("Closed")

    class History(models.TextChoices):
        """Where the past of this opportunity comes from, best first."""

        CHANGES = "changes", _("Every change")
        EXPORTS = "exports", _("Rebuilt from dated exports")
        DATES = "dates", _("Created and closed dates only")

    name = models.CharField(_("name"), max_length=300)
    account = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="opportunities")
    owner = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="opportunities")
    process = models.ForeignKey(Process, models.PROTECT, related_name="opportunities")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="opportunities")
    status = models.CharField(max_length=4, choices=Stage.Kind, editable=False)  # kind of the stage, for indexes
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, validators=[currency_code])
    close_on = models.DateField(_("close date"), null=True, blank=True)
    forecast_category = models.CharField(
        _("forecast category"), max_length=20, choices=ForecastCategory, default="", blank=True
    )
    kind = models.CharField(_("kind"), max_length=100, default="", blank=True)
    lead_source = models.CharField(_("source"), max_length=100, default="", blank=True)
    loss_reason = models.CharField(_("loss reason"), max_length=200, default="", blank=True)
    next_step = models.TextField(_("next step"), default="", blank=True)
    custom = models.JSONField(default=dict, blank=True)
    history = models.CharField(max_length=10, choices=History, default=History.CHANGES, editable=False)
    opened_at = models.DateTimeField(_("opened"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    changed_at = models.DateTimeField(db_index=True, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="merged_from")

    objects = OpportunityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "opportunities"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=Q(external_id__isnull=False),
                name="opportunity_external_id",
            )
        ]
        indexes = [
            models.Index(fields=OF_OWNER, name="opportunity_of_owner"),
            models.Index(fields=SUMMED, name="opportunity_summed"),
            models.Index(fields=CLOSING, name="opportunity_closing"),
            # The cards of a column in their order, those of other owners passed over without reading their rows.
            models.Index(
                fields=["stage", "close_on", "id", "status", "owner", "archived_at"], name="opportunity_on_board"
            ),
            models.Index(fields=["close_on", "id"], name="opportunity_by_close_date"),
            models.Index(fields=["amount", "id"], name="opportunity_by_amount"),
            models.Index(fields=["status", "currency", "amount", "owner"], name="opportunity_by_worth"),
            models.Index(Lower("name"), "id", name="opportunity_by_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.status == Stage.Kind.OPEN


class ContactRole(ImportedFact):
    """What a contact does in an opportunity."""

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="contact_roles")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="roles")
    role = models.CharField(_("role"), max_length=100, default="", blank=True)
    is_primary = models.BooleanField(default=False)
    valid_from = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opportunity", "contact", "role"], name="contact_role_once")]

    def __str__(self) -> str:
        return f"{self.contact}: {self.role}"
