"""The index with its parts, one figure a row: for the file and the command, the same figures as the page."""

from datetime import datetime

from trimtab.insight.metrics import METRICS
from trimtab.insight.results import NotEnoughData
from trimtab.insight.service import Part, ServiceIndex

METRIC = METRICS["service_index"]
HEAD = (
    "figure", "value", "low", "high", "cases", "others with the same work", "score", "guardrail counts", "metric",
    "formula version", "as of",
)  # fmt: skip
Line = tuple[object, ...]


def lines_of(found: ServiceIndex | NotEnoughData, *, as_of: datetime) -> list[Line]:
    """The index first (low, high: its bounds as a rank), then each part and its guardrail; what is missing without."""
    said = (METRIC.name, METRIC.version, as_of.isoformat(timespec="seconds"))
    if isinstance(found, NotEnoughData):
        return [(f"index, which needs {found.needs} {found.of}", *[None] * 3, found.n, *[None] * 3, *said)]
    lines: list[Line] = [
        ("index", round(found.index, 1), None, None, found.n, 100, None, None, *said),
        ("rank", None, found.best, found.worst, found.peers, None, None, None, *said),
    ]
    lines += [(*_cells(part), *said) for part in found.parts]
    return lines + [(name, *[None] * 7, *said) for name in found.missing]


def _cells(part: Part) -> Line:
    own = part.own
    bounds = (round(own.team + own.low, 4), round(own.team + own.high, 4))
    return (own.measure, round(own.own, 4), *bounds, own.n, round(own.team, 4), round(part.score, 2), part.is_guarded)
