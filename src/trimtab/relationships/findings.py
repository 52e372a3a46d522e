"""What is missing on a map, and what changed for the worse: each a sentence with the people that it is about."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.relationships import scores
from trimtab.relationships.models import Influence, Judgement, Line, Member, Role, Support
from trimtab.relationships.portrait import Face, Portrait

DROPPED_WITHIN = 90  # days
NAMED = 4


@dataclass(frozen=True)
class Finding:
    """A gap. `light`: bad, warn or good. `members`: whom it is about."""

    kind: str
    text: str
    light: str
    members: Sequence[Member] = ()


def findings_of(portrait: Portrait, *, now: datetime) -> list[Finding]:
    """What the map lacks, the worst first. One query."""
    found = [*_of_inner_circle(portrait), *_of_key_players(portrait), *_of_sides(portrait), *_of_lines(portrait)]
    found += [*_of_roles(portrait), *_dropped(portrait, now=now), *_of_records(portrait)]
    return sorted(found, key=lambda one: ("bad", "warn", "good").index(one.light))


def names_of(members: Sequence[Member]) -> str:
    """The first names on a list, and how many more."""
    named = ", ".join(str(one) for one in members[:NAMED])
    more = len(members) - NAMED
    return _("%(names)s and %(more)s more") % {"names": named, "more": more} if more > 0 else named


def _of_inner_circle(portrait: Portrait) -> Iterator[Finding]:
    inner = [face.member for face in portrait.faces if face.member.influence == Influence.INNER]
    if not inner and portrait.key_faces:
        yield Finding("no_inner", _("Nobody of the inner circle is named. Find out who decides in the end."), "warn")
    if inner and not any(one.support in scores.FOR_US for one in inner):
        yield Finding("no_sponsor", _("No sponsor: nobody of the inner circle is for us."), "bad", inner)
    enemies = [one for one in inner if one.support == Support.ENEMY]
    if enemies:
        text = _("An enemy in the inner circle: %(names)s.") % {"names": names_of(enemies)}
        yield Finding("inner_enemy", text, "bad", enemies)


def _of_key_players(portrait: Portrait) -> Iterator[Finding]:
    silent = [face.member for face in portrait.key_faces if not scores.COVERAGE.get(face.member.coverage, 0)]
    if silent:
        text = (
            _("Nobody talks to %(names)s, who have a say in the decision.")
            if len(silent) > 1
            else _("Nobody talks to %(names)s, who has a say in the decision.")
        )
        yield Finding("uncovered", text % {"names": names_of(silent)}, "bad", silent)
    if portrait.key_faces and scores.is_single_thread(portrait.people):
        yield Finding("single_thread", _("One thread: fewer than two key players are known well."), "warn")


def _of_sides(portrait: Portrait) -> Iterator[Finding]:
    people, key = portrait.people, [face.member for face in portrait.key_faces]
    if scores.is_outnumbered(people):
        text = _("Those for us are not more than those against us. Let a friend shift the balance.")
        yield Finding("outnumbered", text, "warn")
    if key and not any(one.is_against_us for one in people):
        text = _(
            "Nobody who prefers another way is named. Look for a rival's friends, and for those who would do nothing."
        )
        yield Finding("no_opponent", text, "warn")
    for_us = [one for one in key if one.support in scores.FOR_US]
    deciders = [one for one in for_us if Role.DECIDER in one.roles]
    if deciders and len(for_us) * 2 < len(key):
        text = _("%(names)s is for us, and most key players are not: use this voice to win them.")
        yield Finding("lone_decider", text % {"names": names_of(deciders)}, "warn", deciders)


def _of_lines(portrait: Portrait) -> Iterator[Finding]:
    for line in portrait.lines:
        if line.kind != Line.Kind.CONFLICT:
            continue
        start, end = portrait.by_key[line.start_id].member, portrait.by_key[line.end_id].member
        if start.is_key_player and end.is_key_player:
            names = {"one": start, "other": end}
            text = _("%(one)s and %(other)s are in conflict. Being close to one may cost the other.") % names
            yield Finding("conflict", text, "warn", [start, end])


def _of_roles(portrait: Portrait) -> Iterator[Finding]:
    if portrait.map.opportunity_id is None or not portrait.faces:
        return
    held = {role for face in portrait.faces for role in face.member.roles}
    if Role.DECIDER not in held:
        yield Finding("no_decider", _("No decision maker is named."), "bad")
    if Role.APPROVER not in held:
        yield Finding("no_approver", _("Nobody is named who releases the money."), "warn")


def _dropped(portrait: Portrait, *, now: datetime) -> Iterator[Finding]:
    """Support that was judged lower than before, lately."""
    ids = [face.key for face in portrait.faces]
    since = now - timedelta(days=DROPPED_WITHIN)
    rows = Judgement.objects.filter(member__in=ids, attribute="support", at__gt=since).exclude(old="", value="")
    facts = rows.order_by("at", "pk").values_list("member", "old", "value")
    for key, (old, value) in {key: (old, value) for key, old, value in facts}.items():
        if scores.SUPPORT.get(value, 0) < scores.SUPPORT.get(old, -9) and value:
            member = portrait.by_key[key].member
            words = {"name": member, "old": Support(old).label, "new": Support(value).label}
            text = _("%(name)s went from %(old)s to %(new)s. Ask what happened.") % words
            yield Finding("dropped", text, "bad" if member.is_key_player else "warn", [member])


def _of_records(portrait: Portrait) -> Iterator[Finding]:
    left = [face.member for face in portrait.key_faces if face.member.contact and face.member.contact.left_on]
    if left:
        text = _("%(names)s left the customer. Find out who follows, and where the person went.")
        yield Finding("left", text % {"names": names_of(left)}, "bad", left)
    stale = [face.member for face in portrait.key_faces if any(mark.is_stale for mark in face.marks)]
    if stale:
        text = ngettext(
            "What we think of %(names)s was not confirmed in 90 days.",
            "What we think of %(names)s was not confirmed in 90 days.",
            len(stale),
        )
        yield Finding("stale", text % {"names": names_of(stale)}, "warn", stale)


def faces_of(portrait: Portrait, members: Iterable[Member]) -> list[Face]:
    """The people that a finding is about."""
    return [portrait.by_key[one.pk] for one in members]
