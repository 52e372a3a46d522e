"""The calendar of weeks and quarters that a company runs in."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from trimtab.insight.simulate.arrays import Flags, Floats, Integers, Moments
from trimtab.insight.simulate.parameters import Parameters


@dataclass(frozen=True)
class Calendar:
    """Weeks from a Monday. Days are counted since 1970; quarters are calendar quarters."""

    start: np.datetime64
    weeks: int
    is_quarter_end: Flags
    last_work_day: Integers
    close_weeks: Floats
    push_weeks: Floats

    @classmethod
    def until(cls, last: date, *, parameters: Parameters) -> "Calendar":
        """Return the weeks of the company's years that end with the last Sunday not after `last`."""
        sunday = last - timedelta(days=(last.weekday() + 1) % 7)
        weeks = round(parameters.years * 365.25 / 7)
        start = np.datetime64(sunday + timedelta(days=1) - timedelta(weeks=weeks), "D")
        mondays = start + 7 * np.arange(weeks)
        to_end = (quarter_end(mondays) - mondays).astype(np.int64)
        segments = parameters.segments
        return cls(
            start,
            weeks,
            to_end < 14,
            np.minimum(to_end, 4),
            np.array([segment.close_weeks for segment in segments]),
            np.array([segment.push_weeks for segment in segments]),
        )

    def extended(self, weeks: int) -> "Calendar":
        """Return the same calendar with room for more weeks after its end."""
        mondays = self.start + 7 * np.arange(self.weeks + weeks)
        to_end = (quarter_end(mondays) - mondays).astype(np.int64)
        return replace(
            self,
            weeks=self.weeks + weeks,
            is_quarter_end=to_end < 14,
            last_work_day=np.minimum(to_end, 4),
        )

    @property
    def through(self) -> date:
        """Return the last day, a Sunday."""
        last: date = (self.start + 7 * self.weeks - 1).astype(date)
        return last

    def monday(self, week: int) -> int:
        """Return the day number of the week's Monday."""
        return int(self.start.astype(np.int64)) + 7 * week

    def week_of(self, day: date) -> int:
        """Return the last week that is over when `day` ends; -1 before the first is."""
        return int((np.datetime64(day, "D") - self.start).astype(np.int64) + 1) // 7 - 1

    def to_due_day(self, day: Floats, *, is_snapped: Flags) -> Integers:
        """Return plausible close dates: some at the end of their quarter, the others on working days."""
        days = day.astype(np.int64)
        ends = quarter_end(days.astype("datetime64[D]")).astype(np.int64)
        # Day 0, 1 January 1970, was a Thursday.
        weekday = (days + 3) % 7
        worked = np.where(weekday > 4, days - weekday + 4, days)
        due: Integers = np.where(is_snapped, ends, worked)
        return due


def quarter_end(days: Moments) -> Moments:
    """Return the last day of the calendar quarter of each day."""
    months = days.astype("datetime64[M]").astype(np.int64)
    ends: Moments = (months // 3 * 3 + 3).astype("datetime64[M]").astype("datetime64[D]") - 1
    return ends
