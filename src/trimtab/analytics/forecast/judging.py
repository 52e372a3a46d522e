"""What people said of ended periods beside what was computed and what came."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np

from trimtab.analytics.forecast.document import Document
from trimtab.analytics.forecast.spans import span_of
from trimtab.core.calendars import Period
from trimtab.insight.forecast import Book
from trimtab.insight.forecast.judgement import judge
from trimtab.insight.results import NotEnoughData
from trimtab.rhythm.models import ForecastSubmission
from trimtab.rhythm.queries import latest_adjustments, submissions_ended_by

Line = tuple[float, float, float]  # said, said without this judgement, came


def judgements_of(book: Book, zone: ZoneInfo, *, today: date, currency: str) -> Document:
    """Judgements of submissions by person (beside the computed forecast), and of adjustments by who made them (beside
    what the person had said). Ids as text.

    Args:
        currency: of what came. What was said in another one, before the organisation changed it, is left out.
    """
    submissions = list(submissions_ended_by(today).filter(currency=currency))
    adjusted = latest_adjustments(submissions)
    own: dict[int, list[Line]] = defaultdict(list)
    others: dict[int, list[Line]] = defaultdict(list)
    for one in submissions:
        came = _came(book, one, zone)
        if one.computed is not None:
            own[one.person_id].append((float(one.commit), float(one.computed), came))
        if one.pk in adjusted:
            others[adjusted[one.pk].adjusted_by_id].append((float(adjusted[one.pk].commit), float(one.commit), came))
    return {"own": _judged(own), "adjusted": _judged(others)}


def _came(book: Book, said: ForecastSubmission, zone: ZoneInfo) -> float:
    """What the person won in the period, as known at its end."""
    span = span_of(Period(said.period, said.start_on, said.end_on), zone)
    wins = book.wins.within(span.start, span.end, known_at=span.end)
    owner = book.wins.owner[wins]
    mine = (owner >= 0) & (book.people.user_ids[owner] == said.person_id) if len(book.people.user_ids) else owner > 0
    return float(np.maximum(book.wins.cents[wins[mine]], 0).sum()) / 100


def _judged(lines: Mapping[int, Sequence[Line]]) -> Document:
    judged: Document = {}
    for person, told in lines.items():
        said, other, came = (np.array(column) for column in zip(*told, strict=True))
        found = judge(said, other, came)
        judged[str(person)] = (
            {"n": found.n, "needs": found.needs, "of": found.of} if isinstance(found, NotEnoughData) else asdict(found)
        )
    return judged
