"""What the sample shows of value: a library, and in a few of the largest deals a map, a need, a case with an answer."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from trimtab.accounts.models import Contact
from trimtab.discovery.actions import add_insight, set_state
from trimtab.discovery.models import Card, Insight
from trimtab.discovery.policy import get_board_for
from trimtab.opportunities.demo import largest_deals
from trimtab.opportunities.models import Opportunity, Product
from trimtab.people.models import User
from trimtab.value import actions
from trimtab.value.models import BusinessCase, Capability
from trimtab.value.queries import solutions_of

DEALS = 3
# Capability, its measure, and the feature that enables it (empty: none does).
LIBRARY = (
    ("See a failure two weeks before it happens", "hours of downtime a year", "Sensors on every bearing"),
    ("Plan maintenance around production", "stops outside planned hours", "Shared calendar"),
    ("Prove every safety check", "days to answer an auditor", "Log that nobody can change"),
    ("Show it in the company's colours", "", "Own colours"),
)
# Row, sentence, priority, whether they confirmed it.
GOALS = (
    ("goal", "Halve unplanned downtime by the end of next year", "", True),
    ("initiative", "Predictive maintenance in plant 2", "high", True),
    ("initiative", "Energy report for the board", "high", False),
    ("obstacle", "Six engineers short", "", False),
)
# Goal, capability, strength, today, target, whether they said so.
TIES = ((0, 0, 3, 620, 300, True), (1, 1, 2, 41, 10, False), (3, 1, 1, None, None, False))


def fill_value(seller: User, *, operations: User, today: date, now: datetime) -> int:
    """The value of the seller's largest open deals, once; how many cases there are. Under two seconds."""
    if BusinessCase.objects.exists():
        return BusinessCase.objects.count()
    deals = largest_deals(seller, most=DEALS)
    for number, deal in enumerate(deals):
        for product in solutions_of(deal)[:1] or list(Product.objects.offered().order_by("pk")[:1]):
            _fill_library(product, by=operations, now=now)
            _fill(deal, product, number, by=seller, today=today, now=now)
    return BusinessCase.objects.count()


def _fill_library(product: Product, *, by: User, now: datetime) -> None:
    if product.capabilities.exists():
        return
    for name, measure, feature in LIBRARY:
        made = actions.add_capability(product, facts={"name": name, "measure": measure}, by=by, now=now)
        actions.add_feature(product, facts={"name": feature, "capabilities": [made]}, by=by, now=now)


def _fill(deal: Opportunity, product: Product, number: int, *, by: User, today: date, now: datetime) -> None:
    people = list(Contact.objects.filter(account=deal.account_id, archived_at=None).order_by("pk")[:2])
    said: dict[str, Any] = {"kind": "said", "told_by": people[0] if people else None, "place": "Meeting"}
    said["happened_on"] = today - timedelta(12)
    goals = _goals(deal, said if people else None, by=by, now=now)
    offered = list(Capability.objects.filter(product=product, archived_at=None).order_by("pk"))
    for goal, capability, strength, baseline, target, is_said in TIES[: 3 - number]:
        facts: dict[str, Any] = {"insight": goals[goal], "capability": offered[capability], "strength": strength}
        facts |= {"measure": offered[capability].measure, "baseline": baseline, "target": target}
        made = actions.add_contribution(deal, facts=facts, by=by, now=now)
        if is_said and people:
            actions.confirm(made, evidence=said, by=by, now=now)
    if number == 2:  # one deal is counted on, and nobody asked why they must change
        return
    need = {"consequence": "From January each unlogged check is fined, and plant 2 stops until it is shown.",
            "severity": 3 - number, "act_by": today + timedelta(95), "cost": 2, "risk": 1,
            "felt_by": people[:1]}  # fmt: skip
    worded = actions.word_need(deal, facts=need, by=by, now=now)
    if people and number == 0:
        actions.confirm(worded, evidence=said, by=by, now=now)
    unique = {"what": "Half the unplanned stops within a year", "whom": "the head of plant 2",
              "measured": "hours of downtime in their own report", "better_than": "mending what breaks"}  # fmt: skip
    actions.word_unique_value(deal, facts=unique, by=by, now=now)
    _fill_case(deal, said if people and number == 0 else None, by=by, now=now)


def _goals(deal: Opportunity, said: dict[str, Any] | None, *, by: User, now: datetime) -> list[Insight]:
    board, cards = get_board_for(by, "opportunity", deal.pk), list[Card]()
    for layer, title, priority, is_confirmed in GOALS:
        facts = {"title": title, "priority": priority} if priority else {"title": title}
        cards.append(add_insight(board, layer=layer, facts=facts, section=None, by=by, now=now))
        if is_confirmed and said:
            set_state(cards[-1].insight, state="confirmed", evidence=said, by=by, now=now)
    return [card.insight for card in cards]


def _fill_case(deal: Opportunity, said: dict[str, Any] | None, *, by: User, now: datetime) -> None:
    """A case that is about three times what the deal costs, confirmed in one line where somebody said so."""
    price = deal.amount or Decimal(100_000)
    terms = {"title": f"Less downtime at {deal.account}", "currency": deal.currency, "years": 3, "rate": Decimal(10),
             "problem": "Plant 2 stands still 620 hours a year that nobody planned."}  # fmt: skip
    case = actions.begin_case(deal, facts=terms, by=by, now=now)
    hour = (price / 260).quantize(Decimal(1))
    hours = {"label": "Fewer hours of unplanned downtime", "unit": "hour", "unit_value": hour, "ramp": [50, 100],
             "quantity": Decimal(320), "quantity_low": Decimal(180), "quantity_high": Decimal(400),
             "source": "Their maintenance report", "start_month": 3}  # fmt: skip
    line = actions.add_line(case, kind="benefit", facts=hours, by=by, now=now)
    audit = {"label": "Days spent on audits", "unit": "day", "unit_value": Decimal(900), "times": Decimal(4),
             "quantity": Decimal(6), "quantity_low": Decimal(3), "quantity_high": Decimal(8),
             "note": "Our guess; ask their safety officer."}  # fmt: skip
    actions.add_line(case, kind="benefit", facts=audit, by=by, now=now)
    actions.add_line(
        case, kind="one_off", facts={"label": "Purchase and installation", "quantity": price}, by=by, now=now
    )
    own = {"label": "Time of their own people", "quantity": (price / 12).quantize(Decimal(1)),
           "quantity_high": (price / 8).quantize(Decimal(1))}  # fmt: skip
    actions.add_line(case, kind="yearly", facts=own, by=by, now=now)
    if said:
        actions.confirm(line, evidence=said, by=by, now=now)
        actions.keep_version(case, by=by, now=now)
