"""Reading plans, and how each stands; never more than a user may see."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from trimtab.mutual.models import UNTOUCHED_DAYS, MutualPlan, PlanPerson, Reply, Step, day_after
from trimtab.mutual.schedule import Pace, Schedule, Task, schedule_of
from trimtab.mutual.shipped import ASSUMED, KINDS, PAPER
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.models import User
from trimtab.people.policy import sees_everyone

LEARNED_FROM = 5_000  # the newest completed steps
Waits = Mapping[int, frozenset[int]]


@dataclass(frozen=True)
class PlanStanding:
    """How one plan stands on a day. `chance`: that the date is met, from own durations alone; None: cannot tell."""

    plan: MutualPlan
    steps: Sequence[Step]
    waits: Waits
    schedule: Schedule | None
    waiting: int
    today: date

    @property
    def done(self) -> int:
        return sum(one.is_done for one in self.steps)

    @property
    def remaining(self) -> list[Step]:
        """What is still to be done, in the plan's order."""
        return [one for one in self.steps if not one.is_done]

    @property
    def late(self) -> list[Step]:
        """Due before today and not done."""
        return [one for one in self.steps if one.is_late(self.today)]

    @property
    def next_step(self) -> Step | None:
        """What comes next: begun first, then what has the earliest date, then the plan's order."""
        order = {one.pk: number for number, one in enumerate(self.steps)}
        return min(
            self.remaining,
            key=lambda one: (one.status == "not_started", one.due_on or date.max, order[one.pk]),
            default=None,
        )

    @property
    def untouched(self) -> int:
        return self.plan.days_untouched(self.today)

    @property
    def is_untouched(self) -> bool:
        return self.plan.is_untouched(self.today) and bool(self.remaining)

    @property
    def chance(self) -> float | None:
        return self.schedule.chance if self.schedule and self.schedule.is_own else None

    @property
    def cases(self) -> int | None:
        """Completed steps of the kind that has fewest, of those that the chance rests on."""
        return self.schedule.cases if self.schedule else None

    @property
    def paper_unknown(self) -> bool:
        """Whether legal, security or procurement is not in the plan, or has no date while it is not done."""
        known = {one.kind for one in self.steps if one.is_done or one.due_on is not None}
        return not set(PAPER) <= known


def visible_plans(user: User) -> QuerySet[MutualPlan]:
    """The plans of the opportunities that the user may see."""
    if sees_everyone(user):
        return MutualPlan.objects.all()
    return MutualPlan.objects.filter(opportunity__in=visible_opportunities(user))


def plan_of(opportunity_id: int) -> MutualPlan | None:
    """The plan of an opportunity."""
    related = ("opportunity__owner__team", "opportunity__account")
    return MutualPlan.objects.select_related(*related).filter(opportunity=opportunity_id).first()


def people_of(plan: MutualPlan) -> list[PlanPerson]:
    """Who works on the plan, on both sides. One query."""
    return list(PlanPerson.objects.filter(plan=plan, removed_at=None).order_by("pk"))


def plans_of(ids: Iterable[int], *, today: date) -> Mapping[int, PlanStanding]:
    """Opportunity → how its plan stands. Five queries for any number of opportunities, one where none has a plan."""
    plans = list(MutualPlan.objects.filter(opportunity__in=list(ids)).select_related("opportunity"))
    return {one.plan.opportunity_id: one for one in standings_of(plans, today=today)}


def standings_of(plans: Sequence[MutualPlan], *, today: date) -> list[PlanStanding]:
    """How each of these plans stands, in their order."""
    if not plans:
        return []
    steps, waits = steps_of(plans), waits_in(plans)
    known = paces()
    waiting = dict(
        Reply.objects.filter(plan__in=plans, kind=Reply.Kind.DATE, answer="").order_by().values_list("plan")
        .annotate(Count("pk"))
    )  # fmt: skip
    return [
        PlanStanding(
            plan=plan,
            steps=steps[plan.pk],
            waits=waits,
            schedule=schedule_of(tasks_of(steps[plan.pk], waits, known, today), today=today, value_on=plan.value_on),
            waiting=waiting.get(plan.pk, 0),
            today=today,
        )
        for plan in plans
    ]


def steps_of(plans: Sequence[MutualPlan]) -> Mapping[int, list[Step]]:
    """The steps that stand on each plan, in their order."""
    found: dict[int, list[Step]] = defaultdict(list)
    rows = Step.objects.standing().filter(plan__in=plans).select_related("ours", "theirs").order_by("position", "pk")
    for step in rows:
        found[step.plan_id].append(step)
    return found


def waits_in(plans: Sequence[MutualPlan]) -> Waits:
    """Step → the standing steps that it waits for."""
    through = Step.after.through.objects.filter(
        from_step__plan__in=plans, to_step__removed_at=None, from_step__removed_at=None
    )
    found: dict[int, set[int]] = defaultdict(set)
    for waiting, other in through.values_list("from_step_id", "to_step_id"):
        found[waiting].add(other)
    return {pk: frozenset(others) for pk, others in found.items()}


def paces() -> Mapping[str, Pace]:
    """How long steps of each kind took in this organisation, from all plans: durations alone, of nobody's record."""
    took: dict[str, list[int]] = defaultdict(list)
    done = Step.objects.standing().filter(status=Step.Status.DONE, done_on__isnull=False, begun_on__isnull=False)
    for kind, begun_on, done_on in done.order_by("-done_on").values_list("kind", "begun_on", "done_on")[:LEARNED_FROM]:
        if begun_on is not None and done_on is not None:  # asked for above
            took[kind].append(max((done_on - begun_on).days, 0))
    return {kind: Pace(tuple(took[kind]), ASSUMED[kind]) for kind in KINDS}


def tasks_of(steps: Sequence[Step], waits: Waits, known: Mapping[str, Pace], today: date) -> list[Task]:
    """What remains, as the schedule reads it."""
    remaining = {one.pk for one in steps if not one.is_done}
    return [
        Task(
            pk=one.pk,
            after=frozenset(waits.get(one.pk, frozenset()) & remaining),
            pace=known[one.kind],
            elapsed=max((today - one.begun_on).days, 0) if one.begun_on else 0,
            due_on=one.due_on,
        )
        for one in steps
        if one.pk in remaining
    ]


def only(plans: QuerySet[MutualPlan], what: str, *, today: date) -> QuerySet[MutualPlan]:
    """Those that are late, untouched, or wait for our answer; all where nothing of these is asked for."""
    remaining = Step.objects.remaining().filter(plan=OuterRef("pk"))
    if what == "late":
        return plans.filter(Q(Exists(remaining.filter(due_on__lt=today))) | Q(Exists(remaining), value_on__lt=today))
    if what == "untouched":
        return plans.filter(Exists(remaining), touched_at__lt=_midnight(day_after(today, 1 - UNTOUCHED_DAYS)))
    if what == "waiting":
        return plans.filter(Exists(Reply.objects.filter(plan=OuterRef("pk"), kind=Reply.Kind.DATE, answer="")))
    return plans


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
