"""A plan for the sample company, so that its pages can be looked at: made through the same actions as by people."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q

from trimtab.accounts.models import Account
from trimtab.accounts.queries import visible_accounts
from trimtab.objectives.models import Objective
from trimtab.opportunities.actions import log_activity
from trimtab.opportunities.models import Stage
from trimtab.people.models import User
from trimtab.planning.actions import add_swot, answer_question, create_plan, edit_plan, hold_review, set_member
from trimtab.planning.models import Plan

ANSWERS = (
    (
        "priorities",
        "Shorter downtimes, one supplier for each site, a new plant next year.",
        "Head of operations",
        "sure",
    ),
    ("strategy", "Grow in services around what is installed.", "Annual report", "likely"),
    (
        "installed",
        "Two sites run on ours; the third has a contract with another supplier until spring.",
        "Site visit",
        "sure",
    ),
    ("incumbents", "One regional supplier at the third site.", "Buyer", "likely"),
)
SWOT = (
    ("strength", "The plant managers know and trust our engineers."),
    ("weakness", "Nobody of ours has met the new head of purchasing."),
    ("opportunity", "The contract at the third site ends in spring."),
    ("threat", "Purchasing wants three offers for everything above its limit."),
)


def make_demo_plan(*, owner: User, reviewer: User, now: datetime) -> Plan | None:
    """The plan of the owner for the account with most opportunities; None where there is a plan or no account."""
    account = _busiest_account(owner)
    if account is None or Plan.objects.exists():
        return None
    begun = now - timedelta(days=40)
    fields = {"plan_type": "expansion", "revenue_target": Decimal(400_000)}
    plan = create_plan(fields=fields, accounts=[account], by=owner, now=begun)
    set_member(plan, user=reviewer, access="edit", by=owner, now=begun)
    words = {
        "goal": "From one of several suppliers to the one that is asked first.",
        "value_proposition": "Fewer hours of downtime with one partner for all three sites.",
        "critical_success_factors": "A pilot at the third site before the contract there ends.",
    }
    edit_plan(plan, changes=words, by=owner, now=begun)
    _learn(plan, ANSWERS[:2], by=owner, now=begun)
    hold_review(plan, text="Meet purchasing; bring the pilot forward.", by=reviewer, now=now - timedelta(days=20))
    _learn(plan, ANSWERS[2:], by=owner, now=now - timedelta(days=6))
    for side, text in SWOT:
        add_swot(plan, side=side, text=text, by=owner, now=now - timedelta(days=6))
    _meet(account, by=owner, now=now)
    return plan


def _busiest_account(owner: User) -> Account | None:
    found = visible_accounts(owner).current().filter(owner=owner)
    still_open = Count("opportunities", filter=Q(opportunities__status=Stage.Kind.OPEN))
    won = Count("opportunities", filter=Q(opportunities__status=Stage.Kind.WON))
    wanted = Exists(Objective.objects.filter(account=OuterRef("pk")))  # what the sample says already
    wanted_first = found.annotate(still_open=still_open, won=won, is_wanted=wanted)
    return wanted_first.order_by("-is_wanted", "-still_open", "-won", "pk").first()


def _learn(plan: Plan, answers: tuple[tuple[str, str, str, str], ...], *, by: User, now: datetime) -> None:
    for question, text, source, confidence in answers:
        fields = {"text": text, "source": source, "known_on": now.date(), "confidence": confidence}
        answer_question(plan, question=question, fields=fields, by=by, now=now)


def _meet(account: Account, *, by: User, now: datetime) -> None:
    for days, subject in ((4, "Walk through the third site"), (12, "First meeting with purchasing")):
        fields = {"kind": "meeting", "subject": subject, "at": now + timedelta(days=days)}
        log_activity(fields=fields, account=account, by=by, now=now)
