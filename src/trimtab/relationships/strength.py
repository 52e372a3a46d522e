"""How strong a relationship between us and one contact is, from what was done together. Pure: no database, no clock.

    R     = sum of weight × ½ ^ (age / 45 days)
    days  = distinct days with contact in the last 180, each worth ½ ^ (age / 90 days)
    S     = (1 - e ^ -(0.5 R + 0.35 days)) × (0.5 + 0.5 × balance)

balance: twice the smaller of what came in and what went out, as a share of both; meetings and talks on the phone are
both. Where no e-mail of the customer is recorded at all, nobody knows who answered: the balance is then taken as one
half, and the page says so. Nothing recorded is *unknown*, not weak.

Example by hand: one meeting of two people, today: R = 5, days = 1, balance = 1: S = 1 - e^-(2.5 + 0.35) = 0.94.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

HALF_LIFE, DAY_HALF_LIFE = 45.0, 90.0
DAYS_COUNTED = 180
WINDOW = timedelta(days=365)  # after eight half-lives an hour together is worth less than a two-hundredth of it
ANSWERED_WITHIN = timedelta(days=10)
MEETING, CALL, MAIL_IN, ANSWERED, UNANSWERED = 5.0, 3.0, 2.0, 1.0, 0.1
SMALL_GROUP = 4
SHORT_CALL = 2  # minutes
BANDS = ((0.65, "strong"), (0.35, "working"), (0.1, "weak"))


@dataclass(frozen=True)
class Touch:
    """One activity in which a contact took part. people: how many contacts did. users: who of us did."""

    contact: int
    users: tuple[int, ...]
    kind: str
    direction: str
    at: datetime
    minutes: int | None = None
    people: int = 1
    is_absent: bool = False
    opportunity: int | None = None

    @property
    def is_two_way(self) -> bool:
        """Whether the person took part: a meeting, a call over two minutes or of unknown length, a mail to us."""
        if self.kind == "email":
            return self.direction in {"in", "mutual"}
        return self.kind == "meeting" or (self.kind == "call" and not self.is_short)

    @property
    def is_short(self) -> bool:
        return self.minutes is not None and self.minutes <= SHORT_CALL


@dataclass
class _Edge:
    worth: float = 0.0
    days: set[date] = field(default_factory=set)
    went_in: int = 0
    went_out: int = 0


Ties = Mapping[tuple[int, int], float]


def strength_of(touches: Iterable[Touch], *, now: datetime) -> float:
    """How strong all of us together stand with one contact, from 0 to 1; 0 where nothing is on record."""
    counted = [one for one in touches if now - WINDOW <= one.at <= now and not one.is_absent]
    answers = _answers(counted)
    edge = _Edge()
    for one in counted:
        _add(edge, one, answers, now=now)
    return _strength(edge, now=now, knows_answers=bool(answers))


def ties_of(touches: Iterable[Touch], *, now: datetime) -> Ties:
    """(contact, user) → strength from 0 to 1, for all pairs with anything in the last year."""
    counted = [one for one in touches if now - WINDOW <= one.at <= now and not one.is_absent]
    answers = _answers(counted)
    knows_answers = bool(answers)
    edges: dict[tuple[int, int], _Edge] = {}
    for one in counted:
        for user in one.users:
            _add(edges.setdefault((one.contact, user), _Edge()), one, answers, now=now)
    return {pair: _strength(edge, now=now, knows_answers=knows_answers) for pair, edge in edges.items()}


def weight_of(one: Touch, *, is_answered: bool) -> float:
    """What one activity is worth when it happens."""
    if one.kind == "meeting":
        return MEETING * min(1.0, SMALL_GROUP / max(one.people, 1))
    if one.kind == "call":
        return UNANSWERED if one.is_short else CALL
    if one.kind == "email":
        return MAIL_IN if one.direction == "in" else ANSWERED if is_answered else UNANSWERED
    return 0.0


def band_of(strength: float) -> str:
    """strong, working, weak, or none."""
    return next((name for least, name in BANDS if strength >= least), "none")


def _answers(touches: Iterable[Touch]) -> dict[int, list[datetime]]:
    """Contact → when something came from this person."""
    found: dict[int, list[datetime]] = {}
    for one in touches:
        if one.kind == "email" and one.direction == "in":
            found.setdefault(one.contact, []).append(one.at)
    return found


def _add(edge: _Edge, one: Touch, answers: Mapping[int, list[datetime]], *, now: datetime) -> None:
    is_answered = any(one.at < at <= one.at + ANSWERED_WITHIN for at in answers.get(one.contact, ()))
    weight = weight_of(one, is_answered=is_answered)
    if not weight:
        return
    age = (now - one.at).total_seconds() / 86_400
    edge.worth += weight * 0.5 ** (age / HALF_LIFE)
    if age <= DAYS_COUNTED:
        edge.days.add(one.at.date())
    if one.direction != "out" or one.kind in {"meeting", "call"}:
        edge.went_in += 1
    if one.direction != "in" or one.kind in {"meeting", "call"}:
        edge.went_out += 1


def _strength(edge: _Edge, *, now: datetime, knows_answers: bool) -> float:
    days = sum(0.5 ** ((now.date() - day).days / DAY_HALF_LIFE) for day in edge.days)
    both = edge.went_in + edge.went_out
    balance = 2 * min(edge.went_in, edge.went_out) / both if both else 0.0
    if not knows_answers and balance < 1:
        balance = max(balance, 0.5)
    return (1 - math.exp(-(0.5 * edge.worth + 0.35 * days))) * (0.5 + 0.5 * balance)
