"""How far an opportunity is, by what is true of it: pure arithmetic, exact, without the database.

    progress of a step = Σ weight × value / Σ weight         yes 1, in progress ½ (or 0), no and nothing 0
    a step is passed   when its progress reaches its threshold, and all mandatory milestones are yes,
                       and something of the next step is answered
    the computed step  is the first one that is not passed
    probability        = Σ weight of step × its progress / Σ weight of steps
    days left          = duration × (1 - progress) of the computed step + durations of the steps after it

Example by hand, steps of 20, 30 and 25 days with weights 1, 2, 3: the first is passed, in the second a milestone of
weight 3 is yes, one of weight 2 in progress, one of weight 1 open. Progress (3 + 1) / 6 = 66.67 %, below 80 %. So the
second is the computed one; probability (1 × 1 + 2 × 2/3 + 0) / 6 = 38.89 %; days left 30 × 1/3 + 25 = 35.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cached_property

from trimtab.core.shares import wilson

YES, IN_PROGRESS, NO = "yes", "in_progress", "no"
TOO_EARLY = 14  # days by which a stated date may be before the computed one until it is red
STUFFED_SHARE, STUFFED_LEAST = 0.8, 6
LEAST_ENDED = 20  # opportunities below which a share of history says nothing


@dataclass(frozen=True)
class Asked:
    """One milestone and what counts of its answer: yes, in_progress, no, or nothing. is_mandatory: a gate."""

    key: str
    value: str = ""
    weight: int = 1
    is_mandatory: bool = False


@dataclass(frozen=True)
class StepState:
    """One step: how many days it takes, what it weighs, from which share in percent it is passed, what it asks."""

    key: str
    duration: int
    weight: int = 1
    threshold: int = 80
    asked: tuple[Asked, ...] = ()

    @property
    def is_touched(self) -> bool:
        """Whether anything is answered; a step that asks nothing stops nobody."""
        return not self.asked or any(one.value for one in self.asked)

    @cached_property
    def total(self) -> int:
        """The weight of all that is asked."""
        return sum(one.weight for one in self.asked)

    @cached_property
    def weights(self) -> Mapping[str, int]:
        """The weight of what is answered so, by value."""
        found: Counter[str] = Counter()
        for one in self.asked:
            found[one.value] += one.weight
        return found

    def points(self, *, half: bool) -> int:
        """Twice the weight of what is true, so that a half is a whole number."""
        return 2 * self.weights[YES] + (self.weights[IN_PROGRESS] if half else 0)


@dataclass(frozen=True)
class Gate:
    """The three conditions to move past a step."""

    reaches_threshold: bool
    mandatory_true: bool
    next_touched: bool

    @property
    def is_open(self) -> bool:
        return self.reaches_threshold and self.mandatory_true and self.next_touched


def step_progress(step: StepState, *, half: bool = True) -> Fraction:
    """The weighted share of what is true, 0 to 1. A step that asks nothing is complete."""
    return Fraction(step.points(half=half), 2 * step.total) if step.total else Fraction(1)


def gate_of(step: StepState, following: StepState | None, *, half: bool = True) -> Gate:
    """Which conditions hold to move past the step. After the last one nothing needs to be answered."""
    return Gate(
        # In whole numbers: asked for each step of thousands of opportunities. A step that asks nothing is complete.
        reaches_threshold=(step.points(half=half) * 100 if step.total else 100)
        >= step.threshold * (2 * step.total or 1),
        mandatory_true=all(one.value == YES for one in step.asked if one.is_mandatory),
        next_touched=following is None or following.is_touched,
    )


def gates(steps: Sequence[StepState], *, half: bool = True) -> list[Gate]:
    """The gate behind each step."""
    after = [*steps[1:], None]
    return [gate_of(step, following, half=half) for step, following in zip(steps, after, strict=True)]


def computed_index(steps: Sequence[StepState], *, half: bool = True) -> int:
    """The place of the first step that is not passed; the number of steps where all are."""
    after = enumerate(
        zip(steps, [*steps[1:], None], strict=True)
    )  # one gate after the other: the first closed one ends
    return next((place for place, pair in after if not gate_of(*pair, half=half).is_open), len(steps))


def overall_progress(steps: Sequence[StepState], *, half: bool = True) -> Fraction:
    """Of all steps together, by their weights: what the method takes for the probability to close."""
    total = sum(step.weight for step in steps)
    if not total:
        return Fraction(0)
    return sum((step.weight * step_progress(step, half=half) for step in steps), Fraction(0)) / total


def days_left(steps: Sequence[StepState], *, half: bool = True) -> Fraction:
    """What the computed step and those after it still take. What is done ahead of its step saves no day by the rule."""
    place = computed_index(steps, half=half)
    if place == len(steps):
        return Fraction(0)
    rest = steps[place].duration * (1 - step_progress(steps[place], half=half))
    return rest + sum(step.duration for step in steps[place + 1 :])


def completed_now(steps: Sequence[StepState], *, half: bool = True) -> list[StepState]:
    """The steps as they were if all of the computed one became true today."""
    place = computed_index(steps, half=half)
    if place == len(steps):
        return list(steps)
    done = replace(steps[place], asked=tuple(replace(one, value=YES) for one in steps[place].asked))
    return [*steps[:place], done, *steps[place + 1 :]]


def days_left_if_completed(steps: Sequence[StepState], *, half: bool = True) -> Fraction:
    """Days left if the computed step were completed now, counting what is done of the later ones already."""
    done, before = completed_now(steps, half=half), computed_index(steps, half=half)
    after = computed_index(done, half=half)
    if after == before and before < len(done):  # nothing of the next step is answered: it begins now
        return Fraction(sum(step.duration for step in done[before + 1 :]))
    return days_left(done, half=half)


def day_after(days: Fraction, *, today: date, resumes_on: date | None = None) -> date:
    """The day when so many days are over; while paused they begin when it is expected to go on."""
    begin = today if resumes_on is None else max(today, resumes_on)
    return begin + timedelta(math.ceil(days))


def paused_days(pauses: Iterable[tuple[date, date]], *, start: date, end: date) -> int:
    """How many days between two days the clock stood still; days of overlapping pauses count once."""
    total, counted_to = 0, start
    for begin, stop in sorted(pauses):
        begin, stop = max(begin, counted_to), min(stop, end)
        if stop > begin:
            total += (stop - begin).days
            counted_to = stop
    return total


def running_days(pauses: Iterable[tuple[date, date]], *, start: date, end: date) -> int:
    """Days between two days without those in which the clock stood still."""
    return max((end - start).days - paused_days(pauses, start=start, end=end), 0)


@dataclass(frozen=True)
class Stuffing:
    """Nearly all answers came on one day."""

    on: date
    answers: int
    of: int


def stuffing_in(days: Sequence[date]) -> Stuffing | None:
    """Whether most of the answers that stand were given on one day. days: of each answer when it was given."""
    if len(days) < STUFFED_LEAST:
        return None
    top = max(set(days), key=lambda day: (days.count(day), day))
    number = days.count(top)
    return Stuffing(top, number, len(days)) if number >= STUFFED_SHARE * len(days) else None


@dataclass(frozen=True)
class Share:
    """A share of history: of `ended` opportunities `won` were won; the interval is Wilson's, at 95 %."""

    won: int
    ended: int
    as_of: datetime

    @property
    def is_enough(self) -> bool:
        return self.ended >= LEAST_ENDED

    @property
    def rate(self) -> float:
        return self.won / self.ended if self.ended else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """From where to where the true share may lie."""
        return wilson(self.won, self.ended) if self.ended else (0.0, 1.0)
