"""The backup of one account: whom we know, through whom, and what hangs on single people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property

from trimtab.accounts.models import Account, Contact
from trimtab.core.models import Organisation
from trimtab.core.money import Money
from trimtab.core.rates import Rates, rates_for
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.relationships.strength import Ties, band_of, ties_of
from trimtab.retention.knowing import Record, record_of
from trimtab.retention.roles import Covered, coverage_of, covered, required_roles
from trimtab.retention.standing import RANKS, department_of, power_of, rank_of
from trimtab.retention.truck_factor import Loss, contacts_to_lose, users_to_lose

SHOWN = 50
ZERO = Decimal("0.00")
LATELY = timedelta(days=90)
WORKING = 0.35  # the strength from which on somebody can stand in for another


@dataclass(frozen=True)
class Worth:
    """Amounts of opportunities in the reporting currency. unknown: how many have no amount, or no rate."""

    money: Money
    opportunities: int
    unknown: int = 0


@dataclass(frozen=True)
class Known:
    """One person of the customer. knows: who of ours, with strength, the best first."""

    contact: Contact
    rank: str
    department: str
    power: float
    last_at: datetime | None
    knows: tuple[tuple[User, float], ...]
    roles: tuple[str, ...]

    @property
    def strength(self) -> float:
        return self.knows[0][1] if self.knows else 0.0

    @property
    def band(self) -> str:
        """none, where anything is on record; empty where nothing is: that is unknown, not weak."""
        return band_of(self.strength) if self.last_at is not None else ""

    @property
    def worth(self) -> float:
        return self.strength * self.power

    @property
    def stand_in(self) -> tuple[User, float] | None:
        """Who of ours knows this person second best."""
        return self.knows[1] if len(self.knows) > 1 else None


@dataclass(frozen=True)
class Group:
    """The people of one department, division or rank."""

    name: str
    people: int
    working: int  # with at least a working relationship
    best: Known | None


@dataclass(frozen=True)
class Hanging:
    """One of us or of them on whom much hangs. alone: what nobody else is in; shared: with others."""

    pk: int
    name: str
    is_ours: bool
    loses: float  # the share of what we know that goes with this person
    alone: Worth
    shared: Worth
    roles: tuple[str, ...] = ()  # required ones that only this person fills
    coverage_without: float | None = None
    stand_in: tuple[str, float] | None = None
    introducer: str = ""


class Backup:
    """What the page of an account's backup shows."""

    def __init__(self, record: Record, *, organisation: Organisation, today: date, now: datetime) -> None:
        self.record, self.today, self.now = record, today, now
        self.ties: Ties = ties_of(record.touches, now=now)
        self.rates: Rates = rates_for((one.currency for one in record.opportunities), into=organisation.currency)

    @property
    def account(self) -> Account:
        return self.record.account

    @cached_property
    def people(self) -> list[Known]:
        """Everybody who works there, those whom we know best first."""
        return sorted(self._known(), key=lambda one: (-one.worth, -one.power, one.contact.name, one.contact.pk))

    @cached_property
    def by_contact(self) -> Mapping[int, Known]:
        return {one.contact.pk: one for one in self.people}

    @property
    def shown(self) -> list[Known]:
        return self.people[:SHOWN]

    @cached_property
    def in_touch(self) -> list[Known]:
        """Those with anything on record within ninety days."""
        return [one for one in self.people if one.last_at is not None and self.now - one.last_at <= LATELY]

    @cached_property
    def met(self) -> list[Known]:
        """Those with anything on record at all."""
        return [one for one in self.people if one.last_at is not None]

    @cached_property
    def departments(self) -> list[Group]:
        return _groups((one.department, one) for one in self.people)

    @cached_property
    def divisions(self) -> list[Group]:
        of = self.record.divisions
        return _groups((name, one) for one in self.people for name in of.get(one.contact.pk, ()))

    @cached_property
    def ranks(self) -> list[Group]:
        order = [rank for rank, *_rest in RANKS] + [""]
        found = {group.name: group for group in _groups((one.rank, one) for one in self.people)}
        return [found[rank] for rank in order if rank in found]

    @cached_property
    def roles(self) -> list[Covered]:
        held = [(contact, role) for contact, _opportunity, role in self.record.held if contact in self.by_contact]
        on_map = self.record.judged.items()
        held += [
            (contact, role) for contact, (_influence, roles) in on_map if contact in self.by_contact for role in roles
        ]
        return covered(required_roles(), held, self._strengths)

    @property
    def role_rows(self) -> list[tuple[Covered, Known | None]]:
        """Each required role with the best known person in it."""
        return [(one, self.by_contact[one.contacts[0]] if one.contacts else None) for one in self.roles]

    @cached_property
    def coverage(self) -> float:
        return coverage_of(self.roles, strengths=self._strengths)

    @cached_property
    def theirs(self) -> Loss:
        """The fewest of their people whose leaving takes what we know below half."""
        return contacts_to_lose({one.contact.pk: one.worth for one in self.people if one.worth > 0})

    @cached_property
    def ours(self) -> Loss:
        """The fewest of ours."""
        return users_to_lose(self.ties, {one.contact.pk: one.power for one in self.people})

    @cached_property
    def points(self) -> list[Hanging]:
        """The single points of failure, on both sides: those on whom most hangs first."""
        found = [*self._of_theirs(), *self._of_ours()]
        return sorted(found, key=lambda one: (-one.alone.money.amount, -one.loses, one.name, one.pk))

    @cached_property
    def orphans(self) -> Worth:
        """Opportunities in which nobody is on record who still works there."""
        return self._worth([one for one in self.record.opportunities if not self._contacts_in.get(one.pk)])

    @cached_property
    def revenue(self) -> Worth:
        """All of them."""
        return self._worth(self.record.opportunities)

    @property
    def captured(self) -> float | None:
        """The share of the last year's activities that name somebody of the customer; None: there are none."""
        both = self.record.traced + self.record.untraced
        return self.record.traced / both if both else None

    @cached_property
    def knows_answers(self) -> bool:
        """Whether anything of the last year came from the customer in writing."""
        return any(one.kind == "email" and one.direction == "in" for one in self.record.touches)

    def _known(self) -> Iterable[Known]:
        by_contact: dict[int, list[tuple[User, float]]] = {}
        for (contact, user), strength in self.ties.items():
            if user in self.record.users:
                by_contact.setdefault(contact, []).append((self.record.users[user], strength))
        written: dict[int, set[str]] = {}
        for contact, _opportunity, role in self.record.held:
            written.setdefault(contact, set()).add(role)
        for pk, person in self.record.contacts.items():
            knows = sorted(by_contact.get(pk, ()), key=lambda one: (-one[1], one[0].name, one[0].pk))
            yield Known(
                contact=person,
                rank=rank_of(person),
                department=department_of(person),
                power=power_of(person, influence=self._influence(pk)),
                last_at=self.record.last.get(pk),
                knows=tuple(knows),
                roles=tuple(sorted(role for role in written.get(pk, ()) if role)),
            )

    def _influence(self, contact: int) -> str:
        return self.record.judged.get(contact, ("", ()))[0]

    @cached_property
    def _strengths(self) -> Mapping[int, float]:
        return {one.contact.pk: one.strength for one in self.people}

    @cached_property
    def _contacts_in(self) -> Mapping[int, set[int]]:
        """Opportunity → who of theirs is in it and still works there."""
        found: dict[int, set[int]] = {}
        for contact, opportunity, _role in self.record.held:
            if contact in self.by_contact:
                found.setdefault(opportunity, set()).add(contact)
        for touch in self.record.touches:
            if touch.opportunity is not None:
                found.setdefault(touch.opportunity, set()).add(touch.contact)
        return found

    @cached_property
    def _users_in(self) -> Mapping[int, set[int]]:
        """Opportunity → who of ours is in it."""
        found: dict[int, set[int]] = {}
        for one in self.record.opportunities:
            if one.owner_id is not None:
                found.setdefault(one.pk, set()).add(one.owner_id)
        for touch in self.record.touches:
            if touch.opportunity is not None:
                found.setdefault(touch.opportunity, set()).update(touch.users)
        return found

    def _of_theirs(self) -> Iterable[Hanging]:
        whole = sum(one.worth for one in self.people)
        alone, shared = self._hanging(self._contacts_in)
        filled = self._only_fillers()
        first = self.theirs.people if self.theirs.factor == 1 else ()
        for pk in sorted({*first, *alone, *filled}):
            one = self.by_contact[pk]
            yield Hanging(
                pk=pk,
                name=one.contact.name,
                is_ours=False,
                loses=one.worth / whole if whole else 0.0,
                alone=self._worth(alone.get(pk, [])),
                shared=self._worth(shared.get(pk, [])),
                roles=tuple(filled.get(pk, ())),
                coverage_without=self._coverage_without(pk),
                introducer=one.knows[0][0].name if one.knows else "",
            )

    def _of_ours(self) -> Iterable[Hanging]:
        alone, shared = self._hanging(self._users_in)
        first = self.ours.people if self.ours.factor == 1 else ()
        whole = sum(one.worth for one in self.people)
        for pk in sorted({*first, *alone}):
            person = self.record.users.get(pk)
            if person is None:
                continue
            yield Hanging(
                pk=pk,
                name=person.name,
                is_ours=True,
                loses=self._lost_with(pk) / whole if whole else 0.0,
                alone=self._worth(alone.get(pk, [])),
                shared=self._worth(shared.get(pk, [])),
                stand_in=self._stand_in(pk),
            )

    def _hanging(
        self, involved: Mapping[int, set[int]]
    ) -> tuple[dict[int, list[Opportunity]], dict[int, list[Opportunity]]]:
        """Person → opportunities that nobody else is in, and those shared with others."""
        alone: dict[int, list[Opportunity]] = {}
        shared: dict[int, list[Opportunity]] = {}
        for one in self.record.opportunities:
            people = involved.get(one.pk, set())
            for pk in people:
                (alone if len(people) == 1 else shared).setdefault(pk, []).append(one)
        return alone, shared

    def _only_fillers(self) -> dict[int, list[str]]:
        """Contact → required roles that nobody else whom we know fills."""
        found: dict[int, list[str]] = {}
        for one in self.roles:
            known = [contact for contact in one.contacts if self._strengths.get(contact, 0.0) >= WORKING]
            if len(known) == 1:
                found.setdefault(known[0], []).append(one.role.name)
        return found

    def _coverage_without(self, contact: int) -> float | None:
        return coverage_of(self.roles, without=frozenset({contact}), strengths=self._strengths) if self.roles else None

    def _lost_with(self, user: int) -> float:
        """What is known of them less, should this person of ours leave."""
        lost = 0.0
        for one in self.people:
            if one.knows and one.knows[0][0].pk == user:
                lost += one.power * (one.strength - (one.stand_in[1] if one.stand_in else 0.0))
        return lost

    def _stand_in(self, user: int) -> tuple[str, float] | None:
        """Who of ours knows best the people that this person of ours knows best, with the mean strength there."""
        theirs = [one for one in self.people if one.knows and one.knows[0][0].pk == user]
        sums: dict[int, float] = {}
        for one in theirs:
            for other, strength in one.knows[1:]:
                sums[other.pk] = sums.get(other.pk, 0.0) + strength
        if not sums:
            return None
        best = min(sums, key=lambda pk: (-sums[pk], pk))
        return self.record.users[best].name, sums[best] / len(theirs)

    def _worth(self, opportunities: Iterable[Opportunity]) -> Worth:
        total, counted, unknown = Money(ZERO, self.rates.currency), 0, 0
        for one in opportunities:
            counted += 1
            money = self._in_reporting_currency(one)
            if money is None:
                unknown += 1
            else:
                total += money
        return Worth(total, counted, unknown)

    def _in_reporting_currency(self, one: Opportunity) -> Money | None:
        if one.amount is None:
            return None
        day = one.closed_at.date() if one.closed_at else self.today
        return self.rates.converted(Money(one.amount, one.currency), on=day)


def backup_of(account: Account, *, user: User, organisation: Organisation, now: datetime) -> Backup:
    """The backup of an account as that reader sees it; the reader must see the account."""
    today = now.astimezone(organisation.zone).date()
    record = record_of(account, user=user, today=today, now=now)
    return Backup(record, organisation=organisation, today=today, now=now)


def _groups(named: Iterable[tuple[str, Known]]) -> list[Group]:
    """The people by name, the largest group first; without a name last."""
    people: dict[str, list[Known]] = {}
    for name, one in named:
        people.setdefault(name, []).append(one)
    made = [
        Group(
            name,
            len(them),
            sum(one.strength >= WORKING for one in them),
            max(them, key=lambda one: one.strength) if any(one.strength > 0 for one in them) else None,
        )
        for name, them in people.items()
    ]
    return sorted(made, key=lambda group: (not group.name, -group.people, group.name))
