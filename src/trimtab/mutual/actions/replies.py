"""What the customer says by the link is kept and takes effect; what the customer proposes waits for our answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from trimtab.collaboration.actions import tell_from_outside
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.mutual.actions.plans import locked_plan, touch
from trimtab.mutual.actions.steps import mark
from trimtab.mutual.models import MutualPlan, Reply, Step
from trimtab.people.models import User
from trimtab.sharing.frame import claim_post
from trimtab.sharing.models import SecretLink


@dataclass(frozen=True)
class Said:
    """One thing said of a step, or of the whole plan."""

    kind: str
    step: Step | None = None
    text: str = ""
    proposed_on: date | None = None


def take_reply(
    plan: MutualPlan, *, said: Sequence[Said], name: str, link: SecretLink, key: str, now: datetime, today: date
) -> bool:
    """Keep what somebody said by a link, once for each key; False where it came in already.

    A tick is done at once, of a step that the customer owns; a date waits for our answer. Our owners are told.
    """
    with transaction.atomic():
        current = locked(MutualPlan.objects.select_related("opportunity__owner"), plan.pk)
        if not claim_post(link, key=key, now=now):
            return False
        replies = [_kept(current, one, name=name, link=link, now=now, today=today) for one in said]
        kept = [one for one in replies if one is not None]
        touch(current, now=now)
        after = {"name": name, "link": link.pk, "replies": [one.pk for one in kept]}
        record_event("mutual_plan.answered", record="mutual_plan", record_id=current.pk, by=None, now=now, after=after)
        if kept:
            people = _owners(current, kept)
            text = f"{name}: " + " · ".join(_in_short(one) for one in kept)
            tell_from_outside("opportunity", current.opportunity_id, text=text, people=people, now=now)
    return True


def accept_date(reply: Reply, *, by: User, now: datetime) -> None:
    """Our target date is the one that the customer proposed."""
    with transaction.atomic():
        plan = locked_plan(reply.plan_id, by)
        current = locked(Reply.objects.select_related("step"), reply.pk)
        if not current.is_waiting or current.step is None:
            return
        before = current.step.due_on.isoformat() if current.step.due_on else None
        current.step.due_on, current.step.changed_at = current.proposed_on, now
        current.step.save(update_fields=["due_on", "changed_at"])
        _answer(plan, current, Reply.Answer.ACCEPTED, before={"due_on": before}, by=by, now=now)


def refuse_date(reply: Reply, *, by: User, now: datetime) -> None:
    """Our target date stands; the customer sees that the proposal was not accepted."""
    with transaction.atomic():
        plan = locked_plan(reply.plan_id, by)
        current = locked(Reply.objects.all(), reply.pk)
        if current.is_waiting:
            _answer(plan, current, Reply.Answer.REFUSED, before={}, by=by, now=now)


def _kept(plan: MutualPlan, said: Said, *, name: str, link: SecretLink, now: datetime, today: date) -> Reply | None:
    """The reply as it is kept; None where a tick changes nothing any more."""
    if said.kind == Reply.Kind.TICK:
        step = locked(Step.objects.all(), said.step.pk) if said.step else None
        if step is None or step.is_done or step.theirs_id is None:
            return None
        mark(step, status=Step.Status.DONE, now=now, today=today)
    if said.kind == Reply.Kind.DATE:
        earlier = Reply.objects.filter(plan=plan, step=said.step, kind=Reply.Kind.DATE, answer=Reply.Answer.WAITING)
        earlier.update(answer=Reply.Answer.REFUSED, answered_at=now)  # the newest proposal takes its place
    return Reply.objects.create(
        plan=plan,
        step=said.step,
        link=link,
        kind=said.kind,
        said_by=name,
        text=said.text,
        proposed_on=said.proposed_on,
        at=now,
    )


def _answer(plan: MutualPlan, reply: Reply, answer: str, *, before: dict[str, object], by: User, now: datetime) -> None:
    reply.answer, reply.answered_by, reply.answered_at = answer, by, now
    reply.save(update_fields=["answer", "answered_by", "answered_at"])
    touch(plan, now=now)
    day = reply.proposed_on.isoformat() if reply.proposed_on else None
    after = {"reply": reply.pk, "step": reply.step_id, "answer": answer, "proposed_on": day}
    record_event(
        "mutual_plan.proposal_answered",
        record="mutual_plan",
        record_id=plan.pk,
        by=by,
        now=now,
        before=before,
        after=after,
    )


def _owners(plan: MutualPlan, replies: Sequence[Reply]) -> list[User]:
    """Who of ours owns the deal, and the steps that something was said of."""
    of_steps = {one.step.ours_id for one in replies if one.step is not None and one.step.ours_id}
    of_ours = plan.people.filter(pk__in=of_steps, user__isnull=False).values_list("user", flat=True)
    return list(User.objects.filter(pk__in={*of_ours, plan.opportunity.owner_id or 0}).select_related("team"))


def _in_short(reply: Reply) -> str:
    """Signs and what was typed: whoever reads it may speak another language than the customer's browser."""
    said = {
        Reply.Kind.TICK: "✓",
        Reply.Kind.DATE: f"→ {reply.proposed_on.isoformat()}" if reply.proposed_on else "→",
    }.get(Reply.Kind(reply.kind), "")
    parts = [reply.step.title if reply.step else "", said, f"“{reply.text}”" if reply.text else ""]
    return " ".join(part for part in parts if part)
