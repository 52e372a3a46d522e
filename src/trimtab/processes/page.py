"""What the page of an opportunity's process shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.people.policy import access_to_owner
from trimtab.processes.models import Content, Milestone, MilestoneAnswer
from trimtab.processes.queries import Calibrated, calibrated_of, progress_of
from trimtab.processes.standing import AnsweredMilestone, AnsweredStep, Progress
from trimtab.processes.timeline import Days, days_of
from trimtab.processes.wording import differences, headline, warnings, what_holds, who_does


@dataclass(frozen=True)
class ShownMilestone:
    """One milestone with its answer, who does it, and what to use."""

    answered: AnsweredMilestone
    who: str
    contents: Sequence[Content]


@dataclass(frozen=True)
class ShownStep:
    """One step; is_open: whether its milestones are spread out."""

    answered: AnsweredStep
    number: int
    is_open: bool
    holds: Sequence[str]
    milestones: Sequence[ShownMilestone]


@dataclass
class ProcessPage:
    """All that the page shows of one opportunity."""

    opportunity: Opportunity
    user: User
    today: date
    spread: str = ""

    @cached_property
    def found(self) -> Progress | None:
        """How far it is; None where there is no process for it."""
        return progress_of([self.opportunity], self.today).get(self.opportunity.pk)

    @cached_property
    def may_edit(self) -> bool:
        return self.opportunity.archived_at is None and access_to_owner(self.user, self.opportunity.owner).can_edit

    @property
    def headline(self) -> str:
        return headline(self.found) if self.found else ""

    @cached_property
    def differences(self) -> list[str]:
        return list(differences(self.found)) if self.found else []

    @cached_property
    def warnings(self) -> list[tuple[str, str]]:
        return list(warnings(self.found)) if self.found else []

    @cached_property
    def days(self) -> Days | None:
        return days_of(self.found) if self.found else None

    @cached_property
    def calibrated(self) -> Calibrated | None:
        return calibrated_of([self.found])[self.opportunity.pk] if self.found else None

    @cached_property
    def steps(self) -> list[ShownStep]:
        """The steps; spread out are the computed one, and the one that was asked for, or all."""
        if self.found is None:
            return []
        contents = _contents(one.milestone for step in self.found.steps for one in step.milestones)
        return [
            ShownStep(
                step,
                number,
                step.is_current or self.spread in {"all", step.step.key},
                list(what_holds(step)) if step.is_current else [],
                [
                    ShownMilestone(one, who_does(one.milestone), contents.get(one.milestone.pk, ()))
                    for one in step.milestones
                ],
            )
            for number, step in enumerate(self.found.steps, 1)
        ]

    @cached_property
    def kept(self) -> list[MilestoneAnswer]:
        """Answers to what this version does not ask: they stay, and count again where it is asked again."""
        if self.found is None:
            return []
        known = self.found.outline.milestones
        answers = MilestoneAnswer.objects.filter(opportunity=self.opportunity).exclude(value="")
        return [one for one in answers.select_related("by").order_by("pk") if one.milestone_key not in known]

    @cached_property
    def labels_kept(self) -> Mapping[str, str]:
        """The words of those questions, as some version asks them."""
        keys = [one.milestone_key for one in self.kept]
        return {one.key: one.label for one in Milestone.objects.filter(key__in=keys).order_by("pk")}

    @property
    def kept_with_words(self) -> list[tuple[str, MilestoneAnswer]]:
        return [(self.labels_kept.get(one.milestone_key, one.milestone_key), one) for one in self.kept]


def _contents(milestones: Iterable[Milestone]) -> Mapping[int, list[Content]]:
    """What to use at each of these milestones, in one query."""
    ids = [one.pk for one in milestones]
    found: dict[int, list[Content]] = {}
    rows = Milestone.contents.through.objects.filter(milestone__in=ids, content__archived_at=None)
    for row in rows.select_related("content").order_by("content__name"):
        found.setdefault(row.milestone_id, []).append(row.content)
    return found
