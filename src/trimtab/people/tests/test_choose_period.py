"""The periods that every page offers."""

from datetime import date

import pytest

from trimtab.core.models import Organisation
from trimtab.people.frame import MOST_YEARS, periods_for

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def years(organisation: Organisation, first: date | None) -> list[str]:
    return [period.key for period in periods_for(organisation, TODAY, first=first) if "-" not in period.key]


def test_years_are_offered_back_to_the_first_record(organisation: Organisation) -> None:
    assert years(organisation, date(2023, 12, 31)) == ["FY2026", "FY2025", "FY2024", "FY2023"]


@pytest.mark.parametrize("first", [None, date(2026, 2, 1), date(2025, 1, 1)])
def test_two_years_are_always_offered(organisation: Organisation, first: date | None) -> None:
    assert years(organisation, first) == ["FY2026", "FY2025"]


def test_no_more_than_fifteen_years_are_offered(organisation: Organisation) -> None:
    assert len(years(organisation, date(1900, 1, 1))) == MOST_YEARS == 15
