"""Changes to what is said of ended deals. Each checks who acts, changes, and records it, in one transaction."""

from trimtab.outcomes.actions.debriefs import DebriefChanged, hear_buyer, say_ours, withdraw_debrief
from trimtab.outcomes.actions.hand_overs import HandOverChanged, give_hand_over, write_hand_over
from trimtab.outcomes.actions.lessons import add_lesson, archive_lesson, restore_lesson
from trimtab.outcomes.actions.reasons import add_reason, archive_reason, rename_reason, restore_reason

__all__ = [
    "DebriefChanged",
    "HandOverChanged",
    "add_lesson",
    "add_reason",
    "archive_lesson",
    "archive_reason",
    "give_hand_over",
    "hear_buyer",
    "rename_reason",
    "restore_lesson",
    "restore_reason",
    "say_ours",
    "withdraw_debrief",
    "write_hand_over",
]
