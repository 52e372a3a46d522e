"""Changes to assessments and to what they ask. Each checks who acts and records it, in one transaction."""

from trimtab.assessments.actions.answers import (
    AnsweredMeanwhile,
    NoSuchAnswer,
    Reply,
    change_version,
    give_answer,
    mark_occasion,
    withdraw_answer_evidence,
)
from trimtab.assessments.actions.templates import (
    activate_draft,
    add_template,
    archive_template,
    discard_draft,
    restore_template,
    save_draft,
)

__all__ = [
    "AnsweredMeanwhile",
    "NoSuchAnswer",
    "Reply",
    "activate_draft",
    "add_template",
    "archive_template",
    "change_version",
    "discard_draft",
    "give_answer",
    "mark_occasion",
    "restore_template",
    "save_draft",
    "withdraw_answer_evidence",
]
