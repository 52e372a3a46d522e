"""Reading cadences, who is in them, what a contact got, and what nights counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from trimtab.accounts.models import Contact
from trimtab.cadences.hazard import MOST, Row, Stop, rows_of
from trimtab.cadences.hazard import Count as Attempts
from trimtab.cadences.models import AttemptTally, Cadence, CountedNight, Enrolment, PersonTally, Refusal
from trimtab.cadences.policy import RELATED, visible_enrolments
from trimtab.core.shares import wilson
from trimtab.opportunities.models import Activity
from trimtab.opportunities.queries import visible_activities
from trimtab.people.models import User

SHOWN = 100
PEOPLE = 50
FEWEST_RUNS = 20  # runs that somebody left without an answer, before anything is said of that person
End = Enrolment.End


@dataclass(frozen=True)
class CadenceLine:
    """One cadence: how many contacts are in it, and how those ended who were."""

    cadence: Cadence
    running: int
    ended: int
    answered: int
    refused: int
    answered_ends: tuple[float, float] | None


@dataclass(frozen=True)
class PersonLine:
    """What one person does: runs left without an answer, of them too early; attempts, of them too late."""

    person: User
    left: int
    early: int
    early_ends: tuple[float, float] | None
    attempts: int
    late: int | None

    @property
    def is_enough(self) -> bool:
        return self.left >= FEWEST_RUNS


def due_of(user: User, people: "QuerySet[User]") -> list[Enrolment]:
    """What those people follow up, the next attempt first. One query."""
    found = visible_enrolments(user).filter(ended_at=None, person__in=people).select_related(*RELATED)
    return list(found.order_by("next_on", "pk")[: SHOWN + 1])


def cadence_lines() -> list[CadenceLine]:
    """All cadences by name, archived ones last. One query."""
    answered = Q(enrolments__ended_because__in=(End.REPLY, End.MEETING))
    refused = Q(enrolments__ended_because__in=(End.OPT_OUT, End.COMPLAINT))
    found = Cadence.objects.annotate(
        running=Count("enrolments", filter=Q(enrolments__isnull=False, enrolments__ended_at=None)),
        ended=Count("enrolments", filter=Q(enrolments__ended_at__isnull=False)),
        answered=Count("enrolments", filter=answered),
        refused=Count("enrolments", filter=refused),
    )
    lines = [
        CadenceLine(
            one,
            one.running,
            one.ended,
            one.answered,
            one.refused,
            wilson(one.answered, one.ended) if one.ended else None,
        )
        for one in found.order_by("name", "pk")[:SHOWN]
    ]
    return sorted(lines, key=lambda line: line.cadence.archived_at is not None)


def enrolments_of(user: User, cadence: Cadence) -> list[Enrolment]:
    """Those of a cadence that the user sees, running ones first. One query."""
    found = visible_enrolments(user).filter(cadence=cadence).select_related(*RELATED)
    return list(found.order_by("ended_at", "-started_at", "-pk")[:SHOWN])


def got_by(user: User, contact: Contact) -> list[Activity]:
    """What was sent to, heard from and done with a contact, newest first, as far as the user sees it. One query."""
    found = visible_activities(user).current().filter(parties__contact=contact).distinct()
    found = found.select_related("user", "opportunity", "touch__enrolment__cadence")
    return list(found.order_by("-at", "-pk")[:SHOWN])


def enrolments_with(contact: Contact) -> list[Enrolment]:
    """How a contact was followed up, newest first. One query."""
    return list(Enrolment.objects.filter(contact=contact).select_related(*RELATED).order_by("-started_at", "-pk")[:50])


def refusals_of(contact: Contact) -> list[Refusal]:
    """What a contact refused, newest first. One query."""
    return list(Refusal.objects.filter(contact=contact).select_related("by", "lifted_by").order_by("-at", "-pk")[:50])


def latest_night() -> CountedNight | None:
    """The newest count."""
    return CountedNight.objects.order_by("-at").first()


def hazards(night: CountedNight, *, channel: str, segment: str | None) -> list[Row]:
    """The hazards of a channel and a segment; empty and None: of all. One query."""
    found = AttemptTally.objects.filter(night=night)
    found = found.filter(channel=channel) if channel else found
    found = found if segment is None else found.filter(segment=segment)
    sums = found.order_by("number").values_list("number").annotate(Sum("at_risk"), Sum("replies"), Sum("refusals"))
    return rows_of([Attempts(*row) for row in sums])


def segments_of(night: CountedNight) -> list[str]:
    """The segments of which something was counted. One query."""
    found = AttemptTally.objects.filter(night=night).order_by("segment").values_list("segment", flat=True)
    return list(found.distinct()[:SHOWN])


def person_lines(night: CountedNight, people: "QuerySet[User]", stop: Stop) -> list[PersonLine]:
    """Who gives up early or goes on too long, those with most runs first. One query.

    Early: before what even the careful reading advises; late: after what the hopeful one does, where that is known.
    """
    is_known = stop.hopeful < min(stop.judged, MOST)
    sums = PersonTally.objects.filter(night=night, person__in=people).values("person").order_by()
    sums = sums.annotate(
        left=Sum("given_up"),
        early=Sum("given_up", filter=Q(number__lt=stop.careful)),
        made=Sum("attempts"),
        late=Sum("attempts", filter=Q(number__gt=stop.hopeful)),
    )
    found = list(sums.order_by("-left", "person")[:PEOPLE])
    names = User.objects.in_bulk([one["person"] for one in found])
    return [
        PersonLine(
            names[one["person"]],
            one["left"],
            one["early"] or 0,
            _share(one["early"] or 0, one["left"]),
            one["made"],
            (one["late"] or 0) if is_known else None,
        )
        for one in found
    ]


def _share(some: int, every: int) -> tuple[float, float] | None:
    return wilson(some, every) if every else None


def attempts_ahead(enrolments: Sequence[Enrolment], today: date) -> Mapping[str, int]:
    """How many are due, and how many run."""
    due = sum(one.next_on is not None and one.next_on <= today for one in enrolments)
    return {"due": due, "running": len(enrolments)}
