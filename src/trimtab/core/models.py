"""What every app shares: the organisation's settings, exchange rates, own fields, and the audit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from trimtab.core.calendars import FiscalCalendar, Pattern
from trimtab.core.kept import once

currency_code = RegexValidator(r"^[A-Z]{3}$", _("A currency is three capital letters, such as EUR."))


class Organisation(models.Model):
    """The one organisation of this installation and its calendar, currency and clock. Always row 1."""

    class Pattern(models.TextChoices):
        MONTHS = "months", _("Calendar months")
        WEEKS_445 = "445", _("4-4-5 weeks")

    name = models.CharField(_("name"), max_length=200, default="", blank=True)
    currency = models.CharField(_("reporting currency"), max_length=3, default="EUR", validators=[currency_code])
    fiscal_start_month = models.PositiveSmallIntegerField(
        _("fiscal year starts in month"), default=1, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    fiscal_pattern = models.CharField(max_length=6, choices=Pattern, default=Pattern.MONTHS)
    week_start = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(6)])
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    # Raised by whatever rewrites the past (an undone import, a restated rate): the extracts are then built anew.
    epoch = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_organisation")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def get(cls) -> Organisation:
        """The organisation; made with defaults when there is none yet."""
        return once("organisation", lambda: cls.objects.get_or_create(pk=1)[0])

    @property
    def calendar(self) -> FiscalCalendar:
        """Its fiscal calendar."""
        pattern: Pattern = "445" if self.fiscal_pattern == self.Pattern.WEEKS_445 else "months"
        return FiscalCalendar(self.fiscal_start_month, pattern, self.week_start)

    @property
    def zone(self) -> ZoneInfo:
        """Its time zone: days begin at midnight there."""
        return ZoneInfo(self.time_zone)

    @staticmethod
    def restate() -> None:
        """Ask for all extracts to be built anew."""
        Organisation.get()
        Organisation.objects.filter(pk=1).update(epoch=models.F("epoch") + 1)


class ExchangeRate(models.Model):
    """Units of the reporting currency for one unit of `currency`, from a day on until the next row's day."""

    currency = models.CharField(max_length=3, validators=[currency_code])
    from_on = models.DateField()
    rate = models.DecimalField(max_digits=18, decimal_places=8, validators=[MinValueValidator(Decimal("1e-8"))])
    source = models.CharField(max_length=100, default="")
    imported_in = models.BigIntegerField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["currency", "from_on"], name="one_rate_a_day"),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="rate_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.from_on}: {self.rate}"


class PeriodClosing(models.Model):
    """A fiscal period whose rates are frozen: no rate that is in force on one of its days may change."""

    start_on = models.DateField()
    end_on = models.DateField()
    closed_at = models.DateTimeField()
    closed_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["start_on", "end_on"], name="period_closed_once"),
            models.CheckConstraint(condition=models.Q(end_on__gte=models.F("start_on")), name="closing_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.start_on} – {self.end_on}"

    @classmethod
    def last_frozen_on(cls) -> date | None:
        """The last day of the latest closed period."""
        last: date | None = cls.objects.aggregate(last=models.Max("end_on"))["last"]
        return last


class CustomField(models.Model):
    """A field of the organisation's own on one kind of record; values live in the record's `custom`."""

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        NUMBER = "number", _("Number")
        MONEY = "money", _("Money")
        DATE = "date", _("Date")
        BOOLEAN = "boolean", _("Yes or no")
        CHOICE = "choice", _("Choice")
        LONG_TEXT = "long_text", _("Long text")
        CHOICES = "choices", _("Several choices")
        LINK = "link", _("Link")

    record = models.CharField(max_length=20)  # account, contact, opportunity, lead
    key = models.CharField(max_length=100)
    label = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.TEXT)
    choices = models.JSONField(default=list, blank=True)
    position = models.PositiveIntegerField(default=0, db_default=0)
    archived_at = models.DateTimeField(null=True, blank=True)
    imported_in = models.BigIntegerField(null=True, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "key"], name="custom_field_key")]

    def __str__(self) -> str:
        return self.label


