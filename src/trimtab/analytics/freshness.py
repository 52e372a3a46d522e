"""Whether the figures are up to date, and bringing them there without making anybody wait."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from trimtab.analytics.extracts import RebuildNeeded, RefreshUnderWay, is_stale, read_manifest
from trimtab.analytics.extracts.manifest import Manifest
from trimtab.analytics.restating import refresh_with_restatements
from trimtab.core.background import start_program
from trimtab.opportunities.models import Opportunity

# Measured on one noisy core: a changed month among 4,000 opportunities takes 0.5 s, 2,000 from nothing 1.2 s. Above,
# a process of its own refreshes, and the page says that newer changes are on their way.
SMALL = 20_000
SMALL_FROM_NOTHING = 2_000


@dataclass(frozen=True)
class Freshness:
    """The extracts to read now; None while there are none yet. is_behind: newer changes are being read in."""

    manifest: Manifest | None
    is_behind: bool


def bring_up_to_date(folder: Path, *, now: datetime, memory: str) -> Freshness:
    """The current extracts; refreshed at once where that is quick, else by a process of its own.

    Args:
        folder: where the extracts live.
        memory: what DuckDB may take for the refresh.
    """
    if not is_stale(folder, now=now):
        return Freshness(read_manifest(folder), is_behind=False)
    manifest = read_manifest(folder)
    may_rebuild = not Opportunity.objects.order_by("pk")[SMALL_FROM_NOTHING : SMALL_FROM_NOTHING + 1].exists()
    try:
        if not may_rebuild and (manifest is None or manifest.total("opportunities") > SMALL):
            raise RebuildNeeded("There is too much to read within a request.")
        refresh_with_restatements(folder=folder, now=now, memory=memory, wait=False, may_rebuild=may_rebuild)
    except RefreshUnderWay:
        return Freshness(manifest, is_behind=True)
    except RebuildNeeded:
        _refresh_aside()
        return Freshness(manifest, is_behind=True)
    return Freshness(read_manifest(folder), is_behind=False)


def _refresh_aside() -> None:
    """Start `trimtab extract` on its own; one that comes second waits, then finds nothing to do."""
    start_program("trimtab.cli", "extract")
