"""The processes that ship: their steps, what must be true at the end of each, and what proves it. Own wording.

Keys are never changed or used anew: versions and answers hold them. Texts are in the reader's language until somebody
edits them; then they are the organisation's.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from trimtab.processes.starting_texts import TEXTS

Text = str | Promise
DEFAULT = "seven-steps"


@dataclass(frozen=True)
class StartingMilestone:
    """One milestone that ships. side: ours or theirs."""

    key: str
    side: str = "ours"
    weight: int = 1
    is_mandatory: bool = False


@dataclass(frozen=True)
class StartingStep:
    """One step that ships, with the days it usually takes and its weight for the probability."""

    key: str
    days: int
    weight: int
    milestones: tuple[StartingMilestone, ...]


def _step(key: str, days: int, weight: int, *rows: str) -> StartingStep:
    """Each row is `name side weight`, with a `!` behind where it is mandatory."""
    made = []
    for row in rows:
        name, side, number, *gate = row.split()
        made.append(StartingMilestone(f"{key}-{name}", side, int(number), bool(gate)))
    return StartingStep(key, days, weight, tuple(made))


STARTERS: Mapping[str, tuple[StartingStep, ...]] = {
    DEFAULT: (
        _step("qualify", 10, 1, "fit ours 2 !", "need theirs 3 !", "owner theirs 2", "event theirs 1"),
        _step("meet", 14, 1, "talk theirs 3 !", "goals theirs 2 !", "people theirs 2", "next theirs 1"),
        _step("prove", 30, 2, "criteria theirs 2 !", "tried theirs 3 !", "user theirs 2", "rivals ours 1"),
        _step("agree", 14, 2, "decider theirs 3 !", "worth theirs 3 !", "doing-nothing theirs 1", "path theirs 2"),
        _step("offer", 21, 2, "solution theirs 2 !", "terms theirs 2", "budget theirs 3 !", "sponsor theirs 2"),
        _step("close", 21, 3, "chosen theirs 3 !", "checked theirs 2", "legal theirs 2", "signed theirs 3 !"),
        _step("intake", 14, 1, "handover ours 2 !", "kickoff theirs 2 !", "measure theirs 1"),
    ),
    "complex": (
        _step("recognise", 30, 1, "problem theirs 3 !", "sponsor theirs 3 !", "money theirs 2", "event theirs 2"),
        _step("criteria", 30, 1, "set theirs 3 !", "shaped ours 2", "group theirs 2 !", "process theirs 2"),
        _step("evaluate", 45, 2, "trial theirs 3 !", "results theirs 3 !", "references theirs 1", "users theirs 2"),
        _step("case", 30, 2, "figures theirs 3 !", "owner theirs 2 !", "risk theirs 2", "nothing theirs 1"),
        _step("approve", 30, 3, "board theirs 3 !", "choice theirs 3 !", "plan theirs 2"),
        _step("contract", 45, 3, "security theirs 2", "legal theirs 3 !", "order theirs 2", "signature theirs 3 !"),
        _step("value", 60, 1, "start theirs 2 !", "first theirs 3", "review theirs 1"),
    ),
    "renewal": (
        _step("use", 30, 2, "used theirs 3 !", "results theirs 3 !", "complaints theirs 2"),
        _step("again", 30, 2, "owner theirs 2 !", "goals theirs 2", "rivals ours 1", "changes theirs 1"),
        _step("renew-offer", 21, 2, "scope theirs 2", "price theirs 2 !", "budget theirs 3"),
        _step("renewed", 14, 3, "approved theirs 2 !", "extended theirs 3 !"),
    ),
}


def shipped(key: str, part: str = "text") -> str:
    """A text that ships, in the reader's language; empty: there is none. part: text, proof, role, help or purpose."""
    return str(TEXTS.get(key, {}).get(part, ""))


@dataclass(frozen=True)
class Start:
    """What a process that ships is for, in the reader's language."""

    key: str
    steps: tuple[StartingStep, ...]

    @property
    def purpose(self) -> str:
        return shipped(self.key, "help")

    @property
    def path(self) -> str:
        """Its steps, one after the other."""
        return " → ".join(shipped(one.key) for one in self.steps)

    @property
    def milestones(self) -> int:
        return sum(len(one.milestones) for one in self.steps)

    @property
    def days(self) -> int:
        return sum(one.days for one in self.steps)


def start_of(key: str) -> Start | None:
    """The process of that key that ships, if there is one."""
    return Start(key, STARTERS[key]) if key in STARTERS else None
