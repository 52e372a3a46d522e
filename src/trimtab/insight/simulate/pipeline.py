"""The weekly step: arrivals, competing hazards, silence, pushes and hand-overs of all opportunities at once."""

from dataclasses import dataclass

import numpy as np

from trimtab.insight.simulate.arrays import Floats, Integers
from trimtab.insight.simulate.book import Book
from trimtab.insight.simulate.calendar import Calendar
from trimtab.insight.simulate.chance import Chance
from trimtab.insight.simulate.journal import BUDGET, CONTACTS, REORGANISED, REVIVED, VANISHED, Journal
from trimtab.insight.simulate.occasions import COMPETITOR, PRICE_RISE, REORGANISATION, WIN_DROP, Occasions
from trimtab.insight.simulate.parameters import LOST, WON, Parameters
from trimtab.insight.simulate.people import Staff
from trimtab.insight.simulate.state import State, draw_reasons
from trimtab.insight.simulate.world import AMOUNT, CATEGORY, CLOSE, OWNER, STAGE

REOPENED_STAGE = 2


@dataclass
class Pipeline:
    """Runs the company week by week; afterwards `state`, `book` and `journal` hold what happened.

    `arrivals` are new opportunities by week and user, `shock` what market and team add to winning by week and team.
    `copies` is how many courses of one company run side by side, its teams one after the other.
    """

    parameters: Parameters
    staff: Staff
    calendar: Calendar
    book: Book
    state: State
    journal: Journal
    chance: Chance
    arrivals: Integers
    shock: Floats
    occasions: Occasions
    copies: int = 1

    def __post_init__(self) -> None:
        """Add to the shocks what planted events do."""
        self.on_win = self.shock + self._planted(PRICE_RISE)
        # What would have been won and is lost instead, so that a win rate falls at once by what was planted.
        self.diverted = 1 - np.exp(np.minimum(self._planted(WIN_DROP), 0))
        self.on_lose = self._planted(COMPETITOR)

    def _planted(self, kind: str) -> Floats:
        weeks, teams = self.shock.shape
        return self.occasions.shift(kind, weeks=weeks, teams=teams, copies=self.copies)

    def run(self) -> None:
        """Step through every week."""
        for week in range(self.calendar.weeks):
            self.step(week)

    def step(self, week: int) -> None:
        """Step through one week."""
        self._hand_over(week)
        self._reorganise(week)
        rows = self.state.open_rows()
        self._move_people(rows, week=week)
        self._compete(rows, week=week)
        self._reopen(week)
        self._push(self.state.open_rows(), week=week)
        self._change_amounts(self.state.open_rows(), week=week, chance=self.parameters.amount_moves)
        self._arrive(week)

    def _hand_over(self, week: int) -> None:
        leavers = np.flatnonzero(self.staff.leaves == week)
        for seller in leavers.tolist():
            self.book.hand_over(self.book.held_by(seller), to=self._colleagues(seller, week=week))
        self._follow_accounts(leavers, week=week)

    def _colleagues(self, seller: int, *, week: int) -> Integers:
        staff = self.staff
        team = np.flatnonzero(staff.users.team == staff.users.team[seller])
        there = staff.is_seller[team] & (staff.starts[team] <= week) & (staff.leaves[team] > week) & (team != seller)
        colleagues = team[there]
        return colleagues if len(colleagues) else staff.users.manager[[seller]]

    def _follow_accounts(self, sellers: Integers, *, week: int) -> None:
        """Give the open opportunities of sellers to whoever has their accounts now."""
        if not len(sellers):
            return
        gives = np.zeros(len(self.staff.leaves), dtype=np.bool_)
        gives[sellers] = True
        rows = self.state.open_rows()
        rows = rows[gives[self.state.owner[rows]]]
        rows = rows[self.book.owner[self.state.account[rows]] != self.state.owner[rows]]
        by = self.staff.users.manager[self.state.owner[rows]]
        self.state.owner[rows] = self.book.owner[self.state.account[rows]]
        self.journal.note(OWNER, rows, week=week, value=self.state.owner[rows], by=by)

    def _reorganise(self, week: int) -> None:
        staff = self.staff
        for event, _, _ in (found for found in self.occasions.of(REORGANISATION) if found[1] == week):
            there = staff.is_seller & (staff.starts <= week) & (staff.leaves > week)
            if event.team >= 0:
                there &= staff.users.team % (self.shock.shape[1] // self.copies) == event.team
            for seller in np.flatnonzero(there).tolist():
                accounts = self.book.held_by(seller)
                moved = accounts[self.book.rng.random(len(accounts)) < event.size]
                self.book.hand_over(moved, to=self._colleagues(seller, week=week))
            self._follow_accounts(np.flatnonzero(there), week=week)

    def _note(self, kind: int, rows: Integers, *, week: int, value: Floats | Integers | float) -> None:
        self.journal.note(kind, rows, week=week, value=value, by=self.state.owner[rows])

    def _move_people(self, rows: Integers, *, week: int) -> None:
        """Contacts join, budgets and organisations change."""
        state, has = self.state, self.parameters
        draw = np.exp(has.quality_on_contacts * state.quality[rows] + has.skill_on_contacts * self._skill(rows))
        joined = self.chance.poisson(rows, has.contact_joins * draw)
        joined = np.minimum(np.where(state.silent[rows], 0, joined), has.contact_limit - state.contacts[rows])
        state.contacts[rows] += joined
        self._note(CONTACTS, rows[joined > 0], week=week, value=joined[joined > 0])
        turns = self.chance.uniform(rows) < np.where(state.budget[rows], has.budget_lost, has.budget_confirmed)
        state.budget[rows[turns]] ^= True
        self._note(BUDGET, rows[turns], week=week, value=state.budget[rows[turns]].astype(np.float64))
        self._judge(rows[turns], week=week)
        shaken = rows[self.chance.uniform(rows) < has.reorganisation]
        state.shaken_until[shaken] = week + state.ahead[shaken] + has.reorganisation_weeks
        self._note(REORGANISED, shaken, week=week, value=float(has.reorganisation_weeks))

    def _compete(self, rows: Integers, *, week: int) -> None:
        """Advance, win, lose or vanish: at most one per opportunity and week, by share of the summed hazards."""
        awake, silent = rows[~self.state.silent[rows]], rows[self.state.silent[rows]]
        totals = self.hazards(awake, week=week).cumsum(axis=0)
        happens = self.chance.uniform(awake) < 1 - np.exp(-totals[-1])
        which = (self.chance.uniform(awake) * totals[-1] >= totals).sum(axis=0)
        self._advance(awake[happens & (which == 0)], week=week, by=1)
        self._close(awake[happens & (which == 1)], week=week, stage=WON)
        self._close(awake[happens & (which == 2)], week=week, stage=LOST)
        self._vanish(awake[happens & (which == 3)], week=week)
        self._step_back(awake[~happens], week=week)
        self._end_silence(silent, week=week)

    def hazards(self, rows: Integers, *, week: int) -> Floats:
        """Return hazards per week, one row each for advance, win, lose, vanish."""
        state, has, does = self.state, self.parameters, self.parameters.effects
        segment, kind, stage = state.segment[rows], state.kind[rows], state.stage[rows]
        quality, skill, many = state.quality[rows], self._skill(rows), np.log2(state.contacts[rows])
        own_week = week + state.ahead[rows]
        budget, shaken = state.budget[rows], state.shaken_until[rows] > own_week
        both, team = budget & shaken, self.staff.users.team[state.owner[rows]]
        shift, kinds = state.shifts[:, segment], state.effects[:, kind]
        advance = np.array([*has.advance, -np.inf])[stage] + shift[0] + kinds[0] + 0.18 * quality + 0.15 * skill
        lose = np.array(has.lose)[stage] + shift[2] + kinds[2] - 0.30 * quality - 0.20 * skill
        lose += does.contacts_on_lose * many + self.on_lose[own_week, team]
        lose += does.budget_on_lose * budget + 0.35 * shaken + does.shaken_budget_on_lose * both
        vanish = np.array(has.vanish)[stage] + shift[3] - 0.30 * quality + does.contacts_on_vanish * many
        hazards: Floats = np.exp(np.stack([advance, np.full(len(rows), -np.inf), lose, vanish]))
        # Only the last stage is won from; the others need no such hazard.
        last = np.flatnonzero(stage == WON - 1)
        wins = self._win_hazards(rows[last], week=week)
        diverted = wins * self.diverted[own_week[last], team[last]]
        hazards[1, last] = wins - diverted
        hazards[2, last] += diverted
        return hazards

    def _win_hazards(self, rows: Integers, *, week: int) -> Floats:
        state, has, does = self.state, self.parameters, self.parameters.effects
        own_week, team = week + state.ahead[rows], self.staff.users.team[state.owner[rows]]
        budget, shaken = state.budget[rows], state.shaken_until[rows] > own_week
        win = has.win + state.shifts[1, state.segment[rows]] + state.effects[1, state.kind[rows]]
        win += 0.35 * state.quality[rows] + 0.55 * self._skill(rows)
        win += does.contacts_on_win * np.log2(state.contacts[rows])
        win += has.quarter_end * self.calendar.is_quarter_end[own_week] + self.on_win[own_week, team]
        win += does.budget_on_win * budget - 0.10 * shaken + does.shaken_budget_on_win * (budget & shaken)
        hazards: Floats = np.exp(win)
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
        back = self.chance.uniform(rows) < self.parameters.step_back
        self._advance(rows[back & (self.state.stage[rows] > 0)], week=week, by=-1)

    def _judge(self, rows: Integers, *, week: int) -> None:
        """Sellers set the forecast category after the stage and what they sense, the optimistic ones sooner."""
        self._note(CATEGORY, rows, week=week, value=self.judged(rows))

    def judged(self, rows: Integers) -> Integers:
        """Return the forecast category a seller would give: 0 pipeline, 1 best case, 2 commit."""
        state, has = self.state, self.parameters
        score = state.stage[rows] + 0.8 * (self.staff.optimism[state.owner[rows]] - 1)
        score += has.budget_on_category * (state.budget[rows] - 0.5) + has.quality_on_category * state.quality[rows]
        return np.digitize(score + 0.35 * self.chance.normal(rows), [2.2, 3.5])

    def _close(self, rows: Integers, *, week: int, stage: int) -> None:
        state = self.state
        reasons = draw_reasons(state, rows, week=week, chance=self.chance)
        state.reason[rows] = -1 if stage == WON else reasons
        state.stage[rows], state.closed_in[rows], state.is_open[rows] = stage, week, False
        self._note(STAGE, rows, week=week, value=float(stage))
        self._note(CATEGORY, rows, week=week, value=4.0 if stage == WON else 3.0)
        is_dated = self.chance.uniform(rows) < (1 if stage == WON else self.parameters.lost_date_corrected)
        # NaN stands for the day of the edit, which is drawn when the run is over.
        self._note(CLOSE, rows[is_dated], week=week, value=float("nan"))
        if stage == WON:
            self.book.note_purchases(state.account[rows], week=week)
        else:
            again = rows[self.chance.uniform(rows) < self.parameters.reopened]
            state.reopens_in[again] = week + 3 + (17 * self.chance.uniform(again)).astype(np.int64)

    def _vanish(self, rows: Integers, *, week: int) -> None:
        self.state.silent[rows] = self.state.has_vanished[rows] = True
        self._note(VANISHED, rows, week=week, value=1.0)

    def _end_silence(self, rows: Integers, *, week: int) -> None:
        closes, revives = self.parameters.silent_closed, self.parameters.silent_revives
        happens = self.chance.uniform(rows) < 1 - np.exp(-(closes + revives))
        is_revived = self.chance.uniform(rows) < revives / (closes + revives)
        self._close(rows[happens & ~is_revived], week=week, stage=LOST)
        self._revive(rows[happens & is_revived], week=week)

    def _revive(self, rows: Integers, *, week: int) -> None:
        self.state.silent[rows] = False
        self._note(REVIVED, rows, week=week, value=1.0)

    def _reopen(self, week: int) -> None:
        rows = np.flatnonzero(self.state.reopens_in[: self.state.count] == week)
        rows = rows[self.staff.leaves[self.state.owner[rows]] > week]
        self._open_again(rows, week=week)
        self._note(STAGE, rows, week=week, value=float(REOPENED_STAGE))
        self._judge(rows, week=week)
        self._set_close(rows, week=week, weeks=self.calendar.push_weeks[self.state.segment[rows]])

    def _open_again(self, rows: Integers, *, week: int) -> None:
        self.state.is_open[rows], self.state.silent[rows] = True, False
        self.state.stage[rows], self.state.reason[rows] = REOPENED_STAGE, -1

    def _push(self, rows: Integers, *, week: int) -> None:
        """Move close dates that have passed; sellers of silent opportunities rarely do."""
        state, has = self.state, self.parameters
        due = rows[state.close_day[rows] < self.calendar.monday(week)]
        diligence = np.where(state.silent[due], has.silent_push_diligence, has.push_diligence)
        due = due[self.chance.uniform(due) < diligence]
        length = self.calendar.push_weeks[state.segment[due]] * np.exp(0.4 * self.chance.normal(due))
        state.pushes[due] += 1
        self._set_close(due, week=week, weeks=length)

    def _set_close(self, rows: Integers, *, week: int, weeks: Floats) -> None:
        day = self.calendar.monday(week) + np.maximum(7 * weeks, 7)
        self.state.close_day[rows] = self.due_days(rows, day)
        self._note(CLOSE, rows, week=week, value=self.state.close_day[rows])

    def due_days(self, rows: Integers, day: Floats) -> Integers:
        """Return close dates as sellers write them."""
        is_snapped = self.chance.uniform(rows) < self.parameters.snapped_to_quarter_end
        return self.calendar.to_due_day(day, is_snapped=is_snapped)

    def _change_amounts(self, rows: Integers, *, week: int, chance: float) -> None:
        rows = rows[self.chance.uniform(rows) < chance]
        factor = np.exp(-0.05 + 0.25 * self.chance.normal(rows))
        self.state.amount[rows] = np.maximum(np.round(self.state.amount[rows] * factor, -2), 500)
        self._note(AMOUNT, rows, week=week, value=self.state.amount[rows])

    def _arrive(self, week: int) -> None:
        sellers = np.repeat(np.arange(self.arrivals.shape[1]), self.arrivals[week])
        if not len(sellers):
            return
        account, kind = self.book.find(sellers, regions=self.staff.users.region[sellers], week=week)
        rows = self.state.admit(
            sellers, account=account, kind=kind, segment=self.book.segment[account], week=week, chance=self.chance
        )
        self._begin(rows, week=week)
        self._first_dates(rows, week=week)

    def _begin(self, rows: Integers, *, week: int) -> None:
        """Set what the mechanics need for new opportunities: nothing here."""

    def take_up(self, week: int) -> None:
        """Forget what was already drawn for the weeks after this one: nothing here, hazards have no memory."""

    def _first_dates(self, rows: Integers, *, week: int) -> None:
        state = self.state
        weeks = self.calendar.close_weeks[state.segment[rows]] / self.staff.optimism[state.owner[rows]]
        day = self.calendar.monday(week) + 7 * weeks * np.exp(0.3 * self.chance.normal(rows))
        state.close_day[rows] = self.due_days(rows, np.maximum(day, self.calendar.monday(week) + 7))
        state.first[rows] = np.stack(
            [state.stage[rows], state.amount[rows], state.close_day[rows], self.judged(rows), state.owner[rows]],
            axis=1,
        )
