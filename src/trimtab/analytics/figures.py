"""The one way to ask for figures: the current extracts, the engine over them, and what a person may count."""

import threading
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from trimtab.analytics.definitions import AS_SHIPPED, Definitions
from trimtab.analytics.engine import DuckDBEngine
from trimtab.analytics.extracts.manifest import Manifest
from trimtab.insight.results import Metric, Result
from trimtab.insight.slices import Slice

# Bytes of Parquet that each process may hold in memory, where they take about ten times as much.
COPIED_BELOW = 12_000_000
_lock = threading.Lock()
_engines: dict[Path, DuckDBEngine] = {}


def engine_over(folder: Path, manifest: Manifest, *, memory: str) -> DuckDBEngine:
    """The engine of this process over one set of extracts; that of an older set is given up.

    A request that still runs on the older one keeps it alive until it ends.
    """
    place = folder / manifest.name
    with _lock:
        if place not in _engines:
            for old in [path for path in _engines if path.parent == folder]:
                del _engines[old]
            _engines[place] = DuckDBEngine(place, memory_limit=memory, copied_below=COPIED_BELOW)
        return _engines[place]


@dataclass
class Asker:
    """Asks metrics for one slice and remembers how each was asked.

    Every figure of a review goes through here, so that none can forget the people it is restricted to, nor the
    definitions of the organisation: a metric's parameters that the organisation sets are passed without being asked.
    """

    engine: DuckDBEngine
    slice: Slice
    definitions: Definitions = AS_SHIPPED
    answers: list[Result] = field(default_factory=list)

    def ask(self, metric: Metric, **parameters: object) -> Result:
        """Answer a metric for the slice."""
        parameters = {**self.definitions.passed_to(metric.name), **parameters}
        result = self.engine.run(metric, slice=self.slice, **parameters)
        self.answers.append(result)
        return result


def as_of(manifest: Manifest, now: datetime, *, is_behind: bool) -> datetime:
    """The instant that figures speak of.

    While nothing is behind it is this hour's beginning or the last change, whichever is later: so that the same
    question within an hour has the same answer, which can be kept.
    """
    hour = now.replace(minute=0, second=0, microsecond=0)
    return manifest.as_of if is_behind else max(manifest.as_of, hour)
