"""Quality of service: sellers against their team, and an index that doing more without doing better does not raise."""

from trimtab.insight.service.comparing import Case, Difference, Moved, cases_of, compare, moved_since
from trimtab.insight.service.composing import GUARDRAILS, Part, ServiceIndex, index_of
from trimtab.insight.service.index import Component, IndexLine, build_index

__all__ = [
    "GUARDRAILS",
    "Case",
    "Component",
    "Difference",
    "IndexLine",
    "Moved",
    "Part",
    "ServiceIndex",
    "build_index",
    "cases_of",
    "compare",
    "index_of",
    "moved_since",
]
