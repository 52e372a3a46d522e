"""Answering findings, and changing rules. Each checks who acts, changes, and records it, in one step."""

from trimtab.rulebook.actions.replies import put_off, refuse, take_up, withdraw
from trimtab.rulebook.actions.writing import (
    RuleChanged,
    add_rule,
    archive_rule,
    bring_in_rules,
    change_rule,
    clone_rule,
    reset_rule,
    restore_rule,
    set_phases,
)
from trimtab.rulebook.looking import look_at, look_at_all

__all__ = [
    "RuleChanged",
    "add_rule",
    "archive_rule",
    "bring_in_rules",
    "change_rule",
    "clone_rule",
    "look_at",
    "look_at_all",
    "put_off",
    "refuse",
    "reset_rule",
    "restore_rule",
    "set_phases",
    "take_up",
    "withdraw",
]
