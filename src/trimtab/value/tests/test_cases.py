"""The figures of a business case: by hand, against a plain reckoning in fractions, and by what must always hold."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from trimtab.value.cases import Case, Line, cents, payback

RATE = Decimal("0.10")


def case(*lines: Line, years: int = 3, rate: Decimal = RATE) -> Case:
    return Case(lines, years, rate)


def benefit(amount: int, key: int = 1, **fields: object) -> Line:
    return Line(key, "benefit", Decimal(amount), **fields)  # type: ignore[arg-type]  # fields of a line


def once(amount: int, key: int = 2) -> Line:
    return Line(key, "one_off", Decimal(amount))


F25 = case(benefit(60_000), once(100_000))


def test_f25_present_value_payback_and_return_are_as_worked_by_hand() -> None:
    assert cents(F25.present_value) == Decimal("49211.12")
    assert F25.payback == Decimal(20)
    assert F25.roi == Decimal("0.8")
    assert F25.waiting == Decimal(5_000)


def test_f25_each_figure_moved_by_a_fifth_by_hand() -> None:
    bars = {bar.key: bar for bar in F25.tornado()}

    assert cents(bars[1].lower) == Decimal("19368.90")  # 48,000 a year
    assert cents(bars[1].higher) == Decimal("79053.34")
    assert cents(bars[2].lower) == Decimal("69211.12")  # 80,000 once
    assert cents(bars[None].lower) == Decimal("54625.82")  # at 8%
    assert [bar.key for bar in F25.tornado()] == [1, 2, None]


def test_a_benefit_grows_by_year_and_begins_later_by_hand() -> None:
    shown = case(benefit(12_000, ramp=(Decimal("0.5"), Decimal(1)), start_month=6), years=2, rate=Decimal(0))

    assert shown.nets == (Decimal(3_000), Decimal(12_000))
    assert shown.waiting == Decimal(1_000)


def test_growth_after_the_last_year_costs_nobody_anything() -> None:
    growing = benefit(12_000, ramp=(Decimal("0.5"), Decimal(1)))

    assert case(growing, years=1).waiting == Decimal(500)
    assert case(growing, years=2).waiting == Decimal(1_000)


def test_a_yearly_cost_counts_against_the_benefit() -> None:
    shown = case(benefit(60_000), Line(3, "yearly", Decimal(24_000)), once(36_000))

    assert shown.nets == (Decimal(36_000),) * 3
    assert shown.payback == 12
    assert shown.waiting == Decimal(3_000)


def test_payback_is_interpolated_within_the_month() -> None:
    assert payback(Decimal(25), [Decimal(10)] * 12) == Decimal("2.5")


def test_what_falls_below_zero_again_has_not_paid_for_itself_yet() -> None:
    assert payback(Decimal(10), [Decimal(20), Decimal(-30), Decimal(40)]) == Decimal("2.5")


def test_what_never_comes_back_has_no_payback() -> None:
    assert case(benefit(10), once(1_000)).payback is None


def test_where_nothing_is_paid_at_once_there_is_no_return_on_it() -> None:
    shown = case(benefit(10))

    assert shown.roi is None
    assert shown.payback == 0


# Amounts as people type them.
AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False, allow_infinity=False)
RATES = st.decimals(min_value=0, max_value=1, places=4, allow_nan=False, allow_infinity=False)
LINES = st.builds(
    Line,
    key=st.integers(1, 9),
    kind=st.sampled_from(["benefit", "yearly", "one_off"]),
    likely=AMOUNTS,
    ramp=st.lists(st.sampled_from([Decimal(0), Decimal("0.25"), Decimal(1)]), min_size=1, max_size=4).map(tuple),
    start_month=st.integers(0, 40),
)
CASES = st.builds(Case, lines=st.lists(LINES, max_size=5).map(tuple), years=st.integers(1, 5), rate=RATES)


def reckoned(shown: Case) -> tuple[Fraction, Fraction]:
    """Present value and sum, month by month in fractions, in another way than the product does."""
    worth = total = Fraction(0)
    for line in shown.lines:
        amount = Fraction(line.likely)
        if line.kind == "one_off":
            worth, total = worth - amount, total - amount
            continue
        for month in range(12 * shown.years):
            if month >= line.start_month:
                year = month // 12
                flow = amount * Fraction(line.ramp[min(year, len(line.ramp) - 1)]) / 12
                flow = flow if line.kind == "benefit" else -flow
                worth, total = worth + flow / (1 + Fraction(shown.rate)) ** (year + 1), total + flow
    return worth, total


@given(CASES)
def test_present_value_is_what_fractions_give(shown: Case) -> None:
    worth, total = reckoned(shown)

    assert abs(Fraction(shown.present_value) - worth) < Fraction(1, 1000)
    assert abs(Fraction(shown.total) - total) < Fraction(1, 1000)


@given(CASES)
def test_months_add_up_to_years(shown: Case) -> None:
    for year, net in enumerate(shown.nets):
        assert abs(sum(shown.months[12 * year : 12 * year + 12]) - net) < Decimal("0.001")


@given(st.lists(AMOUNTS, min_size=1, max_size=4), AMOUNTS, st.integers(1, 5))
def test_a_closed_form_of_equal_years_gives_the_same(amounts: list[Decimal], cost: Decimal, years: int) -> None:
    lines = tuple(Line(key, "benefit", one) for key, one in enumerate(amounts))
    shown = case(*lines, Line(99, "one_off", cost), years=years)
    annuity = (1 - (1 + RATE) ** -years) / RATE

    assert abs(shown.present_value - (sum(amounts) * annuity - cost)) < Decimal("0.001")


@given(CASES)
def test_after_payback_the_sum_stays_above_zero(shown: Case) -> None:
    found, total = shown.payback, -shown.one_off
    for month, net in enumerate(shown.months, 1):
        total += net
        if found is not None and month >= found:
            assert total > Decimal("-0.001")
    assert (found is None) == (total < 0)


@given(CASES)
def test_more_benefit_is_never_worth_less(shown: Case) -> None:
    more = Case((*shown.lines, Line(77, "benefit", Decimal(100))), shown.years, shown.rate)

    assert more.present_value > shown.present_value
