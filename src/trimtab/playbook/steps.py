"""The seven steps of a sale, and which of them a stage is.

Where milestones of a sales process are answered, the step is the one that they make. Else it is read from the stage:
from its name where that says one, else from its place among the open ones of its process. What is won is at the
intake; what is lost is at no step.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from trimtab.opportunities.models import Stage


class Step(models.TextChoices):
    """In their order."""

    QUALIFY = "qualify", _("Qualify")
    FIRST_MEETING = "first_meeting", _("First meeting")
    PROOF = "proof", _("Proof")
    SECOND_MEETING = "second_meeting", _("Second meeting")
    PROPOSAL = "proposal", _("Proposal")
    CLOSE = "close", _("Close")
    INTAKE = "intake", _("Intake")


OPEN_STEPS = [step for step in Step if step is not Step.INTAKE]
# Words in the names of stages, as sales systems ship them.
WORDS: Mapping[str, Step] = {
    "qualif": Step.QUALIFY,
    "prospect": Step.QUALIFY,
    "lead": Step.QUALIFY,
    "discover": Step.FIRST_MEETING,
    "needs": Step.FIRST_MEETING,
    "first meeting": Step.FIRST_MEETING,
    "appointment": Step.FIRST_MEETING,
    "proof": Step.PROOF,
    "demo": Step.PROOF,
    "pilot": Step.PROOF,
    "trial": Step.PROOF,
    "evaluat": Step.PROOF,
    "value prop": Step.SECOND_MEETING,
    "second meeting": Step.SECOND_MEETING,
    "decision maker": Step.SECOND_MEETING,
    "decision-maker": Step.SECOND_MEETING,
    "proposal": Step.PROPOSAL,
    "quote": Step.PROPOSAL,
    "negotiat": Step.CLOSE,
    "contract": Step.CLOSE,
    "clos": Step.CLOSE,
    "legal": Step.CLOSE,
}


# Steps of the processes that ship → the seven. All passed: what is left is to close.
OF_PROCESSES: Mapping[str, Step] = {
    "qualify": Step.QUALIFY, "meet": Step.FIRST_MEETING, "prove": Step.PROOF, "agree": Step.SECOND_MEETING,
    "offer": Step.PROPOSAL, "close": Step.CLOSE, "intake": Step.INTAKE,
    "recognise": Step.QUALIFY, "criteria": Step.FIRST_MEETING, "evaluate": Step.PROOF, "case": Step.SECOND_MEETING,
    "approve": Step.PROPOSAL, "contract": Step.CLOSE, "value": Step.INTAKE,
    "use": Step.QUALIFY, "again": Step.FIRST_MEETING, "renew-offer": Step.PROPOSAL, "renewed": Step.CLOSE,
    "": Step.CLOSE,
}  # fmt: skip


@dataclass(frozen=True)
class ReadStep:
    """The step of an opportunity; by: process (what is true of it), name (of its stage), place (of its stage)."""

    step: str = ""
    by: str = "place"


def steps_of_stages(stages: Iterable[Stage]) -> Mapping[int, ReadStep]:
    """Stage id → step, of all the stages of some processes."""
    every = sorted(stages, key=lambda one: (one.process_id, one.position, one.pk))
    open_ones: dict[int, list[int]] = {}
    for one in every:
        if one.kind == Stage.Kind.OPEN and one.archived_at is None:
            open_ones.setdefault(one.process_id, []).append(one.pk)
    return {one.pk: _step(one, open_ones.get(one.process_id, [])) for one in every}


def _step(stage: Stage, open_ones: list[int]) -> ReadStep:
    if stage.kind == Stage.Kind.WON:
        return ReadStep(Step.INTAKE)
    if stage.kind == Stage.Kind.LOST:
        return ReadStep()
    name = stage.name.casefold()
    named = next((step for word, step in WORDS.items() if word in name), None)
    if named is not None:
        return ReadStep(named, by="name")
    if stage.pk not in open_ones:
        return ReadStep()
    return ReadStep(OPEN_STEPS[place_among(open_ones.index(stage.pk), len(open_ones))])


def place_among(index: int, count: int) -> int:
    """Which of the six open steps the stage at that place of so many is: the first the first, the last the last."""
    return 0 if count < 2 else (index * (len(OPEN_STEPS) - 1) + (count - 1) // 2) // (count - 1)
