"""One story out of several tables: every row once, newest first, wherever a page ends."""

from datetime import timedelta

import pytest

from tests.cast import NOW
from trimtab.core.models import Event
from trimtab.core.strands import Strand, braided


def event(verb: str, hours: int) -> Event:
    return Event.objects.create(at=NOW + timedelta(hours=hours), verb=verb, record=verb)


def strands() -> list[Strand]:
    return [Strand(Event.objects.filter(record=verb)) for verb in ("a", "b", "c")]


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_pages_of_any_size_hold_every_row_once_and_in_order(size: int) -> None:
    for hours in (0, 0, 1, 1, 1, 2):
        for verb in ("a", "b", "c"):
            event(verb, hours)
    found, after = [], ""

    while True:
        page = braided(strands(), after=after, size=size)
        found += page.records
        after = page.after
        if not after:
            break

    assert [one.pk for one in found] == [one.pk for one in braided(strands(), after="", size=100).records]
    assert len({one.pk for one in found}) == len(found) == 18
    moments = [one.at for one in found if isinstance(one, Event)]
    assert moments == sorted(moments, reverse=True)


@pytest.mark.django_db
def test_a_last_page_says_that_nothing_follows() -> None:
    event("a", 0)

    assert braided(strands(), after="", size=1).after == ""
