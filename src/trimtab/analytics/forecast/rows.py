"""The open opportunities behind the parts of a forecast, with their chances as they were computed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
from django.utils.translation import gettext_lazy as later

from trimtab.analytics.forecast.keeping import KeptForecast
from trimtab.analytics.odds.reading import odds_of_many
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.models import User

PAGE = 100
WHICH = {
    "likely": ("part = 'likely'", later("Likely: chances from 80 in 100")),
    "middle": ("part = 'middle'", later("Could go either way: chances from 40 to 80 in 100")),
    "tail": ("part = 'tail'", later("Long tail: chances below 40 in 100")),
    "open": ("true", later("All that stands open")),
    "slip": ("is_due", later("Due, with the chance to be still open at the end")),
}


@dataclass(frozen=True)
class Row:
    """An open opportunity of a forecast. expected: chance times amount. name: empty where the reader may not see it.

    own: the chance that its own page tells for the same day; None where none is told.
    """

    opp_id: int
    name: str
    account: str
    owner: str
    won: float
    lost: float
    still_open: float
    amount: Decimal | None
    expected: Decimal
    own: float | None


@dataclass(frozen=True)
class Rows:
    """A page of them. total, expected: of all rows. has_own: the chances of their own pages stand beside."""

    title: str
    rows: tuple[Row, ...]
    total: int
    expected: Decimal
    page: int
    has_more: bool

    @property
    def has_own(self) -> bool:
        """Whether any of them is told."""
        return any(row.own is not None for row in self.rows)


class UnknownRows(LookupError):
    """No part of a forecast has that name."""


def rows_of(
    kept: KeptForecast, which: str, *, owner_ids: Collection[int] | None, user: User, page: int, extracts: Path
) -> Rows:
    """The opportunities behind a part, those with most to expect first.

    Args:
        owner_ids: whose; None: everybody's.
        extracts: where the odds of single opportunities are kept.

    Raises:
        UnknownRows: see `WHICH`.
    """
    if which not in WHICH:
        raise UnknownRows(f"Rows are those of {', '.join(WHICH)}. Got {which!r}.")
    condition, title = WHICH[which]
    if not kept.deals.is_file():  # there was no honest number: the page of the forecast says why
        return Rows(str(title), (), 0, Decimal(0), 1, has_more=False)
    weight = "still_open" if which == "slip" else "won"
    where = condition if owner_ids is None else f"{condition} AND list_contains($owners, owner_id)"
    values: dict[str, object] = {"file": str(kept.deals)}
    if owner_ids is not None:
        values["owners"] = list(owner_ids)
    source = f"FROM read_parquet($file) WHERE {where}"
    with duckdb.connect(":memory:", config={"threads": 1}) as duck:
        totals = duck.execute(f"SELECT count(*), coalesce(sum({weight} * cents), 0) {source}", values).fetchone()
        found = duck.execute(
            f"SELECT opp_id, won, lost, still_open, cents, is_known, {weight} * cents {source} "
            f"ORDER BY 7 DESC, opp_id LIMIT {PAGE + 1} OFFSET {PAGE * (page - 1)}",
            values,
        ).fetchall()
    assert totals is not None
    named = {
        one.pk: one
        for one in visible_opportunities(user)
        .filter(pk__in=[line[0] for line in found[:PAGE]])
        .select_related("account", "owner")
    }
    told = _own_chances(kept, list(named), extracts)
    rows = tuple(_row(line, named.get(line[0]), told.get(line[0])) for line in found[:PAGE])
    return Rows(str(title), rows, int(totals[0]), _money(totals[1]), page, len(found) > PAGE)


def _own_chances(kept: KeptForecast, opp_ids: Sequence[int], extracts: Path) -> dict[int, float]:
    """What the odds tell of these opportunities for the last day of the period, where they look at that day."""
    last = date.fromisoformat(kept.document["period"]["end"])
    return {
        opp_id: chance.won
        for opp_id, odds in odds_of_many(extracts, opp_ids).items()
        for chance in odds.by.values()
        if chance.until == last
    }


def _row(line: tuple[int, float, float, float, int, bool, float], record: Opportunity | None, own: float | None) -> Row:
    opp_id, won, lost, still_open, cents, is_known, expected = line
    return Row(
        opp_id=opp_id,
        name=record.name if record else "",
        account=str(record.account or "") if record else "",
        owner=str(record.owner or "") if record else "",
        won=won,
        lost=lost,
        still_open=still_open,
        amount=_money(cents) if is_known else None,
        expected=_money(expected),
        own=own,
    )


def _money(cents: float) -> Decimal:
    return Decimal(round(cents)) / 100
