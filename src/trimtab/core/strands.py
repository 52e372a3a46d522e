"""One story out of several tables: what happened, newest first, page by page.

Each page continues after the last row of the one before, whichever table that came from, and reads one page of each
table at most: a late page costs as much as the first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from trimtab.core.ids import id_in


@dataclass(frozen=True)
class Strand:
    """The rows of one table that belong to the story, and the column that says when each happened."""

    records: QuerySet[Any]  # Any: each strand has a model of its own
    at: str = "at"


@dataclass(frozen=True)
class Page:
    """Some of what happened, newest first, and the cursor of what happened before; "" where that is nothing."""

    records: list[Model]
    after: str


def braided(strands: Sequence[Strand], *, after: str, size: int) -> Page:
    """The page that follows the cursor `after` ("" or one that cannot be read: the newest). One query a strand.

    What happened at the same moment is ordered by strand, then newest id first.
    """
    cursor = _read(after)
    found: list[tuple[datetime, int, int, Model]] = []
    for rank, strand in enumerate(strands):
        rows = _beyond(strand, rank, cursor).order_by(f"-{strand.at}", "-pk")[: size + 1]
        found += [(getattr(row, strand.at), -rank, row.pk, row) for row in rows]
    found.sort(key=lambda one: one[:3], reverse=True)
    shown = found[:size]
    return Page([one[3] for one in shown], _cursor(shown[-1]) if len(found) > size else "")


def _beyond(strand: Strand, rank: int, cursor: tuple[datetime, int, int] | None) -> "QuerySet[Any]":
    if cursor is None:
        return strand.records
    at, last_rank, last_id = cursor
    if rank < last_rank:
        return strand.records.filter(**{f"{strand.at}__lt": at})
    found = strand.records.filter(**{f"{strand.at}__lte": at})
    if rank > last_rank:
        return found
    return found.filter(Q(**{f"{strand.at}__lt": at}) | Q(pk__lt=last_id))


def _cursor(last: tuple[datetime, int, int, Model]) -> str:
    at, rank, pk, _row = last
    return f"{at.isoformat()}~{-rank}~{pk}"


def _read(after: str) -> tuple[datetime, int, int] | None:
    at, _tilde, rest = after.partition("~")
    rank, _tilde, pk = rest.partition("~")
    place, number = id_in(rank), id_in(pk)
    if place is None or number is None:
        return None
    try:
        moment = parse_datetime(at)
    except ValueError:
        return None
    return (moment, place, number) if moment is not None and timezone.is_aware(moment) else None
