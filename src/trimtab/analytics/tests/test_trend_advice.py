"""What the trends advise: written once a day, read by the coach for a few ids, noted for later."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from trimtab.accounts.models import Account
from trimtab.analytics.trends.advising import Advising, advice_in, note_advice, write_advice
from trimtab.analytics.trends.kept import Kept, make_current, new_folder
from trimtab.coach.models import Firing, Kind
from trimtab.core.models import Organisation
from trimtab.insight.trends.leads import Leads
from trimtab.insight.trends.past import DAY
from trimtab.opportunities.models import Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User

AT = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
NOW = AT.timestamp()
NAN = float("nan")


def deals(**columns: object) -> dict[str, np.ndarray]:
    """One open opportunity, of which there is nothing to say."""
    well: dict[str, object] = {
        "opp_id": 1, "owner_id": 5, "amount": 1000.0, "is_alarmed": False, "silent_weeks": 0, "silent_chance": 0.1,
        "recovers": 0.9, "heard_at": NOW - 3 * DAY, "slip_quarter": NAN, "close_day": 20800.0, "pushes": 0,
        "completeness": 0.9, "missing": "", "is_one_head": False, "top_share": NAN, "top_user": -1,
        "account_touches": 0,
    }  # fmt: skip
    return {name: np.array([value]) for name, value in (well | columns).items()}


def leads(*days: float) -> Leads:
    size = len(days)
    unknown, texts = np.full(size, NAN), np.array(["Web"] * size)
    created = NOW - np.array(days) * DAY
    numbers = np.arange(1, size + 1)
    return Leads(numbers, texts, np.full(size, 5), created, unknown, unknown, unknown, np.array([""] * size), unknown)


def kept(extracts: Path, columns: dict[str, np.ndarray], *, some: Leads | None = None, touches: bool = True) -> Kept:
    folder = new_folder(extracts, as_of=AT)
    asked = Advising(columns, NOW, "FY2026-Q4", leads() if some is None else some, {"Web": 900.0}, touches)
    write_advice(folder, asked)
    made = Kept(folder, as_of=AT, day=AT.date(), epoch=0)
    make_current(made)
    return made


def kinds(extracts: Path) -> list[Kind]:
    return [one.kind for one in advice_in(extracts, [1], None).by_opportunity.get(1, ())]


def test_nothing_kept_advises_nothing(tmp_path: Path) -> None:
    assert advice_in(tmp_path, [1], None).as_of is None


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({}, []),
        ({"is_alarmed": True, "silent_weeks": 5}, [Kind.VANISHING]),
        ({"is_alarmed": True, "silent_weeks": 40}, []),
        ({"slip_quarter": 0.7}, [Kind.SLIPPING]),
        ({"slip_quarter": 0.3}, []),
        ({"completeness": 0.3, "missing": "amount"}, [Kind.THIN]),
        ({"is_one_head": True, "top_share": 1.0, "top_user": 5, "account_touches": 9}, [Kind.ONE_HEAD]),
    ],
)
def test_each_rule_speaks_when_it_should(tmp_path: Path, columns: dict[str, object], expected: list[Kind]) -> None:
    kept(tmp_path, deals(**columns))

    assert kinds(tmp_path) == expected


def test_what_is_certain_to_slip_weighs_less_than_what_may_go_either_way(tmp_path: Path) -> None:
    chances = []
    for slip in (0.55, 0.95):
        kept(tmp_path / str(slip), deals(slip_quarter=slip))
        chances.append(advice_in(tmp_path / str(slip), [1], None).by_opportunity[1][0].chance)

    assert chances[0] > chances[1]


def test_an_amount_that_is_not_known_stays_unknown(tmp_path: Path) -> None:
    kept(tmp_path, deals(amount=NAN, slip_quarter=0.7))

    assert advice_in(tmp_path, [1], None).by_opportunity[1][0].worth is None


def test_leads_without_a_touch_are_those_of_the_people_asked_for(tmp_path: Path) -> None:
    kept(tmp_path, deals(), some=leads(0.5, 4, 10, 200))

    assert [one.of_id for one in advice_in(tmp_path, [], (5,)).leads] == [2, 3]  # today's and the cold one are left out
    assert not advice_in(tmp_path, [], (6,)).leads
    assert not advice_in(tmp_path, [], ()).leads


def test_where_no_touch_is_ever_recorded_nobody_is_told_to_touch(tmp_path: Path) -> None:
    kept(tmp_path, deals(), some=leads(4), touches=False)

    assert not advice_in(tmp_path, [], None).leads


@pytest.mark.django_db
def test_advice_is_noted_for_what_is_still_open(
    tmp_path: Path, organisation: Organisation, ana: User, acme: Account, process: Process
) -> None:
    made = deal("Acme turbines", owner=ana, process=process, account=acme)
    there = kept(tmp_path, deals(opp_id=made.pk, owner_id=ana.pk, slip_quarter=0.7), some=leads(4))

    assert note_advice(there, now=AT) == 1  # the lead is not there any more
    assert note_advice(there, now=AT.replace(hour=9)) == 0
    assert Firing.objects.get().opportunity == made
