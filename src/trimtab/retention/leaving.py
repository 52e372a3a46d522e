"""What somebody who leaves would orphan: one of us, or one of theirs; and who left lately."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Q

from trimtab.accounts.models import Account, Contact
from trimtab.accounts.queries import visible_contacts
from trimtab.core.money import Money
from trimtab.core.rates import Rates, rates_for
from trimtab.objectives.models import Action
from trimtab.opportunities.models import Activity, ActivityParty, Opportunity
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.frame import Frame
from trimtab.people.models import User
from trimtab.people.policy import visible_people
from trimtab.retention.proposals import Candidates, Proposal

ACCOUNTS_SHOWN = 100
LATELY = timedelta(days=180)
PEOPLE_SHOWN = 100
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Orphan:
    """One account with what the leaver holds there. account None: opportunities without one."""

    account: Account | None
    is_owned: bool
    opportunities: Sequence[Opportunity]
    money: Money
    proposals: Sequence[Proposal]

    @property
    def key(self) -> str:
        """Names it in a form."""
        return str(self.account.pk if self.account else 0)


@dataclass(frozen=True)
class Leaving:
    """What one of us leaves behind. only_known: contacts of theirs whom nobody else of ours met within a year."""

    person: User
    orphans: Sequence[Orphan]
    is_cut: bool
    accounts: int
    opportunities: int
    money: Money
    tasks: Sequence[Activity]
    actions: Sequence[Action]
    only_known: Sequence[Contact]


def leaving_of(person: User, *, by: User, currency: str, today: date, now: datetime) -> Leaving:
    """What the person holds, with proposals for each account."""
    owned = list(Account.objects.current().filter(owner=person).order_by("name", "pk"))
    opened = list(
        Opportunity.objects.current().open().filter(owner=person).select_related("account").order_by("-amount", "pk")
    )
    rates = rates_for({one.currency for one in opened}, into=currency)
    by_account: dict[int, list[Opportunity]] = {}
    for one in opened:
        by_account.setdefault(one.account_id or 0, []).append(one)
    accounts = {one.pk: one for one in owned} | {one.account.pk: one.account for one in opened if one.account}
    money = {pk: _sum(by_account.get(pk, ()), rates, today) for pk in {*accounts, *by_account}}
    order = sorted(money, key=lambda pk: (-money[pk].amount, pk == 0, pk))
    shown = order[:ACCOUNTS_SHOWN]
    candidates = Candidates(person, [accounts[pk] for pk in shown if pk], by=by, today=today, now=now)
    mine = {one.pk for one in owned}
    orphans = [
        Orphan(
            accounts.get(pk), pk in mine, by_account.get(pk, []), money[pk], _proposals(candidates, accounts.get(pk))
        )
        for pk in shown
    ]
    return Leaving(
        person=person,
        orphans=orphans,
        is_cut=len(order) > len(shown),
        accounts=len(owned),
        opportunities=len(opened),
        money=_sum(opened, rates, today),
        tasks=list(_tasks(person)),
        actions=list(Action.objects.open().filter(assignee=person).order_by("due_on", "pk")[:PEOPLE_SHOWN]),
        only_known=only_known_to(person, now=now),
    )


def only_known_to(person: User, *, now: datetime) -> list[Contact]:
    """The contacts whom this person of ours met within a year and nobody else did. Two queries."""
    met = ActivityParty.objects.filter(
        activity__at__gte=now - YEAR, activity__at__lte=now, activity__archived_at__isnull=True, contact__isnull=False
    )
    mine = met.filter(activity__user=person).order_by().values("contact")
    others = met.filter(contact__in=mine).exclude(activity__user=person).exclude(activity__user=None)
    found = Contact.objects.filter(pk__in=mine, archived_at__isnull=True, left_on__isnull=True)
    found = found.exclude(pk__in=others.order_by().values("contact"))
    return list(found.select_related("account").order_by("account__name", "name", "pk")[:PEOPLE_SHOWN])


@dataclass(frozen=True)
class Gone:
    """Somebody who left, with how much still hangs there. `accounts` of one of ours; `opportunities` of either."""

    pk: int
    name: str
    left_on: date | None
    account: Account | None
    accounts: int
    opportunities: int


def gone_of_ours(frame: Frame) -> list[Gone]:
    """People of the frame who left and still hold accounts or open opportunities."""
    left = Q(left_on__lte=frame.today) | Q(is_active=False, last_login__isnull=False)
    people = list(
        visible_people(frame.user).filter(left, pk__in=frame.scope.people.values("pk")).order_by("name", "pk")
    )
    ids = [one.pk for one in people]
    owned = _counted(Account.objects.current().filter(owner__in=ids), "owner")
    opened = _counted(Opportunity.objects.current().open().filter(owner__in=ids), "owner")
    holding = [one for one in people if owned.get(one.pk) or opened.get(one.pk)]
    return [Gone(one.pk, one.name, one.left_on, None, owned.get(one.pk, 0), opened.get(one.pk, 0)) for one in holding][
        :PEOPLE_SHOWN
    ]


def gone_of_theirs(frame: Frame) -> list[Gone]:
    """Contacts who left within half a year, at accounts of the frame's people, those with open opportunities first."""
    people = visible_contacts(frame.user).filter(left_on__gt=frame.today - LATELY, left_on__lte=frame.today)
    if not frame.scope.is_unrestricted:
        held = Account.objects.filter(Q(owner__in=frame.scope.people) | Q(members__user__in=frame.scope.people))
        people = people.filter(account__in=held)
    found = list(people.select_related("account").order_by("-left_on", "pk")[:PEOPLE_SHOWN])
    ids = [one.pk for one in found]
    opened = visible_opportunities(frame.user).current().open().filter(contact_roles__contact__in=ids)
    counted = dict(opened.order_by().values_list("contact_roles__contact").annotate(Count("pk", distinct=True)))
    rows = [Gone(one.pk, one.name, one.left_on, one.account, 0, counted.get(one.pk, 0)) for one in found]
    return sorted(rows, key=lambda one: -one.opportunities)


def _counted(rows: object, column: str) -> Mapping[int, int]:
    return dict(rows.order_by().values_list(column).annotate(Count("pk")))  # type: ignore[attr-defined]


def _proposals(candidates: Candidates, account: Account | None) -> list[Proposal]:
    return candidates.of(account) if account is not None else []


def _tasks(person: User) -> Iterable[Activity]:
    kept = Activity.objects.current().filter(user=person, kind=Activity.Kind.TASK, done_at__isnull=True, source="")
    return kept.select_related("opportunity", "account").order_by("at", "pk")[:PEOPLE_SHOWN]


def _sum(opportunities: Sequence[Opportunity], rates: Rates, today: date) -> Money:
    total = Money(Decimal("0.00"), rates.currency)
    for one in opportunities:
        money = None if one.amount is None else rates.converted(Money(one.amount, one.currency), on=today)
        total = total if money is None else total + money
    return total


def open_with(contact: Contact, *, user: User) -> list[Opportunity]:
    """The open opportunities in which the contact has a role, of those that the user sees."""
    found = visible_opportunities(user).current().open().filter(contact_roles__contact=contact).distinct()
    return list(found.select_related("owner", "stage").order_by("-amount", "pk")[:PEOPLE_SHOWN])
