"""A hostile company: no hazards. Sellers are servers with so many hours a week, opportunities wait for them.

Each stage asks for some units of work. A seller works on what looks largest and furthest, until the week is over. Work
done moves an opportunity on; what waits too long cools down and leaves; the last stage is a contest with a competitor.
So a colleague's good week, a full desk or a large neighbour decide what happens to an opportunity.
"""

from dataclasses import dataclass

import numpy as np

from trimtab.insight.simulate.arrays import Flags, Integers
from trimtab.insight.simulate.parameters import LOST, WON
from trimtab.insight.simulate.pipeline import Pipeline

_UNITS_A_WEEK = 6
_WORK = np.array([1.6, 2.2, 2.6, 2.8, 3.4])
_SEGMENT_WORK = np.array([0.7, 1.0, 1.5])
# Chances at the end of a stage's work to fail a test, and weekly ones to leave while waiting.
_FAILS = np.array([0.24, 0.21, 0.18, 0.14])
_PATIENCE = 0.030
_SILENT_CLOSED = 0.09
_CONTEST = -0.05


@dataclass
class QueuePipeline(Pipeline):
    """The same company and the same record-keeping, moved by work and waiting."""

    def _compete(self, rows: Integers, *, week: int) -> None:
        awake, silent = rows[~self.state.silent[rows]], rows[self.state.silent[rows]]
        served = self._served(awake)
        self.state.idle[awake] = np.where(served, 0, self.state.idle[awake] + 1)
        self.state.work[awake[served]] -= 0.5 + self.chance.uniform(awake)[served]
        done = awake[self.state.work[awake] <= 0]
        self._finish(done, week=week)
        self._lose_patience(awake[self.state.work[awake] > 0], week=week)
        gives_up = self.chance.uniform(silent) < _SILENT_CLOSED
        self._close(silent[gives_up], week=week, stage=LOST)

    def _served(self, rows: Integers) -> Flags:
        """Whether each is among those that its seller has time for this week."""
        state = self.state
        worth = np.log(state.amount[rows]) + 0.5 * state.stage[rows] + 0.7 * self.chance.normal(rows)
        order = np.lexsort((-worth, state.owner[rows]))
        owner = state.owner[rows][order]
        starts = np.flatnonzero(np.append(True, owner[1:] != owner[:-1])[: len(owner)])
        place = np.arange(len(owner)) - np.repeat(starts, np.diff(np.append(starts, len(owner))))
        served = np.zeros(len(rows), dtype=np.bool_)
        served[order] = place < _UNITS_A_WEEK
        return served

    def _finish(self, rows: Integers, *, week: int) -> None:
        """What is done moves on, or fails; in the last stage the better offer wins."""
        state, does = self.state, self.parameters.effects
        is_last = state.stage[rows] == WON - 1
        many, budget = np.log2(state.contacts[rows]), state.budget[rows]
        skill, quality = self._skill(rows), state.quality[rows]
        own_week, team = week + state.ahead[rows], self.staff.users.team[state.owner[rows]]
        offer = _CONTEST + 0.45 * quality + 0.55 * skill + does.contacts_on_win * many + does.budget_on_win * budget
        offer += self.on_win[own_week, team] - self.on_lose[own_week, team]
        wins = (offer + self.chance.normal(rows) > 0) & (self.chance.uniform(rows) >= self.diverted[own_week, team])
        fails = _FAILS[np.minimum(state.stage[rows], len(_FAILS) - 1)] * np.exp(-0.35 * quality - 0.2 * skill)
        falls = self.chance.uniform(rows) < fails
        self._close(rows[is_last & wins], week=week, stage=WON)
        self._close(rows[(is_last & ~wins) | (~is_last & falls)], week=week, stage=LOST)
        onward = rows[~is_last & ~falls]
        self._advance(onward, week=week, by=1)
        self._load(onward)

    def _lose_patience(self, rows: Integers, *, week: int) -> None:
        does, state = self.parameters.effects, self.state
        cools = _PATIENCE * (1 + state.idle[rows]) ** 0.6
        cools = cools * np.exp(does.contacts_on_vanish * np.log2(state.contacts[rows]) - 0.2 * state.quality[rows])
        self._vanish(rows[self.chance.uniform(rows) < cools], week=week)

    def _load(self, rows: Integers) -> None:
        """Put the work of the stage on the desk."""
        state = self.state
        stage = np.minimum(state.stage[rows], WON - 1)
        state.work[rows] = _WORK[stage] * _SEGMENT_WORK[state.segment[rows]] * (0.5 + self.chance.uniform(rows))

    def _begin(self, rows: Integers, *, week: int) -> None:
        self._load(rows)

    def _open_again(self, rows: Integers, *, week: int) -> None:
        super()._open_again(rows, week=week)
        self.state.idle[rows] = 0
        self._load(rows)
