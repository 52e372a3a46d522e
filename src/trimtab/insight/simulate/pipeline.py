"""The weekly step: arrivals, competing hazards, silence, pushes and hand-overs of all opportunities at once."""

from dataclasses import dataclass

import numpy as np

from trimtab.insight.simulate.book import Book
from trimtab.insight.simulate.journal import (
    ATTEMPT,
    BUDGET,
    BUYER,
    CONTACTS,
    REORGANISED,
    REVIVED,
    VANISHED,
    Journal,
)
from trimtab.insight.simulate.parameters import LOST, WON, Parameters
from trimtab.insight.simulate.people import Staff
from trimtab.insight.simulate.state import Calendar, State, draw_reasons
from trimtab.insight.simulate.world import AMOUNT, CATEGORY, CLOSE, OWNER, STAGE, Floats, Integers

REOPENED_STAGE = 2


@dataclass
class Pipeline:
    """Runs the company week by week; afterwards `state`, `book` and `journal` hold what happened."""

    parameters: Parameters
    staff: Staff
    calendar: Calendar
    book: Book
    state: State
    journal: Journal
    rng: np.random.Generator
    arrivals: Integers
    market: Floats
    team: Floats

    def run(self) -> None:
        """Step through every week."""
        for week in range(self.calendar.weeks):
            self._hand_over(week)
            rows = self.state.open_rows()
            self._move_people(rows, week=week)
            self._compete(rows, week=week)
            self._reopen(week)
            self._push(self.state.open_rows(), week=week)
            self._change_amounts(self.state.open_rows(), week=week, chance=self.parameters.amount_moves)
            self._arrive(week)

    def _hand_over(self, week: int) -> None:
        for seller in np.flatnonzero(self.staff.leaves == week):
            team = self.staff.users.team[seller]
            there = self.staff.is_seller & (self.staff.starts <= week) & (self.staff.leaves > week)
            colleagues = np.flatnonzero(there & (self.staff.users.team == team))
            moved = self.book.hand_over(int(seller), to=[int(row) for row in colleagues] or [self._boss(int(seller))])
            rows = np.flatnonzero(self.state.is_open & (self.state.owner == seller))
            owners = np.array([moved[account] for account in self.state.account[rows].tolist()], dtype=np.int64)
            self.state.owner[rows] = owners
            self.journal.note(OWNER, rows, week=week, value=owners, by=np.full(len(rows), self._boss(int(seller))))

    def _boss(self, seller: int) -> int:
        return int(self.staff.users.manager[seller])

    def _note(self, kind: int, rows: Integers, *, week: int, value: Floats | Integers | float) -> None:
        self.journal.note(kind, rows, week=week, value=value, by=self.state.owner[rows])

    def _move_people(self, rows: Integers, *, week: int) -> None:
        """Buyers answer, contacts join, budgets and organisations change, sellers try."""
        state, has, rng = self.state, self.parameters, self.rng
        awake = ~state.silent[rows]
        buyer = rng.poisson(has.buyer_events * state.pace[rows] * np.where(awake, 1, has.silent_buyer))
        state.buyer_events[rows] += buyer
        self._note(BUYER, rows[buyer > 0], week=week, value=buyer[buyer > 0])
        attempts = rng.poisson(has.attempts_per_week, len(rows))
        self._note(ATTEMPT, rows[attempts > 0], week=week, value=attempts[attempts > 0])
        draw = np.exp(0.30 * state.quality[rows] + 0.25 * self._skill(rows))
        joined = np.where(awake, rng.poisson(has.contact_joins * draw), 0)
        joined = np.minimum(joined, has.contact_limit - state.contacts[rows])
        state.contacts[rows] += joined
        self._note(CONTACTS, rows[joined > 0], week=week, value=joined[joined > 0])
        self._move_budgets(rows, week=week)

    def _move_budgets(self, rows: Integers, *, week: int) -> None:
        state, has, rng = self.state, self.parameters, self.rng
        turns = rng.random(len(rows)) < np.where(state.budget[rows], has.budget_lost, has.budget_confirmed)
        state.budget[rows[turns]] ^= True
        self._note(BUDGET, rows[turns], week=week, value=state.budget[rows[turns]].astype(np.float64))
        shaken = rows[rng.random(len(rows)) < has.reorganisation]
        state.shaken_until[shaken] = week + has.reorganisation_weeks
        self._note(REORGANISED, shaken, week=week, value=float(has.reorganisation_weeks))

    def _compete(self, rows: Integers, *, week: int) -> None:
        """Advance, win, lose or vanish: at most one per opportunity and week, by share of the summed hazards."""
        awake, silent = rows[~self.state.silent[rows]], rows[self.state.silent[rows]]
        hazards = self._hazards(awake, week=week)
        totals = hazards.cumsum(axis=0)
        happens = self.rng.random(len(awake)) < 1 - np.exp(-totals[-1])
        mark = self.rng.random(len(awake)) * totals[-1]
        which = (mark >= totals).sum(axis=0)
        self._advance(awake[happens & (which == 0)], week=week, by=1)
        self._close(awake[happens & (which == 1)], week=week, stage=WON)
        self._close(awake[happens & (which == 2)], week=week, stage=LOST)
        vanished = awake[happens & (which == 3)]
        self.state.silent[vanished] = self.state.has_vanished[vanished] = True
        self._note(VANISHED, vanished, week=week, value=1.0)
        self._step_back(awake[~happens], week=week)
        self._end_silence(silent, week=week)

    def _hazards(self, rows: Integers, *, week: int) -> Floats:
        """Return hazards per week, one row each for advance, win, lose, vanish."""
        state, has, segment = self.state, self.parameters, self.state.segment[rows]
        kind, stage, quality, skill = state.kind[rows], state.stage[rows], state.quality[rows], self._skill(rows)
        budget, shaken = state.budget[rows], state.shaken_until[rows] > week
        many = np.log2(state.contacts[rows])
        rush = has.quarter_end * self.calendar.is_quarter_end[week]
        shock = self.market[week] + self.team[week, self.staff.users.team[state.owner[rows]]]
        shift = state.shifts[:, segment]
        effect = state.effects[:, kind]
        advance = np.array([*has.advance, -np.inf])[stage] + shift[0] + effect[0] + 0.18 * quality + 0.15 * skill
        win = has.win + shift[1] + effect[1] + 0.35 * quality + 0.55 * skill + 0.20 * many + rush + shock
        win = win + 0.55 * budget - 0.10 * shaken - 0.75 * (budget & shaken)
        lose = np.array(has.lose)[stage] + shift[2] + effect[2] - 0.30 * quality - 0.20 * skill - 0.06 * many
        lose = lose - 0.30 * budget + 0.35 * shaken + 0.45 * (budget & shaken)
        vanish = np.array(has.vanish)[stage] + shift[3] - 0.30 * quality - 0.20 * many
        hazards: Floats = np.exp(np.stack([advance, np.where(stage == 4, win, -np.inf), lose, vanish]))
        return hazards

    def _skill(self, rows: Integers) -> Floats:
        skill: Floats = self.staff.skill[self.state.owner[rows]]
        return skill

    def _advance(self, rows: Integers, *, week: int, by: int) -> None:
        self.state.stage[rows] += by
        self._note(STAGE, rows, week=week, value=self.state.stage[rows])
        self._judge(rows, week=week)
        self._change_amounts(rows, week=week, chance=self.parameters.amount_moves_on_advance)

    def _step_back(self, rows: Integers, *, week: int) -> None:
        back = self.rng.random(len(rows)) < self.parameters.step_back
        self._advance(rows[back & (self.state.stage[rows] > 0)], week=week, by=-1)

    def _judge(self, rows: Integers, *, week: int) -> None:
        """Sellers set the forecast category after the stage, the optimistic ones sooner."""
        self._note(CATEGORY, rows, week=week, value=self.judged(rows))

    def judged(self, rows: Integers) -> Integers:
        """Return the forecast category a seller would give: 0 pipeline, 1 best case, 2 commit."""
        score = self.state.stage[rows] + 0.8 * (self.staff.optimism[self.state.owner[rows]] - 1)
        score = score + self.rng.normal(0, 0.35, len(rows))
        return np.digitize(score, [2.2, 3.5])

    def _close(self, rows: Integers, *, week: int, stage: int) -> None:
        state = self.state
        state.reason[rows] = -1 if stage == WON else draw_reasons(state, rows, week=week, rng=self.rng)
        state.stage[rows] = stage
        state.is_open[rows] = False
        self._note(STAGE, rows, week=week, value=float(stage))
        self._note(CATEGORY, rows, week=week, value=4.0 if stage == WON else 3.0)
        dated = rows if stage == WON else rows[self.rng.random(len(rows)) < self.parameters.lost_date_corrected]
        # NaN stands for the day of the edit, which is drawn when the run is over.
        self._note(CLOSE, dated, week=week, value=float("nan"))
        if stage == WON:
            for account in state.account[rows].tolist():
                self.book.note_purchase(account, week=week)
        else:
            again = rows[self.rng.random(len(rows)) < self.parameters.reopened]
            state.reopens_in[again] = week + self.rng.integers(3, 20, len(again))

    def _end_silence(self, rows: Integers, *, week: int) -> None:
        closes, revives = self.parameters.silent_closed, self.parameters.silent_revives
        chance = self.rng.random(len(rows))
        happens = chance < 1 - np.exp(-(closes + revives))
        is_revived = self.rng.random(len(rows)) < revives / (closes + revives)
        back = rows[happens & is_revived]
        self._close(rows[happens & ~is_revived], week=week, stage=LOST)
        self.state.silent[back] = False
        self._note(REVIVED, back, week=week, value=1.0)

    def _reopen(self, week: int) -> None:
        rows = np.flatnonzero(self.state.reopens_in == week)
        rows = rows[self.staff.leaves[self.state.owner[rows]] > week]
        self.state.is_open[rows] = True
        self.state.silent[rows] = False
        self.state.stage[rows] = REOPENED_STAGE
        self.state.reason[rows] = -1
        self._note(STAGE, rows, week=week, value=float(REOPENED_STAGE))
        self._judge(rows, week=week)
        self._set_close(rows, week=week, weeks=self.calendar.push_weeks[self.state.segment[rows]])

    def _push(self, rows: Integers, *, week: int) -> None:
        """Move close dates that have passed; sellers of silent opportunities rarely do."""
        due = rows[self.state.close_day[rows] < self.calendar.monday(week)]
        diligence = np.where(
            self.state.silent[due], self.parameters.silent_push_diligence, self.parameters.push_diligence
        )
        due = due[self.rng.random(len(due)) < diligence]
        length = self.calendar.push_weeks[self.state.segment[due]] * np.exp(self.rng.normal(0, 0.4, len(due)))
        self.state.pushes[due] += 1
        self._set_close(due, week=week, weeks=length)

    def _set_close(self, rows: Integers, *, week: int, weeks: Floats) -> None:
        day = self.calendar.monday(week) + np.maximum(7 * weeks, 7)
        self.state.close_day[rows] = self.calendar.to_due_day(
            day, rng=self.rng, snapped=self.parameters.snapped_to_quarter_end
        )
        self._note(CLOSE, rows, week=week, value=self.state.close_day[rows])

    def _change_amounts(self, rows: Integers, *, week: int, chance: float) -> None:
        rows = rows[self.rng.random(len(rows)) < chance]
        factor = np.exp(self.rng.normal(-0.05, 0.25, len(rows)))
        self.state.amount[rows] = np.maximum(np.round(self.state.amount[rows] * factor, -2), 500)
        self._note(AMOUNT, rows, week=week, value=self.state.amount[rows])

    def _arrive(self, week: int) -> None:
        sellers = np.repeat(np.arange(self.arrivals.shape[1]), self.arrivals[week])
        chances = self.rng.random((len(sellers), 4))
        regions = self.staff.users.region
        found = [
            self.book.find(seller, region=int(regions[seller]), week=week, chances=chances[row])
            for row, seller in enumerate(sellers.tolist())
        ]
        rows = self.state.admit(sellers, found, book=self.book, week=week, calendar=self.calendar, rng=self.rng)
        self._first_dates(rows, week=week)

    def _first_dates(self, rows: Integers, *, week: int) -> None:
        state = self.state
        weeks = self.calendar.close_weeks[state.segment[rows]] / self.staff.optimism[state.owner[rows]]
        day = self.calendar.monday(week) + 7 * weeks * np.exp(self.rng.normal(0, 0.3, len(rows)))
        due = self.calendar.to_due_day(
            np.maximum(day, self.calendar.monday(week) + 7),
            rng=self.rng,
            snapped=self.parameters.snapped_to_quarter_end,
        )
        state.close_day[rows] = due
        state.first[rows] = np.stack(
            [state.stage[rows], state.amount[rows], due, self.judged(rows), state.owner[rows]], axis=1
        )
