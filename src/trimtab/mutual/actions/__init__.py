"""Changes of mutual plans. Each checks who acts, changes, and records it, in one transaction."""

from trimtab.mutual.actions.people import add_plan_person, remove_plan_person
from trimtab.mutual.actions.plans import begin_plan, edit_mutual_plan, use_dates
from trimtab.mutual.actions.replies import Said, accept_date, refuse_date, take_reply
from trimtab.mutual.actions.steps import (
    SEEN,
    add_step,
    edit_step,
    move_step,
    remove_step,
    restore_step,
    set_step_status,
)

__all__ = [
    "SEEN",
    "Said",
    "accept_date",
    "add_plan_person",
    "add_step",
    "begin_plan",
    "edit_mutual_plan",
    "edit_step",
    "move_step",
    "refuse_date",
    "remove_plan_person",
    "remove_step",
    "restore_step",
    "set_step_status",
    "take_reply",
    "use_dates",
]
