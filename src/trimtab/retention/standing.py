"""How high somebody stands and in which department, from what is on record of this person.

The fields `seniority` and `function` win; where they are empty, the title says it. Power by rank is a prior for the
worth of a relationship, no judgement of the person: what your people judged on the map of people wins.
"""

import re
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.relationships.models import Influence

# Rank → power, the words of titles that say it (first rank that fits wins), and its name.
RANKS = (
    (
        "chief", 1.0, r"chief|president|owner|founder|managing director|board|c[efiot]o|cxo|partner",
        gettext_lazy("Top management"),
    ),
    ("vp", 0.85, r"vp|vice|svp|evp|executive", gettext_lazy("Vice presidents")),
    ("director", 0.7, r"director|head", gettext_lazy("Directors")),
    ("manager", 0.5, r"manager|lead|leader|principal|senior manager", gettext_lazy("Managers")),
    (
        "staff", 0.3, r"specialist|analyst|engineer|assistant|associate|consultant|staff|developer|clerk|officer|user",
        gettext_lazy("Specialists"),
    ),
)  # fmt: skip
UNKNOWN_POWER = 0.4
JUDGED_POWER: dict[str, float] = {Influence.INNER: 1.0, Influence.POLITICAL: 0.7, Influence.OUTSIDE: 0.2}
RANK_WORDS = re.compile(
    r"\b(chief|president|vice|vp|svp|evp|director|head|manager|lead(er)?|senior|junior|principal|specialist|analyst"
    r"|assistant|associate|officer|of|the|for|and|global|regional|deputy|executive)\b|[,&/-]",
    re.IGNORECASE,
)
SHORT = {
    "ceo": "Management", "cfo": "Finance", "coo": "Operations", "cio": "Technology", "cto": "Technology",
    "cmo": "Marketing", "cso": "Sales", "chro": "People",
}  # fmt: skip
LONGEST_DEPARTMENT = 40


class Person(Protocol):
    """What is on record."""

    title: str
    seniority: str
    function: str


def rank_of(person: Person) -> str:
    """chief, vp, director, manager, staff; empty where nothing says it."""
    for text in (person.seniority, person.title):
        for rank, _power, words, _name in RANKS:
            if text and re.search(rf"\b({words})\b", text, re.IGNORECASE):
                return rank
    return ""


def rank_name(rank: str) -> str:
    """The rank in words."""
    return next((str(name) for key, _power, _words, name in RANKS if key == rank), _("Rank unknown"))


def power_of(person: Person, *, influence: str = "") -> float:
    """From 0.2 to 1: by the influence that somebody judged on the map of people, else by rank."""
    if influence in JUDGED_POWER:
        return JUDGED_POWER[influence]
    rank = rank_of(person)
    return next((power for key, power, _words, _name in RANKS if key == rank), UNKNOWN_POWER)


def department_of(person: Person) -> str:
    """The function, or what the title says of it; empty where nothing does."""
    if person.function:
        return person.function.strip()
    short = SHORT.get(person.title.strip().lower())
    if short:
        return short
    left = " ".join(RANK_WORDS.sub(" ", person.title).split())
    return left[:1].upper() + left[1:] if len(left) <= LONGEST_DEPARTMENT else ""
