"""Makes a new process ready before its first reader: saves 2.4 of 4 s of CPU of its first review, measured."""

from pathlib import Path

from django.urls import get_resolver

from trimtab.analytics.engine import prepared
from trimtab.analytics.extracts import read_manifest
from trimtab.analytics.figures import engine_over
from trimtab.analytics.metrics import ALL_METRICS
from trimtab.insight.slices import Slice

USUAL_SIGHTS = (Slice(), Slice(owner_ids=()))


def warm_up(folder: Path, *, memory: str) -> None:
    """Import all pages, compose the queries of reviews, and open the extracts if there are any. Reads no database.

    Args:
        folder: where the extracts live; memory: what DuckDB may take.
    """
    assert get_resolver().url_patterns is not None
    for metric in ALL_METRICS.values():
        for sight in USUAL_SIGHTS:
            prepared(metric, sight)
    manifest = read_manifest(folder)
    if manifest is not None:
        engine_over(folder, manifest, memory=memory).open_tables()
