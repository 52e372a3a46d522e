"""What is known of one opportunity in its process: the arithmetic of `progress` put to its answers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property

from trimtab.evidence.fading import Standing, standing
from trimtab.evidence.models import Evidence
from trimtab.opportunities.models import Opportunity
from trimtab.processes import progress
from trimtab.processes.models import Milestone, MilestoneAnswer, Pause, ProcessVersion, SalesProcess, Step, StepEntry
from trimtab.processes.progress import IN_PROGRESS, NO, YES, Asked, Gate, StepState, Stuffing

HALF_LIFE = 180  # days: that a meeting took place fades more slowly than what was said in it


@dataclass(frozen=True)
class Outline:
    """A version as it is read: its steps in order with their milestones, and which step a stage means."""

    version: ProcessVersion
    steps: tuple[tuple[Step, tuple[Milestone, ...]], ...]
    step_of_stage: Mapping[int, int]

    @cached_property
    def milestones(self) -> Mapping[str, Milestone]:
        """All milestones by key."""
        return {one.key: one for _step, asked in self.steps for one in asked}

    def index_of(self, key: str) -> int | None:
        """The place of the step with that key; the end where it is empty; None where there is no such step."""
        if not key:
            return len(self.steps)
        return next((place for place, (step, _asked) in enumerate(self.steps) if step.key == key), None)


@dataclass(frozen=True)
class Known:
    """What is kept of one opportunity."""

    answers: Mapping[str, MilestoneAnswer]
    evidence: Mapping[str, Sequence[Evidence]]
    pauses: Sequence[Pause]
    entries: Sequence[StepEntry]
    answer_days: Mapping[str, date]


@dataclass(frozen=True)
class AnsweredMilestone:
    """A milestone with its answer. counts: what counts of it: a yes without evidence counts as in progress."""

    milestone: Milestone
    answer: MilestoneAnswer | None
    counts: str
    standing: Standing | None

    @property
    def value(self) -> str:
        return self.answer.value if self.answer else ""

    @property
    def is_capped(self) -> bool:
        """Whether a yes stays yellow, since nothing but an opinion stands behind it."""
        return self.value == YES and self.counts != YES


@dataclass(frozen=True)
class AnsweredStep:
    """A step with its milestones as answered."""

    step: Step
    milestones: tuple[AnsweredMilestone, ...]
    progress: Fraction
    gate: Gate
    is_current: bool
    is_passed: bool

    @property
    def share(self) -> float:
        """Its progress as a number to show."""
        return float(self.progress)

    @property
    def mark(self) -> str:
        """good, warn or bad by the step's own limits; quiet where nothing is answered."""
        if not any(one.value for one in self.milestones):
            return "quiet"
        share = self.progress * 100
        return "good" if share >= self.step.green_from else "warn" if share >= self.step.yellow_from else "bad"

    @property
    def open_mandatory(self) -> list[AnsweredMilestone]:
        """What must be true to pass and is not yet."""
        return [one for one in self.milestones if one.milestone.is_mandatory and one.counts != YES]


@dataclass(frozen=True)
class Progress:
    """How far an opportunity is. Shares are exact, 0 to 1; index: place of the computed step, all passed: their number.

    days_later: by how many days the computed date is later than the stated one; None without a stated one.
    superseded: version (a newer one is in use), process (the conditions name another one now), or nothing.
    """

    opportunity: Opportunity
    outline: Outline
    steps: tuple[AnsweredStep, ...]
    index: int
    stated_index: int | None
    probability: Fraction
    days_left: Fraction
    close_on: date
    close_if_completed_on: date
    planned_on: date
    days_later: int | None
    age: int
    regressed: tuple[AnsweredMilestone, ...]
    stuffed: Stuffing | None
    silent: int | None
    superseded: str
    is_pinned: bool
    pauses: tuple[Pause, ...]
    paused_days: int
    today: date

    @property
    def process(self) -> SalesProcess:
        return self.outline.version.process

    @property
    def version(self) -> ProcessVersion:
        return self.outline.version

    @property
    def current(self) -> AnsweredStep | None:
        """The computed step; None where all are passed."""
        return self.steps[self.index] if self.index < len(self.steps) else None

    @property
    def stated(self) -> AnsweredStep | None:
        """The step that the stage means; None where no step is linked to the stage."""
        return None if self.stated_index is None else self.steps[self.stated_index]

    @property
    def chance(self) -> float:
        """The probability as a number to show."""
        return float(self.probability)

    @property
    def pause(self) -> Pause | None:
        """The pause that goes on."""
        return next((one for one in self.pauses if one.resumed_on is None), None)

    @property
    def overrun(self) -> Fraction | None:
        """How long the computed step lasts already, over how long it should; None where all are passed."""
        return Fraction(self.age, self.current.step.duration) if self.current else None

    @property
    def days_earlier(self) -> int:
        """By how many days the computed date is before the stated one; 0 where it is not."""
        return max(-(self.days_later or 0), 0)

    @property
    def is_stated_too_early(self) -> bool:
        return self.days_later is not None and self.days_later > progress.TOO_EARLY

    @property
    def answered(self) -> int:
        return sum(bool(one.value) for step in self.steps for one in step.milestones)

    @property
    def asked(self) -> int:
        return sum(len(step.milestones) for step in self.steps)

    @property
    def is_paradox(self) -> bool:
        """Whether steps after the computed one are passed: the date by the rule is then later than what is left."""
        return self.close_if_completed_on < self.close_on and any(
            step.is_passed or step.progress == 1 for step in self.steps[self.index + 1 :]
        )


