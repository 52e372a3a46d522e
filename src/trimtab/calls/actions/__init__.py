"""Changes of calls. Each checks who acts, changes, and records it, in one transaction."""

from trimtab.calls.actions.after import Judged, NextCall, Said, take_down
from trimtab.calls.actions.debriefs import (
    Promised,
    confirm_insight,
    debrief_call,
    note_commitment,
    note_learned,
    reopen_debrief,
)
from trimtab.calls.actions.plans import CallChanged, call_off, edit_call, hold_call_after_all, plan_call
from trimtab.calls.actions.wishes import TooManyWishes, answer_wish, wish_otherwise

__all__ = [
    "CallChanged",
    "Judged",
    "NextCall",
    "Promised",
    "Said",
    "TooManyWishes",
    "answer_wish",
    "call_off",
    "confirm_insight",
    "debrief_call",
    "edit_call",
    "hold_call_after_all",
    "note_commitment",
    "note_learned",
    "plan_call",
    "reopen_debrief",
    "take_down",
    "wish_otherwise",
]
