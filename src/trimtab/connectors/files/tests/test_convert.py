"""Texts become values: the readings of each format, and Python and DuckDB always agree."""

import datetime
from decimal import Decimal
from typing import get_args

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.connectors.files.model import ColumnKind, DateFormat
from trimtab.connectors.files.value_sql import problem_sql, value_sql
from trimtab.connectors.files.values import FieldKind, convert

FORMATS: tuple[DateFormat, ...] = tuple(form for form in get_args(DateFormat) if form)
session = duckdb.connect()

READINGS: list[tuple[DateFormat, str, str]] = [
    ("year-month-day", "2021-04-15", "2021-04-15 00:00:00"),
    ("year-month-day", "2021-04-15T10:11:12.123Z", "2021-04-15 10:11:12.123000"),
    ("year-month-day", "2021-04-15T10:11:12.000+0000", "2021-04-15 10:11:12"),
    ("year-month-day", "2021-04-15 10:11:12+05:30", "2021-04-15 04:41:12"),
    ("year-month-day", "2021-01-07 6:49:18", "2021-01-07 06:49:18"),
    ("month/day/year", "02/23/26 08:55 PM", "2026-02-23 20:55:00"),
    ("month/day/year", "01-14-2020", "2020-01-14 00:00:00"),
    ("month/day/year", "3/1/2017", "2017-03-01 00:00:00"),
    ("day/month/year", "13-11-2019", "2019-11-13 00:00:00"),
    ("day/month/year", "31.12.2020 23:59", "2020-12-31 23:59:00"),
    ("day month-name year", "15 Apr, 2021 00:02:00", "2021-04-15 00:02:00"),
    ("month-name day year", "September 1, 2020", "2020-09-01 00:00:00"),
    ("compact", "20150211", "2015-02-11 00:00:00"),
    ("compact", "20150211130001", "2015-02-11 13:00:01"),
    ("excel-serial", "42046", "2015-02-11 00:00:00"),
    ("excel-serial", "42046.75", "2015-02-11 18:00:00"),
    ("epoch-seconds", "1614000000", "2021-02-22 13:20:00"),
    ("epoch-milliseconds", "1614000000123", "2021-02-22 13:20:00.123000"),
]
NUMBERS = [
    (".", "$22,700.00", "22700"), (".", "(1,200)", "-1200"), (".", "1,00,000", "100000"), (".", "$342.09K", "342090"),
    (".", "12%", "12"), (".", "5-", "-5"), (".", "USD 12.5", "12.5"), (".", "1.5E+06", "1500000"),
    (",", "€ 1.234,56", "1234.56"), (",", "1 234,5", "1234.5"), (",", "-€5", "-5"), (".", "1'234.5", "1234.5"),
]  # fmt: skip


def in_sql(text: str | None, kind: ColumnKind, *, into: FieldKind, zone: str = "UTC") -> tuple[object, object]:
    value, problem = value_sql("c", kind, into=into, zone=zone), problem_sql("c", kind, into=into, zone=zone)
    found = session.execute(f"SELECT {value}, {problem} FROM (SELECT ?::VARCHAR AS c)", [text]).fetchone()
    assert found is not None
    return found[0], found[1] or ""


def in_python(text: str | None, kind: ColumnKind, *, into: FieldKind, zone: str = "UTC") -> tuple[object, object]:
    found = convert(text, kind, into=into, zone=zone)
    value = found.value.replace(tzinfo=None) if isinstance(found.value, datetime.datetime) else found.value
    return value, found.problem


@pytest.mark.parametrize(("form", "text", "expected"), READINGS, ids=[text for _form, text, _expected in READINGS])
def test_date_is_read_alike_by_python_and_sql(form: DateFormat, text: str, expected: str) -> None:
    kind = ColumnKind("datetime", format=form)
    wanted = (datetime.datetime.fromisoformat(expected), "")

    assert in_python(text, kind, into="datetime") == wanted
    assert in_sql(text, kind, into="datetime") == wanted


@pytest.mark.parametrize(("mark", "text", "expected"), NUMBERS, ids=[text for _mark, text, _expected in NUMBERS])
def test_number_is_read_alike_by_python_and_sql(mark: str, text: str, expected: str) -> None:
    kind = ColumnKind("money", decimal_mark=mark)

    assert in_python(text, kind, into="money") == (Decimal(expected), "")
    assert in_sql(text, kind, into="money") == (Decimal(expected), "")


@pytest.mark.parametrize("text", ["2215-01-01", "9999-12-31 23:59:59", "1969-12-31"])
def test_year_out_of_range_leaves_the_field_empty_and_says_so(text: str) -> None:
    kind = ColumnKind("date", format="year-month-day")

    assert in_python(text, kind, into="date") == in_sql(text, kind, into="date") == (None, "out_of_range")


@pytest.mark.parametrize("text", ["2021-02-30", "2021-04-15 24:00:00", "soon"])
def test_impossible_date_is_unreadable(text: str) -> None:
    kind = ColumnKind("date", format="year-month-day")

    assert in_python(text, kind, into="datetime") == in_sql(text, kind, into="datetime") == (None, "unreadable")


def test_mark_is_never_mistaken_for_the_other() -> None:
    assert in_python("1,5", ColumnKind("number", decimal_mark="."), into="number") == (None, "unreadable")
    assert in_python("1,5", ColumnKind("number", decimal_mark=","), into="number") == (Decimal("1.5"), "")


def test_time_without_zone_is_taken_in_the_zone_of_the_source() -> None:
    kind = ColumnKind("datetime", format="year-month-day")
    wanted = (datetime.datetime(2021, 7, 1, 10), "")

    assert in_python("2021-07-01 12:00:00", kind, into="datetime", zone="Europe/Berlin") == wanted
    assert in_sql("2021-07-01 12:00:00", kind, into="datetime", zone="Europe/Berlin") == wanted


digits = st.integers(0, 99).map(str) | st.integers(0, 99).map("{:02}".format) | st.integers(1900, 2300).map(str)
dates = st.builds("".join, st.tuples(digits, st.sampled_from("-/. "), digits, st.sampled_from("-/. "), digits))
clocks = st.just("") | st.builds(
    " {:02}:{:02}{}".format, st.integers(0, 25), st.integers(0, 61), st.sampled_from(["", ":30", ":30.5", " PM", "Z"])
)
numbers = st.text(alphabet="0123456789.,-($€%KE+ )", max_size=12) | st.integers(0, 10**16).map(str)


@settings(deadline=None)
@given(
    text=(dates | st.integers(0, 10**14).map(str)),
    clock=clocks,
    form=st.sampled_from(FORMATS),
    into=st.sampled_from(["date", "datetime"]),
)
def test_python_and_sql_agree_on_every_date(text: str, clock: str, form: DateFormat, into: FieldKind) -> None:
    kind = ColumnKind("datetime", format=form)

    assert in_python(text + clock, kind, into=into) == in_sql(text + clock, kind, into=into)


@settings(deadline=None)
@given(
    text=numbers, mark=st.sampled_from(".,"), into=st.sampled_from(["number", "money", "integer", "percent", "boolean"])
)
def test_python_and_sql_agree_on_every_number(text: str, mark: str, into: FieldKind) -> None:
    kind = ColumnKind("number", decimal_mark=mark)

    assert in_python(text or None, kind, into=into) == in_sql(text or None, kind, into=into)


def test_column_name_cannot_leave_its_quotes() -> None:
    sql = value_sql('a" FROM x; --', ColumnKind("text"), into="text")

    assert sql == '"a"" FROM x; --"'
