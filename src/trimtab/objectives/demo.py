"""Objectives and actions for the sample site, so that its pages are alive."""

from datetime import date, datetime, timedelta

from trimtab.accounts.models import Account
from trimtab.objectives.actions import add_action, add_objective, complete_action
from trimtab.objectives.models import Action
from trimtab.people.models import User

ACCOUNTS_EACH = 3
PLANS = (
    ("Renew the frame contract before it ends", "revenue", "Signed for two years by the end of the quarter", 60),
    ("Win a sponsor above the buyer", "relationship", "Two talks with the new head of operations", 25),
    ("Start with the second site", "business-development", "A paid pilot on the second site", 90),
)
STEPS = (
    ("Agree on the agenda of the yearly review", "prove", -6),
    ("Ask who decides on the budget of next year", "learn", -2),
    ("Bring the service lead and their planner together", "fix", 0),
    ("Send the figures of the first site", "amplify", 3),
    ("Find out what the competitor offered", "protect", 9),
    ("Propose a date for the pilot", "prove", 20),
)


def fill_objectives(people: list[User], *, today: date, now: datetime) -> int:
    """Objectives with steps at some accounts of each of these people, once; how many actions there are."""
    if Action.objects.exists():
        return Action.objects.count()
    for place, person in enumerate(people):
        accounts = Account.objects.current().filter(owner=person).order_by("pk")[:ACCOUNTS_EACH]
        for number, account in enumerate(accounts):
            _fill(account, person, place + number, today=today, now=now)
    return Action.objects.count()


def _fill(account: Account, owner: User, place: int, *, today: date, now: datetime) -> None:
    name, kind, metric, days = PLANS[place % len(PLANS)]
    fields = {"name": name, "kind": kind, "metric": metric, "due_on": today + timedelta(days), "status": "in_progress"}
    objective = add_objective(account, fields=fields, by=owner, now=now)
    for number, (subject, intent, when) in enumerate(STEPS):
        due_on = today + timedelta(when + place)
        step = {"subject": subject, "intent": intent, "due_on": due_on, "account": account}
        made = add_action(fields=step | ({"objective": objective} if number % 3 else {}), by=owner, now=now)
        if number == 3:
            complete_action(made, by=owner, now=now)
