"""When a pilot may stop: rules that are agreed before it begins."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from trimtab.insight.pilots.sequential import Standing


class Advice(StrEnum):
    """What the rules say at a look."""

    GO_ON = "go on"
    HELPS = "helps"
    HARMS = "harms"
    TOO_SMALL = "too small"
    TIME_IS_UP = "time is up"


@dataclass(frozen=True)
class Rules:
    """worth_it: the smallest difference that would be worth rolling out; last_week: the last one planned."""

    worth_it: float
    last_week: int


def advise(standing: Standing | None, *, rules: Rules, week: int) -> Advice:
    """What to do: the first rule that holds. standing None: too little is known."""
    if standing is not None:
        if standing.low > 0:
            return Advice.HELPS
        if standing.high < 0:
            return Advice.HARMS
        if standing.high < rules.worth_it:
            return Advice.TOO_SMALL
    return Advice.TIME_IS_UP if week >= rules.last_week else Advice.GO_ON
