"""A map as it is shown: each person with what is judged, how sure that is, and whether it has faded."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from django.db.models import F
from django.utils.translation import gettext as _

from trimtab.evidence.fading import Standing, standing
from trimtab.evidence.models import Evidence
from trimtab.evidence.queries import evidence_of
from trimtab.people.models import User
from trimtab.relationships import scores
from trimtab.relationships.closeness import Closeness, closeness, proposed_coverage
from trimtab.relationships.feed import NO_FEED, Feed, feed_of, ids_of, touches_with
from trimtab.relationships.models import Coverage, Judgement, Line, Member, PeopleMap, TeamRelation
from trimtab.relationships.queries import as_people, as_ties, lines_among, members_of
from trimtab.web import formats

GOOD_BALANCE = 0.25
CONFIRMED_SHARE = 0.5


@dataclass(frozen=True)
class View:
    """Who judged it last, and when."""

    at: datetime
    by: str


@dataclass(frozen=True)
class Mark:
    """One attribute of one person: its value, what stands behind it, and how long ago it was confirmed.

    `light`: good, warn, bad or quiet. Opinion alone never makes it good.
    """

    attribute: str
    label: str
    value: str
    light: str
    standing: Standing
    is_seen: bool  # recorded activities bear a stated coverage out
    confirmed_on: date | None
    is_stale: bool
    view: View | None

    @property
    def words(self) -> str:
        """The value in words; empty where it was not judged."""
        return Member.in_words(self.attribute, self.value)

    @property
    def is_confirmed(self) -> bool:
        return self.standing.is_confirmed

    @property
    def basis(self) -> str:
        """What it rests on, in a few words."""
        words = self._source
        return f"{words}; {_('not confirmed in 90 days')}" if self.is_stale else words

    @property
    def _source(self) -> str:
        latest = self.standing.latest
        if latest is None and self.is_seen:
            return _("borne out by activities")
        if latest is None:
            by = self.view.by if self.view else formats.unknown()
            when = formats.day(self.view.at) if self.view else formats.unknown()
            return _("view of %(person)s, %(day)s") % {"person": by, "day": when}
        words = {"kind": latest.get_kind_display().lower(), "day": formats.day(latest.happened_on)}
        return (
            _("%(kind)s, %(day)s, faded") % words if self.standing.state == "faded" else _("%(kind)s, %(day)s") % words
        )


@dataclass
class Face:
    """One person of the map."""

    member: Member
    marks: Sequence[Mark]
    closeness: Closeness | None
    proposal: str  # of coverage, from activities; empty where there is no contact to look for
    relations: Sequence[TeamRelation] = ()
    manager: Member | None = None
    ties: list[tuple[Line, Member, bool]] = field(default_factory=list)  # the other end, and whether it begins here

    @property
    def key(self) -> int:
        return self.member.pk

    @property
    def gap(self) -> int:
        """The largest number of rungs that one of us lacks."""
        return max((scores.relationship_gap(one.current, one.desired) for one in self.relations), default=0)

    @property
    def proposal_words(self) -> str:
        return str(Coverage(self.proposal).label) if self.proposal else ""

    @property
    def is_proposal_other(self) -> bool:
        """Whether activities speak for another coverage than the one that is stated."""
        stated = self.member.coverage
        return self.proposal not in {"", stated} and not (
            self.proposal == Coverage.UNKNOWN and stated in {"", Coverage.NONE}
        )


@dataclass(frozen=True)
class Portrait:
    """A whole map on a day."""

    map: PeopleMap
    faces: Sequence[Face]
    lines: Sequence[Line]
    feed: Feed

    @cached_property
    def by_key(self) -> Mapping[int, Face]:
        return {face.key: face for face in self.faces}

    @cached_property
    def people(self) -> list[scores.Person]:
        return as_people(face.member for face in self.faces)

    @cached_property
    def ties(self) -> list[scores.Tie]:
        return as_ties(self.lines)

    @cached_property
    def balance(self) -> scores.Share:
        return scores.support_balance(self.people)

    @cached_property
    def coverage(self) -> scores.Share:
        return scores.coverage_index(self.people)

    @cached_property
    def gap(self) -> int:
        gaps = {face.key: [face.gap] for face in self.faces}
        return scores.account_gap(gaps, key_players=[face.key for face in self.key_faces])

    @cached_property
    def key_faces(self) -> list[Face]:
        return [face for face in self.faces if face.member.is_key_player]

    @cached_property
    def confirmed_share(self) -> float:
        """Of the influence whose support is judged, the share where evidence confirms it."""
        judged = [
            (scores.INFLUENCE[face.member.influence], mark.is_confirmed)
            for face in self.faces
            for mark in face.marks
            if mark.attribute == "support" and mark.value and face.member.influence
        ]
        return sum(weight for weight, is_sure in judged if is_sure) / max(sum(weight for weight, _ in judged), 1)

    @cached_property
    def light(self) -> str:
        """good, warn, bad, or quiet where nothing is judged. Half of the support must be confirmed to be good."""
        if self.balance.value is None:
            return "quiet"
        if self.balance.value < 0:
            return "bad"
        is_good = self.balance.value >= GOOD_BALANCE and self.confirmed_share >= CONFIRMED_SHARE
        return "good" if is_good else "warn"

    @cached_property
    def is_capped(self) -> bool:
        """Whether the balance would be good if it rested on evidence."""
        return self.light == "warn" and (self.balance.value or 0) >= GOOD_BALANCE


def portrait_of(shown: PeopleMap, *, user: User, now: datetime, today: date, with_activities: bool = True) -> Portrait:
    """The map with everything that is shown of it. The number of queries does not depend on the number of people.

    Args:
        with_activities: whether to look what recorded activities say of contact.
    """
    members = members_of(shown)
    lines = lines_among(members)
    feed = feed_of(shown.customer, now=now) if with_activities else NO_FEED
    contacts = ids_of(one.contact_id for one in members)
    touches = touches_with(contacts, user=user, now=now) if with_activities else {}
    relations = _relations(contacts)
    found = {pk: closeness(touches.get(pk, ()), at=now) for pk in contacts}
    proposals = {pk: proposed_coverage(one, is_complete=feed.is_complete) for pk, one in found.items()}
    marks = marks_of(shown, members, today=today, proposals=proposals)
    faces = [
        Face(one, marks[one.pk], found.get(one.contact_id or 0), proposals.get(one.contact_id or 0, ""))
        for one in members
    ]
    for face in faces:
        face.relations = relations.get(face.member.contact_id or 0, ())
    _tie(faces, lines)
    return Portrait(shown, faces, lines, feed)


def marks_of(
    shown: PeopleMap, members: Sequence[Member], *, today: date, proposals: Mapping[int, str]
) -> Mapping[int, list[Mark]]:
    """The attributes of each person. Two queries.

    Args:
        proposals: the coverage that activities speak for, by contact.
    """
    ids = [one.pk for one in members]
    evidence = evidence_of("map_member", ids, with_people=False)
    rows = Judgement.objects.filter(member__in=ids).order_by("at", "pk")
    rows_of_views = rows.values_list("member", "attribute", "at", "by__name")
    latest = {(key, attribute): View(at, by or formats.unknown()) for key, attribute, at, by in rows_of_views}
    labels = {attribute: Member.label_of(attribute) for attribute in shown.attributes}
    return {
        one.pk: [
            _mark(
                one,
                attribute,
                latest.get((one.pk, attribute)),
                evidence.get((one.pk, attribute), ()),
                label=labels[attribute],
                today=today,
                proposal=proposals.get(one.contact_id or 0, ""),
            )
            for attribute in shown.attributes
        ]
        for one in members
    }


def _mark(
    member: Member,
    attribute: str,
    view: View | None,
    evidence: Iterable[Evidence],
    *,
    label: str,
    today: date,
    proposal: str,
) -> Mark:
    value = member.judged(attribute)
    found = standing(evidence, value=value, today=today)
    is_seen = attribute == "coverage" and bool(value) and _covers(proposal, value)
    days = [view.at.date()] if view and value else []
    days += [found.latest.happened_on] if found.latest else []
    days += [today] if is_seen else []
    confirmed_on = max(days, default=None)
    return Mark(
        attribute=attribute,
        label=label,
        value=value,
        light=_light(attribute, value, is_sure=found.is_confirmed or is_seen, is_key=member.is_key_player),
        standing=found,
        is_seen=is_seen,
        confirmed_on=confirmed_on,
        is_stale=bool(value) and scores.is_stale(confirmed_on, today=today),
        view=view,
    )


def _covers(proposal: str, stated: str) -> bool:
    """Whether recorded activities bear the stated contact out."""
    return 0 < scores.COVERAGE[stated] <= scores.COVERAGE.get(proposal, 0)


def _light(attribute: str, value: str, *, is_sure: bool, is_key: bool) -> str:
    """Good needs evidence; where somebody is against us, or nobody talks to a key player, it is bad."""
    if attribute == "support" and value:
        if value in scores.AGAINST_US:
            return "bad"
        return "good" if value in scores.FOR_US and is_sure else "warn"
    if attribute == "coverage" and value:
        if scores.COVERAGE[value] == 0:
            return "bad" if is_key else "quiet"
        return "good" if scores.COVERAGE[value] >= scores.KNOWN_WELL and is_sure else "warn"
    return "quiet"


def _relations(contacts: Iterable[int]) -> Mapping[int, list[TeamRelation]]:
    found: dict[int, list[TeamRelation]] = defaultdict(list)
    rows = TeamRelation.objects.filter(contact__in=list(contacts)).select_related("user")
    for one in rows.order_by(F("user__name"), "pk"):
        found[one.contact_id].append(one)
    return found


def _tie(faces: Sequence[Face], lines: Iterable[Line]) -> None:
    by_key = {face.key: face for face in faces}
    for line in lines:
        start, end = by_key[line.start_id], by_key[line.end_id]
        start.ties.append((line, end.member, True))
        end.ties.append((line, start.member, False))
        if line.kind == Line.Kind.REPORTS:
            start.manager = end.member
