"""Sales processes (pipelines) and their stages."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trimtab.core.models import ImportedFact


class Process(ImportedFact):
    """A named way of selling with its own stages: new business, renewal, a product line."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Stage(ImportedFact):
    """A step of a process. History points at the stage, not at its name: a renamed stage keeps its past."""

    class Kind(models.TextChoices):
        OPEN = "open", _("Open")
        WON = "won", _("Won")
        LOST = "lost", _("Lost")

    process = models.ForeignKey(Process, models.PROTECT, related_name="stages")
    name = models.CharField(_("name"), max_length=200)
    position = models.PositiveIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=4, choices=Kind, default=Kind.OPEN)
    is_qualified = models.BooleanField(_("counts as qualified"), default=False)
    forecast_category = models.CharField(max_length=20, default="", blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["process", "name"], condition=Q(archived_at__isnull=True), name="stage_name_in_process"
            )
        ]

    def __str__(self) -> str:
        return self.name


class StageRemapping(models.Model):
    """A stage that was merged into another: its history is read as the other's, and can be set apart again."""

    stage = models.OneToOneField(Stage, models.CASCADE, related_name="remapping")
    into = models.ForeignKey(Stage, models.PROTECT, related_name="remapped_from")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.stage} → {self.into}"
