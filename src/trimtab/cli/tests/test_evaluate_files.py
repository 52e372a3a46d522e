"""Files as people have them: what `trimtab evaluate` makes of their outcomes, times and columns."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from trimtab.cli.cases_asked import Asked, WrongCases
from trimtab.cli.output import prepare_django
from trimtab.cli.past_cases import PastCases, read_cases

prepare_django()
HEAD = "Id,Region,Amount,Outcome"


def asked(outcome: str = "Outcome", *, positive: str = "", time: str = "", drop: tuple[str, ...] = ()) -> Asked:
    return Asked(outcome=outcome, positive=positive, time=time, drop=drop)


def lines(
    count: int, *, ends: tuple[str, str] = ("won", "lost"), more: Callable[[int], str] = lambda n: "", head: str = HEAD
) -> str:
    chance = random.Random(1)
    told = [
        f"D{n},{chance.choice('NS')},{chance.randrange(1_000, 90_000)},{ends[n % 2]}{more(n)}" for n in range(count)
    ]
    return "\n".join([head, *told])


@pytest.fixture
def cases(tmp_path: Path) -> Callable[..., PastCases]:
    def read(text: str, wanted: Asked | None = None, *, encoding: str = "utf-8") -> PastCases:
        file = tmp_path / "cases.csv"
        file.write_text(text, encoding=encoding)
        return read_cases(file, wanted or asked())

    return read


@pytest.mark.parametrize(
    "ends",
    [("yes", "no"), ("TRUE", "FALSE"), ("1", "0"), ("1.0", "0.0"), ("Ja", "Nein"), ("Closed Won", "Closed Lost"),
     ("Gewonnen", "Verloren"), ("6 - Won", "7 - Lost"), ("signed up", "no")],
)  # fmt: skip
def test_end_in_words_is_understood(cases: Callable[..., PastCases], ends: tuple[str, str]) -> None:
    found = cases(lines(40, ends=ends))

    assert (found.outcomes.size, found.outcomes.sum(), found.counted) == (40, 20, (ends[0],))


def test_blank_box_counts_as_without_where_the_ticked_value_is_named(cases: Callable[..., PastCases]) -> None:
    found = cases(lines(40, ends=("x", "")), asked(positive="x"))

    assert (found.outcomes.size, found.outcomes.sum()) == (40, 20)


def test_named_number_matches_however_it_is_written(cases: Callable[..., PastCases]) -> None:
    assert cases(lines(40, ends=("1.0", "0.0")), asked(positive="1")).outcomes.sum() == 20


def test_rows_that_are_still_open_are_counted_and_left_out(cases: Callable[..., PastCases]) -> None:
    text = lines(40).replace("won", "Closed Won", 18).replace("won", "Negotiation").replace("lost", "Closed Lost")

    found = cases(text)

    assert (found.outcomes.size, found.still_open) == (38, 2)


@pytest.mark.parametrize(
    "when",
    [lambda n: f"2024-{1 + n // 4:02}-07", lambda n: f"2024-{1 + n // 4:02}", lambda n: f"{2000 + n // 4} Q3",
     lambda n: f"2024-W{1 + n // 4:02}", lambda n: f"{n // 4}", lambda n: f"0{1 + n // 4 % 9}.{1 + n // 36:02}.2024",
     lambda n: ("2024-03-01", "1 Mar 2024", "March 1 2024")[n % 3]],
)  # fmt: skip
def test_time_is_read_in_its_formats(cases: Callable[..., PastCases], when: Callable[[int], str]) -> None:
    found = cases(lines(40, more=lambda n: f",{when(n)}", head=f"{HEAD},Begun"), asked(time="begun"))

    assert (found.without_time, found.outcomes.size) == (0, 40)


def test_later_rows_come_later(cases: Callable[..., PastCases]) -> None:
    newest_first = lines(40, more=lambda n: f",{40 - n}", head=f"{HEAD},Turn")

    backward, forward = cases(newest_first, asked(time="Turn")), cases(newest_first)

    assert backward.outcomes.tolist() == forward.outcomes.tolist()[::-1]


def test_rows_whose_time_cannot_be_read_are_counted_and_left_out(cases: Callable[..., PastCases]) -> None:
    text = lines(40, more=lambda n: ",soon" if n < 4 else f",2024-01-{n % 28 + 1:02}", head=f"{HEAD},Begun")

    found = cases(text, asked(time="Begun"))

    assert (found.without_time, found.outcomes.size) == (4, 36)


def test_column_without_times_is_refused_with_what_it_holds(cases: Callable[..., PastCases]) -> None:
    with pytest.raises(WrongCases, match="no usable dates: 0 of 40 values can be read"):
        cases(lines(40), asked(time="Region"))


def test_ids_and_columns_without_content_are_named_and_amounts_are_kept(cases: Callable[..., PastCases]) -> None:
    found = cases(lines(40, more=lambda n: f",,same,{n}", head=f"{HEAD},Empty,Same,Row"))

    assert found.names == ("Id", "Row")
    assert found.same == ("Empty", "Same")
    assert found.table.names == ("Region", "Amount")


def test_two_columns_of_one_name_are_told_apart(cases: Callable[..., PastCases]) -> None:
    found = cases(lines(40, more=lambda n: f",{n % 7}", head="Id,Region,Amount,Outcome,Region"))

    assert found.table.names == ("Region", "Amount", "Region (2)")


def test_european_numbers_are_numbers(cases: Callable[..., PastCases]) -> None:
    ends = ("won", "lost")
    told = [f"{n};1.{n:03},{n % 90 + 10};{ends[n % 2]}" for n in range(100, 140)]

    (amount,) = cases("\n".join(["Nr;Betrag;Outcome", *told])).table.numbers

    assert amount.values[0] == 1100.20


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-16", "\t"), ("latin-1", ";"), ("utf-8-sig", ",")])
def test_encodings_and_delimiters_are_found_out(cases: Callable[..., PastCases], encoding: str, delimiter: str) -> None:
    text = lines(40).replace(",S,", ",Köln,").replace(",", delimiter)

    assert "Köln" in cases(text, encoding=encoding).table.words[0].levels


def test_workbook_is_read(tmp_path: Path) -> None:
    book = Workbook()
    for line in lines(40).split("\n"):
        book.active.append(line.split(","))  # type: ignore[union-attr]  # a new workbook has a sheet
    book.save(tmp_path / "cases.xlsx")

    assert read_cases(tmp_path / "cases.xlsx", asked()).outcomes.sum() == 20


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (asked("Nope"), "no column 'Nope'"),
        (asked(positive="maybe"), "No row has 'maybe'"),
        (asked(time="Outcome"), "cannot be both"),
        (asked("Region"), "with --positive. The values are: N, S"),
    ],
)
def test_what_does_not_fit_is_answered_in_words(cases: Callable[..., PastCases], wanted: Asked, words: str) -> None:
    with pytest.raises(WrongCases, match=words):
        cases(lines(40), wanted)
