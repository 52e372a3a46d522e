"""Whom to win next: the person, why, and what to do, with the way there where a friend can open it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from trimtab.relationships import scores
from trimtab.relationships.models import Influence, Member
from trimtab.relationships.portrait import Face, Portrait
from trimtab.relationships.words import play_for

SHOWN = 5


@dataclass(frozen=True)
class Target:
    """A person to win next. `way`: from a friend of ours to the person; empty where nobody can introduce us."""

    face: Face
    worth: float
    reason: str
    play: str
    way: Sequence[Member]

    @property
    def introduction(self) -> str:
        """Whom to ask for an introduction to whom."""
        if len(self.way) < 2:
            return ""
        first, *between, last = self.way
        words = {"friend": first, "target": last, "between": ", ".join(str(one) for one in between)}
        if between:
            return _("Ask %(friend)s to introduce you to %(target)s, by way of %(between)s.") % words
        return _("Ask %(friend)s to introduce you to %(target)s.") % words


def targets_of(portrait: Portrait, *, at_most: int = SHOWN) -> list[Target]:
    """The people most worth a move, most worth first."""
    ways = scores.introductions(portrait.people, portrait.ties)
    access = scores.with_access(portrait.people, portrait.ties)
    found = scores.targets(portrait.people, portrait.ties)[:at_most]
    return [
        _target(portrait, portrait.by_key[one.key], worth, ways.get(one.key, ()), access.get(one.key, ()))
        for one, worth in found
    ]


def _target(portrait: Portrait, face: Face, worth: float, way: Sequence[int], friends: Sequence[int]) -> Target:
    member = face.member
    return Target(
        face=face,
        worth=worth,
        reason=_reason(member, [portrait.by_key[key].member for key in friends]),
        play=str(play_for(member.influence, member.support)),
        way=[portrait.by_key[key].member for key in way],
    )


def _reason(member: Member, friends: Sequence[Member]) -> str:
    """Why this person: influence, what is missing in support and in contact, and who has the person's ear."""
    parts = [
        _("belongs to the inner circle")
        if member.influence == Influence.INNER
        else str(member.words("influence")).lower(),
        str(member.words("support")).lower() or _("support not judged"),
        str(member.words("coverage")).lower() or _("contact not judged"),
    ]
    if friends:
        parts.append(_("%(friend)s has this person's ear") % {"friend": friends[0]})
    return ", ".join(parts)
