"""What hours of teams go to: sums of at least three people, never one person's. See the README for why."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from trimtab.hours.models import week_of
from trimtab.hours.queries import WEEK, minutes_of_people, people_by_week, people_with_hours
from trimtab.hours.shares import CUSTOMER, Portion, portion_of
from trimtab.hours.weeks_page import Burden, burdens_in
from trimtab.people.frame import Frame

LEAST_PEOPLE = 3


@dataclass(frozen=True)
class TeamWeek:
    """One week; `portion` is None where fewer than three people wrote hours down."""

    week: date
    people: int
    portion: Portion | None


@dataclass(frozen=True)
class Team:
    """The page of teams. portion: None where fewer than three people wrote hours down in the period."""

    people: int
    portion: Portion | None = None
    weeks: Sequence[TeamWeek] = ()
    burdens: Sequence[Burden] = ()

    @property
    def missing(self) -> int:
        """How many people more it takes."""
        return max(LEAST_PEOPLE - self.people, 0)


def team_of(frame: Frame) -> Team:
    """The people of the frame, in the whole weeks that begin in its period. Three queries."""
    people = None if frame.scope.is_unrestricted else frame.scope.people
    first = week_of(frame.period.start)
    first = first if first >= frame.period.start else first + WEEK
    last = min(frame.period.end, week_of(frame.today) - WEEK)
    number = people_with_hours(people, first, last)
    if number < LEAST_PEOPLE:
        return Team(number)
    by_week = people_by_week(people, first, last)
    # A week that fewer wrote down is left out of the sums too: from the sum and the others it could be worked out.
    minutes = {key: spent for key, spent in minutes_of_people(people, first, last).items()
               if by_week.get(key[0], 0) >= LEAST_PEOPLE}  # fmt: skip
    portion = portion_of(_by_category(minutes))
    if not portion.known:
        return Team(number)
    burdens: dict[tuple[str, str], int] = defaultdict(int)
    for (_begin, category, asker), spent in minutes.items():
        if category and category not in CUSTOMER:
            burdens[asker, category] += spent
    told = sum(n >= LEAST_PEOPLE for n in by_week.values())
    return Team(
        people=number,
        portion=portion,
        weeks=[_week(week, n, minutes) for week, n in sorted(by_week.items(), reverse=True)],
        burdens=burdens_in(burdens, weeks=max(told, 1), known=portion.known),
    )


def _by_category(minutes: Mapping[tuple[date, str, str], int], week: date | None = None) -> Mapping[str, int]:
    found: dict[str, int] = defaultdict(int)
    for (begin, category, _asker), spent in minutes.items():
        if week is None or begin == week:
            found[category] += spent
    return found


def _week(week: date, people: int, minutes: Mapping[tuple[date, str, str], int]) -> TeamWeek:
    return TeamWeek(week, people, portion_of(_by_category(minutes, week)) if people >= LEAST_PEOPLE else None)
