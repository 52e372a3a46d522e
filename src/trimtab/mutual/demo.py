"""Plans of the sample company: some that were kept, from which paces are learned, and one that is under way."""

from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction

from trimtab.mutual.actions import (
    Said,
    add_plan_person,
    begin_plan,
    edit_step,
    set_step_status,
    take_reply,
    use_dates,
)
from trimtab.mutual.models import MutualPlan, Reply, Step
from trimtab.mutual.page import proposed_dates
from trimtab.mutual.queries import standings_of
from trimtab.mutual.shipped import ASSUMED
from trimtab.opportunities.demo import largest_deals
from trimtab.opportunities.models import Opportunity, Stage
from trimtab.people.models import User
from trimtab.sharing.actions import KEPT, make_link
from trimtab.sharing.models import SecretLink

SEED = 5
KEPT_PLANS = 9
MEASURES = "Unplanned stops per month, from 14 to 7\nHours to the first answer, from 9 to 2"


@transaction.atomic
def fill_mutual(seller: User, *, now: datetime, today: date) -> int:
    """Plans of won deals, and of the seller's largest open one; how many there are. Once."""
    if MutualPlan.objects.exists():
        return MutualPlan.objects.count()
    chance = Random(SEED)  # a story, no secret
    won = Opportunity.objects.current().filter(owner__is_active=True, status=Stage.Kind.WON, closed_at__isnull=False)
    for deal in won.select_related("owner__team").order_by("-closed_at", "pk")[:KEPT_PLANS]:
        _keep(deal, chance)
    for deal in largest_deals(seller, most=1):
        _begin(deal, by=seller, now=now, today=today)
    return MutualPlan.objects.count()


def _keep(deal: Opportunity, chance: Random) -> None:
    """A plan that was followed to its end, each step taking about as long as such steps take."""
    by = deal.owner
    assert by is not None
    assert deal.closed_at is not None, "only won ones are asked for"
    began = deal.closed_at - timedelta(150)
    plan = begin_plan(deal, fields={"outcome": "In use at the first site"}, template="purchase", by=by, now=began)
    day = began.date()
    for step in plan.steps.order_by("position"):
        quick, likely, slow = ASSUMED[step.kind]
        set_step_status(step, status=Step.Status.IN_PROGRESS, by=by, now=began, today=day)
        day += timedelta(round(chance.triangular(quick, slow, likely) / 2))
        set_step_status(step, status=Step.Status.DONE, by=by, now=began, today=day)


def _begin(deal: Opportunity, *, by: User, now: datetime, today: date) -> None:
    """A plan that is under way: planned back, the first step done, a date proposed by the customer."""
    outcome = {"outcome": "The first two sites work without paper lists", "measures": MEASURES}
    facts = outcome | {"value_on": today + timedelta(150)}
    began = now - timedelta(12)
    plan = begin_plan(deal, fields=facts, template="purchase", by=by, now=began)
    names = [one.contact.name for one in deal.contact_roles.select_related("contact").order_by("pk")[:2]]
    names += ["Kim Keller", "Robin Ortega"][: 2 - len(names)]
    buyers = [
        add_plan_person(plan, side="theirs", name=name, title=title, by=by, now=began)
        for name, title in zip(names, ("Head of operations", "Purchasing"), strict=True)
    ]
    steps = list(plan.steps.order_by("position"))
    for number, step in enumerate(steps):
        edit_step(step, changes={"theirs": buyers[number % 2]}, by=by, now=began, today=today - timedelta(12))
    set_step_status(steps[0], status=Step.Status.DONE, by=by, now=began, today=today - timedelta(5))
    set_step_status(steps[2], status=Step.Status.IN_PROGRESS, by=by, now=began, today=today - timedelta(4))
    use_dates(plan, dates=proposed_dates(standings_of([plan], today=today)[0]), by=by, now=began)
    _answer(plan, steps[7], said_by=buyers[1].name, by=by, now=now, today=today)


def _answer(plan: MutualPlan, step: Step, *, said_by: str, by: User, now: datetime, today: date) -> None:
    """What came in by the link, whose address nobody keeps."""
    make_link(
        record="mutual_plan", record_id=plan.pk, purpose="mutual-plan", expires_at=now + KEPT, by=by, now=now,
        note=said_by,
    )  # fmt: skip
    link = SecretLink.objects.get(record="mutual_plan", record_id=plan.pk)
    text = "Our lawyer is away until then. Could you send the contract earlier?"
    said = [Said(Reply.Kind.DATE, step, text, today + timedelta(95))]
    take_reply(plan, said=said, name=said_by, link=link, key="sample", now=now, today=today)
