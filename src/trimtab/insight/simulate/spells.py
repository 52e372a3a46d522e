"""Who was awake or silent in which weeks: the latent course of every opportunity, made of the journal."""

from dataclasses import dataclass

import numpy as np

from trimtab.insight.simulate.arrays import Integers
from trimtab.insight.simulate.journal import REVIVED, VANISHED, Journal
from trimtab.insight.simulate.parameters import WON
from trimtab.insight.simulate.world import STAGE

GONE, AWAKE, SILENT = range(3)


@dataclass(frozen=True)
class Spells:
    """Stretches of weeks in which an opportunity was open, by opportunity and time; `until` is the first week after."""

    opportunity: Integers
    start: Integers
    until: Integers
    state: Integers

    def part(self, first: int, last: int) -> "Spells":
        """Return the spells of the opportunities from `first` up to `last`."""
        rows = slice(*np.searchsorted(self.opportunity, [first, last]).tolist())
        return Spells(self.opportunity[rows], self.start[rows], self.until[rows], self.state[rows])

    def weeks(self) -> tuple[Integers, Integers]:
        """Return (row of the spell, week) for each week of each spell."""
        length = self.until - self.start
        row = np.repeat(np.arange(len(length)), length)
        place = np.arange(len(row)) - np.repeat(length.cumsum() - length, length)
        return row, self.start[row] + place


def to_spells(events: Journal, *, born: Integers, weeks: int) -> Spells:
    """Return the spells of all opportunities; what changes in a week holds from the next one on."""
    turns = events.of(STAGE, VANISHED, REVIVED)
    is_closing = (turns.kind == STAGE) & (turns.value >= WON)
    after = np.where(is_closing, GONE, np.where(turns.kind == VANISHED, SILENT, AWAKE))
    opportunity = np.concatenate([np.arange(len(born)), turns.opportunity])
    week = np.concatenate([born, turns.week]) + 1
    state = np.concatenate([np.full(len(born), AWAKE), after])
    # Closing comes last where two things are noted in one week.
    order = np.argsort((opportunity * 10_000 + week) * 4 + np.where(state == GONE, 3, 0), kind="stable")
    opportunity, week, state = opportunity[order], week[order], state[order]
    until = np.append(week[1:], weeks)
    until[np.append(opportunity[1:] != opportunity[:-1], True)] = weeks
    keeps = (state != GONE) & (until > week)
    return Spells(opportunity[keeps], week[keeps], until[keeps], state[keeps])
