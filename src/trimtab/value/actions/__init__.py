"""What changes here. Each action checks the rights, writes, and tells the audit, in one transaction."""

from trimtab.value.actions.answers import accept_answer, decline_answer, note_answer
from trimtab.value.actions.cases import begin_case, edit_case, keep_version
from trimtab.value.actions.confirming import confirm, withdraw_confirmation
from trimtab.value.actions.contributions import add_contribution, edit_contribution
from trimtab.value.actions.library import add_capability, add_feature, archive_part, edit_part, restore_part
from trimtab.value.actions.lines import add_line, archive_line, edit_line, restore_line
from trimtab.value.actions.reasons import word_need, word_unique_value

__all__ = [
    "accept_answer",
    "add_capability",
    "add_contribution",
    "add_feature",
    "add_line",
    "archive_line",
    "archive_part",
    "begin_case",
    "confirm",
    "decline_answer",
    "edit_case",
    "edit_contribution",
    "edit_line",
    "edit_part",
    "keep_version",
    "note_answer",
    "restore_line",
    "restore_part",
    "withdraw_confirmation",
    "word_need",
    "word_unique_value",
]
