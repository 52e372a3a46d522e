"""Changes to boards. Each checks who acts, changes, and records it, in one transaction."""

from trimtab.discovery.actions.cards import (
    CardMoved,
    Moved,
    archive_card,
    copy_card,
    move_card,
    restore_card,
    show_card_on,
    undo_move,
)
from trimtab.discovery.actions.insights import BoardFull, InsightChanged, add_insight, edit_insight
from trimtab.discovery.actions.links import add_link, remove_link
from trimtab.discovery.actions.sections import add_section, archive_section, edit_section, restore_section
from trimtab.discovery.actions.states import set_state, set_third_state

__all__ = [
    "BoardFull",
    "CardMoved",
    "InsightChanged",
    "Moved",
    "add_insight",
    "add_link",
    "add_section",
    "archive_card",
    "archive_section",
    "copy_card",
    "edit_insight",
    "edit_section",
    "move_card",
    "remove_link",
    "restore_card",
    "restore_section",
    "set_state",
    "set_third_state",
    "show_card_on",
    "undo_move",
]
