"""What similar accounts bought and this one did not, with the peers named and the hours that it takes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from trimtab.accounts.models import Account
from trimtab.accounts.queries import visible_accounts
from trimtab.people.models import User
from trimtab.web import formats
from trimtab.whitespace.grid import EMPTY
from trimtab.whitespace.models import Learning, Proposal
from trimtab.whitespace.page import WhiteSpace

SHOWN = 6
PEERS_NAMED = 3
STALE = timedelta(days=8)


@dataclass(frozen=True)
class Proposed:
    """One proposal as a person may see it. `hidden`: similar accounts that bought it and that the person does not see.

    worth: the chance times the value, for one hour; is_worth: at least what an hour of selling brings elsewhere.
    """

    proposal: Proposal
    named: tuple[Account, ...]
    hidden: int
    worth: Decimal | None
    is_worth: bool | None

    @property
    def lift(self) -> float | None:
        """The chance against what is usual in its segment."""
        return self.proposal.chance / self.proposal.usual if self.proposal.usual else None


@dataclass(frozen=True)
class Proposals:
    """What to say about an account: proposals, or why there are none. `why`: a key that the page has words for."""

    why: str
    learning: Learning | None
    found: Sequence[Proposed] = ()

    @property
    def chase(self) -> list[Proposed]:
        """Those worth the hours, and those whose hours nobody knows."""
        return [one for one in self.found if one.is_worth is not False]

    @property
    def leave(self) -> list[Proposed]:
        """Those that bring less for an hour than selling does elsewhere."""
        return [one for one in self.found if one.is_worth is False]

    @property
    def test(self) -> Mapping[str, object]:
        """How the proposals did on the past, with the lift and its interval as they are read."""
        tested = self.learning.facts.get("test", {}) if self.learning else {}
        texts = {f"{name}_text": formats.number(_rounded(tested.get(name))) for name in ("lift", "low", "high")}
        return {**tested, **texts} if tested.get("lift") is not None else {}


def proposals_for(user: User, page: WhiteSpace, *, now: datetime) -> Proposals:
    """The proposals for the account itself whose cells are white, the most worth an hour first. Two queries."""
    learning = page.learning
    if learning is None or now - learning.made_at > STALE:
        return Proposals("not-yet", learning)
    if not learning.facts.get("test", {}).get("is_good"):
        return Proposals("no-signal", learning)
    white = _white_products(page)
    rows = Proposal.objects.filter(account=page.account, product__in=white)
    rows = rows.select_related("product", "because").order_by("-chance", "pk")
    found = list(rows[: 2 * SHOWN])
    if not found:
        return Proposals("none-here", learning)
    peers = {pk for one in found for pk in one.peers}
    seen = {one.pk: one for one in visible_accounts(user).current().filter(pk__in=peers)}
    per_hour = learning.facts.get("per_hour")
    shown = [_proposed(one, seen, per_hour) for one in found]
    shown.sort(key=lambda one: (one.is_worth is False, -(one.worth or 0), -one.proposal.chance))
    return Proposals("", learning, shown[:SHOWN])


def _white_products(page: WhiteSpace) -> list[int]:
    """The solutions that none of the account's own units has, plans or blocks."""
    units: Iterable[tuple[int, int | None]] = {
        unit for line in page.grid.lines for unit in line.row.units if unit[0] == page.account.pk
    }
    leaves = page.contents.leaves
    return [
        column.product_id
        for column in page.grid.columns
        if not column.is_retired and all(leaves.get((unit, column.product_id), EMPTY).is_white for unit in units)
    ]


def _proposed(one: Proposal, seen: Mapping[int, Account], per_hour: float | None) -> Proposed:
    named = [seen[pk] for pk in one.peers if pk in seen]
    worth = None
    if one.value is not None and one.hours:
        worth = (one.value * Decimal(str(one.chance)) / Decimal(str(one.hours))).quantize(Decimal("0.01"))
    is_worth = None if worth is None or per_hour is None else float(worth) >= per_hour
    return Proposed(one, tuple(named[:PEERS_NAMED]), max(one.owners - min(len(named), PEERS_NAMED), 0), worth, is_worth)


def _rounded(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.01"))
