"""What a customer sees of a plan: read by the names of the fields below, and nothing else.

The page, the PDF and the calendar are all made of these objects, which hold no model. A test puts a word into every
other field of the plan, its opportunity and its people and looks for it in all three.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from trimtab.mutual.models import MutualPlan, PlanPerson, Reply, Step
from trimtab.mutual.shipped import KINDS, shipped_task

PLAN = ("outcome", "value_on", "measures", "touched_at", "opportunity__account__name")
STEP = (
    "pk", "kind", "shipped", "task", "due_on", "done_on", "status", "note", "theirs_id",
    "ours__name", "ours__title", "theirs__name", "theirs__title",
)  # fmt: skip
PERSON = ("side", "name", "title")
REPLY = ("step_id", "kind", "said_by", "text", "proposed_on", "at", "answer")
SHOWN_REPLIES = 100


@dataclass(frozen=True)
class SharedReply:
    """What one of them said. `answer`: empty while we did not answer a proposed date."""

    kind: str
    said_by: str
    text: str
    proposed_on: date | None
    at: datetime
    answer: str
    step_id: int | None
    step: str = ""

    @property
    def kind_said(self) -> str:
        return str(Reply.Kind(self.kind).label)

    @property
    def answer_said(self) -> str:
        return str(Reply.Answer(self.answer).label) if self.kind == Reply.Kind.DATE else ""


@dataclass(frozen=True)
class SharedStep:
    """One step: number, milestone, task, who on each side, when, how it stands, the note that is meant for them."""

    pk: int
    number: int
    milestone: str
    task: str
    ours: str
    theirs: str
    due_on: date | None
    done_on: date | None
    status: str
    note: str
    waits_for: tuple[int, ...]
    may_tick: bool
    proposal: SharedReply | None

    @property
    def status_said(self) -> str:
        return str(Step.Status(self.status).label)

    @property
    def is_done(self) -> bool:
        return self.status == Step.Status.DONE


@dataclass(frozen=True)
class Milestone:
    """A kind of step, and how it stands: as its steps do."""

    name: str
    status: str

    @property
    def status_said(self) -> str:
        return str(Step.Status(self.status).label)


@dataclass(frozen=True)
class SharedPlan:
    """The plan as they see it."""

    outcome: str
    value_on: date | None
    measures: Sequence[str]
    customer: str
    touched_on: date
    ours: Sequence[str]
    theirs: Sequence[str]
    steps: Sequence[SharedStep]
    replies: Sequence[SharedReply]

    @property
    def done(self) -> int:
        return sum(one.is_done for one in self.steps)

    @property
    def milestones(self) -> list[Milestone]:
        """Each once, in the order of the plan."""
        by_name: dict[str, list[str]] = {}
        for one in self.steps:
            by_name.setdefault(one.milestone, []).append(one.status)
        return [Milestone(name, milestone_status(found)) for name, found in by_name.items()]


def shared_plan_of(plan_id: int) -> SharedPlan | None:
    """What may be shown of the plan. Five queries."""
    plan = MutualPlan.objects.filter(pk=plan_id, opportunity__archived_at=None).values(*PLAN).first()
    if plan is None:
        return None
    rows = list(Step.objects.standing().filter(plan=plan_id).order_by("position", "pk").values(*STEP))
    numbers = {row["pk"]: number for number, row in enumerate(rows, 1)}
    replies = _replies(plan_id, {row["pk"]: _task(row) for row in rows})
    people = PlanPerson.objects.filter(plan=plan_id, removed_at=None).order_by("pk").values(*PERSON)
    sides: dict[str, list[str]] = {"ours": [], "theirs": []}
    for one in people:
        sides[one["side"]].append(_person(one["name"], one["title"]))
    waits = _waits(plan_id, numbers)
    return SharedPlan(
        outcome=plan["outcome"],
        value_on=plan["value_on"],
        measures=[line.strip() for line in plan["measures"].splitlines() if line.strip()],
        customer=plan["opportunity__account__name"] or "",
        touched_on=plan["touched_at"].date(),
        ours=sides["ours"],
        theirs=sides["theirs"],
        steps=[_step(row, numbers[row["pk"]], waits.get(row["pk"], ()), replies) for row in rows],
        replies=replies,
    )


def milestone_status(statuses: Sequence[str]) -> str:
    """Completed with all of its steps; blocked with any; in progress with any begun or done."""
    if all(one == Step.Status.DONE for one in statuses):
        return Step.Status.DONE
    if Step.Status.BLOCKED in statuses:
        return Step.Status.BLOCKED
    if all(one == Step.Status.NOT_STARTED for one in statuses):
        return Step.Status.NOT_STARTED
    return Step.Status.IN_PROGRESS


def _step(row: Mapping[str, Any], number: int, waits_for: Sequence[int], replies: Sequence[SharedReply]) -> SharedStep:
    pk = row["pk"]
    proposals = [one for one in replies if one.step_id == pk and one.kind == Reply.Kind.DATE and not one.answer]
    return SharedStep(
        pk=pk,
        number=number,
        milestone=str(KINDS[str(row["kind"])]),
        task=_task(row),
        ours=_person(row["ours__name"], row["ours__title"]),
        theirs=_person(row["theirs__name"], row["theirs__title"]),
        due_on=row["due_on"],
        done_on=row["done_on"],
        status=str(row["status"]),
        note=str(row["note"]),
        waits_for=tuple(waits_for),
        may_tick=row["theirs_id"] is not None and row["status"] != Step.Status.DONE,
        proposal=proposals[0] if proposals else None,
    )


def _replies(plan_id: int, titles: Mapping[int, str]) -> list[SharedReply]:
    rows = Reply.objects.filter(plan=plan_id).order_by("-at", "-pk").values(*REPLY)[:SHOWN_REPLIES]
    return [SharedReply(**row, step=titles.get(row["step_id"] or 0, "")) for row in rows]


def _waits(plan_id: int, numbers: Mapping[int, int]) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = {}
    for waiting, other in Step.after.through.objects.filter(from_step__plan=plan_id).values_list(
        "from_step_id", "to_step_id"
    ):
        if other in numbers:
            found.setdefault(waiting, []).append(numbers[other])
    return {pk: sorted(others) for pk, others in found.items()}


def _task(row: Mapping[str, object]) -> str:
    return str(row["task"] or shipped_task(str(row["shipped"])) or KINDS[str(row["kind"])])


def _person(name: object, title: object) -> str:
    if not name:
        return ""
    return _("%(name)s, %(title)s") % {"name": name, "title": title} if title else str(name)
