"""The page of targets for a person: computed once, kept as long as the figures it rests on."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import get_language

from trimtab.accounts.models import Account
from trimtab.analytics.cuts import Cut, slice_of
from trimtab.analytics.figures import Asker
from trimtab.analytics.reading import KEPT_SECONDS, Reading, hashed
from trimtab.analytics.targets.ground import Floats, Ground, ground_of
from trimtab.analytics.targets.planning import Choice, Line, Plan, make_plan
from trimtab.opportunities.models import Opportunity, Stage
from trimtab.people.frame import Frame
from trimtab.people.models import User
from trimtab.rhythm.actions import Proposed
from trimtab.rhythm.models import Quota, TargetEvent, TargetPlan
from trimtab.rhythm.policy import can_set_targets, carrying_people, may_set_all

PLANS_SHOWN = 5
LINES_SHOWN = 200


@dataclass(frozen=True)
class TargetPage:
    """What the page shows. `plan` None: nobody to carry a target, or nothing was ever won.

    own: the line of a seller who looks at the own target only. may_adopt: whether the person may set all of them.
    """

    plan: Plan | None
    plans: tuple[TargetPlan, ...]
    events: tuple[TargetEvent, ...]
    may_set: bool
    may_adopt: bool
    people: int
    as_of: Any
    seal: str = ""

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines shown, the largest targets first; of very many people the first 200."""
        assert self.plan is not None
        return tuple(sorted(self.plan.lines, key=lambda line: (-line.proposed, line.person.pk)))[:LINES_SHOWN]


def page_for(frame: Frame, reading: Reading, choice: Choice) -> TargetPage:
    """The page of the frame, its plan from the cache where the same was asked within the hour."""
    scope = frame.scope.people
    people = list(carrying_people(frame.user).filter(pk__in=scope.values("pk")).filter(_there(frame)).order_by("pk"))
    events = _events(frame)
    plan = _plan(frame, reading, choice, people, events) if people else None
    may_set = can_set_targets(frame.user)
    return TargetPage(
        plan=plan,
        plans=_plans(frame),
        events=events,
        may_set=may_set,
        may_adopt=may_set and may_set_all(frame.user, people),
        people=len(people),
        as_of=reading.as_of,
        seal=seal_of(plan) if plan else "",
    )


def _there(frame: Frame) -> Q:
    """Sellers who are there in the period, and hold something or have a target: exports seldom say who has left."""
    period, person = frame.period, OuterRef("pk")
    stays = Q(left_on=None) | Q(left_on__gt=period.start)
    came = Q(hired_on=None) | Q(hired_on__lte=period.end)
    open_ones = Opportunity.objects.filter(owner=person, status=Stage.Kind.OPEN, archived_at=None)
    targets = Quota.objects.filter(user=person, start_on__lte=period.end, end_on__gte=period.start)
    accounts = Account.objects.filter(owner=person, archived_at=None)
    return stays & came & (Q(Exists(accounts)) | Q(Exists(open_ones)) | Q(Exists(targets)))


def _plan(
    frame: Frame, reading: Reading, choice: Choice, people: list[User], events: tuple[TargetEvent, ...]
) -> Plan | None:
    told = [(event.pk, event.effect) for event in events]
    key = hashed(
        "targets",
        str(reading.folder / reading.manifest.name),
        reading.as_of,
        [person.pk for person in people],
        frame.period,
        asdict(choice),
        told,
        get_language(),
    )
    kept: Plan | None = cache.get(key)
    if kept is None:
        ground = _ground(frame, reading, people)
        kept = make_plan(ground, choice, effect=effect_of(events, ground))
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def _ground(frame: Frame, reading: Reading, people: list[User]) -> Ground:
    among = list(User.objects.filter(Q(role=User.Role.SELLER) | Q(pk__in=[one.pk for one in people])).order_by("pk"))
    ids = tuple(person.pk for person in people)
    return ground_of(
        people,
        among=among,
        period=frame.period,
        organisation=frame.organisation,
        asker=Asker(reading.engine, slice_of(ids, Cut()), reading.definitions),
        company=Asker(reading.engine, slice_of(None, Cut()), reading.definitions),
        as_of=reading.as_of,
    )


def effect_of(events: tuple[TargetEvent, ...], ground: Ground) -> Floats | None:
    """By what factor the events change the ground of each person over the period; None without events.

    Each event counts for the days of the period that it covers; the days before it count as they were.
    """
    if not events:
        return None
    change = np.zeros(len(ground.people))
    for event in events:
        share = _overlap(event, ground.period.start, ground.period.end) / ground.period.days
        for row, person in enumerate(ground.people):
            path = person.team.path if person.team else ""
            if event.team is None or path.startswith(event.team.path):
                change[row] += share * event.effect / 100
    changed: Floats = np.maximum(1 + change, 0.0)
    return changed


def _overlap(event: TargetEvent, start: date, end: date) -> int:
    return max((min(event.until_on, end) - max(event.from_on, start)).days + 1, 0)


def _events(frame: Frame) -> tuple[TargetEvent, ...]:
    """Events of the period that concern anybody in the scope: those of everybody, and of teams at, below or above."""
    found = TargetEvent.objects.filter(
        withdrawn_at=None, from_on__lte=frame.period.end, until_on__gte=frame.period.start
    ).select_related("team", "told_by")
    paths = set(frame.scope.people.exclude(team=None).values_list("team__path", flat=True).distinct())
    return tuple(
        event
        for event in found.order_by("from_on", "pk")
        if event.team is None or any(path.startswith(event.team.path) for path in paths)
    )


def _plans(frame: Frame) -> tuple[TargetPlan, ...]:
    """The last plans for the period that hold somebody whom the person may see."""
    theirs = TargetPlan.objects.filter(period=frame.period.key, lines__user__in=carrying_people(frame.user))
    return tuple(theirs.distinct().select_related("adopted_by", "withdrawn_by").order_by("-pk")[:PLANS_SHOWN])


def seal_of(plan: Plan) -> str:
    """A short text that changes when any proposed target does: who adopts has seen these and no others."""
    told = [[line.person.pk, line.proposed] for line in plan.lines]
    return hashlib.sha256(json.dumps([plan.total, told]).encode()).hexdigest()[:20]


def proposed_lines(plan: Plan) -> list[Proposed]:
    """The lines of a plan as they are adopted."""
    return [
        Proposed(
            line.person,
            Decimal(str(line.proposed)).quantize(Decimal("0.01")),
            {
                "potential": round(line.potential),
                "history": round(line.history),
                "counted": round(line.counted),
                "present": round(line.present, 3),
                "chance": round(line.chance, 3),
            },
        )
        for line in plan.lines
    ]


def event_fields(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an event as the action takes them."""
    return {name: cleaned[name] for name in ("kind", "from_on", "until_on", "effect", "team", "note")}
