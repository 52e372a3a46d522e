"""What changes objectives, actions, their kinds and the links to calendars."""

from trimtab.objectives.actions.kinds import archive_kind, change_kind, create_kind, restore_kind
from trimtab.objectives.actions.links import make_link, revoke_link
from trimtab.objectives.actions.objectives import ObjectiveChanged, add_objective, edit_objective
from trimtab.objectives.actions.steps import (
    ActionChanged,
    add_action,
    complete_action,
    drop_action,
    edit_action,
    move_action,
    reopen_action,
)

__all__ = [
    "ActionChanged",
    "ObjectiveChanged",
    "add_action",
    "add_objective",
    "archive_kind",
    "change_kind",
    "complete_action",
    "create_kind",
    "drop_action",
    "edit_action",
    "edit_objective",
    "make_link",
    "move_action",
    "reopen_action",
    "restore_kind",
    "revoke_link",
]
