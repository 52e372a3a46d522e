"""What changes plays, what is said to choose among them, and their use."""

from trimtab.playbook.actions.nights import measure_plays, offer_plays
from trimtab.playbook.actions.situations import say_change
from trimtab.playbook.actions.uses import end_use, reopen_use, start_play
from trimtab.playbook.actions.writing import (
    PlayChanged,
    activate_draft,
    archive_play,
    draft_play,
    drop_draft,
    import_plays,
    restore_play,
)

__all__ = [
    "PlayChanged",
    "activate_draft",
    "archive_play",
    "draft_play",
    "drop_draft",
    "end_use",
    "import_plays",
    "measure_plays",
    "offer_plays",
    "reopen_use",
    "restore_play",
    "say_change",
    "start_play",
]
