"""Pages that continue after the last row."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.core.models import ExchangeRate, PeriodClosing
from trimtab.core.paging import Order, Page, page_of

CURRENCIES = ["AAA", "BBB", "CCC", "DDD"]


def all_pages(order: Order, size: int) -> list[int]:
    """The ids of all rows, page after page."""
    found: list[int] = []
    after = ""
    while True:
        page = page_of(PeriodClosing.objects.all(), order=order, after=after, size=size)
        found += [row.pk for row in page.rows]
        if not page.after:
            return found
        after = page.after


@pytest.mark.django_db
@settings(deadline=None)
@given(
    closers=st.lists(st.one_of(st.none(), st.integers(0, 3)), max_size=9),
    size=st.integers(1, 4),
    is_descending=st.booleans(),
)
def test_every_row_comes_once_in_order_and_empty_ones_last(
    closers: list[int | None], size: int, is_descending: bool
) -> None:
    PeriodClosing.objects.all().delete()
    for number, closer in enumerate(closers):
        day = date(2026, 1, number + 1)
        PeriodClosing.objects.create(start_on=day, end_on=day, closed_at="2026-01-01T00:00:00Z", closed_by_id=closer)
    rows = list(PeriodClosing.objects.all())
    filled = sorted((row for row in rows if row.closed_by_id is not None), key=lambda row: (row.closed_by_id, row.pk))
    empty = sorted((row for row in rows if row.closed_by_id is None), key=lambda row: row.pk)
    expected = [*filled[::-1], *empty[::-1]] if is_descending else [*filled, *empty]

    found = all_pages(Order("closed_by_id", is_descending, is_nullable=True, read=int), size)

    assert found == [row.pk for row in expected]


@pytest.mark.django_db
@settings(deadline=None)
@given(
    closers=st.lists(st.one_of(st.none(), st.integers(0, 3)), max_size=9),
    size=st.integers(1, 4),
    is_descending=st.booleans(),
)
def test_going_back_shows_the_pages_that_were_shown(closers: list[int | None], size: int, is_descending: bool) -> None:
    PeriodClosing.objects.all().delete()
    for number, closer in enumerate(closers):
        day = date(2026, 1, number + 1)
        PeriodClosing.objects.create(start_on=day, end_on=day, closed_at="2026-01-01T00:00:00Z", closed_by_id=closer)
    order, records = Order("closed_by_id", is_descending, is_nullable=True, read=int), PeriodClosing.objects.all()
    pages = [page_of(records, order=order, size=size)]
    while pages[-1].after:
        pages.append(page_of(records, order=order, after=pages[-1].after, size=size))

    back = [pages[-1]]
    while back[-1].before:
        back.append(page_of(records, order=order, before=back[-1].before, size=size))

    assert [page.rows for page in back] == [page.rows for page in pages[::-1]]
    assert [page.after for page in back] == [page.after for page in pages[::-1]]


@pytest.mark.django_db
@pytest.mark.parametrize("after", ["", "x", "~", "AAA~x", "AAA~99999999999999999999", "x~1"])
def test_a_cursor_that_cannot_be_read_is_the_first_page(after: str) -> None:
    made = [ExchangeRate.objects.create(currency=code, from_on="2026-01-01", rate=1) for code in CURRENCIES]

    page: Page[ExchangeRate] = page_of(
        ExchangeRate.objects.all(), order=Order("from_on", read=date.fromisoformat), after=after, size=2
    )

    assert (page.rows, page.after) == (made[:2], f"2026-01-01~{made[1].pk}")
