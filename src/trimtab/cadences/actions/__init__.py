"""What changes cadences, who is in one, what is known of contacts who want none, and the counts of nights."""

from trimtab.cadences.actions.cadences import (
    CadenceChanged,
    StepFacts,
    archive_cadence,
    create_cadence,
    edit_cadence,
    restore_cadence,
)
from trimtab.cadences.actions.counting import count_attempts
from trimtab.cadences.actions.enrolments import enrol, log_touch, note_answers, stop_enrolment
from trimtab.cadences.actions.prices import set_persistence
from trimtab.cadences.actions.refusals import lift_refusal, refuse_contact

__all__ = [
    "CadenceChanged",
    "StepFacts",
    "archive_cadence",
    "count_attempts",
    "create_cadence",
    "edit_cadence",
    "enrol",
    "lift_refusal",
    "log_touch",
    "note_answers",
    "refuse_contact",
    "restore_cadence",
    "set_persistence",
    "stop_enrolment",
]
