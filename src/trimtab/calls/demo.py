"""Calls for the sample: with a plan and without, debriefed or not, so that pages and figures are alive."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from trimtab.accounts.models import Contact
from trimtab.calls import actions
from trimtab.calls.actions import Promised
from trimtab.calls.forms import offered_contacts
from trimtab.calls.models import Call, Outcome, Step
from trimtab.calls.starters import STARTERS
from trimtab.calls.suggestions import open_insights
from trimtab.objectives.actions import complete_action
from trimtab.opportunities.demo import largest_deals
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User

DEALS = 3
# Days from now, kind of call, whether it is planned, what came of it ("": not said yet).
STORY: tuple[tuple[int, Step, bool, str], ...] = (
    (-75, Step.FIRST, True, Outcome.ADVANCE),
    (-61, Step.DISCOVERY, False, Outcome.CONTINUATION),
    (-48, Step.DISCOVERY, True, Outcome.ADVANCE),
    (-34, Step.PROOF, False, Outcome.CONTINUATION),
    (-20, Step.PROOF, True, Outcome.ADVANCE),
    (-9, Step.EXECUTIVE, True, Outcome.CONTINUATION),
    (-2, Step.PROPOSAL, True, ""),
    (3, Step.PROPOSAL, True, ""),
    (8, Step.TERMS, False, ""),
)
PROMISES = ("Gives us the figures of both plants", "Brings the head of operations to the next call")


def fill_calls(sellers: Sequence[User], *, now: datetime) -> int:
    """Calls with the largest open opportunities of each seller, once; how many there are."""
    if Call.objects.exists():
        return Call.objects.count()
    with transaction.atomic():
        for seller in sellers:
            for place, deal in enumerate(largest_deals(seller, most=DEALS)):
                _fill(deal, seller, now=now, late=place)
    return Call.objects.count()


def _fill(deal: Opportunity, seller: User, *, now: datetime, late: int) -> None:
    people = list(offered_contacts(deal.account, deal, {})[:2])
    for days, step, is_planned, outcome in STORY[late * 2 :]:
        at = (now + timedelta(days=days + late)).replace(hour=9 + late, minute=0, second=0, microsecond=0)
        before = min(at, now) - timedelta(days=2)
        unplanned = {"title": str(STARTERS[step].title), "contacts": people}
        fields = dict(_plan(step, people) if is_planned else unplanned)
        fields = fields | {"starts_at": at, "zone": seller.time_zone or "UTC", "step": step}
        if days > 0:
            fields = fields | {"insights": open_insights(deal, None)[:3]}
        call = actions.plan_call(fields=fields, opportunity=deal, by=seller, now=before)
        if outcome and at < now:
            _debrief(call, outcome, people, by=seller, now=min(at + timedelta(hours=1), now), today=now)


def _plan(step: Step, people: Sequence[Contact]) -> Mapping[str, object]:
    starter = STARTERS[step]
    name = people[0].name if people else "The buyer"
    best, minimum = (f"{name} {str(one)[0].lower()}{str(one)[1:]}" for one in (starter.best, starter.minimum))
    risks = "They bring up last year's delay\nThe one who decides does not come"
    answers = "Say what was changed since, with the figures\nAsk for a quarter of an hour with that person this week"
    return starter.initial | {
        "best": best,
        "minimum": minimum,
        "contacts": people,
        "risks": risks,
        "answers": answers,
        "expectation": "Figures of a plant like theirs",
        "material": "Summary of one page",
    }


def _debrief(call: Call, outcome: str, people: Sequence[Contact], *, by: User, now: datetime, today: datetime) -> None:
    actions.debrief_call(call, outcome=outcome, by=by, now=now)
    if outcome != Outcome.ADVANCE:
        return
    day = (now + timedelta(days=7)).date()
    text = PROMISES[call.pk % len(PROMISES)]
    theirs = Promised("theirs", text, day, people[0] if people else None)
    for promised in (theirs, Promised("ours", "Send the summary", day)):
        made = actions.note_commitment(call, promised, by=by, now=now)
        kept_at = now + timedelta(days=5)
        if made.action is not None and kept_at < today:
            complete_action(made.action, by=by, now=kept_at)
