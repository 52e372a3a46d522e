"""What the page of one call shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from trimtab.calls.actions.plans import QUESTIONS, has_plan
from trimtab.calls.agenda import lines_of
from trimtab.calls.commitments import Verdict, verdict_on
from trimtab.calls.models import Attendee, Call, Commitment, Wish
from trimtab.calls.policy import can_edit_call
from trimtab.calls.portraits import Portrait, portraits_of
from trimtab.calls.queries import attendees_of
from trimtab.calls.words import headline_of, missing_of
from trimtab.discovery.models import Insight
from trimtab.people.models import User


@dataclass(frozen=True)
class Asked:
    """A commitment to ask for, with what is to be said about its wording."""

    text: str
    verdict: Verdict


@dataclass(frozen=True)
class Card:
    """One call on one card."""

    call: Call
    headline: str
    missing: Sequence[str]
    may_edit: bool
    is_over: bool
    there: str  # the clock of its time zone, where it differs from the one of whoever looks
    portraits: Sequence[Portrait]
    colleagues: Sequence[Attendee]
    best: Asked
    minimum: Asked
    questions: Sequence[tuple[str, Sequence[str]]]
    risks: Sequence[tuple[str, str]]
    points: Sequence[str]
    preparation: Sequence[str]
    material: Sequence[str]
    insights: Sequence[Insight]
    commitments: Sequence[Commitment]
    wishes: Sequence[Wish]

    @property
    def waiting(self) -> list[Wish]:
        """What the customer wished and nobody answered."""
        return [one for one in self.wishes if one.answered_at is None]

    @property
    def has_plan(self) -> bool:
        return has_plan(self.call)


def card_of(call: Call, *, user: User, now: datetime) -> Card:
    """The card of a call. A fixed number of queries."""
    attendees = attendees_of(call)
    contacts = [one.contact for one in attendees if one.contact is not None]
    return Card(
        call=call,
        headline=headline_of(call, now=now),
        missing=missing_of(call),
        may_edit=can_edit_call(user, call),
        is_over=call.is_over(now),
        there=_clock_there(call),
        portraits=portraits_of(call, contacts),
        colleagues=[one for one in attendees if one.user is not None],
        best=Asked(call.best, verdict_on(call.best)),
        minimum=Asked(call.minimum, verdict_on(call.minimum)),
        questions=[(name, found) for name in QUESTIONS if (found := lines_of(getattr(call, name)))],
        risks=risks_of(call),
        points=lines_of(call.points),
        preparation=lines_of(call.preparation),
        material=lines_of(call.material),
        insights=list(call.insights.order_by("pk")),
        commitments=list(call.commitments.select_related("contact", "action").order_by("side", "pk")),
        wishes=list(call.wishes.select_related("answered_by").order_by("-at", "-pk")[:50]),
    )


def _clock_there(call: Call) -> str:
    here, there = timezone.localtime(call.starts_at), call.local_start
    return "" if here.utcoffset() == there.utcoffset() else f"{there:%H:%M}"


def risks_of(call: Call) -> list[tuple[str, str]]:
    """What could go wrong beside what we do then, line by line."""
    risks, answers = call.risks.splitlines(), call.answers.splitlines()
    longer = max(len(risks), len(answers))
    pairs = zip(risks + [""] * (longer - len(risks)), answers + [""] * (longer - len(answers)), strict=True)
    return [(risk.strip(), answer.strip()) for risk, answer in pairs if risk.strip() or answer.strip()]
