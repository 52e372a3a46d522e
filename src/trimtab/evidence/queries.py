"""Reading the evidence of many records at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from trimtab.evidence.models import Evidence

ByJudgement = Mapping[tuple[int, str], list[Evidence]]


def evidence_of(record: str, ids: Iterable[int]) -> ByJudgement:
    """The evidence by record id and subject, newest first. One query."""
    found: dict[tuple[int, str], list[Evidence]] = defaultdict(list)
    rows = Evidence.objects.filter(record=record, record_id__in=list(ids)).select_related("told_by", "by")
    for one in rows.order_by("-happened_on", "-pk"):
        found[one.record_id, one.subject].append(one)
    return found
