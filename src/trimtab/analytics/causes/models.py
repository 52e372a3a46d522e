"""Lever cards that were worked out, kept for everybody who asks for the same records."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LeverReport(models.Model):
    """The lever cards of one scope. `key` names its records; a new report takes the place of the one before.

    answer: the cards as `building` writes them; that of the one before stands until the new one is done.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("Being worked out")
        DONE = "done", _("Done")
        FAILED = "failed", _("Stopped")

    key = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    asked_at = models.DateTimeField()
    asked_by_id = models.BigIntegerField(null=True)
    heartbeat_at = models.DateTimeField()
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    problem = models.TextField(default="")
    answer = models.JSONField(null=True)

    def __str__(self) -> str:
        return f"{self.scope} {self.asked_at:%Y-%m-%d %H:%M}"
