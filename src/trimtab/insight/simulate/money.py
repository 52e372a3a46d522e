"""Products, line items, exchange rates and quotas."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trimtab.insight.simulate.arrays import Floats, Integers, Moments
from trimtab.insight.simulate.calendar import Calendar
from trimtab.insight.simulate.parameters import Parameters
from trimtab.insight.simulate.people import Staff
from trimtab.insight.simulate.words import PRODUCTS
from trimtab.insight.simulate.world import LineItems, Products, Quotas, Rates

EUR = "EUR"
START_RATES = {"EUR": 1.0, "USD": 1.08, "GBP": 0.86}
# Share of weekly arrivals won, per segment, measured over ten seeds of the sample; quotas are planned with it.
PLANNED_WIN_RATE = 0.22
_RATE_UNITS = 100_000_000  # rates are kept to eight decimals
POPULAR = np.array([0.3, 0.2, 0.12, 0.1, 0.1, 0.06, 0.07, 0.05])


def to_products() -> Products:
    """Return the catalogue."""
    names, families, prices = zip(*PRODUCTS, strict=True)
    return Products(names, families, np.array(prices, dtype=np.float64))


def draw_line_items(account: Integers, *, kind: Integers, rng: np.random.Generator, taste: float = 0.0) -> LineItems:
    """Return one to three products per opportunity, with shares of its amount that add up to one.

    Args:
        account: of each opportunity. kind: a code for each account; accounts of one kind like the same.
        taste: how far accounts differ in what they like; 0: all draw from one catalogue, whatever they have.
    """
    count = len(account)
    sizes = rng.choice([1, 2, 3], count, p=[0.5, 0.32, 0.18])
    opportunity = np.repeat(np.arange(count), sizes)
    place = np.arange(len(opportunity)) - np.repeat(sizes.cumsum() - sizes, sizes)
    if taste:
        liked = _liking(kind, taste=taste, rng=rng)[account] + rng.gumbel(size=(count, len(PRODUCTS)))
        product = np.argsort(-liked, axis=1)[opportunity, place]
    else:
        first = rng.choice(len(PRODUCTS), count, p=POPULAR)
        product = (first[opportunity] + place * 3) % len(PRODUCTS)
    weight = rng.uniform(0.3, 1.0, len(opportunity)) / (1 + place)
    share = weight / np.bincount(opportunity, weights=weight, minlength=count)[opportunity]
    return LineItems(opportunity, product, rng.choice([1, 5, 10, 20, 50], len(opportunity)), share)


def _liking(kind: Integers, *, taste: float, rng: np.random.Generator) -> Floats:
    """Log odds of each product for each account: its popularity, what its kind likes, and two leanings of its own."""
    kinds = rng.normal(0, 0.35, (int(kind.max(initial=0)) + 1, len(PRODUCTS)))
    leanings = rng.normal(0, 1, (len(kind), 2)) @ rng.normal(0, 1, (2, len(PRODUCTS)))
    return np.asarray(np.log(POPULAR) + taste * (kinds[kind] + leanings / np.sqrt(2)))


def draw_rates(calendar: Calendar, *, rng: np.random.Generator) -> Rates:
    """Return monthly rates: a slow random walk, from the month before the start to the month after the end."""
    first = calendar.start.astype("datetime64[M]") - 1
    last = np.datetime64(calendar.through, "M") + 1
    months = np.arange(first, last + 1)
    currency: list[str] = []
    rates: list[Floats] = []
    for name, start in START_RATES.items():
        steps = rng.normal(0, 0.012, len(months)) * (name != "EUR")
        steps[0] = 0
        rates.append(np.round(start * np.exp(steps.cumsum()), 5))
        currency += [name] * len(months)
    starts_on = np.tile(months.astype("datetime64[D]"), len(START_RATES))
    ends_on = np.tile((months + 1).astype("datetime64[D]"), len(START_RATES))
    return Rates(tuple(currency), starts_on, ends_on, np.concatenate(rates))


def set_quotas(parameters: Parameters, *, staff: Staff, calendar: Calendar, rng: np.random.Generator) -> Quotas:
    """Return a quota for every seller and calendar quarter worked, from what a seat is expected to bring."""
    quarters = _quarters(calendar)
    week = ((quarters - calendar.start).astype(np.int64) // 7 + 6)[:, None]
    tenure = week - staff.starts
    works = staff.is_seller & (tenure > 0) & (week < staff.leaves)
    ramp = np.clip((tenure - 8) / (2 * parameters.ramp_weeks), 0.2, 1)
    plan = _expected_bookings(parameters) * parameters.quota_stretch * staff.territory**0.5 * ramp
    plan = plan * rng.lognormal(0, 0.08, len(staff.territory)) * (1 + parameters.growth) ** (np.maximum(week, 0) / 52)
    quarter, user = np.nonzero(works)
    amount = np.maximum(np.round(plan[quarter, user] / 5_000) * 5_000, 5_000)
    return Quotas(user, quarters[quarter], amount)


def _quarters(calendar: Calendar) -> Moments:
    first = calendar.start.astype("datetime64[M]").astype(np.int64) // 3 * 3
    last = np.datetime64(calendar.through, "M").astype(np.int64) // 3 * 3
    return np.arange(first, last + 1, 3).astype("datetime64[M]").astype("datetime64[D]")


def _expected_bookings(parameters: Parameters) -> float:
    """Return EUR per seller and quarter."""
    mean = sum(row.share * row.median_amount * np.exp(row.amount_spread**2 / 2) for row in parameters.segments)
    return float(13 * parameters.arrivals_per_week * PLANNED_WIN_RATE * mean)


def start_rates(currencies: Sequence[str]) -> Floats:
    """Return the rate that amounts were first priced with."""
    return np.array([START_RATES[currency] for currency in currencies])


def split_amounts(items: LineItems, amounts: Floats) -> tuple[Integers, Floats]:
    """Return (quantity, unit price) per line so that the lines of an opportunity add up to its amount to the cent.

    All lines but the last round down to a whole price; the last has quantity 1 and takes the rest.
    """
    is_last = np.append(items.opportunity[1:] != items.opportunity[:-1], True)
    price = np.floor(items.share * amounts[items.opportunity] / items.quantity)
    worth = np.where(is_last, 0, price * items.quantity)
    rest = amounts - np.bincount(items.opportunity, weights=worth, minlength=len(amounts))
    return np.where(is_last, 1, items.quantity), np.where(is_last, rest[items.opportunity], price)


def euro_rates(rates: Rates, currencies: NDArray[np.object_], moments: Moments) -> Integers:
    """Return EUR for one unit of a currency on the day of a moment, in units of 1e-8; the first rate holds before."""
    months = np.unique(rates.starts_on)
    place = np.maximum(np.searchsorted(months, moments.astype("datetime64[D]"), side="right") - 1, 0)
    found = np.full(len(place), _RATE_UNITS)
    for row, currency in enumerate(dict.fromkeys(rates.currency)):
        series = np.rint(_RATE_UNITS / rates.rate[row * len(months) : (row + 1) * len(months)]).astype(np.int64)
        here = currencies == currency
        found[here] = series[place[here]]
    return found


def cents_in_euro(amounts: Floats, rates: Integers) -> Integers:
    """Return amounts times rates of `euro_rates` in cents; exactly half a cent goes to the even cent."""
    cents, rest = np.divmod(np.rint(amounts * 100).astype(np.int64) * rates, _RATE_UNITS)
    rounds_up = (rest > _RATE_UNITS // 2) | ((rest == _RATE_UNITS // 2) & (cents % 2 == 1))
    exact: Integers = cents + rounds_up
    return exact
