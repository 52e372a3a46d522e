"""The weeks that the watch looks at: whole ones only, ended before the facts were read."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from trimtab.core.models import Organisation
from trimtab.insight.watch.baseline import WEEKS_A_QUARTER, Weeks

WATCHED = 156  # weeks: half a year is watched, the two and a half years before say what is normal


@dataclass(frozen=True)
class WatchWeeks:
    """week_on: the first day of the last whole week. start, end: instants that bound all weeks."""

    week_on: date
    start: datetime
    end: datetime
    count: int
    of_quarter: Weeks

    def day(self, week: int) -> date:
        """The first day of a week, counted from the first one."""
        return self.week_on - timedelta(weeks=self.count - 1 - week)

    def week_of(self, day: date) -> int:
        """The week in which a day lies, counted from the first one."""
        return self.count - 1 + (day - self.week_on).days // 7


def watch_weeks(organisation: Organisation, now: datetime) -> WatchWeeks:
    """The weeks to look at now."""
    today = now.astimezone(organisation.zone).date()
    begun = today - timedelta(days=(today.weekday() - organisation.week_start) % 7)
    week_on = begun - timedelta(weeks=1)
    end = datetime.combine(begun, time(), organisation.zone).astimezone(UTC)
    calendar = organisation.calendar
    days = [week_on - timedelta(weeks=back) for back in range(WATCHED - 1, -1, -1)]
    places = [(day - calendar.containing(day, "quarter").start).days // 7 for day in days]
    return WatchWeeks(
        week_on=week_on,
        start=end - timedelta(weeks=WATCHED),
        end=end,
        count=WATCHED,
        of_quarter=np.clip(np.array(places), 0, WEEKS_A_QUARTER - 1),
    )
