"""The page of a plan, worked out once."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property

from trimtab.mutual.models import MutualPlan, PlanPerson, Reply, Step, day_after
from trimtab.mutual.queries import PlanStanding, paces, standings_of
from trimtab.mutual.shareable import Milestone, milestone_status
from trimtab.mutual.timeline import Bar, Timeline, timeline_of
from trimtab.mutual.wording import Need, chance_said, conflicts, headline, needs

SHOWN_REPLIES = 50


class Line:
    """One step as a row of the page: with what its date asks, where it lies, and what the customer proposes."""

    def __init__(self, step: Step, number: int, page: "PlanPage") -> None:
        self.step, self.number = step, number
        self.need: Need | None = page.needs.get(step.pk)
        self.bar: Bar | None = page.bars.get(step.pk)
        self.waits_for = sorted(page.numbers[pk] for pk in page.standing.waits.get(step.pk, ()) if pk in page.numbers)
        self.is_late = step.is_late(page.today)
        self.is_critical = bool(page.standing.schedule and step.pk in page.standing.schedule.critical)
        self.proposals = [one for one in page.waiting if one.step_id == step.pk]


class PlanPage:
    """Everything that the page shows."""

    def __init__(self, plan: MutualPlan, *, today: date, may_edit: bool) -> None:
        self.plan, self.today, self.may_edit = plan, today, may_edit
        self.standing: PlanStanding = standings_of([plan], today=today)[0]
        self.numbers = {one.pk: number for number, one in enumerate(self.standing.steps, 1)}

    @cached_property
    def headline(self) -> str:
        return headline(self.standing)

    @cached_property
    def chance(self) -> list[str]:
        return chance_said(self.standing)

    @cached_property
    def conflicts(self) -> list[str]:
        return list(conflicts(self.standing))

    @cached_property
    def needs(self) -> Mapping[int, Need]:
        return {one.step.pk: one for one in needs(self.standing, paces())}

    @cached_property
    def timeline(self) -> Timeline | None:
        return timeline_of(self.standing)

    @cached_property
    def bars(self) -> Mapping[int, Bar]:
        return {one.step.pk: one for one in self.timeline.bars} if self.timeline else {}

    @cached_property
    def replies(self) -> Sequence[Reply]:
        """What the customer said, newest first."""
        found = Reply.objects.filter(plan=self.plan).select_related("step", "answered_by").order_by("-at", "-pk")
        return list(found[:SHOWN_REPLIES])

    @cached_property
    def waiting(self) -> Sequence[Reply]:
        """Proposed dates that nobody answered."""
        found = Reply.objects.filter(plan=self.plan, kind=Reply.Kind.DATE, answer="").select_related("step")
        return list(found.order_by("pk")) if self.standing.waiting else []

    @cached_property
    def lines(self) -> list[Line]:
        return [Line(one, self.numbers[one.pk], self) for one in self.standing.steps]

    @cached_property
    def people(self) -> Sequence[PlanPerson]:
        return list(self.plan.people.filter(removed_at=None).order_by("-side", "pk"))

    @cached_property
    def without_owner(self) -> int:
        """Remaining steps that lack an owner on one of the sides."""
        return sum(one.ours_id is None or one.theirs_id is None for one in self.standing.remaining)

    @cached_property
    def milestones(self) -> list[Milestone]:
        """Each kind of step once, with how it stands."""
        by_name: dict[str, list[str]] = {}
        for one in self.standing.steps:
            by_name.setdefault(str(one.get_kind_display()), []).append(one.status)
        return [Milestone(name, milestone_status(found)) for name, found in by_name.items()]


def proposed_dates(standing: PlanStanding) -> Mapping[int, date]:
    """Remaining step → by when it must be done, so that at the median all that follows fits; empty without a date."""
    found = standing.schedule
    if found is None or found.to_go is None:
        return {}
    return {pk: day_after(standing.today, days) for pk, days in found.latest.items()}
