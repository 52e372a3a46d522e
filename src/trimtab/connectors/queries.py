"""What other parts ask about imports."""

from trimtab.connectors.models import SAMPLE, ImportRun


def has_sample() -> bool:
    """Whether sample records are in the database."""
    kept = [ImportRun.State.RUNNING, ImportRun.State.STOPPED, ImportRun.State.FINISHED, ImportRun.State.UNDOING]
    return ImportRun.objects.filter(source__name=SAMPLE, state__in=kept).exists()
