"""What a change brings the customer, in money: net by year, payback, return, present value, and what each line moves.

    yearly net   = benefits - yearly costs, each: full year × ramp of that year × months that it runs ÷ 12
    present value = - one-off costs + Σ net of year y ÷ (1 + rate)^y           (paid at the end of each year)
    payback      = months until the one-off costs have come back for good, interpolated inside the month
    return       = (Σ net - one-off costs) ÷ one-off costs

By hand: 100,000 once, 60,000 a year for 3 years, 10%: -100,000 + 54,545.45 + 49,586.78 + 45,078.89 = 49,211.12; a month
brings 5,000, so 20.0 months; (180,000 - 100,000) ÷ 100,000 = 80%.

Amounts are exact decimals all the way, and are rounded to cents where they are shown only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cached_property

CENT = Decimal("0.01")
ONE, ZERO, TWELVE = Decimal(1), Decimal(0), Decimal(12)
SWING = Decimal("0.2")  # how far each figure is moved to see what hangs on it
BENEFIT, ONE_OFF, YEARLY = "benefit", "one_off", "yearly"


@dataclass(frozen=True)
class Line:
    """One benefit or cost. likely, low, high: of a full year, or of a one-off cost; low and high None: it is certain.

    ramp: the share of a full year in each year of the case; the last one goes on. start_month: months before it begins.
    """

    key: int
    kind: str
    likely: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    ramp: tuple[Decimal, ...] = (ONE,)
    start_month: int = 0

    @property
    def sign(self) -> int:
        return 1 if self.kind == BENEFIT else -1

    def in_year(self, year: int) -> Decimal:
        """What it brings (or takes) in that year, counted from 1. A one-off cost is paid before the first."""
        if self.kind == ONE_OFF:
            return ZERO
        months = min(max(12 * year - self.start_month, 0), 12)
        return self.sign * self.likely * self.share_in(year) * months / TWELVE

    def in_month(self, month: int) -> Decimal:
        """The same for a month, counted from 1."""
        if self.kind == ONE_OFF or month <= self.start_month:
            return ZERO
        return self.sign * self.likely * self.share_in((month + 11) // 12) / TWELVE

    def share_in(self, year: int) -> Decimal:
        """How far it has grown in that year."""
        return self.ramp[min(year, len(self.ramp)) - 1] if self.ramp else ONE

    def grown_within(self, years: int) -> Decimal:
        """What the fullest of so many years brings (or takes); growth after them does not count."""
        return self.sign * self.likely * max(self.share_in(year) for year in range(1, years + 1))

    def at(self, likely: Decimal) -> "Line":
        """The line with another amount."""
        return replace(self, likely=likely)


@dataclass(frozen=True)
class Bar:
    """What one figure moves: the present value with it 20% lower, and 20% higher. key: of a line; None: the rate."""

    key: int | None
    lower: Decimal
    higher: Decimal

    @property
    def swing(self) -> Decimal:
        return abs(self.higher - self.lower)


@dataclass(frozen=True)
class Case:
    """Lines over so many years at a yearly rate (0.10 is 10%)."""

    lines: tuple[Line, ...]
    years: int
    rate: Decimal

    @property
    def one_off(self) -> Decimal:
        """What is paid before the first year."""
        return sum((line.likely for line in self.lines if line.kind == ONE_OFF), ZERO)

    @cached_property
    def nets(self) -> tuple[Decimal, ...]:
        """The net of each year."""
        years = range(1, self.years + 1)
        return tuple(sum((line.in_year(year) for line in self.lines), ZERO) for year in years)

    @cached_property
    def present_value(self) -> Decimal:
        return present_value([-self.one_off, *self.nets], rate=self.rate)

    @property
    def total(self) -> Decimal:
        """Everything in, everything out, over all years, not discounted."""
        return sum(self.nets, -self.one_off)

    @property
    def roi(self) -> Decimal | None:
        """What comes back beyond the one-off costs, as a share of them; None where nothing is paid at once."""
        return self.total / self.one_off if self.one_off else None

    @property
    def months(self) -> list[Decimal]:
        """The net of each month."""
        return [sum((line.in_month(month) for line in self.lines), ZERO) for month in range(1, 12 * self.years + 1)]

    @property
    def payback(self) -> Decimal | None:
        """Months until it has paid for itself and stays so; None: not within these years."""
        return payback(self.one_off, self.months)

    @property
    def waiting(self) -> Decimal:
        """What a month of doing nothing costs: a twelfth of what a fully grown year brings, after its yearly costs.

        One-off costs are left out: waiting puts them off and does not save them.
        """
        return sum((one.grown_within(self.years) for one in self.lines if one.kind != ONE_OFF), ZERO) / TWELVE

    def with_line(self, changed: Line) -> "Case":
        """The case with one line in place of the one of the same key."""
        return replace(self, lines=tuple(changed if line.key == changed.key else line for line in self.lines))

    def tornado(self) -> list[Bar]:
        """What each figure moves, the widest first."""
        bars = [
            Bar(
                line.key,
                self.with_line(line.at(line.likely * (ONE - SWING))).present_value,
                self.with_line(line.at(line.likely * (ONE + SWING))).present_value,
            )
            for line in self.lines
        ]
        rates = [replace(self, rate=self.rate * (ONE + step)).present_value for step in (-SWING, SWING)]
        bars.append(Bar(None, *rates))
        return sorted(bars, key=lambda bar: -bar.swing)


def present_value(flows: Sequence[Decimal], *, rate: Decimal) -> Decimal:
    """What flows at the ends of years 0, 1, 2, ... are worth today."""
    return sum((flow / (ONE + rate) ** year for year, flow in enumerate(flows)), ZERO)


def payback(one_off: Decimal, months: Iterable[Decimal]) -> Decimal | None:
    """The month, interpolated, from which on the sum of all that came and went never falls below zero again."""
    found, before = (ZERO if one_off <= 0 else None), -one_off
    for number, net in enumerate(months):
        after = before + net
        if after < 0:
            found = None
        elif before < 0:
            found = number + -before / net
        before = after
    return found


def cents(amount: Decimal) -> Decimal:
    """As money is shown."""
    return amount.quantize(CENT, ROUND_HALF_EVEN)
