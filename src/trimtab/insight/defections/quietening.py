"""Whose events became fewer than chance explains, against the own past and a comparison group.

For each customer:

    expected = own rate × weeks × what the comparison group did

The own rate is shrunk (`rates`). What the group did: the events of its other customers over what these were expected to
have. How far a count strays from what is expected while nothing changed has four parts: chance of counting, an own rate
that is not known exactly, customers who come in bursts, and a group whose change is not known exactly:

    variance = expected + expected² × (1/A + (1 + 1/A) × bursts + group)      A = shape + events so far

`bursts` is learned from windows of the past that were predicted in the same way, among customers as steady as this
one. A count is then compared with the negative binomial of that mean and variance. A customer of whom even complete
silence would be no surprise is not judged. Of those judged, Benjamini and Hochberg keep the expected share of false
alarms.

Example by hand: expected 10, A = 30, bursts 0.05, group 0: variance 10 + 100 × (0.0333 + 1.0333 × 0.05) = 18.5; 2 or
fewer happen by chance in 1.6 of 100 cases.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import nbinom

from trimtab.insight.defections.rates import GammaPoisson, Rates
from trimtab.insight.results import NotEnoughData
from trimtab.insight.watch.discovery import benjamini_hochberg

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
SILENCE_TELLS = 0.05  # complete silence must be rarer than this for a customer to be judged
LEAST_CUSTOMERS = 20  # to learn from, and in a comparison group
LEAST_SPREAD = 1e-9
UNEVEN = (3.0, 8.0)  # unevenness from which on a customer is no longer steady, and comes in heaps
BETWEEN = 5.0
OFTEN = 0.3  # events a week; below, evenness says nothing
KINDS = 3


@dataclass(frozen=True)
class Window:
    """Events of customers: `past` in `past_weeks` before a window of `weeks`, in which there were `recent`.

    unevenness: the variance over the mean of the counts in windows of the past, 1 where they come by chance; NaN or
    nothing where it is not known.
    """

    past: Floats
    past_weeks: Floats
    recent: Floats
    weeks: float
    unevenness: Floats | None = None

    @property
    def kinds(self) -> NDArray[np.int64]:
        """0 steady, 1 between, 2 in heaps: by the past alone. Unknown is between, and so is who is rarely met."""
        if self.unevenness is None:
            return np.ones(self.past.size, dtype=np.int64)
        known = np.where(np.isnan(self.unevenness), BETWEEN, self.unevenness)
        kinds = np.searchsorted(UNEVEN, known, side="right")
        is_rare = self.past < OFTEN * self.past_weeks
        return np.where(is_rare & (kinds == 0), 1, kinds).astype(np.int64)


@dataclass(frozen=True)
class Judged:
    """One entry a customer. low, high: where 95 of 100 counts lie while nothing changed. chance: of so few or fewer.

    change: what the comparison group did, as a share. size: how many are in it. is_whole: it is not of one group.
    """

    expected: Floats
    low: Floats
    high: Floats
    chance: Floats
    can_tell: Flags
    change: Floats
    size: NDArray[np.int64]
    is_whole: Flags
    bursts: Floats

    def alarms(self, *, share: float, weights: Floats | None = None) -> Flags:
        """Those that are more than chance, with at most that share of false ones among them on average.

        Args:
            weights: positive; where more is at stake, less is needed. Fixed by the past, so that the promise holds.
        """
        return discoveries(self.chance, self.can_tell, share=share, weights=weights)


def judge(now: Window, groups: Sequence[str], *, earlier: Sequence[Window] = ()) -> Judged | NotEnoughData:
    """Compare the last weeks of each customer with its own past and with its group.

    Args:
        groups: one name a customer; a group of fewer than twenty is compared with all customers.
        earlier: the same customers (or others) at earlier times, from which the bursts are learned.
    """
    if now.past.size < LEAST_CUSTOMERS:
        return NotEnoughData(n=int(now.past.size), needs=LEAST_CUSTOMERS, of="customers")
    known = GammaPoisson().fit(now.past, now.past_weeks)
    own = known.given(now.past, now.past_weeks)
    plain = own.mean * now.weeks
    kinds = now.kinds
    bursts = bursts_of(earlier)[kinds]
    spread = plain + plain**2 * _unknown(own, bursts)
    change, doubt, size, is_whole = _groups(now.recent, plain, spread, groups, kinds)
    expected = plain * change
    more = _unknown(own, bursts) + doubt
    return Judged(
        expected=expected,
        low=_at(0.025, expected, more),
        high=_at(0.975, expected, more),
        chance=chance_of(now.recent, expected, more),
        can_tell=chance_of(np.zeros_like(expected), expected, more) <= SILENCE_TELLS,
        change=change - 1,
        size=size,
        is_whole=is_whole,
        bursts=bursts,
    )


def discoveries(chance: Floats, can_tell: Flags, *, share: float, weights: Floats | None = None) -> Flags:
    """Of those that can be told, the alarms with at most that share of false ones on average."""
    found = np.zeros(chance.size, dtype=bool)
    if can_tell.any():
        heavy = None if weights is None else weights[can_tell] / weights[can_tell].mean()
        found[can_tell] = benjamini_hochberg(chance[can_tell], share=share, weights=heavy)
    return found


def chance_of(count: Floats, expected: Floats, spread: Floats) -> Floats:
    """How often so few or fewer happen. spread: the variance beyond counting, over the squared mean.

    >>> round(float(chance_of(np.array([2.0]), np.array([10.0]), np.array([0.085]))[0]), 3)
    0.016
    """
    size = 1 / np.maximum(spread, LEAST_SPREAD)
    return np.asarray(nbinom.cdf(count, size, size / (size + np.maximum(expected, 1e-12))), dtype=np.float64)


def bursts_of(windows: Sequence[Window]) -> Floats:
    """How much more than one's own rate a window strays, over the squared mean, of each kind of customer.

    Customers who are met each week are steadier than those who are met while a deal is open, so each kind has its own.
    Each window is predicted from what came before it; what is left beyond chance and an unknown rate are the bursts.
    The change of all customers of the kind together is taken out first: it is the group's, not theirs.
    """
    above, below, number = np.zeros(KINDS), np.zeros(KINDS), np.zeros(KINDS)
    for window in windows:
        if window.past.size < LEAST_CUSTOMERS or not window.recent.any():
            continue
        own = GammaPoisson().fit(window.past, window.past_weeks).given(window.past, window.past_weeks)
        plain, kinds = own.mean * window.weeks, window.kinds
        mean = plain * (_sums(window.recent, kinds) / np.maximum(_sums(plain, kinds), LEAST_SPREAD))[kinds]
        rate = 1 / own.shape
        above += _sums((window.recent - mean) ** 2 - mean - mean**2 * rate, kinds)
        below += _sums(mean**2 * (1 + rate), kinds)
        number += _sums(np.ones(kinds.size), kinds)
    # A kind of which too few were seen is taken to be as all are.
    whole = _share(above.sum(), below.sum())
    return np.array(
        [_share(above[one], below[one]) if number[one] >= LEAST_CUSTOMERS else whole for one in range(KINDS)]
    )


def _sums(values: Floats, kinds: NDArray[np.int64]) -> Floats:
    return np.bincount(kinds, weights=values, minlength=KINDS).astype(np.float64)


def _share(above: float, below: float) -> float:
    return max(float(above) / float(below), 0.0) if below > 0 else 0.0


def _unknown(own: Rates, bursts: Floats) -> Floats:
    """Variance beyond counting over the squared mean: of an own rate not known exactly, and of bursts."""
    rate = 1 / own.shape
    return np.asarray(rate + (1 + rate) * bursts, dtype=np.float64)


def _at(share: float, expected: Floats, spread: Floats) -> Floats:
    size = 1 / np.maximum(spread, LEAST_SPREAD)
    return np.asarray(nbinom.ppf(share, size, size / (size + np.maximum(expected, 1e-12))), dtype=np.float64)


def _groups(
    recent: Floats, plain: Floats, spread: Floats, groups: Sequence[str], kinds: NDArray[np.int64]
) -> tuple[Floats, Floats, NDArray[np.int64], Flags]:
    """What the others of each customer's group did: factor, its doubt, how many they are, whether it is no group.

    Compared with its kind within the group where these are twenty, else with its kind, else with all.
    """
    within = np.char.add(kinds.astype(str), np.char.add("|", np.asarray(groups, dtype=str)))
    levels = [np.unique(one, return_inverse=True)[1] for one in (within, kinds.astype(str), np.zeros(kinds.size))]
    sizes = [np.bincount(level)[level] for level in levels]
    chosen = np.where(sizes[0] >= LEAST_CUSTOMERS, 0, np.where(sizes[1] >= LEAST_CUSTOMERS, 1, 2))

    def others(values: Floats) -> Floats:
        sums = [np.bincount(level, weights=values)[level] for level in levels]
        return np.asarray(np.choose(chosen, sums) - values, dtype=np.float64)

    happened, awaited = others(recent), others(plain)
    # One event more on either side: a group in which nothing was awaited says nothing.
    factor = (happened + 1) / (awaited + 1)
    doubt = others(spread) / (awaited + 1) ** 2
    return factor, doubt, (np.choose(chosen, sizes) - 1).astype(np.int64), chosen > 0
