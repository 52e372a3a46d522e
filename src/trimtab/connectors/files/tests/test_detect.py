"""Detection: formats are found from the texts, and only a truly ambiguous column is a question."""

import pytest

from trimtab.connectors.files.detection import detect_column, detect_columns
from trimtab.connectors.files.values import convert


@pytest.mark.parametrize(
    ("name", "texts", "kind", "form"),
    [
        ("Close Date", ["2026-01-31", "2026-02-28"], "date", "year-month-day"),
        ("CreatedDate", ["2026-01-31T10:00:00.000Z"], "datetime", "year-month-day"),
        ("CreatedDate", ["02/23/26 08:55 PM", "02/24/26 02:18 AM"], "datetime", "month/day/year"),
        ("Created Time", ["15 Apr, 2021 00:02:00"], "datetime", "day month-name year"),
        ("closing_date", ["13-11-2019", "05-06-2019"], "date", "day/month/year"),
        ("close date", ["01-14-2020", "04-02-2022"], "date", "month/day/year"),
        ("Datum", ["01.02.2026"], "date", "day/month/year"),
        ("Creation Date", ["42046", "42711"], "date", "excel-serial"),
        ("Timestamp", ["20150211130001"], "datetime", "compact"),
        ("created_at", ["1614000000123"], "datetime", "epoch-milliseconds"),
    ],
)
def test_date_format_is_found(name: str, texts: list[str], kind: str, form: str) -> None:
    found = detect_column(name, texts)

    assert (found.kind, found.format, found.ambiguous) == (kind, form, ())


@pytest.mark.parametrize(
    ("name", "texts", "kind", "mark", "currency"),
    [
        ("Amount", ["$22,700.00", "$5.50"], "money", ".", "USD"),
        ("Wert", ["€ 1.234,56"], "money", ",", "EUR"),
        ("Amount", ["(1,200.00)", "5"], "money", ".", ""),
        ("Share", ["12%", "7.5%"], "percent", ".", ""),
        ("Count", ["1", "22", "333"], "number", ".", ""),
        ("Budget", ["$342.09K", "$1,117.10K"], "money", ".", "USD"),
    ],
)
def test_number_and_currency_are_found(name: str, texts: list[str], kind: str, mark: str, currency: str) -> None:
    found = detect_column(name, texts)

    assert (found.kind, found.decimal_mark, found.currency, found.ambiguous) == (kind, mark, currency, ())


def test_codes_are_text() -> None:
    assert detect_column("Zip", ["01234", "99999"]).kind == "text"
    assert detect_column("Id", ["OPP1900001042", "OPP-102159"]).kind == "text"
    assert detect_column("Id", ["25842000000262376"]).kind == "text"


def test_few_words_are_a_choice() -> None:
    assert detect_column("Stage", ["Demo", "Won"] * 20).choices == ("Demo", "Won")


def test_date_that_reads_both_ways_is_ambiguous() -> None:
    assert detect_column("Close", ["03/04/05", "05/06/05"]).ambiguous == ("month/day/year", "day/month/year")


def test_number_that_reads_both_ways_is_ambiguous() -> None:
    assert detect_column("Value", ["1.234", "5.678"]).ambiguous == (".", ",")


def test_neighbour_settles_an_ambiguous_column() -> None:
    kinds = detect_columns(["Open", "Close"], [("03/04/05", "25/12/05"), ("05/06/05", "13/01/05")])

    assert (kinds["Open"].format, kinds["Open"].ambiguous) == ("day/month/year", ())


def test_one_date_beyond_twelve_settles_the_column() -> None:
    found = detect_column("Close", ["03/04/2026", "05/06/2026", "12/31/2026"])

    assert (found.format, found.ambiguous) == ("month/day/year", ())
    assert str(convert("03/04/2026", found, into="date").value) == "2026-03-04"


def test_one_slip_in_a_small_file_leaves_the_question() -> None:
    assert detect_column("CloseDate", ["03/04/2026", "05/06/2026", "soon"]).ambiguous
    assert detect_column("Amount", ["1.234", "5.678", "about 5"]).ambiguous == (".", ",")


def test_slip_in_a_column_of_words_makes_no_dates_of_it() -> None:
    assert detect_column("Remark", ["03/04/2026", "05/06/2026", "soon"]).kind == "text"
    assert detect_column("CloseDate", ["03/04/2026", "soon", "later"]).kind == "text"
