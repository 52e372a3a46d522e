"""How calls go: planned or not, what came of them as it was said, and what followed as the records show it.

All figures count calls that began in the period, were not called off, and are led by the people of the scope.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import DateTimeField, Exists, ExpressionWrapper, OuterRef, Q

from trimtab.calls.models import Ask, Call, CallQuerySet, Commitment, Opening, Outcome
from trimtab.calls.policy import may_see_figures_of
from trimtab.calls.queries import MEETINGS, visible_calls
from trimtab.core.shares import Share
from trimtab.opportunities.models import Activity, FieldChange, Stage
from trimtab.people.frame import Frame
from trimtab.people.models import User

FOLLOWED_FOR = timedelta(days=30)
MOST = 5_000  # the latest of the period
SHOWN = 100


@dataclass(frozen=True)
class Held:
    """One call as it is counted. followed: what came within thirty days, where so many have passed."""

    pk: int
    owner_id: int | None
    opportunity_id: int | None
    starts_at: datetime
    is_planned: bool
    outcome: str
    opening: str
    ask: str
    is_old_enough: bool
    has_moved_on: bool
    has_date: bool
    has_kept_promise: bool

    @property
    def is_advance(self) -> bool:
        return self.outcome == Outcome.ADVANCE

    @property
    def is_followed(self) -> bool:
        """Whether the records show that something came."""
        return self.has_moved_on or self.has_date or self.has_kept_promise


@dataclass(frozen=True)
class Row:
    """One line of a table: its key in the address, its name, how many advanced."""

    key: str
    name: str
    share: Share


@dataclass(frozen=True)
class SaidAndFollowed:
    """Of the calls of which that was said, thirty days ago or longer: how many had something follow."""

    outcome: str
    name: str
    n: int
    moved_on: int
    kept: int
    dated: int
    any: Share


@dataclass(frozen=True)
class Figures:
    """The page of figures."""

    n: int
    is_cut: bool
    planned: Share
    debriefed: Share
    advanced: Share
    advanced_planned: Share
    advanced_unplanned: Share
    openings: Sequence[Row]
    asks: Sequence[Row]
    people: Sequence[Row]
    people_planned: Mapping[str, Share]
    followed: Sequence[SaidAndFollowed]


def figures_of(frame: Frame, *, now: datetime) -> Figures:
    """All figures of the frame. A fixed number of queries."""
    held = held_in(frame, now=now)
    is_cut, held = len(held) > MOST, held[:MOST]
    said = [one for one in held if one.outcome]
    planned = [one for one in said if one.is_planned]
    people = people_of(frame.user, held)
    return Figures(
        n=len(held),
        is_cut=is_cut,
        planned=_share(held, lambda one: one.is_planned),
        debriefed=_share(held, lambda one: bool(one.outcome)),
        advanced=_share(said, lambda one: one.is_advance),
        advanced_planned=_share(planned, lambda one: one.is_advance),
        advanced_unplanned=_share((one for one in said if not one.is_planned), lambda one: one.is_advance),
        openings=_rows(planned, "opening", Opening.choices),
        asks=_rows(planned, "ask", Ask.choices),
        people=[_of_person(one, said) for one in people],
        people_planned={f"person-{one.pk}": _planned_by(one, held) for one in people},
        followed=[_followed(outcome, said) for outcome in Outcome],
    )


def held_in(frame: Frame, *, now: datetime) -> list[Held]:
    """The calls that are counted, the latest first, one more than are counted at most. Three queries."""
    calls = counted_calls(frame, now=now)
    until = ExpressionWrapper(OuterRef("starts_at") + FOLLOWED_FOR, output_field=DateTimeField())
    later = Call.objects.standing().filter(
        opportunity=OuterRef("opportunity"), starts_at__gt=OuterRef("starts_at"), starts_at__lte=until
    )
    met = Activity.objects.current().filter(
        Q(call=None) | ~Q(call=OuterRef("pk")),
        opportunity=OuterRef("opportunity"),
        kind__in=MEETINGS,
        at__gt=OuterRef("starts_at"),
        at__lte=until,
    )
    kept = Commitment.objects.filter(call=OuterRef("pk"), side=Commitment.Side.THEIRS, action__done_at__isnull=False)
    found = calls.annotate(later=Exists(later), met=Exists(met), kept=Exists(kept)).order_by("-starts_at", "-pk")
    names = ("pk", "owner_id", "opportunity_id", "starts_at", "planned_at", "outcome", "opening", "ask")
    rows = list(found.values(*names, "later", "met", "kept")[: MOST + 1])
    moves = _moves_on(frame, rows)
    return [_held(row, moves, now=now) for row in rows]


def counted_calls(frame: Frame, *, now: datetime) -> CallQuerySet:
    """The calls of the frame's people that began in its period and are over."""
    organisation = frame.organisation
    begin, end = (
        datetime(day.year, day.month, day.day, tzinfo=organisation.zone)
        for day in (frame.period.start, frame.period.end + timedelta(days=1))
    )
    calls = visible_calls(frame.user).standing().filter(starts_at__gte=begin, starts_at__lt=min(end, now))
    return calls if frame.scope.ids is None else calls.filter(owner__in=frame.scope.ids)


