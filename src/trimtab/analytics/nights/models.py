"""Which night was worked through, and how each step went."""

from django.db import models


class NightRun(models.Model):
    """The work of one day (in the organisation's zone), done once.

    steps: one entry each: name, outcome (done, nothing, failed), seconds, text. A run that shows no sign of life is
    taken over by the next one.
    """

    day = models.DateField(unique=True)
    started_at = models.DateTimeField()
    heartbeat_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    steps = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.day.isoformat()

    @property
    def has_failed(self) -> bool:
        """Whether a step failed."""
        return any(step["outcome"] == "failed" for step in self.steps)