def stand(
    opportunity: Opportunity, outline: Outline, known: Known, *, superseded: str, is_pinned: bool, today: date
) -> Progress:
    """Put the answers to the version."""
    half = outline.version.process.counts_half
    answered = [(step, tuple(_answered(one, outline, known, today) for one in asked)) for step, asked in outline.steps]
    states = [_state(step, asked) for step, asked in answered]
    index = progress.computed_index(states, half=half)
    steps = tuple(_steps(answered, states, index, half=half))
    stated_index = outline.step_of_stage.get(opportunity.stage_id)
    left = progress.days_left(states, half=half)
    resumes_on = _resumes_on(known.pauses)
    close_on = progress.day_after(left, today=today, resumes_on=resumes_on)
    if_completed = progress.days_left_if_completed(states, half=half)
    opened_on = opportunity.opened_at.date()
    paused = progress.paused_days([one.interval(today) for one in known.pauses], start=opened_on, end=today)
    days = [day for key, day in known.answer_days.items() if key in outline.milestones]
    return Progress(
        opportunity=opportunity,
        outline=outline,
        steps=steps,
        index=index,
        stated_index=stated_index,
        probability=progress.overall_progress(states, half=half),
        days_left=left,
        close_on=close_on,
        close_if_completed_on=progress.day_after(if_completed, today=today, resumes_on=resumes_on),
        planned_on=opened_on + timedelta(sum(state.duration for state in states) + paused),
        days_later=(close_on - opportunity.close_on).days if opportunity.close_on else None,
        age=_age(opportunity, outline, known, index, today),
        regressed=_regressed(outline, known, steps, stated_index),
        stuffed=progress.stuffing_in(days),
        silent=max((today - max(days)).days, 0) if days else None,
        superseded=superseded,
        is_pinned=is_pinned,
        pauses=tuple(known.pauses),
        paused_days=paused,
        today=today,
    )


def _steps(
    answered: Sequence[tuple[Step, tuple[AnsweredMilestone, ...]]],
    states: Sequence[StepState],
    index: int,
    *,
    half: bool,
) -> Iterator[AnsweredStep]:
    gates = progress.gates(states, half=half)
    for place, ((step, asked), state, gate) in enumerate(zip(answered, states, gates, strict=True)):
        share = progress.step_progress(state, half=half)
        yield AnsweredStep(step, asked, share, gate, place == index, place < index or gate.is_open)


def _answered(milestone: Milestone, outline: Outline, known: Known, today: date) -> AnsweredMilestone:
    answer = known.answers.get(milestone.key)
    if answer is None or not answer.value:
        return AnsweredMilestone(milestone, answer, "", None)
    proof = standing(known.evidence.get(milestone.key, ()), value=answer.value, today=today, half_life=HALF_LIFE)
    is_opinion = bool(outline.version.process.needs_evidence and milestone.proof_text and not proof.is_confirmed)
    counts = IN_PROGRESS if answer.value == YES and is_opinion else answer.value
    return AnsweredMilestone(milestone, answer, counts, proof)


def _state(step: Step, asked: Sequence[AnsweredMilestone]) -> StepState:
    questions = tuple(
        Asked(one.milestone.key, one.counts, one.milestone.weight, one.milestone.is_mandatory) for one in asked
    )
    return StepState(step.key, step.duration, step.weight, step.threshold, questions)


def _resumes_on(pauses: Sequence[Pause]) -> date | None:
    return next((one.until_on for one in pauses if one.resumed_on is None), None)


def _age(opportunity: Opportunity, outline: Outline, known: Known, index: int, today: date) -> int:
    """Running days since the computed step was reached; since the opening where that is not kept."""
    key = outline.steps[index][0].key if index < len(outline.steps) else ""
    reached = [one.at for one in known.entries if one.step_key == key]
    start = (max(reached) if reached else opportunity.opened_at).date()
    return progress.running_days([one.interval(today) for one in known.pauses], start=start, end=today)


def _regressed(
    outline: Outline, known: Known, steps: Sequence[AnsweredStep], stated_index: int | None
) -> tuple[AnsweredMilestone, ...]:
    """Mandatory milestones that are no in a step that was passed, by the answers or by the stage."""
    reached = [outline.index_of(one.step_key) or 0 for one in known.entries]
    passed = max([*reached, stated_index or 0])
    early = [one for step in steps[:passed] for one in step.milestones]
    return tuple(one for one in early if one.milestone.is_mandatory and one.value == NO)
