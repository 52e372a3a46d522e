"""What came of advice: how often a rule spoke, was followed, and what happened then, read from the data.

Whoever is followed late has had more time for something to happen. So each piece of advice is looked at from three days
after it was given: taken by then or not, still without what it hoped for, and what came in the fourteen days after.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from trimtab.coach.models import Answer, Firing, Kind
from trimtab.coach.queries import Counsel
from trimtab.core import shares
from trimtab.opportunities.models import Activity, FieldChange, Lead
from trimtab.people.frame import Frame

LOOKED_BACK = timedelta(days=180)
TAKEN_WITHIN = timedelta(days=3)
FOLLOWED_FOR = timedelta(days=14)
MOST = 5_000  # of the latest
LEAST = 10  # on each side, before a difference is told
TOO_OFTEN = 0.6  # of all open ones: such a rule is to be revised
RULES = (Kind.VANISHING, Kind.SLIPPING, Kind.UNTOUCHED, Kind.THIN, Kind.ONE_HEAD)
# Rule → what it hopes for.
HOPES = {
    Kind.VANISHING: "spoke",
    Kind.SLIPPING: "advanced",
    Kind.UNTOUCHED: "decided",
    Kind.THIN: "spoke",
    Kind.ONE_HEAD: "spoke",
}


@dataclass(frozen=True)
class Side:
    """Of n pieces of advice that are old enough, in how many what was hoped for came; the date moved; it advanced."""

    n: int
    hoped: int
    moved: int
    advanced: int

    @property
    def share(self) -> float | None:
        """In which share it came."""
        return self.hoped / self.n if self.n else None


@dataclass(frozen=True)
class Followed:
    """What came of one rule. taken, put_off, refused: answers of everybody. difference: of the shares, with interval.

    share: of all open opportunities that it speaks of, where that is known.
    """

    kind: Kind
    fired: int
    taken: int
    put_off: int
    refused: int
    followed: Side
    left: Side
    difference: tuple[float, float, float] | None
    share: float | None = None

    @property
    def label(self) -> str:
        """The rule's name."""
        return str(self.kind.label)

    @property
    def hope(self) -> str:
        """What it hopes for: spoke, advanced or decided."""
        return HOPES[self.kind]

    @property
    def missing(self) -> int:
        """How many more cases it needs before a difference is told."""
        return max(LEAST - self.followed.n, 0) + max(LEAST - self.left.n, 0)

    @property
    def difference_text(self) -> str:
        """The difference in points, with its interval; empty where it cannot be told."""
        if self.difference is None:
            return ""
        between, low, high = (round(100 * one) for one in self.difference)
        said = {"points": f"{between:+d}", "low": f"{low:+d}", "high": f"{high:+d}"}
        return _("%(points)s points, between %(low)s and %(high)s") % said

    @property
    def is_to_revise(self) -> bool:
        """Whether it speaks of so many that it says nothing."""
        return self.share is not None and self.share > TOO_OFTEN


def followed_in(frame: Frame, *, counsel: Counsel, now: datetime) -> list[Followed]:
    """What came of the advice to the frame's people. A fixed number of queries, whatever there is."""
    firings = _given_to(frame, since=now - LOOKED_BACK)
    rows: dict[str, list[Mapping[str, object]]] = defaultdict(list)
    for row in [*_of_opportunities(firings), *_of_leads(firings)]:
        rows[str(row["kind"])].append(row)
    return [_of_rule(kind, rows[kind], counsel, now=now) for kind in RULES]


def _given_to(frame: Frame, *, since: datetime) -> QuerySet[Firing]:
    given = Firing.objects.filter(at__gt=since)
    return given if frame.scope.ids is None else given.filter(owner__in=frame.scope.ids)


