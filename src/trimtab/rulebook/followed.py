"""What followed on findings: how often a rule spoke, was taken up or refused, and whether it was settled.

Whoever is followed late has had more time for something to happen. So each finding is looked at from three days after
it began: taken up by then or not, still so, and whether it was settled in the fourteen days after.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from trimtab.core.shares import difference
from trimtab.rulebook.models import Finding, Reply

LOOKED_BACK = timedelta(days=180)
TAKEN_WITHIN = timedelta(days=3)
FOLLOWED_FOR = timedelta(days=14)
MOST = 20_000  # of the latest
LEAST = 10  # on each side, before a difference is told


@dataclass(frozen=True)
class Followed:
    """What came of one rule. fired, taken, put_off, refused: findings. settled of n: on both sides."""

    fired: int = 0
    taken: int = 0
    put_off: int = 0
    refused: int = 0
    taken_n: int = 0
    taken_settled: int = 0
    left_n: int = 0
    left_settled: int = 0

    @property
    def missing(self) -> int:
        """How many more cases it needs before a difference is told."""
        return max(LEAST - self.taken_n, 0) + max(LEAST - self.left_n, 0)

    @property
    def taken_share(self) -> float | None:
        return self.taken_settled / self.taken_n if self.taken_n else None

    @property
    def left_share(self) -> float | None:
        return self.left_settled / self.left_n if self.left_n else None

    @property
    def difference_text(self) -> str:
        """The difference in points with its 95 % interval; empty where it cannot be told."""
        if self.missing:
            return ""
        found = difference(self.taken_settled, self.taken_n, self.left_settled, self.left_n)
        between, low, high = (round(100 * one) for one in found)
        said = {"points": f"{between:+d}", "low": f"{low:+d}", "high": f"{high:+d}"}
        return _("%(points)s points, between %(low)s and %(high)s") % said


@dataclass(frozen=True)
class Case:
    """One finding with the first answer that anybody gave to it."""

    began_at: datetime
    ended_at: datetime | None
    ended: str
    choice: str | None
    answered_at: datetime | None

    def is_ripe(self, now: datetime) -> bool:
        """Whether its fourteen days are over, and it was still so when they began."""
        start = self.began_at + TAKEN_WITHIN
        return start + FOLLOWED_FOR <= now and (self.ended_at is None or self.ended_at > start)

    @property
    def was_taken(self) -> bool:
        """Whether somebody took it up within three days."""
        is_in_time = self.answered_at is not None and self.answered_at <= self.began_at + TAKEN_WITHIN
        return self.choice == Reply.Choice.TAKEN and is_in_time

    @property
    def was_settled(self) -> bool:
        """Whether what was found was no longer so, in time; that the deal ended or the rule changed settles nothing."""
        until = self.began_at + TAKEN_WITHIN + FOLLOWED_FOR
        return self.ended == Finding.End.SETTLED and self.ended_at is not None and self.ended_at <= until


def followed_since(*, now: datetime) -> Mapping[str, Followed]:
    """What came of each rule in the last 180 days. One query."""
    replies = Reply.objects.standing().filter(finding=OuterRef("pk")).order_by("at", "pk")
    rows = (
        Finding.objects.filter(began_at__gt=now - LOOKED_BACK)
        .annotate(choice=Subquery(replies.values("choice")[:1]), answered_at=Subquery(replies.values("at")[:1]))
        .order_by("-began_at", "-pk")
        .values_list("rule", "began_at", "ended_at", "ended", "choice", "answered_at")[:MOST]
    )
    cases: dict[str, list[Case]] = defaultdict(list)
    for rule, *facts in rows:
        cases[rule].append(Case(*facts))
    return {rule: followed(some, now=now) for rule, some in cases.items()}


def followed(cases: Iterable[Case], *, now: datetime) -> Followed:
    """What came of some findings of one rule. Pure."""
    cases = list(cases)
    ripe = [one for one in cases if one.is_ripe(now)]
    taken, left = [one for one in ripe if one.was_taken], [one for one in ripe if not one.was_taken]
    given = [one.choice for one in cases]
    return Followed(
        fired=len(cases),
        taken=given.count(Reply.Choice.TAKEN),
        put_off=given.count(Reply.Choice.PUT_OFF),
        refused=given.count(Reply.Choice.REFUSED),
        taken_n=len(taken),
        taken_settled=sum(one.was_settled for one in taken),
        left_n=len(left),
        left_settled=sum(one.was_settled for one in left),
    )
