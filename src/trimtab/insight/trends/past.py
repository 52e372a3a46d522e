"""What was known of each opportunity at any instant: its states and touches as sorted columns, looked up by numpy.

Times are seconds since 1970 (UTC), days are days since 1970; an unknown number is NaN, an unknown reference -1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Texts = NDArray[Any]  # of text: numpy has no type for it
Columns = Mapping[str, NDArray[Any]]

DAY: Final = 86_400.0
WEEK: Final = 7 * DAY
OPEN, WON, LOST = range(3)
STATUS = ("open", "won", "lost")
SPAN: Final = 10**11  # more seconds than any two instants are apart, so that deal × SPAN + instant sorts by both


@dataclass(frozen=True)
class Deals:
    """One row an opportunity, as it is now, ordered by opp_id. stage: the last open one."""

    opp_id: Integers
    account_id: Integers
    owner_id: Integers
    segment: Texts
    opened: Floats
    closed: Floats

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.opp_id)


@dataclass(frozen=True)
class States:
    """Every state an opportunity was known to be in, by deal (row of Deals) and from when."""

    deal: Integers
    since: Floats
    status: Integers
    stage: Integers
    owner: Integers
    amount: Floats
    close: Floats
    is_commit: Flags


@dataclass(frozen=True)
class Touches:
    """Recorded activities by deal and instant. is_buyer: the buyer acted, or both met."""

    deal: Integers
    at: Floats
    is_buyer: Flags
    user: Integers


@dataclass(frozen=True)
class Past:
    """Deals with their states and touches."""

    deals: Deals
    states: States
    touches: Touches

    def state_at(self, at: float, deals: Integers) -> Integers:
        """The row of States in force for each deal, -1 before its first."""
        return _last_before(self._state_keys, self.states.deal, deals, np.full(len(deals), at))

    def open_at(self, at: float) -> tuple[Integers, Integers]:
        """The deals open at an instant, and their states."""
        everyone = np.arange(self.deals.size)
        rows = self.state_at(at, everyone)
        is_open = (rows >= 0) & (self.states.status[rows] == OPEN)
        return everyone[is_open], rows[is_open]

    def buyers(self, deals: Integers, at: Floats | float) -> tuple[Integers, Floats]:
        """How often the buyer acted since the opening, and when last (the opening where never)."""
        return _counted(self._buyer_keys, self._buyer_at, deals, self.deals.opened[deals], at)

    def sellers(self, deals: Integers, since: Floats, at: Floats | float) -> Integers:
        """How often the seller alone acted after `since`."""
        return _counted(self._seller_keys, self._seller_at, deals, since, at)[0]

    @cached_property
    def _state_keys(self) -> Integers:
        return _keys(self.states.deal, self.states.since)

    @cached_property
    def _buyer_at(self) -> Floats:
        return self.touches.at[self.touches.is_buyer]

    @cached_property
    def _buyer_keys(self) -> Integers:
        return _keys(self.touches.deal[self.touches.is_buyer], self._buyer_at)

    @cached_property
    def _seller_at(self) -> Floats:
        return self.touches.at[~self.touches.is_buyer]

    @cached_property
    def _seller_keys(self) -> Integers:
        return _keys(self.touches.deal[~self.touches.is_buyer], self._seller_at)


def past_of(deals: Columns, states: Columns, touches: Columns) -> Past:
    """The past from the columns of the queries DEALS, STATES and TOUCHES."""
    order = np.argsort(deals["opp_id"], kind="stable")
    opp_id = whole(deals["opp_id"])[order]
    known = Deals(
        opp_id,
        whole(deals["account_id"])[order],
        whole(deals["owner_id"])[order],
        texts(deals["segment"])[order],
        floats(deals["opened"])[order],
        floats(deals["closed"])[order],
    )
    return Past(known, _states(opp_id, states), _touches(opp_id, touches))


def _states(opp_id: Integers, columns: Columns) -> States:
    deal, rows = _placed(opp_id, columns, "since")
    status = texts(columns["status"])[rows]
    return States(
        deal,
        floats(columns["since"])[rows],
        np.select([status == "won", status == "lost"], [WON, LOST], OPEN).astype(np.int64),
        whole(columns["stage_id"])[rows],
        whole(columns["owner_id"])[rows],
        floats(columns["amount"])[rows],
        floats(columns["close_day"])[rows],
        np.asarray(texts(columns["forecast_category"])[rows] == "commit"),
    )


def _touches(opp_id: Integers, columns: Columns) -> Touches:
    deal, rows = _placed(opp_id, columns, "at")
    is_buyer = np.asarray(np.ma.filled(columns["is_buyer"], False), dtype=bool)
    return Touches(deal, floats(columns["at"])[rows], is_buyer[rows], whole(columns["user_id"])[rows])


def _placed(opp_id: Integers, columns: Columns, at: str) -> tuple[Integers, Integers]:
    """The deal of each row, and the rows in order of deal and instant; rows of deals not listed are left out."""
    given = whole(columns["opp_id"])
    if not len(opp_id) or not len(given):
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing
    deal = np.minimum(np.searchsorted(opp_id, given), len(opp_id) - 1)
    rows = np.flatnonzero(opp_id[deal] == given)
    rows = rows[np.lexsort((floats(columns[at])[rows], deal[rows]))]
    return deal[rows], rows


def floats(column: NDArray[Any]) -> Floats:
    """A column as floats; NULL is NaN."""
    return np.asarray(np.ma.filled(np.ma.asarray(column).astype(np.float64), np.nan))


def whole(column: NDArray[Any]) -> Integers:
    """A column as whole numbers; NULL is -1."""
    return np.asarray(np.ma.filled(np.ma.asarray(column), -1)).astype(np.int64)


def texts(column: NDArray[Any]) -> Texts:
    """A column as text; NULL is the empty one."""
    filled: NDArray[Any] = np.ma.filled(np.ma.asarray(column, dtype=object), "")
    return np.array(["" if value is None else str(value) for value in filled.tolist()], dtype=str)


def _keys(deal: Integers, at: Floats) -> Integers:
    return deal * SPAN + at.astype(np.int64)


def _last_before(keys: Integers, owner: Integers, deals: Integers, at: Floats) -> Integers:
    rows = np.searchsorted(keys, deals * SPAN + at.astype(np.int64), side="right") - 1
    if not len(owner):
        return np.full(len(deals), -1, dtype=np.int64)
    return np.where((rows >= 0) & (owner[rows] == deals), rows, -1)


def _counted(
    keys: Integers, times: Floats, deals: Integers, since: Floats, until: Floats | float
) -> tuple[Integers, Floats]:
    """Rows of each deal in (since, until], and the last of their instants (`since` where there is none)."""
    first = np.searchsorted(keys, deals * SPAN + since.astype(np.int64), side="right")
    end = np.broadcast_to(np.asarray(until, dtype=np.float64), since.shape).astype(np.int64)
    last = np.maximum(np.searchsorted(keys, deals * SPAN + end, side="right"), first)
    count = last - first
    if not len(times):
        return count, since.copy()
    return count, np.where(count > 0, times[last - 1], since)
