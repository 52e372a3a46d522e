"""The month of actions and objectives as a grid of weeks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from babel import Locale
from babel.dates import format_date
from django.http import QueryDict
from django.utils.translation import gettext as _

from trimtab.objectives.listing import ActionListing, ObjectiveListing
from trimtab.objectives.models import Action, Objective
from trimtab.people.frame import Frame
from trimtab.web import formats

EACH_DAY = 6
MOST = 2_000  # of a month
YEARS = range(1990, 2200)


@dataclass
class Day:
    """One day with what is due on it."""

    on: date
    is_of_month: bool
    is_today: bool
    actions: list[tuple[Action, bool]] = field(default_factory=list)
    objectives: list[Objective] = field(default_factory=list)

    @property
    def shown(self) -> Sequence[tuple[Action, bool]]:
        """Those that have room."""
        return self.actions[:EACH_DAY]

    @property
    def more(self) -> int:
        """How many have none."""
        return max(0, len(self.actions) - EACH_DAY)


@dataclass(frozen=True)
class Month:
    """The weeks of a month. before, after: the months beside it, as the address writes them."""

    name: str
    weekdays: Sequence[str]
    weeks: Sequence[Sequence[Day]]
    before: str
    after: str
    is_cut: bool

    @property
    def actions(self) -> int:
        """How many are shown or counted in the month itself."""
        return sum(len(day.actions) for week in self.weeks for day in week if day.is_of_month)

    @property
    def late(self) -> int:
        """How many of them are overdue."""
        return sum(late for week in self.weeks for day in week if day.is_of_month for _action, late in day.actions)


def month_asked(text: str, *, today: date) -> date:
    """The first day of the month that a text like 2026-11 means; of the present one where it means none."""
    found = re.fullmatch(r"(\d{4})-(\d{2})", text)
    if found and int(found[1]) in YEARS and 1 <= int(found[2]) <= 12:
        return date(int(found[1]), int(found[2]), 1)
    return today.replace(day=1)


def month_of(first: date, parameters: QueryDict, frame: Frame) -> Month:
    """The month that begins with that day, for the filters of the list. Two queries."""
    begin = first - timedelta(days=(first.weekday() - _first_weekday()) % 7)
    after = (first + timedelta(days=32)).replace(day=1)
    weeks_shown = -(-(after - begin).days // 7)
    end = begin + timedelta(days=7 * weeks_shown)
    days = {
        on: Day(on, on.month == first.month, on == frame.today)
        for on in (begin + timedelta(days=number) for number in range(7 * weeks_shown))
    }
    asked = parameters.copy()
    asked["standing"] = "all"
    due = {"due_on__gte": begin, "due_on__lt": end}
    found = ActionListing(asked, frame).records().exclude(status=Action.Status.DROPPED).filter(**due)
    actions = list(found.select_related("account").order_by("due_on", "priority", "pk")[: MOST + 1])
    for action in actions[:MOST]:
        if action.due_on is not None:
            days[action.due_on].actions.append((action, action.is_overdue(frame.today)))
    aims = ObjectiveListing(QueryDict(), frame).records().filter(**due).select_related("account")
    for objective in aims.order_by("due_on", "pk")[:MOST]:
        if objective.due_on is not None:
            days[objective.due_on].objectives.append(objective)
    rows = list(days.values())
    return Month(
        format_date(first, "MMMM y", locale=formats.locale()),
        [format_date(day.on, "EEE", locale=formats.locale()) for day in rows[:7]],
        [rows[start : start + 7] for start in range(0, len(rows), 7)],
        (first - timedelta(days=1)).strftime("%Y-%m"),
        after.strftime("%Y-%m"),
        len(actions) > MOST,
    )


def headline(month: Month) -> str:
    """The first line: what the month holds."""
    words = {"month": month.name, "count": formats.whole(month.actions), "late": formats.whole(month.late)}
    if not month.actions:
        return _("Nothing is due in %(month)s.") % words
    if month.late:
        return _("%(month)s: %(count)s due, %(late)s of them overdue.") % words
    return _("%(month)s: %(count)s due.") % words


def _first_weekday() -> int:
    """Monday is 0, as the locale begins its weeks."""
    first: int = Locale.parse(formats.locale()).first_week_day
    return first
