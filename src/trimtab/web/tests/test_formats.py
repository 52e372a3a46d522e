"""Numbers as people read them."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from trimtab.web import formats

SOURCE = Path(formats.__file__).parents[1]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (214, "214"),
        (0.25, "0.25"),
        (999.6, "1.00\N{NO-BREAK SPACE}k"),
        (1234, "1.23\N{NO-BREAK SPACE}k"),
        (38_400, "38.4\N{NO-BREAK SPACE}k"),
        (516_000, "516\N{NO-BREAK SPACE}k"),
        (999_950, "1.00\N{NO-BREAK SPACE}M"),
        (1_420_000, "1.42\N{NO-BREAK SPACE}M"),
        (Decimal("-2500000000"), "-2.50\N{NO-BREAK SPACE}G"),
        (None, "unknown"),
    ],
)
def test_compact_has_three_digits_and_a_unit(value: float | None, text: str) -> None:
    assert formats.compact(value) == text


@given(st.floats(-1e12, 1e12))
def test_compact_never_shows_four_digits_before_the_mark(value: float) -> None:
    number = formats.compact(value).split("\N{NO-BREAK SPACE}")[0].lstrip("-")

    assert len(number.replace(",", "").split(".")[0]) <= 4
    assert float(number.replace(",", "")) < 1000.5 or abs(value) >= 1e12


def test_a_change_says_its_direction_by_sign() -> None:
    assert [formats.signed(value) for value in (1120, -610, 0, None)] == [
        "+1.12\N{NO-BREAK SPACE}k",
        "−610",
        "0",
        "unknown",
    ]


def test_money_shows_cents_only_where_there_are_some() -> None:
    assert formats.money(Decimal("22700"), "USD") == "22,700 USD"
    assert formats.money(Decimal("22700.50"), "EUR") == "22,700.50 EUR"


def test_unknown_zero_and_no_are_three_things() -> None:
    assert {formats.percent(None), formats.percent(0)} == {"unknown", "0%"}


def test_a_small_share_keeps_a_digit() -> None:
    assert [formats.percent(share) for share in (0.037, 0.21, 1)] == ["3.7%", "21%", "100%"]


def test_an_interval_carries_its_unit_once() -> None:
    assert formats.percent_interval(0.58, 0.64) == "58–64%"
    assert formats.interval(1_210_000, 1_660_000) == "1.21–1.66\N{NO-BREAK SPACE}M"
    assert formats.interval(900_000, 1_660_000) == "900\N{NO-BREAK SPACE}k–1.66\N{NO-BREAK SPACE}M"
    assert formats.interval(3, 8) == "3–8"
    assert formats.interval(None, 3) == ""


def test_times_are_shown_in_the_persons_zone() -> None:
    with timezone.override("Asia/Tokyo"):
        assert "Nov 21, 2026" in formats.moment(datetime(2026, 11, 20, 20, 0, tzinfo=UTC))
        assert formats.day(datetime(2026, 11, 20, 20, 0, tzinfo=UTC)) == "Nov 21, 2026"
        assert formats.day(date(2026, 11, 20)) == "Nov 20, 2026"


def test_marks_follow_the_locale() -> None:
    with translation.override("de"):
        assert formats.compact(38_400) == "38,4\N{NO-BREAK SPACE}k"


def test_headlines_round_and_rows_keep_their_cents() -> None:
    assert formats.money(Decimal("1234.56"), "EUR") == "1,234.56 EUR"
    assert formats.rounded(Decimal("1234.56"), "EUR") == "1,235 EUR"
    assert formats.rounded(None, "EUR") == "unknown"


def test_no_headline_of_a_page_is_drawn_with_cents_but_that_of_rows_which_is_their_sum() -> None:
    headline = re.compile(r'<p class="lead[^"]*">.*?</p>|<dl class="headline.*?</dl>', re.DOTALL)

    found = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("templates/**/*.html")
        if any("|money:" in text for text in headline.findall(path.read_text(encoding="utf-8")))
    ]

    assert found == ["analytics/templates/analytics/rows.html"]
