"""Changes to plans. Each checks who acts, changes, and records it, in one transaction."""

from trimtab.planning.actions.periods import WrongPeriods, set_periods
from trimtab.planning.actions.plans import (
    archive_plan,
    create_plan,
    edit_plan,
    give_plan,
    remove_member,
    restore_plan,
    set_member,
    take_newest_template,
)
from trimtab.planning.actions.research import add_swot, answer_question, strike_swot
from trimtab.planning.actions.reviews import hold_review, keep_night, keep_snapshot
from trimtab.planning.actions.templates import save_template
from trimtab.planning.actions.units import WrongUnit, add_row, edit_row, remove_row, set_columns

__all__ = [
    "WrongPeriods",
    "WrongUnit",
    "add_row",
    "add_swot",
    "answer_question",
    "archive_plan",
    "create_plan",
    "edit_plan",
    "edit_row",
    "give_plan",
    "hold_review",
    "keep_night",
    "keep_snapshot",
    "remove_member",
    "remove_row",
    "restore_plan",
    "save_template",
    "set_columns",
    "set_member",
    "set_periods",
    "strike_swot",
    "take_newest_template",
]
