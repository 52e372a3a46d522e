"""Who takes over from somebody who leaves: by similarity, never by past results.

    score = 0.5 × knows the people + 0.3 × sells to such customers + 0.2 × has room

knows: from the days on which the person was in touch with the account in the last year, each worth half after 90
days: 1 - e^(-0.35 × days). such customers: the share of the person's own accounts in the same industry (two thirds)
and segment (one third). room: how far below twice the middle number of open opportunities the person is. One of the
same team counts a tenth more: what is near is handed over with fewer words.

Example by hand: three days of contact, all fresh: knows 0.65; half of the accounts in the industry, none in the
segment: 0.33; open opportunities at the middle: 0.5. Score 0.5 × 0.65 + 0.3 × 0.33 + 0.2 × 0.5 = 0.53.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from trimtab.accounts.models import Account
from trimtab.opportunities.models import Activity, Opportunity
from trimtab.people.models import User
from trimtab.people.policy import visible_people
from trimtab.web import formats

OFFERED = 5
MOST_PEOPLE = 1_000
KNOWS, SIMILAR, ROOM = 0.5, 0.3, 0.2
NEAR = 1.1
DAY_HALF_LIFE, A_DAY = 90, 0.35
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Proposal:
    """Somebody who could take an account over, and why. knows, similar, room: shares."""

    person: User
    score: float
    knows: float
    similar: float
    room: float

    @property
    def reason(self) -> str:
        """Why, in words, the strongest reason first."""
        reasons = []
        if self.knows >= 0.1:
            reasons.append(_("knows people there"))
        if self.similar >= 0.2:
            reasons.append(_("%(share)s of own accounts are alike") % {"share": formats.percent(self.similar)})
        reasons.append(_("has room") if self.room >= 0.5 else _("has much open already"))
        return ", ".join(reasons)


class Candidates:
    """Those who could take over, with what is known of them. A fixed number of queries for any number of accounts."""

    def __init__(self, leaver: User, accounts: Sequence[Account], *, by: User, today: date, now: datetime) -> None:
        self.accounts, self.today = accounts, today
        self.people = {one.pk: one for one in _people(leaver, by=by, today=today)}
        self.near = leaver.team_id
        self.days = _days_with(accounts, self.people, now=now)
        self.owned = _owned(self.people)
        self.open = _open(self.people)

    def of(self, account: Account) -> list[Proposal]:
        """The best for one account, best first."""
        middle = median(self.open.get(pk, 0) for pk in self.people) if self.people else 0
        made = [self._proposal(account, person, middle) for person in self.people.values()]
        return sorted(made, key=lambda one: (-one.score, one.person.name, one.person.pk))[:OFFERED]

    def _proposal(self, account: Account, person: User, middle: float) -> Proposal:
        knows = 1 - math.exp(-A_DAY * sum(
            0.5 ** ((self.today - day).days / DAY_HALF_LIFE) for day in self.days.get((account.pk, person.pk), ())
        ))  # fmt: skip
        similar = self._similar(account, person)
        room = max(0.0, 1 - self.open.get(person.pk, 0) / (2 * middle)) if middle else 0.5
        score = KNOWS * knows + SIMILAR * similar + ROOM * room
        is_near = person.team_id is not None and person.team_id == self.near
        return Proposal(person, score * NEAR if is_near else score, knows, similar, room)

    def _similar(self, account: Account, person: User) -> float:
        owned = self.owned.get(person.pk, [])
        number = sum(count for _industry, _segment, count in owned)
        if not number:
            return 0.0
        industry = sum(count for one, _segment, count in owned if one and one == account.industry)
        segment = sum(count for _industry, one, count in owned if one and one == account.segment)
        return (2 * industry + segment) / (3 * number)


def _people(leaver: User, *, by: User, today: date) -> Iterable[User]:
    """Those who sell, are there, and whose records the person sees."""
    there = Q(left_on__isnull=True) | Q(left_on__gt=today)
    found = visible_people(by).filter(there, role=User.Role.SELLER).exclude(pk=leaver.pk)
    # Whoever can neither sign in nor owns anything has left long ago.
    owns = Q(is_active=True) | Q(pk__in=Account.objects.current().values("owner"))
    return found.filter(owns).select_related("team").order_by("name", "pk")[:MOST_PEOPLE]


def _days_with(
    accounts: Sequence[Account], people: Mapping[int, User], *, now: datetime
) -> dict[tuple[int, int], set[date]]:
    """(account, person) → the days on which they were in touch within a year."""
    rows = Activity.objects.current().filter(account__in=[one.pk for one in accounts], at__gte=now - YEAR, at__lte=now)
    found: dict[tuple[int, int], set[date]] = {}
    for account, person, at in rows.order_by().values_list("account", "user", "at"):
        if person in people:
            found.setdefault((account, person), set()).add(at.date())
    return found


def _owned(people: Mapping[int, User]) -> dict[int, list[tuple[str, str, int]]]:
    """Person → (industry, segment, how many accounts)."""
    rows = Account.objects.current().filter(owner__isnull=False).order_by()
    found: dict[int, list[tuple[str, str, int]]] = {}
    for owner, industry, segment, count in rows.values_list("owner", "industry", "segment").annotate(Count("pk")):
        if owner in people:
            found.setdefault(owner, []).append((industry, segment, count))
    return found


def _open(people: Mapping[int, User]) -> dict[int, int]:
    """Person → how many open opportunities."""
    rows = Opportunity.objects.current().open().filter(owner__isnull=False).order_by()
    counted = dict(rows.values_list("owner").annotate(Count("pk")))
    return {pk: counted.get(pk, 0) for pk in people}
