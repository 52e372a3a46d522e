"""The rows and columns of an account's grid: its divisions and the accounts that are parts of it, and the solutions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from trimtab.accounts.models import Account, Division
from trimtab.accounts.queries import visible_accounts
from trimtab.opportunities.models import Product
from trimtab.people.models import User
from trimtab.whitespace.grid import Column, Row, Unit
from trimtab.whitespace.models import Aim

MOST_ROWS = 200
MOST_COLUMNS = 60
DEPTHS = 4  # how far down parts of parts are looked for; a grid shows three of them


@dataclass(frozen=True)
class Family:
    """An account with the parts of it that the user sees, by their parent, and the divisions of all."""

    account: Account
    parts: Mapping[int, Sequence[Account]]
    divisions: Mapping[int, Sequence[Division]]
    is_cut: bool = False

    @property
    def account_ids(self) -> list[int]:
        """All of them."""
        return [self.account.pk, *(one.pk for some in self.parts.values() for one in some)]


@dataclass(frozen=True)
class Aims:
    """What is looked at first, and the dates and amount to be won."""

    start_on: date
    end_on: date
    aim: Aim | None = None
    products: frozenset[int] = frozenset()
    units: frozenset[Unit] = field(default_factory=frozenset)


def family_of(user: User, account: Account) -> Family:
    """The account and its parts, level by level. As many queries for few as for many."""
    parts: dict[int, list[Account]] = defaultdict(list)
    above, number = [account.pk], 1
    seen = {account.pk}
    for _depth in range(DEPTHS):
        found = visible_accounts(user).current().filter(parent__in=above).order_by("name", "pk")
        new = [one for one in found[: MOST_ROWS + 1] if one.pk not in seen]
        for one in new:
            assert one.parent_id is not None, "it was found below one"
            parts[one.parent_id].append(one)
        seen |= {one.pk for one in new}
        above, number = [one.pk for one in new], number + len(new)
    rows = Division.objects.filter(account__in=seen, archived_at__isnull=True).order_by("position", "name", "pk")
    divisions: dict[int, list[Division]] = defaultdict(list)
    for row in rows:
        divisions[row.account_id].append(row)
    return Family(account, parts, divisions, is_cut=number > MOST_ROWS)


def rows_of(family: Family, *, aims: Aims) -> list[Row]:
    """The account with its divisions and parts, to three levels; what lies deeper counts in the row above it."""
    return list(_rows_below(family, family.account, None, 0, aims))


def _rows_below(family: Family, account: Account, parent: str | None, level: int, aims: Aims) -> Iterable[Row]:
    key, own = f"a{account.pk}", (account.pk, None)
    has_more = bool(family.parts.get(account.pk) or family.divisions.get(account.pk))
    if not has_more or level == 2:
        units = tuple(_all_units(family, account))
        yield Row(key, account.name, units, parent, is_target=bool(aims.units & set(units)))
        return
    yield Row(key, account.name, (), parent)
    yield Row(f"{key}-own", _("%(account)s itself") % {"account": account.name}, (own,), key, own in aims.units)
    for division in family.divisions.get(account.pk, ()):
        unit = (account.pk, division.pk)
        yield Row(f"d{division.pk}", division.name, (unit,), key, unit in aims.units)
    for part in family.parts.get(account.pk, ()):
        yield from _rows_below(family, part, key, level + 1, aims)


def _all_units(family: Family, account: Account) -> Iterable[Unit]:
    yield account.pk, None
    for division in family.divisions.get(account.pk, ()):
        yield account.pk, division.pk
    for part in family.parts.get(account.pk, ()):
        yield from _all_units(family, part)


def columns_of(*, aims: Aims, used: Iterable[int] = (), family: str | None = None) -> list[Column]:
    """The solutions that are offered, and retired ones that the account has; by family and name. One query."""
    kept = set(used)
    products = Product.objects.filter(same_as__isnull=True).order_by("family", "name", "pk")
    shown = [
        one
        for one in products
        if (one.retired_at is None or one.pk in kept) and (family is None or one.family == family)
    ]
    return [Column(one.pk, one.name, one.family, one.pk in aims.products, one.retired_at is not None) for one in shown]
