"""A hostile company: no hazards. Opportunities stay in a stage for a heavy-tailed time, then a lot is drawn.

Stays are log-logistic, stretched by a frailty that belongs to the opportunity and that nobody sees. What happens at the
end of a stay does not depend on how long it lasted. So age says much about the opportunity and little about its odds.
"""

from dataclasses import dataclass

import numpy as np

from trimtab.insight.simulate.arrays import Floats, Integers
from trimtab.insight.simulate.parameters import LOST, WON
from trimtab.insight.simulate.pipeline import Pipeline

_SHAPE = 1.7
_FRAILTY = 0.6
# Median weeks in each stage, and in silence, where segment and frailty leave them.
_STAYS = np.array([1.9, 2.0, 2.1, 2.2, 2.9])
_SILENCE = 6.0
_SEGMENT_STRETCH = np.array([0.65, 1.0, 1.5])
# Scores of a lot: to lose and to vanish, against going on at 0; the last stage is harder to leave well.
_LOSE, _VANISH = np.array([-1.3, -1.45, -1.55, -1.6, 0.30]), np.array([-1.35, -1.45, -1.55, -1.7, -0.45])
_REVIVES = 0.15


@dataclass
class HeavyPipeline(Pipeline):
    """The same company and the same record-keeping, moved by stays and lots."""

    def _compete(self, rows: Integers, *, week: int) -> None:
        over = rows[self.state.due[rows] <= week + self.state.ahead[rows]]
        is_silent = self.state.silent[over]
        self._end_stays(over[~is_silent], week=week)
        self._end_silences(over[is_silent], week=week)

    def _end_stays(self, rows: Integers, *, week: int) -> None:
        scores = self._scores(rows, week=week)
        which = (self.chance.uniform(rows) * scores.sum(axis=0) >= scores.cumsum(axis=0)).sum(axis=0)
        goes_on, is_last = which == 0, self.state.stage[rows] == WON - 1
        self._advance(rows[goes_on & ~is_last], week=week, by=1)
        self._close(rows[goes_on & is_last], week=week, stage=WON)
        self._close(rows[which == 1], week=week, stage=LOST)
        self._vanish(rows[which == 2], week=week)
        self._stay(rows[self.state.is_open[rows]], week=week)

    def _scores(self, rows: Integers, *, week: int) -> Floats:
        """Return the scores of going on, losing and vanishing."""
        state, does = self.state, self.parameters.effects
        stage, quality, many = state.stage[rows], state.quality[rows], np.log2(state.contacts[rows])
        own_week, team = week + state.ahead[rows], self.staff.users.team[state.owner[rows]]
        skill, budget = self.staff.skill[state.owner[rows]], state.budget[rows]
        is_last = stage == WON - 1
        good = 0.30 * quality + 0.25 * skill + is_last * (0.35 * skill + self.on_win[own_week, team])
        good += is_last * (does.contacts_on_win * many + does.budget_on_win * budget)
        lose = _LOSE[stage] - 0.20 * quality + does.contacts_on_lose * many + does.budget_on_lose * budget
        lose += self.on_lose[own_week, team]
        vanish = _VANISH[stage] - 0.25 * quality + does.contacts_on_vanish * many
        scores: Floats = np.exp(np.stack([good, lose, vanish]))
        diverted = is_last * scores[0] * self.diverted[own_week, team]
        scores[0] -= diverted
        scores[1] += diverted
        return scores

    def _end_silences(self, rows: Integers, *, week: int) -> None:
        is_revived = self.chance.uniform(rows) < _REVIVES
        self._close(rows[~is_revived], week=week, stage=LOST)
        self._revive(rows[is_revived], week=week)
        self._stay(rows[is_revived], week=week)

    def _begin(self, rows: Integers, *, week: int) -> None:
        self.state.frailty[rows] = np.exp(_FRAILTY * self.chance.normal(rows))
        self._stay(rows, week=week)

    def _open_again(self, rows: Integers, *, week: int) -> None:
        super()._open_again(rows, week=week)
        self._stay(rows, week=week)

    def _stay(self, rows: Integers, *, week: int) -> None:
        """Begin a stay in the stage, or in silence, that each is in now."""
        self.state.entered[rows] = week + self.state.ahead[rows]
        self.state.due[rows] = self.state.entered[rows] + self._length(rows, self.chance.uniform(rows))

    def _length(self, rows: Integers, chance: Floats) -> Floats:
        """Return the quantiles of the stays; log-logistic, at least a week."""
        odds = chance / np.maximum(1 - chance, 1e-9)
        return np.maximum(self._scale(rows) * odds ** (1 / _SHAPE), 1)

    def _scale(self, rows: Integers) -> Floats:
        state = self.state
        median = np.where(state.silent[rows], _SILENCE, _STAYS[np.minimum(state.stage[rows], WON - 1)])
        scale: Floats = median * _SEGMENT_STRETCH[state.segment[rows]] * state.frailty[rows]
        return scale

    def take_up(self, week: int) -> None:
        """Draw the ends of running stays anew, among those that lie after this week."""
        rows = self.state.open_rows()
        spent = np.maximum(week + self.state.ahead[rows] - self.state.entered[rows], 1e-9)
        passed = 1 / (1 + (spent / self._scale(rows)) ** -_SHAPE)
        chance = passed + (1 - passed) * self.chance.uniform(rows)
        left = np.maximum(self._length(rows, chance), spent + 1e-6)
        self.state.due[rows] = self.state.entered[rows] + left
