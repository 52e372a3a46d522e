"""The white space page of one account: the grid, the answer in figures, and what to do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from django.db.models import QuerySet

from trimtab.accounts.models import Account
from trimtab.core.models import Organisation
from trimtab.objectives.models import Action, Objective
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.people.policy import sees_everyone
from trimtab.whitespace.advice import Advice, Told, advice_of
from trimtab.whitespace.gap import Gap
from trimtab.whitespace.grid import Grid, grid_of
from trimtab.whitespace.leaves import Contents, Reading, contents_for, units_in
from trimtab.whitespace.models import Learning, Potential
from trimtab.whitespace.queries import (
    Conversion,
    aims_of,
    conversion_of,
    last_learning,
    reading_for,
    with_drift,
)
from trimtab.whitespace.rows import MOST_COLUMNS, Aims, Family, columns_of, family_of, rows_of

NAMED = 4


@dataclass(frozen=True)
class WhiteSpace:
    """Everything that the page says of an account. `families`: all that there are, with how many solutions each."""

    account: Account
    reading: Reading
    aims: Aims
    family: Family
    grid: Grid
    contents: Contents
    learning: Learning | None
    conversion: Conversion
    qualify_rate: float | None
    families: Mapping[str, int]
    chosen_family: str | None
    sees_all: bool

    @property
    def currency(self) -> str:
        """The currency of all amounts."""
        return self.reading.rates.currency

    @property
    def unplanned(self) -> Sequence[Opportunity]:
        """Open opportunities that stand nowhere on the grid."""
        return self.contents.unplanned

    @property
    def is_narrowed(self) -> bool:
        """Whether the grid shows one family only, so that its figures are those of a part."""
        return self.chosen_family is not None

    @cached_property
    def gap(self) -> Gap | None:
        """How far it is to the target; None where none is set, or it has no rate."""
        aim, total = self.aims.aim, self.grid.total
        if aim is None:
            return None
        target, _missing = self.reading.converted(aim.amount, aim.currency, self.reading.today)
        if target is None:
            return None
        rate = self.learning.facts.get("win_rate") if self.learning else None
        expected = total.expected if self.reading.chances else Decimal(0)
        return Gap(target, total.won, total.current, expected, total.potential, self.qualify_rate, rate)

    @cached_property
    def advice(self) -> list[Advice]:
        """What to do, the most pressing first."""
        first = self.unplanned[0].pk if self.unplanned else None
        markets = [leaf.market for leaf in self.grid.total.leaves if leaf.market is not None]
        rivals = {name for market in markets for name, _share in market.leading}
        countered = rivals_countered(self.family.account_ids, rivals)
        told = Told(self.reading.today, self.gap, len(self.unplanned), first, actions_planned(), countered)
        return advice_of(self.grid, told)

    @property
    def named_white(self) -> list[str]:
        """The solutions that are white everywhere, where they are few enough to be named."""
        white = [
            column.label
            for column in self.grid.columns
            if (spread := self.grid.totals[column.product_id].spread).white and spread.white == spread.possible
        ]
        return white if len(white) <= NAMED and len(white) * self.units == self.grid.total.spread.white else []

    @property
    def units(self) -> int:
        """How many units have leaves."""
        return len({unit for line in self.grid.lines for unit in line.row.units})

    @property
    def without_rate(self) -> tuple[str, ...]:
        """Currencies in which amounts are left out of all sums."""
        return self.grid.total.without_rate


def white_space_of(user: User, account: Account, *, now: datetime, family: str | None = None) -> WhiteSpace:
    """The page for that person. As many queries for few units and solutions as for many.

    Args:
        family: show this family of solutions only.
    """
    organisation = Organisation.get()
    learning = last_learning()
    aims = aims_of(account, organisation, now.astimezone(organisation.zone).date())
    reading = reading_for(user, now=now, start_on=aims.start_on, end_on=aims.end_on, learning=learning)
    found = family_of(user, account)
    rows = rows_of(found, aims=aims)
    accounts, divisions = units_in(unit for row in rows for unit in row.units)
    contents = contents_for(reading, accounts, divisions=divisions)
    columns = columns_of(aims=aims, used=contents.product_ids)
    families: dict[str, int] = {}
    for column in columns:
        families[column.family] = families.get(column.family, 0) + 1
    chosen = _chosen(families, family, len(columns))
    shown = [one for one in columns if chosen is None or one.family == chosen]
    potentials = Potential.objects.filter(account__in=accounts)
    return WhiteSpace(
        account, reading, aims, found, grid_of(rows, shown, leaves=contents.leaves), contents, learning,
        with_drift(conversion_of(potentials, now=now), potentials, reading), _qualify_rate(now), families, chosen,
        sees_everyone(user),
    )  # fmt: skip


def actions_planned() -> frozenset[int]:
    """The potentials for which an action is planned."""
    planned = Action.objects.filter(origin_record="potential", done_at__isnull=True)
    return frozenset(pk for pk in planned.values_list("origin_id", flat=True) if pk is not None)


def rivals_countered(accounts: Sequence[int], rivals: Iterable[str]) -> frozenset[str]:
    """Those rivals, in lower case, of which an open objective of these accounts speaks."""
    told = Objective.objects.open().filter(account__in=accounts).values_list("name", "strategy")
    texts = [f"{name} {strategy}".lower() for name, strategy in told]
    return frozenset(rival.lower() for rival in rivals if any(rival.lower() in text for text in texts))


def _chosen(families: Mapping[str, int], asked: str | None, columns: int) -> str | None:
    """The family asked for; where there are too many solutions for one grid, the largest family that fits first."""
    if asked in families:
        return asked
    if columns <= MOST_COLUMNS or len(families) < 2:
        return None
    return next(iter(families))


def _qualify_rate(now: datetime) -> float | None:
    """How many potentials of the whole organisation were qualified among those that ended."""
    everywhere: QuerySet[Potential] = Potential.objects.all()
    return conversion_of(everywhere, now=now).share
