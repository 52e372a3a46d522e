"""Which process and version an opportunity follows by rule: pure."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from trimtab.processes.matching import Facts, holds, process_for, version_for
from trimtab.processes.models import ProcessVersion, SalesProcess

LARGE = SalesProcess(key="large", at_least=Decimal(100), below=Decimal(1000))
RENEWAL = SalesProcess(key="renewal", kind="Renewal")
REST = SalesProcess(key="rest", is_default=True)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (Facts(kind="renewal ", amount=Decimal(5000)), "renewal"),
        (Facts(kind="Renewal", amount=Decimal(100)), "large"),
        (Facts(amount=Decimal(1000)), "rest"),
        (Facts(), "rest"),
    ],
)
def test_the_first_whose_conditions_hold_is_taken(facts: Facts, expected: str) -> None:
    found = process_for([REST, LARGE, RENEWAL], facts)

    assert found is not None
    assert found.key == expected


def test_without_a_default_one_nothing_is_taken() -> None:
    assert process_for([RENEWAL], Facts()) is None


def test_an_own_field_of_the_account_can_be_a_condition() -> None:
    public = SalesProcess(key="public", own_field="sector", own_value="Public")

    assert holds(public, Facts(custom={"sector": "public"}))
    assert not holds(public, Facts(custom={}))


def test_the_version_is_the_one_of_the_day_when_it_was_opened() -> None:
    days = [datetime(2026, month, 1, tzinfo=UTC) for month in (3, 6)]
    versions = [ProcessVersion(number=number, published_at=day) for number, day in enumerate(days, 1)]

    found = [version_for(versions, datetime(2026, month, 15, tzinfo=UTC)) for month in (1, 4, 7)]

    assert [one.number for one in found if one] == [1, 1, 2]
    assert version_for([], days[0]) is None
