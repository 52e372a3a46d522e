"""Counting all attempts of a year anew, at night."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import Q

from trimtab.cadences.hazard import MOST
from trimtab.cadences.models import AttemptTally, CountedNight, Persistence, PersonTally, Refusal
from trimtab.cadences.runs import Attempt, Happening, What, attempts_in, is_counted
from trimtab.opportunities.models import Activity, ActivityParty
from trimtab.playbook.models import Channel

YEAR = timedelta(days=365)
Kind, Direction, Part = Activity.Kind, Activity.Direction, ActivityParty.Part
CHANNELS = {Kind.CALL: Channel.PHONE, Kind.EMAIL: Channel.EMAIL}
# Of the parties: whom an attempt went to, and who answered. Systems name the contact of an activity as the one it is
# to, whichever way it went: of what came in, that is whom it came from.
ADDRESSED, ANSWERED = (Part.TO, Part.ATTENDED), (Part.FROM, Part.ATTENDED, Part.TO)
LATER = MOST + 1  # the row of all later attempts


@dataclass(frozen=True)
class Dealing:
    """One activity with one contact, or with nobody named."""

    at: datetime
    kind: str
    direction: str
    user: int | None
    contact: int | None
    part: str
    touched_by: str

    @property
    def channel(self) -> str:
        """Of an attempt; empty: it is none."""
        is_out = self.direction == Direction.OUT or (self.direction == Direction.MUTUAL and self.kind == Kind.CALL)
        if not is_out or (self.contact is not None and self.part not in ADDRESSED):
            return ""
        return self.touched_by or CHANNELS.get(Kind(self.kind), "")

    @property
    def is_answer(self) -> bool:
        """Something came from them, or one talked together."""
        if self.contact is not None and self.part not in ANSWERED:
            return False
        together = self.direction == Direction.MUTUAL and self.kind in (Kind.MEETING, Kind.CALL)
        return self.direction == Direction.IN or together


@dataclass
class Counts:
    """What is summed over all contacts."""

    tallies: dict[tuple[str, str, int], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))
    people: dict[tuple[int, int], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    attempts: int = 0
    too_young: int = 0

    def add(self, attempt: Attempt, *, segment: str, now: datetime, wait: timedelta) -> None:
        """Count one attempt, if its time is over."""
        if not is_counted(attempt, now=now, wait=wait):
            self.too_young += attempt.came != "closed"
            return
        self.attempts += 1
        number = min(attempt.number, LATER)
        counts = self.tallies[attempt.channel, segment, number]
        counts[0] += 1
        counts[1] += attempt.came == "reply"
        counts[2] += attempt.came == "refusal"
        if attempt.person is not None:
            mine = self.people[attempt.person, number]
            mine[0] += 1
            mine[1] += attempt.came == "given_up"


def count_attempts(*, now: datetime) -> int:
    """Count the attempts of the year behind us by number, channel, segment and person; how many were counted."""
    wait = timedelta(days=Persistence.get().wait_days)
    since, counts = now - YEAR, Counts()
    for segment, dealings, closed_at, refused in _pursuits(since - wait, now):
        for happenings in happenings_of(dealings, closed_at=closed_at, refused=refused):
            for attempt in attempts_in(happenings, now=now, wait=wait):
                # A run that began before may have begun earlier still: its numbers would be wrong.
                if attempt.run_began >= since:
                    counts.add(attempt, segment=segment, now=now, wait=wait)
    _keep(counts, since=since, wait=wait, now=now)
    return counts.attempts


def happenings_of(
    dealings: Iterable[Dealing], *, closed_at: datetime | None, refused: dict[int, list[datetime]]
) -> Iterator[list[Happening]]:
    """What happened, contact by contact, of one opportunity or account; an answer of nobody named counts for all."""
    by_contact: dict[int | None, list[Happening]] = defaultdict(list)
    for_all: list[Happening] = [Happening(closed_at, What.CLOSED)] if closed_at else []
    for one in dealings:
        if one.channel:
            attempt = Happening(one.at, What.ATTEMPT, one.channel, one.user)
            by_contact[one.contact].append(attempt)
        if one.is_answer:
            (by_contact[one.contact] if one.contact is not None else for_all).append(Happening(one.at, What.REPLY))
    for contact, happenings in by_contact.items():
        gone = [Happening(at, What.REFUSAL) for at in refused.get(contact or 0, ())]
        yield [*happenings, *for_all, *gone]


def _pursuits(
    since: datetime, now: datetime
) -> Iterator[tuple[str, list[Dealing], datetime | None, dict[int, list[datetime]]]]:
    """Segment, what happened, and when it was closed: opportunity by opportunity, then account by account."""
    refused: dict[int, list[datetime]] = defaultdict(list)
    for contact, at in Refusal.objects.filter(at__gte=since).values_list("contact", "at"):
        refused[contact].append(at)
    found = Activity.objects.current().filter(at__gte=since, at__lte=now)
    found = found.filter(Q(kind__in=[*CHANNELS, Kind.MEETING, Kind.NOTE]))
    columns = ("at", "kind", "direction", "user", "parties__contact", "parties__part", "touch__channel")
    of_deals = found.filter(opportunity__isnull=False).order_by("opportunity", "at", "pk")
    of_accounts = found.filter(opportunity=None, account__isnull=False).order_by("account", "at", "pk")
    for rows, owner in ((of_deals, "opportunity"), (of_accounts, "account")):
        closed = "opportunity__closed_at" if owner == "opportunity" else "archived_at"
        read = rows.values_list(owner, "account__segment", closed, *columns).iterator(chunk_size=5_000)
        for _pk, some in groupby(read, key=lambda row: row[0]):
            every = list(some)
            dealings = [
                Dealing(at, kind, direction, user, contact, part or "", touched or "")
                for _pk, _segment, _closed, at, kind, direction, user, contact, part, touched in every
            ]
            yield every[0][1] or "", dealings, every[0][2], refused


def _keep(counts: Counts, *, since: datetime, wait: timedelta, now: datetime) -> None:
    with transaction.atomic():
        before = list(CountedNight.objects.values_list("pk", flat=True))
        night = CountedNight.objects.create(
            at=now,
            since=since.date(),
            wait_days=wait.days,
            attempts=counts.attempts,
            too_young=counts.too_young,
        )
        AttemptTally.objects.bulk_create(
            (
                AttemptTally(
                    night=night,
                    channel=channel,
                    segment=segment,
                    number=number,
                    at_risk=there,
                    replies=replies,
                    refusals=refusals,
                )
                for (channel, segment, number), (there, replies, refusals) in counts.tallies.items()
            ),
            batch_size=500,
        )
        PersonTally.objects.bulk_create(
            (
                PersonTally(night=night, person_id=person, number=number, attempts=attempts, given_up=given_up)
                for (person, number), (attempts, given_up) in counts.people.items()
            ),
            batch_size=500,
        )
        CountedNight.objects.filter(pk__in=before).delete()
