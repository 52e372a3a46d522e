"""Which of the entries that match is meant: how well the typed words are met, and how much else the name says."""

from collections.abc import Sequence
from dataclasses import dataclass

from trimtab.search.models import SearchEntry
from trimtab.search.words import CONTEXT, KIND, SIZE, mistypings

# By kind, where two names are met equally well.
LIKELY = {1: 0.03, 2: 0.02, 3: 0.01, 4: 0.0}
OF_CONTEXT = 0.6  # a word of the account's name, of an address, of an id counts less than one of the record's own name
WHOLE, BEGINNING, MISTYPED, MISTYPED_BEGINNING = 1.0, 0.85, 0.7, 0.55
MARKS = KIND + SIZE


@dataclass(frozen=True)
class Found:
    """One record, and how well it was met."""

    kind: int
    record_id: int
    score: float


def ranked(entries: dict[int, str], typed: Sequence[str]) -> list[Found]:
    """The entries that meet every typed word, best first; of equals the newest."""
    found = []
    for pk, words in entries.items():
        kind, record_id = pk >> SearchEntry.KIND_SHIFT, pk & ((1 << SearchEntry.KIND_SHIFT) - 1)
        score = _score(words, typed)
        if score > 0:
            found.append(Found(kind, record_id, score + LIKELY[kind]))
    return sorted(found, key=lambda one: (-one.score, -one.record_id))


def _score(words: str, typed: Sequence[str]) -> float:
    named, around = _parts(words)
    if named == list(typed):
        return 2
    met, used = 0.0, set[str]()
    for word in typed:
        value, by = _best(word, named, around)
        if value == 0:
            return 0
        met += value
        used.add(by)
    # The fewer words of the name were left out, the likelier it is meant; the beginning of a name is typed first.
    left = sum(1 for word in named if word not in used) / max(len(named), 1)
    starts = 0.05 if named and _value(typed[0], named[0]) > 0 else 0
    return met / len(typed) - 0.15 * left + starts


def _parts(words: str) -> tuple[list[str], list[str]]:
    named: list[str] = []
    around: list[str] = []
    for word in words.split(" "):
        if word[-1] == CONTEXT:
            around.append(word[:-1])
        elif word[0] in MARKS:
            break
        else:
            named.append(word)
    return named, around


def _best(typed: str, named: Sequence[str], around: Sequence[str]) -> tuple[float, str]:
    """How well the word is met, and by which one of the name."""
    best, by = 0.0, ""
    for word in named:
        value = _value(typed, word)
        if value > best:
            best, by = value, word
    for word in around:
        value = OF_CONTEXT * _value(typed, word)
        if value > best:
            best, by = value, ""
    return best, by


def _value(typed: str, word: str) -> float:
    if word == typed:
        return WHOLE
    if word.startswith(typed):
        return BEGINNING
    if len(typed) < 4 or mistypings(typed, word) > 1:
        return 0
    return MISTYPED if abs(len(word) - len(typed)) < 2 else MISTYPED_BEGINNING
