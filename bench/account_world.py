"""What `site_world` has not, for the pages of accounts: a large plan, a large map, figures of every account.

A customer with 29 parts and 10 divisions, 25 solutions, and something in two cells of three; 300 people on one map.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from bench.site_world import fill, many
from trimtab.accounts.models import Account, AccountMember, Contact, Division
from trimtab.discovery.models import Card, Insight, Layer
from trimtab.evidence.models import Evidence
from trimtab.objectives.models import Action, Objective
from trimtab.opportunities.models import (
    Activity,
    ActivityParty,
    FieldChange,
    LineItem,
    Opportunity,
    Product,
    Stage,
)
from trimtab.people.models import User
from trimtab.planning.actions import add_swot, answer_question, create_plan, hold_review
from trimtab.planning.models import Plan, PlanSnapshot
from trimtab.relationships.models import Coverage, Influence, Judgement, Line, Member, Orientation, PeopleMap, Support
from trimtab.targeting.actions import Figures, add_target, keep_figures
from trimtab.whitespace.models import Block, MarketShare, Placement, Potential

ACCOUNTS, OPPORTUNITIES, PARTS, DIVISIONS, SOLUTIONS, PEOPLE, NIGHTS = 10_000, 20_000, 29, 10, 25, 300, 60
Unit = tuple[Account, Division | None]


def fill_accounts(*, accounts: int = ACCOUNTS, people: int = PEOPLE, now: datetime) -> dict[str, object]:
    """Fill an empty database; ids of what the pages show, and of who looks at them."""
    chance = random.Random(20261127)
    found = fill(OPPORTUNITIES * accounts // ACCOUNTS, accounts=accounts, now=now)
    seller = User.objects.get(pk=found["seller"])
    customer, units = _customer(seller, now)
    _cells(units, _solutions(), seller=seller, now=now, chance=chance)
    members = _map(customer, people, seller=seller, now=now, chance=chance)
    _wishes(customer, seller=seller, now=now)
    _deeds(units, seller=seller, now=now)
    keep_figures(_figures(now, chance), facts={}, now=now)
    _targets(seller, now)
    plan = _plan(customer, seller=seller, now=now)
    of_plan = {"customer": customer.pk, "plan": plan.pk, "map": members[0].map_id, "member": members[0].pk}
    return found | of_plan | {"solution": Product.objects.order_by("pk").values_list("pk", flat=True)[0]}


def _customer(seller: User, now: datetime) -> tuple[Account, list[Unit]]:
    moments = {"created_at": now - timedelta(400), "changed_at": now - timedelta(400)}
    customer = Account.objects.create(name="Great Customer", owner=seller, segment="ENT", **moments)
    parts = many(
        Account,
        [Account(name=f"Part {n:02}", parent=customer, owner=seller, segment="ENT", **moments) for n in range(PARTS)],
    )
    many(AccountMember, [AccountMember(account=one, user=seller) for one in [customer, *parts]])
    divisions = many(
        Division, [Division(account=customer, name=f"Division {n}", position=n, **moments) for n in range(DIVISIONS)]
    )
    return customer, [(customer, None), *((customer, one) for one in divisions), *((part, None) for part in parts)]


def _solutions() -> list[Product]:
    return many(Product, [Product(name=f"Solution {n:02}", family=f"Family {n % 5}") for n in range(SOLUTIONS)])


def _cells(
    units: Sequence[Unit], solutions: Sequence[Product], *, seller: User, now: datetime, chance: random.Random
) -> None:
    """Won, open, potential, blocked, with a market, or nothing: one of six."""
    cells = [(unit, product, chance.randrange(6)) for unit in units for product in solutions]
    _deals([cell for cell in cells if cell[2] < 2], seller=seller, now=now, chance=chance)
    ideas, blocks, markets = [], [], []
    for (account, division), product, turn in cells:
        where = {"account": account, "division": division, "product": product}
        money, at = Decimal(chance.randrange(5_000, 300_000)), now - timedelta(days=chance.randrange(2, 300))
        if turn == 2:
            fields = {"name": f"Idea for {product}", "amount": money, "currency": "EUR", "owner": seller}
            ideas.append(Potential(**where, **fields, created_at=at, changed_at=at))
        elif turn == 3:
            blocks.append(Block(**where, reason="Bound to another supplier", by=seller, created_at=at))
        elif turn == 4:
            markets.append(MarketShare(**where, size=money * 5, currency="EUR", ours=10, created_at=at))
    many(Potential, ideas)
    many(Block, blocks)
    many(MarketShare, markets)


def _deals(cells: Sequence[tuple[Unit, Product, int]], *, seller: User, now: datetime, chance: random.Random) -> None:
    """Open where the turn is 0, won where it is 1; each with its line, and placed where it is of a division."""
    stages = list(Stage.objects.order_by("position"))
    won_stage = next(one for one in stages if one.kind == Stage.Kind.WON)
    deals = []
    for (account, division), product, turn in cells:
        at, stage = now - timedelta(days=chance.randrange(2, 300)), won_stage if turn else stages[1]
        days = {"opened_at": at - timedelta(60), "closed_at": at if turn else None, "changed_at": at}
        money = {"amount": Decimal(chance.randrange(5_000, 300_000)), "currency": "EUR"}
        deals.append(
            Opportunity(
                name=f"{product} for {division or account}",
                account=account,
                owner=seller,
                process=stage.process,
                stage=stage,
                status=stage.kind,
                close_on=(at if turn else now + timedelta(90)).date(),
                **money,
                **days,
            )
        )
    made = many(Opportunity, deals)
    placed = [(one, division, product) for one, ((_account, division), product, _turn) in zip(made, cells, strict=True)]
    many(LineItem, [LineItem(opportunity=one, product=product, amount=one.amount) for one, _place, product in placed])
    many(
        Placement,
        [
            Placement(opportunity=one, division=division, product=product, created_at=now)
            for one, division, product in placed
            if division is not None
        ],
    )
    many(FieldChange, _raised([one for one in made if one.is_open], seller, now))


def _raised(deals: Sequence[Opportunity], seller: User, now: datetime) -> Iterator[FieldChange]:
    """Each amount was raised since the last review."""
    for one in deals:
        moments = {"valid_at": now - timedelta(5), "recorded_at": now - timedelta(5)}
        yield FieldChange(
            opportunity=one, field="amount", old="1.00", new=str(one.amount), origin="edit", by_id=seller.pk, **moments
        )  # fmt: skip


def _map(customer: Account, people: int, *, seller: User, now: datetime, chance: random.Random) -> list[Member]:
    """A tree of six below each, judged in everything, with lines of influence, evidence and meetings."""
    moments = {"created_at": now - timedelta(200), "changed_at": now - timedelta(200)}
    contacts = many(
        Contact,
        [
            Contact(account=customer, name=f"Person {n:03}", title=f"Head of part {n}", email=f"p{n}@great.example",
                    function=f"Function {n % 9}", **moments)
            for n in range(people)
        ],
    )  # fmt: skip
    shown = PeopleMap.objects.create(account=customer, **moments)
    scales = {"influence": Influence, "support": Support, "coverage": Coverage, "orientation": Orientation}
    members = many(
        Member,
        [
            Member(map=shown, contact=one, name=one.name, **moments)
            if n % 10 == 9
            else Member(
                map=shown,
                contact=one,
                name=one.name,
                **moments,
                **{name: chance.choice(scale.values) for name, scale in scales.items()},
            )
            for n, one in enumerate(contacts)
        ],
    )
    judged = [(one, name, value) for one in members for name in scales if (value := one.judged(name))]
    at = now - timedelta(30)
    many(
        Judgement, [Judgement(member=one, attribute=name, value=value, at=at, by=seller) for one, name, value in judged]
    )
    many(Evidence, _evidence(judged, seller, now))
    tree = [(one, members[(n - 1) // 6], Line.Kind.REPORTS) for n, one in enumerate(members) if n]
    across = [(one, members[(n * 7 + 3) % people], Line.Kind.INFLUENCE) for n, one in enumerate(members) if n % 3 == 0]
    ties = [(start, end, kind) for start, end, kind in tree + across if start != end]
    many(Line, [Line(map=shown, start=start, end=end, kind=kind, created_at=now) for start, end, kind in ties])
    _meetings(customer, contacts, seller=seller, now=now, chance=chance)
    return members


def _evidence(judged: Sequence[tuple[Member, str, str]], seller: User, now: datetime) -> Iterator[Evidence]:
    for n, (one, name, value) in enumerate(judged):
        if n % 3 == 0:
            of = {"record": "map_member", "record_id": one.pk, "subject": name, "value": value, "kind": "said"}
            day = (now - timedelta(days=n % 200)).date()
            yield Evidence(**of, note="As they told us.", happened_on=day, by=seller, recorded_at=now)


def _meetings(
    customer: Account, contacts: Sequence[Contact], *, seller: User, now: datetime, chance: random.Random
) -> None:
    def meeting(n: int) -> Activity:
        at = now - timedelta(days=chance.randrange(-20, 170), hours=n % 20)
        return Activity(kind="meeting", subject=f"Talk {n}", at=at, recorded_at=now, user=seller, account=customer)

    made = many(Activity, [meeting(n) for n in range(2 * len(contacts))])
    many(
        ActivityParty, [ActivityParty(activity=one, contact=who) for one in made for who in chance.sample(contacts, 2)]
    )


def _wishes(customer: Account, *, seller: User, now: datetime) -> None:
    moments = {"created_at": now, "changed_at": now}
    layers = Layer.values
    insights = many(
        Insight,
        [
            Insight(
                account=customer, layer=layers[n % len(layers)], title=f"They want {n}", created_by=seller, **moments
            )
            for n in range(60)
        ],
    )
    many(Card, [Card(account=customer, insight=one, position=n, created_at=now) for n, one in enumerate(insights)])


def _deeds(units: Sequence[Unit], *, seller: User, now: datetime) -> None:
    moments = {"created_at": now - timedelta(50), "changed_at": now - timedelta(5)}
    accounts = [account for account, division in units if division is None]
    aims = [
        Objective(
            account=one, name=f"Grow {n}", kind="revenue", metric="Won", owner=seller, due_on=now.date(), **moments
        )
        for one in accounts
        for n in range(2)
    ]
    made = many(Objective, aims)
    many(
        Action,
        [
            Action(objective=one, account=one.account, subject=f"Step {n}", assignee=seller, **moments,
                   due_on=(now + timedelta(days=10 * n - 10)).date())
            for one in made
            for n in range(3)
        ],
    )  # fmt: skip


def _figures(now: datetime, chance: random.Random) -> Iterator[Figures]:
    for pk in Account.objects.order_by("pk").values_list("pk", flat=True):
        revenue, room = chance.lognormvariate(10, 1), chance.lognormvariate(10, 1)
        yield Figures(
            pk,
            revenue=Decimal(round(revenue)),
            revenue_before=Decimal(round(revenue * chance.uniform(0.5, 1.3))),
            open_amount=Decimal(round(room / 2)),
            won=chance.randrange(5),
            lost=chance.randrange(8),
            hours=chance.uniform(0, 80),
            contacts=chance.randrange(6),
            last_activity_at=now - timedelta(days=chance.randrange(200)),
            headroom=room,
            headroom_low=room / 2,
            headroom_high=room * 2,
            headroom_spread=room / 3,
            peers=20,
        )


def _targets(seller: User, now: datetime) -> None:
    """The seller wants to win twenty accounts."""
    for account in Account.objects.filter(owner=seller, parent=None).order_by("-pk")[:20]:
        add_target(account, why="Their contract ends.", by=seller, now=now)


def _plan(customer: Account, *, seller: User, now: datetime) -> Plan:
    """Made by its owner two months ago, with answers, a review, and the figures of each night since."""
    begun = now - timedelta(60)
    fields: Mapping[str, object] = {"kind": Plan.Kind.ENTERPRISE, "revenue_target": Decimal(9_000_000)}
    plan = create_plan(fields=fields, accounts=[customer], by=seller, now=begun)
    for question in plan.template.questions[:6]:
        answer = {"text": "They told us.", "source": "Talk", "known_on": begun.date(), "confidence": "sure"}
        answer_question(plan, question=question["key"], fields=answer, by=seller, now=begun)
    for n in range(8):
        add_swot(
            plan, side=("strength", "weakness", "opportunity", "threat")[n % 4], text=f"This {n}", by=seller, now=now
        )
    hold_review(plan, text="Go on.", by=seller, now=now - timedelta(20))
    kept = plan.snapshots.order_by("pk").first()
    assert kept is not None
    nights = [begun + timedelta(n) for n in range(1, NIGHTS)]
    many(
        PlanSnapshot,
        [PlanSnapshot(plan=plan, at=at, on=at.date(), why=PlanSnapshot.Why.NIGHT, facts=kept.facts) for at in nights],
    )
    return plan
