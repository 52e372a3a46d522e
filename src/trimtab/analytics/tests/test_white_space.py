"""What a night learns for white space."""

from datetime import UTC, datetime, timedelta

import pytest

from trimtab.accounts.models import Account
from trimtab.analytics.engine import DuckDBEngine
from trimtab.analytics.whitespace.learning import learn_white_space
from trimtab.analytics.whitespace.reading import effort_of, outcomes_of, purchases_of, sold_parts
from trimtab.opportunities.models import Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User
from trimtab.whitespace.actions import place_opportunity
from trimtab.whitespace.models import Learning, Proposal
from trimtab.whitespace.tests.builders import product

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
DAY = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # as the extracts hold it


def engine_of(*, minutes: int | None = 60) -> DuckDBEngine:
    """Six deals of one account, five won at 100 with two equal lines, one lost; each took two calls."""
    deals = [
        {
            "opp_id": number, "account_id": 1, "status": "lost" if number == 6 else "won", "stage_id": 3,
            "amount_rc": 100, "opened_at": DAY, "closed_at": DAY + timedelta(number),
        }
        for number in range(1, 7)
    ]  # fmt: skip
    lines = [{"opp_id": one["opp_id"], "product_id": sold, "amount_rc": None} for one in deals for sold in (10, 11)]
    calls = [
        {"activity_id": 10 * number + time, "opp_id": number, "kind": "call", "minutes": minutes}
        for number in range(1, 7)
        for time in (1, 2)
    ]
    events = [{"opp_id": number, "sequence": 1, "stage_id": 1, "kind": "open"} for number in range(1, 7)]
    return DuckDBEngine.from_tables(
        {
            "opportunities": deals,
            "line_items": lines,
            "accounts": [{"account_id": 1, "name": "Acme", "industry": "Metal"}],
            "activities": calls,
            "stage_events": events,
            "stages": [{"stage_id": 1, "kind": "open"}, {"stage_id": 3, "kind": "won"}],
        }
    )


def test_hours_of_lost_attempts_belong_to_the_next_win() -> None:
    """Each solution has half of 6 · 2 hours and five wins: 1.2 hours for one more; 500 won in 12 hours."""
    engine = engine_of()

    effort = effort_of(engine, sold_parts(engine))

    assert effort.hours == {10: pytest.approx(1.2), 11: pytest.approx(1.2)}
    assert effort.per_hour == pytest.approx(500 / 12)


def test_hours_are_unknown_where_calls_have_no_length() -> None:
    engine = engine_of(minutes=None)

    effort = effort_of(engine, sold_parts(engine))

    assert (effort.hours, effort.per_hour) == ({}, None)


def test_purchases_are_the_won_parts() -> None:
    engine = engine_of()

    found = purchases_of(engine, sold_parts(engine))

    assert len(found.day) == 10
    assert set(found.value) == {50.0}


def test_chance_of_a_stage_is_drawn_towards_the_whole() -> None:
    """Five of six won; (5 + 10 · 5/6) / (6 + 10) of those that passed through the stage."""
    outcomes = outcomes_of(engine_of())

    assert outcomes.win_rate == pytest.approx(5 / 6)
    share, cases = outcomes.stages[1]
    assert share == pytest.approx(5 / 6)
    assert (list(outcomes.stages), cases) == ([1], 6)


@pytest.mark.django_db
def test_night_keeps_rates_and_says_that_nothing_was_tested(ana: User, acme: Account, process: Process) -> None:
    Proposal.objects.create(account=acme, product=product("Old"), chance=0.5, usual=0.1, owners=2, similar=9)
    placed = deal("Placed", owner=ana, account=acme, process=process)
    place_opportunity(placed, places=[(None, product("Turbine"), 100)], by=ana, now=NOW)  # type: ignore[list-item]

    kept = learn_white_space(engine=engine_of(), currency="EUR", now=NOW)

    assert Learning.objects.get() == kept
    assert kept.facts["test"] == {}
    assert kept.facts["stages"]["1"]["n"] == 6
    assert not Proposal.objects.exists()


def test_what_was_placed_by_hand_counts_in_place_of_the_lines() -> None:
    engine = engine_of()

    found = sold_parts(engine, placed={1: [(12, 25.0), (10, 75.0)]})

    of_one = [
        (int(p), float(part))
        for o, p, part in zip(found["opp_id"], found["product_id"], found["part"], strict=True)
        if o == 1
    ]
    assert sorted(of_one) == [(10, 0.75), (12, 0.25)]
    assert len(found["opp_id"]) == 12
