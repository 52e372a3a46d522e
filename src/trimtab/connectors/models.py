"""Imports: where exports come from, each run of an import, what it changed and what it could not take."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from trimtab.people.models import User

SAMPLE = "sample"


class Source(models.Model):
    """A system that exports come from, with the mapping that was confirmed last."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    mapping = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return self.name


class ImportRun(models.Model):
    """One import of one folder: checked (a dry run), applied, perhaps undone."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being prepared")
        CHECKING = "checking", _("Being checked")
        READY = "ready", _("Checked")
        RUNNING = "running", _("Running")
        STOPPED = "stopped", _("Stopped")
        FINISHED = "finished", _("Finished")
        FAILED = "failed", _("Failed")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    source = models.ForeignKey(Source, models.PROTECT, related_name="runs")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    folder = models.CharField(max_length=500)  # where the exports were read from
    is_sample = models.BooleanField(default=False)
    mapping = models.JSONField(default=dict)  # files.model.Proposal
    collisions = models.JSONField(default=dict)  # target table → field → overwrite, fill or keep
    tables = models.JSONField(default=list)  # per source table: rows, new, changed, same, rejected
    notes = models.JSONField(default=list)  # sentences: what was assumed, what could not be read
    preview = models.JSONField(default=dict)  # the first differences and their counts by field
    fingerprint = models.CharField(max_length=64, default="")
    # The time the exports speak of: what the source knew then.
    exported_at = models.DateTimeField(null=True)
    cursor = models.JSONField(default=dict)  # reserved ids, and how far writing came; moves with the rows
    step = models.CharField(max_length=200, default="")
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True)
    is_stop_asked = models.BooleanField(default=False)
    problem = models.TextField(default="")
    undo_report = models.JSONField(default=dict)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["source", "state"], name="run_of_source")]

    def __str__(self) -> str:
        return f"{self.source} {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def is_writing(self) -> bool:
        """Rows are being written or taken back, or would be had nobody killed it."""
        return self.state in {self.State.RUNNING, self.State.UNDOING}

    @property
    def can_be_resumed(self) -> bool:
        return self.state in {self.State.RUNNING, self.State.STOPPED, self.State.UNDOING}

    @property
    def can_be_undone(self) -> bool:
        return self.state in {self.State.FINISHED, self.State.STOPPED, self.State.UNDOING}


class ImportedBefore(models.Model):
    """What a record was before a run changed it: field → [before, after]. Gone when the run is undone."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="changed_records")
    record = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    fields = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "record", "object_id"], name="record_changed_once_a_run")]

    def __str__(self) -> str:
        return f"{self.record} {self.object_id}"


class ImportRejection(models.Model):
    """A row that was not imported: where it stands, why, and its beginning."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rejections")
    table = models.CharField(max_length=300)
    line = models.PositiveBigIntegerField()
    reason = models.CharField(max_length=500)
    raw = models.TextField(default="")

    class Meta:
        indexes = [models.Index(fields=["run", "table", "line"], name="rejection_in_order")]

    def __str__(self) -> str:
        return f"{self.table}:{self.line} {self.reason}"
