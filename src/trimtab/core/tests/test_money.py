"""Amounts of two currencies never add up by accident."""

from decimal import Decimal

import pytest

from trimtab.core.money import CurrencyMismatch, Money


def test_amounts_of_one_currency_add_up() -> None:
    assert Money(Decimal("10.10"), "EUR") + Money(Decimal("0.90"), "EUR") == Money(Decimal("11.00"), "EUR")
    assert Money(Decimal("10.10"), "EUR") - Money(Decimal("0.10"), "EUR") == Money(Decimal("10.00"), "EUR")


def test_amounts_of_two_currencies_are_refused() -> None:
    with pytest.raises(CurrencyMismatch, match=r"EUR\. Got USD"):
        Money(Decimal(50), "EUR") + Money(Decimal(50), "USD")
    with pytest.raises(CurrencyMismatch):
        assert Money(Decimal(1), "EUR") < Money(Decimal(2), "USD")


def test_conversion_rounds_half_a_cent_to_the_even_one() -> None:
    assert Money(Decimal("0.50"), "USD").converted(rate=Decimal("0.25"), currency="EUR").amount == Decimal("0.12")
    assert Money(Decimal("1.50"), "USD").converted(rate=Decimal("0.25"), currency="EUR").amount == Decimal("0.38")
