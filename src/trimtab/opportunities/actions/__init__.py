"""Changes to opportunities and what belongs to them. Each checks who acts, changes, and records it, in one step."""

from trimtab.opportunities.actions.activities import add_contact_role, finish_task, log_activity
from trimtab.opportunities.actions.opportunities import (
    OpportunityChanged,
    archive_opportunity,
    create_opportunity,
    edit_opportunity,
    restore_opportunity,
)
from trimtab.opportunities.actions.processes import (
    archive_process,
    archive_stage,
    edit_stage,
    order_stages,
    rename_process,
    restore_process,
    restore_stage,
)
from trimtab.opportunities.actions.stages import (
    create_process,
    create_stage,
    default_process,
    remap_stage,
    rename_stage,
    undo_remapping,
)

__all__ = [
    "OpportunityChanged",
    "add_contact_role",
    "archive_opportunity",
    "archive_process",
    "archive_stage",
    "create_opportunity",
    "create_process",
    "create_stage",
    "default_process",
    "edit_opportunity",
    "edit_stage",
    "finish_task",
    "log_activity",
    "order_stages",
    "remap_stage",
    "rename_process",
    "rename_stage",
    "restore_opportunity",
    "restore_process",
    "restore_stage",
    "undo_remapping",
]
