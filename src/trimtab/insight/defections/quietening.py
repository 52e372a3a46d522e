"""Whose events became fewer than chance explains, against the own past and a comparison group.

For each customer:

    expected = own rate × weeks × what the comparison group did

The own rate is shrunk (`rates`). What the group did: the events of its other customers over what these were expected to
have. How far a count strays from what is expected while nothing changed has four parts: chance of counting, an own rate
that is not known exactly, customers who come in bursts, and a group whose change is not known exactly:

    variance = expected + expected² × (1/A + (1 + 1/A) × bursts + group)      A = shape + events so far

`bursts` is learned from windows of the past that were predicted in the same way, among customers of like expectation. A
count is then compared with the negative binomial of that mean and variance. A customer of whom even complete silence
would be no surprise is not judged. Of those judged, Benjamini and Hochberg keep the expected share of false alarms.

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
CLASSES = (0.0, 2.0, 4.0, 8.0, 16.0, 32.0)  # expected events, for the bursts


@dataclass(frozen=True)
class Window:
    """Events of customers: `past` in `past_weeks` before a window of `weeks`, in which there were `recent`."""

    past: Floats
    past_weeks: Floats
    recent: Floats
    weeks: float


@dataclass(frozen=True)
class Judged:
    """One entry a customer. low, high: where 95 of 100 counts lie while nothing changed. chance: of so few or fewer.

    change: what the comparison group did, as a share. size: how many are in it; whole: it is all customers.
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
    bursts = bursts_of(earlier).at(plain)
    spread = plain + plain**2 * _unknown(own, bursts)
    change, doubt, size, is_whole = _groups(now.recent, plain, spread, groups)
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


@dataclass(frozen=True)
class Bursts:
    """How much more than one's own rate a window strays, over the squared mean, by how much is expected.

    Customers who are met each week are steadier than those who are met while a deal is open. edges: least
    expected events of each class, ascending, the first 0; values: one a class.
    """

    edges: Floats
    values: Floats

    def at(self, expected: Floats) -> Floats:
        """Of customers of whom so much is expected."""
        return np.asarray(self.values[np.searchsorted(self.edges, expected, side="right") - 1], dtype=np.float64)


def bursts_of(windows: Sequence[Window]) -> Bursts:
    """Learn the bursts from windows of the past; none where nothing shows them.

    Each window is predicted from what came before it; what is left beyond chance and an unknown rate are the bursts.
    The change of all customers together is taken out first: it is the group's, not theirs.
    """
    plain, above, below = [np.zeros(0)], [np.zeros(0)], [np.zeros(0)]
    for window in windows:
        if window.past.size < LEAST_CUSTOMERS or not window.recent.any():
            continue
        own = GammaPoisson().fit(window.past, window.past_weeks).given(window.past, window.past_weeks)
        expected = own.mean * window.weeks
        mean = expected * window.recent.sum() / expected.sum()
        rate = 1 / own.shape
        plain.append(expected)
        above.append((window.recent - mean) ** 2 - mean - mean**2 * rate)
        below.append(mean**2 * (1 + rate))
    return _by_class(np.concatenate(plain), np.concatenate(above), np.concatenate(below))


def _by_class(plain: Floats, above: Floats, below: Floats) -> Bursts:
    """Bursts of each class of expectation; a class of fewer than twenty goes with the one below."""
    edges, values = [0.0], [0.0]
    for edge in CLASSES:
        beyond = plain >= edge
        if edge and beyond.sum() < LEAST_CUSTOMERS:
            break
        if edge:
            edges.append(edge)
            values.append(0.0)
    for place, edge in enumerate(edges):
        until = edges[place + 1] if place + 1 < len(edges) else np.inf
        within = (plain >= edge) & (plain < until)
        whole = float(below[within].sum())
        values[place] = max(float(above[within].sum()) / whole, 0.0) if whole > 0 else 0.0
    return Bursts(np.array(edges), np.array(values))


def _unknown(own: Rates, bursts: Floats) -> Floats:
    """Variance beyond counting over the squared mean: of an own rate not known exactly, and of bursts."""
    rate = 1 / own.shape
    return np.asarray(rate + (1 + rate) * bursts, dtype=np.float64)


def _at(share: float, expected: Floats, spread: Floats) -> Floats:
    size = 1 / np.maximum(spread, LEAST_SPREAD)
    return np.asarray(nbinom.ppf(share, size, size / (size + np.maximum(expected, 1e-12))), dtype=np.float64)


def _groups(
    recent: Floats, plain: Floats, spread: Floats, groups: Sequence[str]
) -> tuple[Floats, Floats, NDArray[np.int64], Flags]:
    """What the others of each customer's group did: factor, its doubt, how many they are, whether they are all."""
    names, place, counts = np.unique(np.asarray(groups, dtype=str), return_inverse=True, return_counts=True)
    is_whole = counts[place] < LEAST_CUSTOMERS

    def others(values: Floats) -> Floats:
        within = np.bincount(place, weights=values, minlength=names.size)[place]
        return np.asarray(np.where(is_whole, values.sum(), within) - values, dtype=np.float64)

    happened, awaited = others(recent), others(plain)
    # One event more on either side: a group in which nothing was awaited says nothing.
    factor = (happened + 1) / (awaited + 1)
    doubt = others(spread) / (awaited + 1) ** 2
    size = np.where(is_whole, recent.size, counts[place]) - 1
    return factor, doubt, size.astype(np.int64), is_whole
