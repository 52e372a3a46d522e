"""All that is written of hours. The audit says that somebody wrote, never what the hours went to."""

from trimtab.hours.actions.entries import (
    add_entry,
    edit_entry,
    remove_entry,
    restore_entry,
    say_category,
    take_category_back,
)
from trimtab.hours.actions.imports import Brought, bring_calendar_in, take_calendar_back
from trimtab.hours.actions.weeks import Allotted, WeekChanged, allot_week, version_of_week

__all__ = [
    "Allotted",
    "Brought",
    "WeekChanged",
    "add_entry",
    "allot_week",
    "bring_calendar_in",
    "edit_entry",
    "remove_entry",
    "restore_entry",
    "say_category",
    "take_calendar_back",
    "take_category_back",
    "version_of_week",
]
