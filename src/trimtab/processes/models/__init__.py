"""Sales processes in versions, and what is known of an opportunity that follows one."""

from trimtab.processes.models.answers import (
    AnswerGiven,
    Calibration,
    Following,
    MilestoneAnswer,
    Pause,
    StepEntry,
    Value,
)
from trimtab.processes.models.process import Content, Milestone, ProcessVersion, SalesProcess, Step

__all__ = [
    "AnswerGiven",
    "Calibration",
    "Content",
    "Following",
    "Milestone",
    "MilestoneAnswer",
    "Pause",
    "ProcessVersion",
    "SalesProcess",
    "Step",
    "StepEntry",
    "Value",
]
