"""What the palette offers beside records: places to go to and things to do. `config.commands` lists them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from trimtab.search.words import mistypings, words_of


@dataclass(frozen=True)
class Command:
    """A place to go to, or something to do.

    Args:
        label: what is shown. words: what else people call it.
        url: where it leads, or where `fields` are posted; those that write more than a preference lead to a form.
        keys: the keys that do the same, to be learnt by the way.
    """

    label: str
    url: str
    words: str = ""
    fields: Mapping[str, str] | None = None
    keys: str = ""

    @property
    def is_posted(self) -> bool:
        return self.fields is not None


@dataclass(frozen=True)
class Verb:
    """Something to do with a record that is typed after it: "log acme turbines". `label` holds %(name)s.

    Args:
        words: what it is called; the first word that is typed must begin one of them.
        kind: of which records, a value of `Kind`.
        address: name of the address that takes the record's id. anchor: the place on that page.
    """

    label: str
    words: str
    kind: int
    address: str
    anchor: str = ""


@dataclass(frozen=True)
class Commands:
    """All that is offered to one person on one page."""

    places: Sequence[Command] = field(default=())
    deeds: Sequence[Command] = field(default=())
    verbs: Sequence[Verb] = field(default=())


def meant(commands: Iterable[Command], text: str, *, limit: int) -> list[Command]:
    """The commands that the text can mean, best first: by the beginnings of their words, or by their initials."""
    typed = words_of(text)
    if not typed:
        return []
    scored = [(_closeness(command, typed), command) for command in commands]
    found = sorted((pair for pair in scored if pair[0] > 0), key=lambda pair: -pair[0])
    return [command for _score, command in found[:limit]]


def verb_of(verbs: Iterable[Verb], text: str) -> tuple[list[Verb], str]:
    """The verbs that the first word begins, and the rest: the record."""
    first, _blank, rest = text.strip().partition(" ")
    begun = words_of(first)
    if not rest.strip() or len(begun) != 1 or len(begun[0]) < 2:
        return [], ""
    return [verb for verb in verbs if any(word.startswith(begun[0]) for word in words_of(verb.words))], rest


def _closeness(command: Command, typed: Sequence[str]) -> float:
    label, more = words_of(str(command.label)), words_of(str(command.words))
    if len(typed) == 1 and "".join(word[0] for word in label).startswith(typed[0]) and len(typed[0]) > 1:
        return 0.9
    met = [max(_met(one, label), 0.8 * _met(one, more)) for one in typed]
    if min(met) == 0:
        return 0
    starts = 0.1 if label[0].startswith(typed[0]) else 0
    return sum(met) / len(met) + starts


def _met(typed: str, words: Sequence[str]) -> float:
    if any(word.startswith(typed) for word in words):
        return 1
    return 0.6 if len(typed) > 3 and any(mistypings(typed, word) < 2 for word in words) else 0
