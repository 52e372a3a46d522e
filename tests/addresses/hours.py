"""The addresses of `hours`."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tests.addresses.roles import EVERYBODY, ROLES, Address, Seen
from tests.cast import LONG_AGO, NOW
from trimtab.hours import actions
from trimtab.hours.calendars.proposals import Known
from trimtab.hours.calendars.reading import ReadWeek, read_week
from trimtab.hours.models import CalendarImport, TimeEntry, week_of
from trimtab.hours.tests.calendars import calendar, event

if TYPE_CHECKING:
    from tests.test_access_matrix import World

# Hours are private, whoever leads or administers; sums of teams are for those who lead, and who keeps the system.
ANA_ALONE = dict(zip(ROLES, "w------", strict=True))
LEADING = dict(zip(ROLES, "--r-rrr", strict=True))
DAY = "2024-01-08"
ADDRESSES: dict[str, Address] = {
    "hours": Address(EVERYBODY),
    "hours-over-weeks": Address(EVERYBODY),
    "hours-of-teams": Address(LEADING),
    "hours-allotment": Address(EVERYBODY, method="post", field=DAY),
    "hours-calendar": Address(EVERYBODY, method="post", field=DAY),
    "hours-entries": Address(EVERYBODY, method="post", field=DAY),
    "hours-calendar-undoing": Address(ANA_ALONE, method="post", of="calendar_import"),
    "hours-entry": Address(ANA_ALONE, of="time_entry"),
    "hours-category": Address(ANA_ALONE, method="post", of="time_entry"),
    "hours-category-undoing": Address(ANA_ALONE, method="post", of="time_entry"),
    "hours-entry-removal": Address(ANA_ALONE, method="post", of="time_entry"),
    "hours-entry-restoration": Address(ANA_ALONE, method="post", of="time_entry"),
}
FIELDS = {"day": LONG_AGO.date(), "minutes": 60, "title": "Blue folder"}


def ids(seen: Seen) -> dict[str, int]:
    """An entry of Ana's that says nothing of what it was, and a calendar that she brought in."""
    ana = seen.people["ana"]
    fields = FIELDS | {"account": seen.account, "opportunity": seen.opportunity}
    entry = actions.add_entry(fields=fields, by=ana, now=LONG_AGO)
    brought = CalendarImport.objects.create(person=ana, week=week_of(LONG_AGO.date()), at=LONG_AGO)
    return {"time_entry": entry.pk, "calendar_import": brought.pk}


def acts(world: "World") -> dict[str, Callable[[], object]]:
    """One call of each action that writes."""
    ana: dict[str, Any] = {"by": world.people["ana"], "now": NOW}
    entry, week = TimeEntry.objects.get(pk=world.ids["time_entry"]), week_of(NOW.date())
    gone = actions.add_entry(fields=FIELDS, **ana)
    actions.remove_entry(gone, **ana)
    tapped = actions.add_entry(fields=FIELDS | {"title": "Red folder"}, **ana)
    actions.say_category(tapped, category="travel", **ana)
    actions.allot_week(week, {"travel": actions.Allotted(60), "other": actions.Allotted(60)}, **ana)
    brought = actions.bring_calendar_in(_read("1"), Known(), **ana)
    source = brought.source
    assert source is not None
    return {
        "add_entry": lambda: actions.add_entry(fields=FIELDS, **ana),
        "edit_entry": lambda: actions.edit_entry(entry, changes={"minutes": 30}, **ana),
        "say_category": lambda: actions.say_category(entry, category="meeting", **ana),
        "take_category_back": lambda: actions.take_category_back(tapped, **ana),
        "remove_entry": lambda: actions.remove_entry(entry, **ana),
        "restore_entry": lambda: actions.restore_entry(gone, **ana),
        "allot_week": lambda: actions.allot_week(
            week, {"travel": actions.Allotted(0), "other": actions.Allotted(30), "meeting": actions.Allotted(60)}, **ana
        ),
        "bring_calendar_in": lambda: actions.bring_calendar_in(_read("1", "2", later=True), Known(), **ana),
        "take_calendar_back": lambda: actions.take_calendar_back(source, **ana),
    }


def _read(*uids: str, later: bool = False) -> ReadWeek:
    """The week of these entries; with `later`, the first is an hour later than before."""
    hour = "10" if later else "09"
    content = calendar(*(event(uid, f"20261117T{hour}0000Z", f"20261117T{hour}3000Z", "Acme") for uid in uids))
    return read_week(content, week=week_of(NOW.date()), zone=ZoneInfo("UTC"), own="ana@example.com")
