"""How a person's first dates lean. It is that person's first: the leader sees it when the person has seen it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import exp
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from trimtab.analytics.models import LeaningSeen
from trimtab.analytics.trends.kept import read_kept
from trimtab.core.audit import record_event
from trimtab.insight.trends.dates import LEAST_WINS
from trimtab.people.frame import Frame
from trimtab.people.models import User
from trimtab.people.policy import LEADING_ROLES

MOST_SHOWN = 50


@dataclass(frozen=True)
class PersonLeaning:
    """times: how many times the days first expected a win took, with its interval.

    early: share that looks held back.
    """

    person: User
    wins: int
    times: float
    low: float
    high: float
    early: float
    early_low: float
    early_high: float


@dataclass(frozen=True)
class Leanings:
    """What the viewer may see. own None: `missing` more wins are needed. is_seen: the viewer has shown it.

    others: those of the scope who have seen theirs.
    """

    own: PersonLeaning | None
    missing: int
    is_seen: bool
    others: tuple[PersonLeaning, ...]


def leanings_for(frame: Frame, extracts: Path) -> Leanings:
    """The viewer's own, and of the scope those who have seen theirs. Three queries."""
    kept = read_kept(extracts)
    found = kept.study["leanings"] if kept else {}
    assert isinstance(found, Mapping)
    own = _leaning(frame.user, found)
    wins = int(found[str(frame.user.pk)]["wins"]) if str(frame.user.pk) in found else 0
    seen = _seen_below(frame)
    shown = [_leaning(row.person, found) for row in seen.select_related("person").order_by("person__name")[:MOST_SHOWN]]
    return Leanings(
        own=own,
        missing=max(LEAST_WINS - wins, 0),
        is_seen=LeaningSeen.objects.filter(person=frame.user).exists(),
        others=tuple(one for one in shown if one is not None),
    )


def note_seen(*, extracts: Path, by: User, now: datetime) -> None:
    """The person has seen how the own first dates lean; from now on the leader sees it too.

    Raises:
        PermissionDenied: there is nothing to see yet.
    """
    kept = read_kept(extracts)
    found = kept.study["leanings"] if kept else {}
    assert isinstance(found, Mapping)
    if _leaning(by, found) is None:
        raise PermissionDenied(_("There is nothing to see yet."))
    with transaction.atomic():
        _seen, is_new = LeaningSeen.objects.get_or_create(person=by, defaults={"at": now})
        if is_new:
            record_event("leaning.seen", record="user", record_id=by.pk, by=by, now=now)


def _seen_below(frame: Frame) -> QuerySet[LeaningSeen]:
    """Those of the scope whom the viewer leads and who have seen theirs; a reader's sight is not enough."""
    viewer = frame.user
    if viewer.role not in LEADING_ROLES or viewer.team is None:
        return LeaningSeen.objects.none()
    led = frame.scope.people.filter(team__path__startswith=viewer.team.path)
    return LeaningSeen.objects.filter(person__in=led).exclude(person=viewer)


def _leaning(person: User, found: Mapping[str, Mapping[str, float]]) -> PersonLeaning | None:
    said = found.get(str(person.pk))
    if said is None or said["wins"] < LEAST_WINS:
        return None
    return PersonLeaning(
        person=person,
        wins=int(said["wins"]),
        times=exp(said["late"]),
        low=exp(said["low"]),
        high=exp(said["high"]),
        early=said["early"],
        early_low=said["early_low"],
        early_high=said["early_high"],
    )
