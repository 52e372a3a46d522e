"""Changes to what keeps customers. Each checks who acts, changes, and records it, in one transaction."""

from trimtab.retention.actions.backup_plans import PlanChanged, save_backup_plan
from trimtab.retention.actions.defections import answer_defection
from trimtab.retention.actions.keeping import Effect, Found, keep_effects, keep_week, week_is_kept
from trimtab.retention.actions.roles import save_required_roles
from trimtab.retention.actions.threats import (
    ThreatChanged,
    add_threat,
    close_threat,
    edit_threat,
    note_step,
    reopen_threat,
)

__all__ = [
    "Effect",
    "Found",
    "PlanChanged",
    "ThreatChanged",
    "add_threat",
    "answer_defection",
    "close_threat",
    "edit_threat",
    "keep_effects",
    "keep_week",
    "note_step",
    "reopen_threat",
    "save_backup_plan",
    "save_required_roles",
    "week_is_kept",
]
