"""Everything that changes processes, answers and pauses."""

from trimtab.processes.actions.answers import AnswerChanged, answer_milestone
from trimtab.processes.actions.calibration import learn_calibration
from trimtab.processes.actions.contents import add_content, archive_content, edit_content, restore_content
from trimtab.processes.actions.exchange import bring_in_process
from trimtab.processes.actions.following import follow_version, follow_version_many
from trimtab.processes.actions.milestones import (
    add_milestone,
    copy_milestones,
    edit_milestone,
    remove_milestone,
)
from trimtab.processes.actions.pauses import pause_opportunity, resume_opportunity
from trimtab.processes.actions.processes import (
    archive_sales_process,
    begin_sales_process,
    edit_sales_process,
    restore_sales_process,
)
from trimtab.processes.actions.stages import link_stages
from trimtab.processes.actions.steps import (
    StepChanged,
    add_process_step,
    edit_process_step,
    move_process_step,
    remove_process_step,
)
from trimtab.processes.actions.versions import NoDraft, discard_draft, draft_version, publish_version

__all__ = [
    "AnswerChanged",
    "NoDraft",
    "StepChanged",
    "add_content",
    "add_milestone",
    "add_process_step",
    "answer_milestone",
    "archive_content",
    "archive_sales_process",
    "begin_sales_process",
    "bring_in_process",
    "copy_milestones",
    "discard_draft",
    "draft_version",
    "edit_content",
    "edit_milestone",
    "edit_process_step",
    "edit_sales_process",
    "follow_version",
    "follow_version_many",
    "learn_calibration",
    "link_stages",
    "move_process_step",
    "pause_opportunity",
    "publish_version",
    "remove_milestone",
    "remove_process_step",
    "restore_content",
    "restore_sales_process",
    "resume_opportunity",
]
