"""Every value that a tracked field had, with two clocks."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.opportunities.models.opportunity import Opportunity

# Field → how `old` and `new` are written: ids of stage, owner and account; decimal text; ISO dates; plain text.
TRACKED_FIELDS = (
    "stage",
    "amount",
    "currency",
    "close_on",
    "forecast_category",
    "owner",
    "account",
    "name",
    "kind",
    "lead_source",
    "loss_reason",
    "next_step",
)


class FieldChange(models.Model):
    """One field of one opportunity took a new value.

    `valid_at` is when it became true, `recorded_at` when the organisation's systems knew it. The value as of t is the
    last `new` with both clocks ≤ t. The first row of a field has no `old`. Own fields are named `custom:<key>`.
    Rows are added and, when an import or a change of many records is undone, removed; never changed.
    """

    class Origin(models.TextChoices):
        CREATED = "created", _("First value")
        HISTORY = "history", _("From the source's history")
        EXPORTS = "exports", _("Between two exports")
        EDIT = "edit", _("Changed here")

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="changes", db_index=False)
    field = models.CharField(max_length=110)
    old = models.TextField(null=True)
    new = models.TextField(null=True)
    valid_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    # Where only an interval is known (two exports): the change happened after this and not later than valid_at.
    not_before = models.DateTimeField(null=True)
    origin = models.CharField(max_length=10, choices=Origin)
    by_id = models.BigIntegerField(null=True)  # a user; no foreign key: history outlives accounts
    imported_in = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["opportunity", "field", "valid_at"], name="change_of_field"),
            # Few rows: the organisation's own fields, which are asked when one was last filled.
            models.Index(
                fields=["field", "recorded_at"], condition=Q(field__startswith="custom:"), name="change_of_own_field"
            ),
            models.Index(fields=["imported_in"], condition=Q(imported_in__isnull=False), name="change_imported_in"),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.old} → {self.new}"