def people_of(user: User, held: Iterable[Held]) -> list[User]:
    """Those whose own figures the user may see, by name: no ranking."""
    ids = {one.owner_id for one in held if one.owner_id is not None}
    people = User.objects.filter(pk__in=ids).select_related("team").order_by("name", "pk")
    return [one for one in people if may_see_figures_of(user, one)]


def _moves_on(frame: Frame, rows: Sequence[Mapping[str, object]]) -> Mapping[int, list[datetime]]:
    """Opportunity → when it moved to a later stage, or was won."""
    if not rows:
        return {}
    places = {str(pk): (position, kind) for pk, position, kind in Stage.objects.values_list("pk", "position", "kind")}
    ids = {pk for row in rows if isinstance(pk := row["opportunity_id"], int)}
    begin = min(row["starts_at"] for row in rows)  # type: ignore[type-var]  # moments, by name
    changes = FieldChange.objects.filter(field="stage", opportunity__in=ids, valid_at__gte=begin, old__isnull=False)
    found: dict[int, list[datetime]] = defaultdict(list)
    for pk, old, new, at in changes.values_list("opportunity", "old", "new", "valid_at"):
        before, after = places.get(old or ""), places.get(new or "")
        if before and after and after[1] != Stage.Kind.LOST and after[0] > before[0]:
            found[pk].append(at)
    return found


def _held(row: Mapping[str, object], moves: Mapping[int, list[datetime]], *, now: datetime) -> Held:
    start, planned_at = row["starts_at"], row["planned_at"]
    assert isinstance(start, datetime)
    opportunity_id = row["opportunity_id"]
    moved = moves.get(opportunity_id, ()) if isinstance(opportunity_id, int) else ()
    facts = {name: row[name] for name in ("pk", "owner_id", "opportunity_id", "starts_at", "outcome", "opening", "ask")}
    return Held(
        **facts,  # type: ignore[arg-type]  # by name
        is_planned=isinstance(planned_at, datetime) and planned_at <= start,
        is_old_enough=start + FOLLOWED_FOR <= now,
        has_moved_on=any(start < at <= start + FOLLOWED_FOR for at in moved),
        has_date=bool(row["later"] or row["met"]) and opportunity_id is not None,
        has_kept_promise=bool(row["kept"]),
    )


def _share(held: Iterable[Held], is_hit: Callable[[Held], bool]) -> Share:
    rows = list(held)
    return Share(sum(map(is_hit, rows)), len(rows))


def _rows(held: Sequence[Held], name: str, choices: Iterable[tuple[str, object]]) -> list[Row]:
    found = []
    for key, label in choices:
        rows = [one for one in held if getattr(one, name) == key]
        if rows:
            found.append(Row(f"{name}-{key}", str(label), _share(rows, lambda one: one.is_advance)))
    return sorted(found, key=lambda row: (row.share.value is None, -(row.share.value or 0.0), row.name))


def _of_person(person: User, said: Sequence[Held]) -> Row:
    theirs = [one for one in said if one.owner_id == person.pk]
    return Row(f"person-{person.pk}", str(person), _share(theirs, lambda one: one.is_advance))


def _planned_by(person: User, held: Sequence[Held]) -> Share:
    return _share((one for one in held if one.owner_id == person.pk), lambda one: one.is_planned)


def _followed(outcome: Outcome, said: Sequence[Held]) -> SaidAndFollowed:
    rows = [one for one in said if one.outcome == outcome and one.is_old_enough and one.opportunity_id is not None]
    return SaidAndFollowed(
        outcome=outcome.value,
        name=str(outcome.label),
        n=len(rows),
        moved_on=sum(one.has_moved_on for one in rows),
        kept=sum(one.has_kept_promise for one in rows),
        dated=sum(one.has_date for one in rows),
        any=_share(rows, lambda one: one.is_followed),
    )
