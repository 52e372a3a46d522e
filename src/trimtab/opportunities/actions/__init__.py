"""Changes to opportunities and what belongs to them. Each checks who acts, changes, and records it, in one step."""

from trimtab.opportunities.actions.activities import add_contact_role, log_activity
from trimtab.opportunities.actions.activity_edits import (
    archive_activity,
    complete_activity,
    edit_activity,
    restore_activity,
)
from trimtab.opportunities.actions.merging import follow_account, return_to_account
from trimtab.opportunities.actions.moves import take_back_move
from trimtab.opportunities.actions.opportunities import (
    OpportunityChanged,
    archive_opportunity,
    create_opportunity,
    edit_opportunity,
    restore_opportunity,
    take_back_edit,
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
    common_stages,
    create_process,
    create_stage,
    default_process,
    remap_stage,
    rename_stage,
    undo_remapping,
)
from trimtab.opportunities.ledger import settle as settle_ledger

__all__ = [
    "OpportunityChanged",
    "add_contact_role",
    "archive_activity",
    "archive_opportunity",
    "archive_process",
    "archive_stage",
    "common_stages",
    "complete_activity",
    "create_opportunity",
    "create_process",
    "create_stage",
    "default_process",
    "edit_activity",
    "edit_opportunity",
    "edit_stage",
    "follow_account",
    "log_activity",
    "order_stages",
    "remap_stage",
    "rename_process",
    "rename_stage",
    "restore_activity",
    "restore_opportunity",
    "restore_process",
    "restore_stage",
    "return_to_account",
    "settle_ledger",
    "take_back_edit",
    "take_back_move",
    "undo_remapping",
]
