"""Threats, a backup plan, a departure and a year of service calls for the sample site, so that its pages are alive."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from trimtab.accounts.actions import edit_contact
from trimtab.accounts.models import Account, Contact
from trimtab.opportunities.models import Activity, ActivityParty, Opportunity, Stage
from trimtab.people.models import User
from trimtab.retention.actions import add_threat, close_threat, note_step, save_backup_plan
from trimtab.retention.models import Threat

CUSTOMERS, QUIET, WEEKS, QUIET_WEEKS = 40, 4, 110, 15
THREATS = (
    # kind, title, next step, written down so many days ago, due in so many days
    ("competitor", "Rivalo offers a fifth less for two years", "Show what a change would cost them", 19, -4),
    ("price", "The new price list is twelve percent up", "Offer the two-year price before the list takes effect", 6, 5),
    ("quality", "Three late deliveries in one month", "Bring the plant manager to their planner", 2, 9),
)


def fill_retention(*, seller: User, leader: User, today: date, now: datetime) -> int:
    """Fill the room once; how many threats there are."""
    if Threat.objects.exists():
        return Threat.objects.count()
    bought = Opportunity.objects.current().filter(status=Stage.Kind.WON).values("account")
    accounts = list(Account.objects.current().filter(owner=seller, pk__in=bought).order_by("pk")[:8])
    for place, (kind, title, step, days, due) in enumerate(THREATS[: len(accounts)]):
        at = now - timedelta(days=days)
        fields = {"kind": kind, "title": title, "owner": seller, "due_on": today + timedelta(due), "next_step": step}
        add_threat(fields=fields, accounts=[accounts[place]], by=seller, now=at)
    if accounts:
        _meet(accounts, seller, leader, today=today, now=now)
        _plan(accounts, seller, today=today, now=now)
        _let_go(accounts, seller, today=today, now=now)
    _call(today=today, now=now)
    return Threat.objects.count()


def _meet(accounts: Sequence[Account], seller: User, leader: User, *, today: date, now: datetime) -> None:
    """One threat that was lost in part, and an event that met a whole region."""
    fields = {
        "kind": "own_decision", "title": "We stopped the small series", "owner": seller,
        "due_on": today - timedelta(30), "next_step": "Offer the successor",
    }  # fmt: skip
    lost = add_threat(fields=fields, accounts=accounts[-1:], by=seller, now=now - timedelta(days=70))
    due_on = today - timedelta(20)
    note_step(lost, done="Showed the successor", next_step="Ask for an answer", due_on=due_on, by=seller,
              now=now - timedelta(days=40))  # fmt: skip
    learnt = "Their line needs the old size. Ask before a series ends, not after."
    close_threat(lost, outcome="partly", learnt=learnt, lost_amount=None, currency="", by=seller,
                 now=now - timedelta(days=18))  # fmt: skip
    strike = {
        "kind": "event", "title": "Strike at the port", "owner": leader, "due_on": today + timedelta(12),
        "next_step": "Call everybody whose delivery is late", "happened_on": today - timedelta(weeks=9),
        "region": accounts[0].region,
    }  # fmt: skip
    if accounts[0].region:
        add_threat(fields=strike, accounts=[], by=leader, now=now - timedelta(days=5))


def _plan(accounts: Sequence[Account], seller: User, *, today: date, now: datetime) -> None:
    fields = {
        "is_at_risk": True, "owner": seller, "review_on": today + timedelta(30),
        "scenario": "Their new head of purchasing worked with Rivalo for ten years.",
        "signs": "Fewer calls from their planner; a tender notice.", "measures": "Meet the head of purchasing first.",
    }  # fmt: skip
    save_backup_plan(accounts[0], fields=fields, replacements=accounts[1:3], by=seller, now=now)


def _let_go(accounts: Sequence[Account], seller: User, *, today: date, now: datetime) -> None:
    """One person of theirs left last week."""
    there = Contact.objects.filter(account__in=accounts, archived_at__isnull=True, roles__isnull=False)
    gone = there.select_related("account").order_by("pk").first()
    if gone is not None:
        edit_contact(gone, changes={"left_on": today - timedelta(7)}, by=seller, now=now)


def _call(*, today: date, now: datetime) -> None:
    """Service calls with some customers almost every week; a few stop answering. As an import would bring them."""
    bought = Opportunity.objects.current().filter(status=Stage.Kind.WON, closed_at__lt=now - timedelta(days=365))
    customers = Account.objects.current().filter(pk__in=bought.values("account"), owner__isnull=False)
    people = Contact.objects.filter(account__in=customers, archived_at__isnull=True).order_by("account", "pk")
    first: dict[int, Contact] = {}
    for one in people.select_related("account"):
        if one.account_id is not None and len(first) < CUSTOMERS:
            first.setdefault(one.account_id, one)
    chance, calls = Random(1), []
    for place, one in enumerate(first.values()):
        begin = QUIET_WEEKS if place % (CUSTOMERS // QUIET) == 0 else 0
        for week in range(begin, WEEKS):
            if chance.random() < 0.85:
                at = now - timedelta(weeks=week, days=chance.randrange(7), hours=1)
                calls.append(
                    Activity(kind="call", direction="mutual", subject="Service call", at=at, recorded_at=at, minutes=15,
                             user_id=one.account.owner_id if one.account else None, account_id=one.account_id,
                             is_automatic=True)
                )  # fmt: skip
    made = Activity.objects.bulk_create(calls, batch_size=500)
    ActivityParty.objects.bulk_create(
        (ActivityParty(activity=call, contact=first[call.account_id or 0], part="attended") for call in made),
        batch_size=1_000,
    )
