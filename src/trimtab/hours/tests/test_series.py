"""On which days repeated entries fall, against a library that walks through all of them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from dateutil.rrule import rrulestr  # type: ignore[import-untyped]  # it has none
from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.hours.calendars.series import UnknownRule, days_within, rule_of

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
STARTS = st.dates(date(2019, 1, 1), date(2026, 12, 31))


def lines_of(frequency: str, **parts: object) -> str:
    return ";".join([f"FREQ={frequency}", *(f"{name}={value}" for name, value in parts.items() if value)])


def several(values: st.SearchStrategy[object]) -> st.SearchStrategy[str]:
    return st.lists(values, max_size=3, unique=True).map(lambda found: ",".join(map(str, found)))


NUMBERED = st.builds("{}{}".format, st.sampled_from([1, 2, 3, -1]), st.sampled_from(DAYS))
MORE = {"INTERVAL": st.sampled_from(["", 1, 2, 3]), "COUNT": st.sampled_from(["", "", 3, 40])}
RULES = st.one_of(
    st.builds(lines_of, st.just("DAILY"), BYDAY=several(st.sampled_from(DAYS)), **MORE),
    st.builds(lines_of, st.just("WEEKLY"), BYDAY=several(st.sampled_from(DAYS)), WKST=st.sampled_from(["", "SU"]),
              **MORE),
    # With a number each or without: the reference finds none where both are mixed.
    st.builds(lines_of, st.just("MONTHLY"), BYDAY=several(NUMBERED), **MORE),
    st.builds(lines_of, st.just("MONTHLY"), BYDAY=several(st.sampled_from(DAYS)), **MORE),
    st.builds(lines_of, st.just("MONTHLY"), BYMONTHDAY=several(st.sampled_from([1, 15, 28, 31, -1])), **MORE),
    st.builds(lines_of, st.just("MONTHLY"), BYDAY=st.just("MO,TU,WE,TH,FR"), BYSETPOS=st.sampled_from([1, -1]), **MORE),
    st.builds(lines_of, st.just("YEARLY"), BYMONTH=st.sampled_from(["", 2, 11]), BYMONTHDAY=st.sampled_from(["", 29]),
              **MORE),
)  # fmt: skip


def parts_of(text: str) -> dict[str, list[object]]:
    return {name: list(value.split(",")) for name, value in (part.split("=") for part in text.split(";"))}


@settings(max_examples=150, deadline=None)
@given(RULES, STARTS, st.integers(0, 120))
def test_days_are_those_of_the_reference(text: str, start: date, weeks: int) -> None:
    first = start + timedelta(weeks=weeks)
    last = first + timedelta(days=6)
    began, begin, end = (datetime.combine(day, time(), UTC) for day in (start, first, last))
    reference = rrulestr(text, dtstart=began).between(begin, end, inc=True)

    found = days_within(rule_of(parts_of(text)), start, first=first, last=last)

    assert found == [one.date() for one in reference]


def test_every_second_tuesday_by_hand() -> None:
    rule = rule_of({"FREQ": ["WEEKLY"], "INTERVAL": [2], "BYDAY": ["TU"]})

    found = days_within(rule, date(2026, 11, 3), first=date(2026, 11, 9), last=date(2026, 11, 22))

    assert found == [date(2026, 11, 17)]


@pytest.mark.parametrize(
    "text",
    ["FREQ=SECONDLY", "FREQ=DAILY;BYHOUR=1,2", "FREQ=WEEKLY;BYDAY=2MO", "FREQ=DAILY;INTERVAL=0",
     "FREQ=YEARLY;BYDAY=1MO", "FREQ=MONTHLY;BYMONTHDAY=99", "FREQ=DAILY;COUNT=x", "FREQ=WEEKLY;BYDAY=XX", "INTERVAL=2"],
)  # fmt: skip
def test_rules_that_no_calendar_writes_are_refused(text: str) -> None:
    with pytest.raises(UnknownRule):
        rule_of(parts_of(text))


def test_counting_ends_somewhere() -> None:
    """A thousand times a day for a hundred years is not walked through."""
    rule = rule_of({"FREQ": ["DAILY"], "COUNT": [40_000]})

    with pytest.raises(UnknownRule):
        days_within(rule, date(1950, 1, 1), first=date(2026, 11, 9), last=date(2026, 11, 15))
