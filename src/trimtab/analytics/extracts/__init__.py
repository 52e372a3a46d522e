"""The facts of the database mirrored to typed Parquet; see README.md of analytics."""

from trimtab.analytics.extracts.manifest import Manifest, read_manifest
from trimtab.analytics.extracts.refresh import ExtractState, RebuildNeeded, RefreshUnderWay, is_stale, refresh_extracts

__all__ = [
    "ExtractState",
    "Manifest",
    "RebuildNeeded",
    "RefreshUnderWay",
    "is_stale",
    "read_manifest",
    "refresh_extracts",
]
