"""Currencies and their rates, as operations see and set them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.cast import client_for
from trimtab.analytics.rate_lines import read_lines
from trimtab.analytics.tests.world import opportunity
from trimtab.core.models import ExchangeRate, Organisation, PeriodClosing
from trimtab.opportunities.models import Process
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
LINES = "currency;day;rate\nUSD;2026-01-31;0,92\nGBP;2026-01-31;1.15\n"


def test_a_currency_without_a_rate_is_named_with_what_hangs_on_it(finn: User, ana: User, process: Process) -> None:
    opportunity("Pumps", owner=ana, process=process, opened=timezone.now() - timedelta(days=3), currency="SEK")

    page = client_for(finn).get("/settings/currencies/")

    (krona,) = [one for one in page.context["uses"] if one.code == "SEK"]
    assert (krona.opportunities, krona.without_value, krona.rate) == (1, 1, None)
    assert "1 opportunity adds nothing to sums" in page.content.decode()


def test_a_rate_is_set_corrected_and_removed(finn: User, organisation: Organisation) -> None:
    client, sent = client_for(finn), {"from_on": "2026-01-31", "source": "bank"}

    client.post("/settings/currencies/USD/", {**sent, "value": "0.9"})
    client.post("/settings/currencies/USD/", {**sent, "value": "0.92"})
    row = ExchangeRate.objects.get()
    client.post(f"/settings/currencies/rates/{row.pk}/removal/")

    assert row.rate == Decimal("0.92")
    assert not ExchangeRate.objects.exists()


def test_a_rate_of_a_closed_period_is_refused_with_the_sentence(finn: User, organisation: Organisation) -> None:
    ExchangeRate.objects.create(currency="USD", from_on=date(2024, 1, 1), rate=1)
    calendar = organisation.calendar
    period = calendar.previous(calendar.containing(timezone.now().date(), "quarter"))
    client = client_for(finn)
    client.post("/settings/currencies/closings/", {"period": period.key})

    page = client.post("/settings/currencies/USD/", {"from_on": period.start.isoformat(), "value": "2"})

    assert page.status_code == 422
    assert "are frozen." in page.content.decode()
    client.post(f"/settings/currencies/closings/{PeriodClosing.objects.get().pk}/reopening/")
    assert not PeriodClosing.objects.exists()


def test_a_running_period_is_not_closed(finn: User, organisation: Organisation) -> None:
    current = organisation.calendar.containing(timezone.now().date(), "quarter")

    client_for(finn).post("/settings/currencies/closings/", {"period": current.key})

    assert not PeriodClosing.objects.exists()


def test_pasted_lines_are_shown_before_they_are_set(finn: User, organisation: Organisation) -> None:
    client = client_for(finn)

    page = client.post("/settings/currencies/rates/", {"lines": LINES, "source": ""})
    before = ExchangeRate.objects.count()
    client.post("/settings/currencies/rates/", {"lines": LINES, "source": "bank", "save": "1"})

    assert (page.context["number"], before) == (2, 0)
    assert set(ExchangeRate.objects.values_list("currency", "rate", "source")) == {
        ("USD", Decimal("0.92"), "bank"),
        ("GBP", Decimal("1.15"), "bank"),
    }


def test_a_file_is_read_like_a_paste(finn: User, organisation: Organisation) -> None:
    page = client_for(finn).post("/settings/currencies/rates/", {"file": SimpleUploadedFile("r.csv", LINES.encode())})

    assert page.context["number"] == 2


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("EUR,2026-01-31,1", "The reporting currency, EUR, has no rate."),
        ("dollar,2026-01-31,1", "A currency is three capital letters, such as EUR."),
        ("USD,31.01.2026,1", "A day is written 2026-01-31."),
        ("USD,2026-01-31,-1", "A rate is a number above zero, with at most 8 decimals."),
        ("USD,2026-01-31,NaN", "A rate is a number above zero, with at most 8 decimals."),
        ("USD,2026-01-31", "A line is a currency, a day and a rate."),
    ],
)
def test_a_line_that_cannot_be_used_says_why(line: str, told: str, organisation: Organisation) -> None:
    (read,) = read_lines(line, reporting="EUR", source="")

    assert read.problem == told


def test_a_day_that_comes_twice_counts_once(organisation: Organisation) -> None:
    lines = read_lines("USD,2026-01-31,1\nUSD,2026-01-31,2", reporting="EUR", source="")

    assert [line.problem for line in lines] == ["", "This day stands on an earlier line."]


def test_too_many_lines_are_refused(finn: User, organisation: Organisation) -> None:
    page = client_for(finn).post("/settings/currencies/rates/", {"lines": "USD,2026-01-31,1\n" * 2_001})

    assert page.status_code == 422
    assert "At most 2000 lines at once." in page.content.decode()


@pytest.mark.parametrize("code", ["EUR", "dollar", "usd"])
def test_what_can_have_no_rate_has_no_page(code: str, finn: User, organisation: Organisation) -> None:
    assert client_for(finn).get(f"/settings/currencies/{code}/").status_code == 404


def test_nothing_to_read_is_refused(finn: User, organisation: Organisation) -> None:
    page = client_for(finn).post("/settings/currencies/rates/", {"lines": " "})

    assert page.status_code == 422
    assert "Paste lines or choose a file." in page.content.decode()
