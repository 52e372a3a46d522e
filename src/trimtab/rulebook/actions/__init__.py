"""Answering findings, and changing rules. Each checks who acts, changes, and records it, in one step."""

from trimtab.rulebook.actions.replies import put_off, refuse, take_up, withdraw

__all__ = ["put_off", "refuse", "take_up", "withdraw"]