def _of_opportunities(firings: QuerySet[Firing]) -> Iterable[Mapping[str, object]]:
    answers = Answer.objects.standing().filter(
        kind=OuterRef("kind"), opportunity=OuterRef("opportunity"), at__gte=OuterRef("at")
    )
    spoke = Activity.objects.filter(
        opportunity=OuterRef("opportunity"), direction__in=(Activity.Direction.IN, Activity.Direction.MUTUAL),
        archived_at=None,
    )  # fmt: skip
    changed = FieldChange.objects.filter(opportunity=OuterRef("opportunity"))
    moved, advanced = changed.filter(field="close_on"), changed.filter(field="stage")
    mine = _with_days(firings.exclude(opportunity=None)).annotate(
        answer=Subquery(answers.order_by("at").values("answer")[:1]),
        answered_at=Subquery(answers.order_by("at").values("at")[:1]),
        spoke=Exists(spoke.filter(at__gt=OuterRef("counted_from"), at__lte=OuterRef("counted_to"))),
        advanced=Exists(advanced.filter(valid_at__gt=OuterRef("counted_from"), valid_at__lte=OuterRef("counted_to"))),
        moved=Exists(moved.filter(valid_at__gt=OuterRef("counted_from"), valid_at__lte=OuterRef("counted_to"))),
        spoke_before=Exists(spoke.filter(at__gt=OuterRef("at"), at__lte=OuterRef("counted_from"))),
        advanced_before=Exists(advanced.filter(valid_at__gt=OuterRef("at"), valid_at__lte=OuterRef("counted_from"))),
    )
    return mine.order_by("-at", "-pk").values(
        "kind", "counted_from", "counted_to", "answer", "answered_at", "spoke", "advanced", "moved", "spoke_before",
        "advanced_before",
    )[:MOST]  # fmt: skip


def _of_leads(firings: QuerySet[Firing]) -> Iterable[Mapping[str, object]]:
    answers = Answer.objects.standing().filter(kind=OuterRef("kind"), lead=OuterRef("lead"), at__gte=OuterRef("at"))
    decided = Lead.objects.filter(pk=OuterRef("lead"))
    mine = _with_days(firings.exclude(lead=None)).annotate(
        answer=Subquery(answers.order_by("at").values("answer")[:1]),
        answered_at=Subquery(answers.order_by("at").values("at")[:1]),
        decided=Exists(decided.filter(decided_at__gt=OuterRef("counted_from"), decided_at__lte=OuterRef("counted_to"))),
        decided_before=Exists(decided.filter(decided_at__lte=OuterRef("counted_from"))),
    )
    return mine.order_by("-at", "-pk").values(
        "kind", "counted_from", "counted_to", "answer", "answered_at", "decided", "decided_before"
    )[:MOST]


def _with_days(firings: QuerySet[Firing]) -> QuerySet[Firing]:
    """Between which instants what came of each is counted."""
    after = ExpressionWrapper(F("at") + TAKEN_WITHIN, output_field=DateTimeField())
    until = ExpressionWrapper(F("at") + TAKEN_WITHIN + FOLLOWED_FOR, output_field=DateTimeField())
    return firings.annotate(counted_from=after, counted_to=until)


def _of_rule(kind: Kind, rows: Sequence[Mapping[str, object]], counsel: Counsel, *, now: datetime) -> Followed:
    answers = [row["answer"] for row in rows]
    ripe = [row for row in rows if _is_ripe(row, kind, now)]
    followed = _side(kind, [row for row in ripe if _was_taken(row)])
    left = _side(kind, [row for row in ripe if not _was_taken(row)])
    return Followed(
        kind=kind,
        fired=len(rows),
        taken=answers.count(Answer.Choice.DONE),
        put_off=answers.count(Answer.Choice.PUT_OFF),
        refused=answers.count(Answer.Choice.REFUSED),
        followed=followed,
        left=left,
        difference=difference(followed, left) if min(followed.n, left.n) >= LEAST else None,
        share=counsel.shares.get(kind),
    )


def _is_ripe(row: Mapping[str, object], kind: Kind, now: datetime) -> bool:
    """Whether its fourteen days are over, and what it hopes for had not come before they began."""
    until = row["counted_to"]
    return isinstance(until, datetime) and until <= now and not row[f"{HOPES[kind]}_before"]


def _was_taken(row: Mapping[str, object]) -> bool:
    at, until = row["answered_at"], row["counted_from"]
    return (
        row["answer"] == Answer.Choice.DONE and isinstance(at, datetime) and isinstance(until, datetime) and at <= until
    )


def _side(kind: Kind, rows: Sequence[Mapping[str, object]]) -> Side:
    count = {name: sum(bool(row.get(name)) for row in rows) for name in (HOPES[kind], "moved", "advanced")}
    return Side(len(rows), count[HOPES[kind]], count["moved"], count["advanced"])


def difference(one: Side, other: Side) -> tuple[float, float, float]:
    """Share of one minus share of the other, with its 95 % interval."""
    return shares.difference(one.hoped, one.n, other.hoped, other.n)
