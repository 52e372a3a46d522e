"""Who is meant by @Name in a comment: somebody who can see its subject, or nobody."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from trimtab.collaboration.subjects import can_see
from trimtab.people.models import User

# Not inside an e-mail address: nothing that is part of a word stands in front of the sign.
SIGN = re.compile(r"(?<![\w.@/-])@(?=\w)")
WORD = re.compile(r"[\w.+'’-]+(?:@[\w.-]+)?")
NUMBER = re.compile(r" #(\d{1,18})\b")
MOST_WORDS = 4
MOST_MENTIONS = 30
MOST_ALIKE = 50  # people whose names begin alike, of whom each one's sight is asked
PROPOSED = 8


@dataclass(frozen=True)
class Mentions:
    """`told`: the text that means somebody → the person. `unknown`: names that nobody has who can see the subject.

    `several`: names that more than one of them has, each with what to write instead.
    """

    told: dict[str, User]
    unknown: list[str]
    several: list[tuple[str, list[str]]]


def mentions_in(text: str, *, kind: str, subject_id: int) -> Mentions:
    """Who is meant in the text. Whoever cannot see the subject is as unknown as somebody who does not exist."""
    found = Mentions({}, [], [])
    for candidates in list(_candidates(text))[:MOST_MENTIONS]:
        meant, people = _longest_known(candidates, kind, subject_id)
        if len(people) == 1:
            found.told[f"@{meant}"] = people[0]
        elif people:
            found.several.append((meant, [f"@{one.name} #{one.pk}" for one in people]))
        elif candidates[-1] not in found.unknown:
            found.unknown.append(candidates[-1])
    return found


def people_to_mention(text: str, *, kind: str, subject_id: int, but: User) -> list[User]:
    """Those who can see the subject and whose name begins with the text; few, for proposals while typing."""
    text = text.strip()
    if not text or len(text) > 100:
        return []
    named = User.objects.filter(is_active=True, name__istartswith=text).exclude(pk=but.pk).select_related("team")
    seeing = (one for one in named.order_by("name", "pk")[: PROPOSED * 3] if can_see(one, kind, subject_id))
    return [one for _number, one in zip(range(PROPOSED), seeing, strict=False)]


def _candidates(text: str) -> Iterator[list[str]]:
    """For each sign the names that may follow it, the longest first: 'Ana Keller #12', 'Ana Keller', 'Ana'."""
    for sign in SIGN.finditer(text):
        line = text[sign.end() : sign.end() + 220].splitlines()[0]
        words = list(WORD.finditer(line))[:MOST_WORDS]
        names = [line[: word.end()].rstrip(".'’-+") for word in _together(line, words)]
        numbered = [f"{name} #{number.group(1)}" for name in names if (number := NUMBER.match(line[len(name) :]))]
        if names:
            yield [*numbered, *reversed(names)]


def _together(line: str, words: "list[re.Match[str]]") -> "Iterator[re.Match[str]]":
    """The words from the sign on that stand one space behind each other."""
    for before, word in zip([None, *words], words, strict=False):
        between = line[: word.start()] if before is None else line[before.end() : word.start()]
        if between != ("" if before is None else " "):
            return
        yield word


def _longest_known(candidates: list[str], kind: str, subject_id: int) -> tuple[str, list[User]]:
    """The longest of these names that somebody has who can see the subject, and all who have it."""
    first = candidates[-1]
    named = Q(name__istartswith=first.partition(" ")[0]) | Q(email__iexact=first)
    people = list(User.objects.filter(named, is_active=True).select_related("team").order_by("name", "pk")[:MOST_ALIKE])
    for name in candidates:
        meant = [one for one in people if _has_name(one, name) and can_see(one, kind, subject_id)]
        if meant:
            return name, meant
    return first, []


def _has_name(person: User, name: str) -> bool:
    """Whether the person may be called so: the whole name, its first word, the name with the number, the address."""
    plain, hash_sign, number = name.casefold().rpartition(" #")
    whole = person.name.casefold()
    if hash_sign:
        return whole == plain and number == str(person.pk)
    given = name.casefold()
    return given in (whole, (person.email or "").casefold()) or whole.startswith(f"{given} ")
