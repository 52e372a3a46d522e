"""What the page of a week shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from trimtab.hours.actions import version_of_week
from trimtab.hours.forms import CalendarForm, EntryForm, WeekForm
from trimtab.hours.models import CalendarImport, Category, TimeEntry
from trimtab.hours.queries import allotted_of_week, entries_of_week
from trimtab.hours.shares import CUSTOMER, Portion, portion_of
from trimtab.hours.words import doubt_of, headline_of, why_of
from trimtab.people.models import User
from trimtab.web.charts import Bar, bar

WEEK = timedelta(weeks=1)
# The answers that appointments get most; the others stand behind them.
FIRST = (Category.MEETING, Category.PREPARATION, Category.FOLLOW_UP, Category.INTERNAL, Category.REPORTING)


@dataclass(frozen=True)
class Row:
    """One category of the week: minutes of single entries, the two fields beside them, and the sum."""

    category: str
    name: str
    is_customer: bool
    in_entries: int
    hours: Any
    asked: Any
    minutes: int
    bar: Bar


@dataclass(frozen=True)
class Week:
    """The page of a week."""

    begin: date
    rows: Sequence[Row]
    entries: Sequence[tuple[TimeEntry, str]]
    unknown: Sequence[TimeEntry]
    portion: Portion
    last_import: CalendarImport | None

    @property
    def end(self) -> date:
        return self.begin + timedelta(days=6)

    @property
    def before(self) -> date:
        return self.begin - WEEK

    @property
    def after(self) -> date:
        return self.begin + WEEK

    @property
    def headline(self) -> str:
        return headline_of(self.portion)

    @property
    def doubt(self) -> str:
        return doubt_of(self.portion)


def page_of(person: User, week: date, **forms: Any) -> Mapping[str, Any]:
    """The context of the page. forms: those that were typed into already."""
    allotted, entries = allotted_of_week(person, week), entries_of_week(person, week)
    form = forms.pop("week_form", None) or WeekForm(allotted=allotted, seen=version_of_week(person, week))
    minutes: dict[str, int] = {}
    in_entries: dict[str, int] = {}
    for one in entries:
        in_entries[one.category] = in_entries.get(one.category, 0) + one.minutes
    for one in [*entries, *allotted]:
        minutes[one.category] = minutes.get(one.category, 0) + one.minutes
    most = max([1, *minutes.values()])
    shown = Week(
        begin=week,
        rows=[_row(category, form, in_entries, minutes, most) for category in Category],
        entries=[(one, why_of(one)) for one in entries if one.category],
        unknown=[one for one in entries if not one.category],
        portion=portion_of(minutes),
        last_import=CalendarImport.objects.filter(person=person, week=week, undone_at=None).order_by("-at").first(),
    )
    return {
        "week": shown,
        "week_form": form,
        "calendar_form": CalendarForm(),
        "entry_form": EntryForm(user=person, day=week),
        "first_answers": FIRST,
        "other_answers": [one for one in Category if one not in FIRST],
        "nobody": _("nobody else"),
    } | forms


def _row(
    category: Category, form: WeekForm, in_entries: Mapping[str, int], minutes: Mapping[str, int], most: int
) -> Row:
    hours, asked = form.of(category)
    spent = minutes.get(category, 0)
    return Row(
        category=category.value,
        name=str(category.label),
        is_customer=category in CUSTOMER,
        in_entries=in_entries.get(category, 0),
        hours=hours,
        asked=asked,
        minutes=spent,
        bar=bar(spent, most=most),
    )
