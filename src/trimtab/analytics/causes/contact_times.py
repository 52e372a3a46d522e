"""When levers were first pulled that the extracts do not tell of: who at the customer took part, and next steps."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from django.db.models import Min

from trimtab.accounts.models import Contact
from trimtab.insight.causes.emulating import PulledAt
from trimtab.opportunities.models import Activity, ActivityParty, FieldChange

AT_A_TIME = 500  # opportunities a query
ENOUGH = 3
LEADS = re.compile(
    r"\b(chief|president|director|vice president|vp|svp|evp|head|owner|founder|partner|managing|c[efiotms]o|"
    r"executive|c-level|leiter|geschäftsführer\w*|vorstand\w*)\b",
    re.IGNORECASE,
)
Found = Iterator[tuple[int, float]]


def third_contact_at(opp_ids: Sequence[int]) -> PulledAt:
    """When the third contact took part for the first time."""
    return _pulled(opp_ids, _third_contacts)


def leader_at(opp_ids: Sequence[int]) -> PulledAt:
    """When somebody who decides took part for the first time."""
    return _pulled(opp_ids, _leaders)


def next_step_at(opp_ids: Sequence[int]) -> PulledAt:
    """When the next step was filled for the first time."""
    return _pulled(opp_ids, _next_steps)


def meeting_at(opp_ids: Sequence[int]) -> PulledAt:
    """When the first meeting was."""
    return _pulled(opp_ids, _meetings)


def leads(title: str, seniority: str) -> bool:
    """Whether a contact decides, by title and seniority."""
    return bool(LEADS.search(f"{title} {seniority}"))


def _pulled(opp_ids: Sequence[int], find: Callable[[Sequence[int]], Found]) -> PulledAt:
    found = [pair for start in range(0, len(opp_ids), AT_A_TIME) for pair in find(opp_ids[start : start + AT_A_TIME])]
    ids = np.array([opp_id for opp_id, _at in found], dtype=np.int64)
    return PulledAt(ids, np.array([at for _opp, at in found], dtype=np.float64))


def _appearances(opp_ids: Sequence[int]) -> Iterator[tuple[int, int, float]]:
    """Opportunity, contact and first appearance of each contact who took part."""
    parties = ActivityParty.objects.filter(
        activity__opportunity__in=opp_ids, activity__archived_at__isnull=True, contact__isnull=False
    ).exclude(part=ActivityParty.Part.ABSENT)
    rows = parties.values_list("activity__opportunity", "contact").annotate(first=Min("activity__at"))
    for opp_id, contact_id, first in rows.order_by("activity__opportunity", "first"):
        yield opp_id, contact_id, first.timestamp()


def _third_contacts(opp_ids: Sequence[int]) -> Found:
    counts: dict[int, int] = {}
    for opp_id, _contact, at in _appearances(opp_ids):
        counts[opp_id] = counts.get(opp_id, 0) + 1
        if counts[opp_id] == ENOUGH:
            yield opp_id, at


def _leaders(opp_ids: Sequence[int]) -> Found:
    appearances = list(_appearances(opp_ids))
    titles = Contact.objects.filter(pk__in={contact for _opp, contact, _at in appearances})
    deciding = {
        pk for pk, title, seniority in titles.values_list("pk", "title", "seniority") if leads(title, seniority)
    }
    told = set()
    for opp_id, contact_id, at in appearances:
        if contact_id in deciding and opp_id not in told:
            told.add(opp_id)
            yield opp_id, at


def _next_steps(opp_ids: Sequence[int]) -> Found:
    changes = FieldChange.objects.filter(opportunity__in=opp_ids, field="next_step", new__isnull=False)
    rows = changes.exclude(new="").values_list("opportunity").annotate(first=Min("valid_at"))
    for opp_id, first in rows.order_by("opportunity"):
        yield opp_id, first.timestamp()


def _meetings(opp_ids: Sequence[int]) -> Found:
    held = Activity.objects.filter(opportunity__in=opp_ids, kind=Activity.Kind.MEETING, archived_at__isnull=True)
    rows = held.values_list("opportunity").annotate(first=Min("at"))
    for opp_id, first in rows.order_by("opportunity"):
        yield opp_id, first.timestamp()


# Levers that a few deals can be asked for: whether a pilot was kept to.
LEVERS_OF_DEALS: Mapping[str, Callable[[Sequence[int]], PulledAt]] = {
    "several_contacts": third_contact_at,
    "leader_contact": leader_at,
    "next_step": next_step_at,
    "early_meeting": meeting_at,
}
