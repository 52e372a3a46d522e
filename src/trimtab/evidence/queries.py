"""Reading the evidence of many records at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from trimtab.evidence.models import Evidence

ByJudgement = Mapping[tuple[int, str], list[Evidence]]


def evidence_of(record: str, ids: Iterable[int], *, with_people: bool = True) -> ByJudgement:
    """The evidence by record id and subject, newest first. One query.

    Args:
        with_people: whether it will be said who told it and who noted it.
    """
    found: dict[tuple[int, str], list[Evidence]] = defaultdict(list)
    rows = Evidence.objects.filter(record=record, record_id__in=list(ids)).order_by("-happened_on", "-pk")
    for one in rows.select_related("told_by", "by") if with_people else rows:
        found[one.record_id, one.subject].append(one)
    return found
