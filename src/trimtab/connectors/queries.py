"""What pages and other parts ask about imports."""

from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, Max, Q, QuerySet

from trimtab.connectors.models import SAMPLE, ImportRun
from trimtab.opportunities.models import Opportunity

RUNS_SHOWN = 50
# Every page asks for the sample, which comes before the first page or never: that there is none is kept for a while.
NO_SAMPLE = "no-sample"
KEPT_SECONDS = 600


@dataclass(frozen=True)
class SourceHistory:
    """What the past of a source's opportunities rests on: how many there are of each kind."""

    source: str
    opportunities: int
    by_change: int
    by_exports: int
    by_dates: int
    latest: object


def has_sample() -> bool:
    """Whether sample records are in the database."""
    if cache.get(NO_SAMPLE):
        return False
    kept = [ImportRun.State.RUNNING, ImportRun.State.STOPPED, ImportRun.State.FINISHED, ImportRun.State.UNDOING]
    found = ImportRun.objects.filter(source__name=SAMPLE, state__in=kept).exists()
    if not found:
        cache.set(NO_SAMPLE, True, KEPT_SECONDS)
    return found


def recent_runs() -> QuerySet[ImportRun]:
    """The latest runs, newest first."""
    return ImportRun.objects.select_related("source", "by").order_by("-pk")[:RUNS_SHOWN]


def histories() -> list[SourceHistory]:
    """Per source: what its opportunities' history is made of."""
    kinds = Opportunity.History
    rows = (
        Opportunity.objects.exclude(source="")
        .values("source")
        .annotate(
            all=Count("pk"),
            by_change=Count("pk", filter=Q(history=kinds.CHANGES)),
            by_exports=Count("pk", filter=Q(history=kinds.EXPORTS)),
            by_dates=Count("pk", filter=Q(history=kinds.DATES)),
            latest=Max("changed_at"),
        )
        .order_by("source")
    )
    return [
        SourceHistory(row["source"], row["all"], row["by_change"], row["by_exports"], row["by_dates"], row["latest"])
        for row in rows
    ]