class ImportedFact(models.Model):
    """A record that may come from another system: where from, under which id there, by which import run."""

    source = models.CharField(max_length=60, default="", blank=True, editable=False)
    external_id = models.CharField(max_length=255, null=True, blank=True, editable=False)
    imported_in = models.BigIntegerField(null=True, editable=False, db_index=True)

    class Meta:
        abstract = True


class Event(models.Model):
    """Who changed what, when, from what to what. Written in the transaction of the change, never changed.

    The person is kept by id and name, without a foreign key: the audit outlives the account.
    """

    at = models.DateTimeField(db_index=True)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200, default="")
    verb = models.CharField(max_length=60)  # opportunity.edited, import.finished, ...
    record = models.CharField(max_length=40)  # opportunity, account, import, ...
    record_id = models.BigIntegerField(null=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        # Each way in which the audit is read, newest first.
        indexes = [
            models.Index(fields=["record", "record_id", "at"], name="event_of_record"),
            models.Index(fields=["by_id", "at", "id"], name="event_of_person"),
            models.Index(fields=["verb", "at", "id"], name="event_of_verb"),
            models.Index(fields=["record", "at", "id"], name="event_of_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by_name} {self.verb} {self.record} {self.record_id}"


class Batch(models.Model):
    """A change of several records at once: previewed, applied in short steps, and undone.

    The person is kept by id and name, as in the audit. What it did to each record is in its items.
    """

    class Verb(models.TextChoices):
        EDIT = "edit", _("Edited")
        ARCHIVE = "archive", _("Archived")
        RESTORE = "restore", _("Restored")
        MERGE = "merge", _("Merged")

    class State(models.TextChoices):
        DRAFT = "draft", _("Preview")
        RUNNING = "running", _("Running")
        STOPPED = "stopped", _("Stopped")
        FINISHED = "finished", _("Done")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    verb = models.CharField(max_length=10, choices=Verb)
    record = models.CharField(max_length=20)  # account, contact, opportunity
    what = models.JSONField(default=dict)  # what was asked for: fields and values, or the merged records
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    total = models.PositiveIntegerField(default=0)  # items that would change
    is_stop_asked = models.BooleanField(default=False)
    by_id = models.BigIntegerField()
    by_name = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by_id = models.BigIntegerField(null=True)
    undone_by_name = models.CharField(max_length=200, default="")

    class Meta:
        verbose_name_plural = "batches"
        indexes = [models.Index(fields=["by_id", "id"], name="batch_of_person")]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.record} {self.total}"

    @property
    def is_going_on(self) -> bool:
        """Records are being changed or taken back, or would be had nobody killed it."""
        return self.state in {self.State.RUNNING, self.State.UNDOING}

    @property
    def can_be_undone(self) -> bool:
        return self.state in {self.State.RUNNING, self.State.STOPPED, self.State.FINISHED, self.State.UNDOING}


class BatchItem(models.Model):
    """One record of a batch: what it was, what it became, how that went, and whether it could be undone."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("To be changed")
        SAME = "same", _("Has that value already")
        REFUSED = "refused", _("Left as it is")
        CHANGED = "changed", _("Changed")
        REVERSED = "reversed", _("Taken back")
        KEPT = "kept", _("Kept, since somebody edited it")
        FAILED = "failed", _("Could not be taken back")

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="items", db_index=False)
    record = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    name = models.CharField(max_length=300)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.WAITING)
    reason = models.CharField(max_length=300, default="")  # why it was left, kept, or could not be taken back
    seen_at = models.DateTimeField(null=True)  # `changed_at` of the record in the preview
    at = models.DateTimeField(null=True)  # when it was changed: its rows of history carry that time

    class Meta:
        indexes = [models.Index(fields=["batch", "outcome", "id"], name="item_of_batch")]

    def __str__(self) -> str:
        return self.name
