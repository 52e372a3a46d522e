"""The rows of an emulated trial by hand: what was known then, and nothing of what came later."""

from datetime import datetime, timedelta
from typing import Any

import numpy as np

from trimtab.analytics.causes.building import columns_of
from trimtab.analytics.engine import DuckDBEngine
from trimtab.insight.causes.cards import BY_KEY
from trimtab.insight.causes.emulating import PulledAt, emulate, raw_of, reachable
from trimtab.insight.causes.questions import LEVER_DEALS, LEVER_TIMES, TRIAL_ROWS
from trimtab.insight.slices import Slice

OPENED = datetime(2025, 1, 6)  # noqa: DTZ001 - naive UTC is the extracts' clock
Rows = list[dict[str, Any]]  # cells of any kind


def day(number: float) -> datetime:
    return OPENED + timedelta(days=number)


def version(opp_id: int, number: int, start: float, end: float | None, **facts: Any) -> dict[str, Any]:
    usual = {"owner_id": 1, "team_id": 1, "stage_id": 1, "status": "open", "amount": 1000, "currency": "EUR"}
    usual |= {"amount_rc": 1000, "close_on": day(60).date(), "cause": "change"}
    until = None if end is None else day(end)
    return {"opp_id": opp_id, "version": number, "from_at": day(start), "until_at": until, **usual, **facts}


def event(
    opp_id: int, number: int, stage: int, start: float, end: float | None, *, owner_id: int = 1
) -> dict[str, Any]:
    left = None if end is None else day(end)
    kind = {1: "open", 8: "won", 9: "lost"}[stage]
    return {
        "opp_id": opp_id, "sequence": number, "stage_id": stage, "kind": kind, "entered_at": day(start),
        "left_at": left, "owner_id": owner_id,
    }  # fmt: skip


def tables() -> dict[str, Rows]:
    """Deal 1 is Ana's: pushed on day 10, cheaper on day 32, won on day 70. Deal 2 is Ben's and is lost on day 20."""
    deals = [(1, 1, "won", 70), (2, 2, "lost", 20)]
    return {
        "stages": [
            {"stage_id": 1, "process_id": 1, "name": "Proof", "position": 1, "kind": "open", "is_qualified": True},
            {"stage_id": 8, "process_id": 1, "name": "Won", "position": 2, "kind": "won", "is_qualified": True},
            {"stage_id": 9, "process_id": 1, "name": "Lost", "position": 3, "kind": "lost", "is_qualified": True},
        ],
        "opportunities": [
            {
                "opp_id": opp_id, "account_id": opp_id, "owner_id": owner, "process_id": 1, "status": status,
                "opened_at": day(0), "closed_at": day(end), "history": "changes", "amount_rc": 1000, "segment": "SMB",
            }
            for opp_id, owner, status, end in deals
        ],
        "versions": [
            version(1, 1, 0, 10),
            version(1, 2, 10, 32, close_on=day(90).date()),
            version(1, 3, 32, 70, close_on=day(90).date(), amount=900, amount_rc=900),
            version(1, 4, 70, None, status="won", stage_id=8, amount=900, amount_rc=900),
            version(2, 1, 0, 20, owner_id=2),
            version(2, 2, 20, None, owner_id=2, status="lost", stage_id=9),
        ],
        "stage_events": [
            event(1, 1, 1, 0, 70),
            event(1, 2, 8, 70, None),
            event(2, 1, 1, 0, 20, owner_id=2),
            event(2, 2, 9, 20, None, owner_id=2),
        ],
        "activities": [
            {"activity_id": number, "opp_id": 1, "at": day(at), "kind": kind, "direction": direction}
            for number, at, kind, direction in (
                (1, 2, "call", "out"), (2, 16, "meeting", "mutual"), (3, 30, "email", "in"),
            )
        ],
    }  # fmt: skip


def trial_rows(found: dict[str, Rows], *, slice: Slice | None = None, starts: str = "14,28", **asked: Any) -> Rows:
    engine = DuckDBEngine.from_tables(found)
    parameters = {"as_of": day(400), "starts": starts, "days": 14, "horizon": 180} | asked
    return [dict(row) for row in engine.run(TRIAL_ROWS, slice=slice or Slice(), **parameters).rows]


def test_a_deal_has_a_row_for_each_start_that_it_was_open_through() -> None:
    rows = trial_rows(tables(), starts="0,14,28,56,63")

    assert [(row["opp_id"], row["begins"]) for row in rows] == [(1, 0), (1, 14), (1, 28), (2, 0)]


def test_what_was_known_then_stands_in_the_row() -> None:
    _first, second = trial_rows(tables())

    assert (second["touches"], second["answers"], second["meetings"], second["recent"]) == (2, 1, 1, 1)
    assert (second["pushes"], second["amount"], second["days_to_close"], second["silent_days"]) == (1, 1000, 62, 12)
    assert (second["touches_within"], second["others_within"], second["answers_within"]) == (1, 1, 1)
    assert second["is_won"]


def test_nothing_that_happens_later_changes_a_row() -> None:
    before = trial_rows(tables(), starts="14")
    later = tables()
    later["activities"] += [{"activity_id": 9, "opp_id": 1, "at": day(50), "kind": "meeting", "direction": "mutual"}]
    later["versions"][2] |= {"amount": 1, "amount_rc": 1}

    assert trial_rows(later, starts="14") == before


def test_a_win_after_the_horizon_is_no_win() -> None:
    (row,) = trial_rows(tables(), starts="14", horizon=30)

    assert not row["is_won"]


def test_a_start_whose_horizon_is_not_over_has_no_row() -> None:
    assert trial_rows(tables(), as_of=day(207), starts="14") == []
    assert len(trial_rows(tables(), as_of=day(208), starts="14")) == 1


def test_only_deals_of_the_people_asked_for_are_counted() -> None:
    rows = trial_rows(tables(), slice=Slice(owner_ids=(2,)), starts="0")

    assert [row["opp_id"] for row in rows] == [2]


def test_the_sellers_past_is_what_had_closed_by_then() -> None:
    found = tables()
    for event in found["stage_events"]:
        event["owner_id"] = 1
    (row,) = [row for row in trial_rows(found, starts="28") if row["opp_id"] == 1]

    assert (row["seller_won"], row["seller_closed"]) == (0, 1)
    assert (row["elsewhere_won"], row["elsewhere_closed"]) == (0, 0)


def test_levers_are_pulled_when_they_first_happen() -> None:
    engine = DuckDBEngine.from_tables(tables())

    rows = engine.run(LEVER_TIMES, as_of=day(400)).rows

    found = {(row["lever"], row["opp_id"]): float(str(row["first_at"])) for row in rows}
    seconds = {name: day(at).timestamp() for name, at in (("call", 2), ("push", 10), ("meeting", 16), ("cheaper", 32))}
    assert {lever for lever, _deal in found} == {"meeting", "first_answer", "push", "discount"}
    assert found["push", 1] - found["first_answer", 1] == seconds["push"] - seconds["call"]
    assert found["discount", 1] - found["meeting", 1] == seconds["cheaper"] - seconds["meeting"]


def test_a_deal_on_which_it_was_pulled_before_is_not_in_the_trial() -> None:
    rows = columns_of(trial_rows(tables(), starts="0,14,28"))
    pulled = PulledAt(np.array([1]), np.array([float(rows["begun"][1]) + 5]))

    trial = emulate(BY_KEY["several_contacts"], rows, pulled)

    # Day 0: not yet. Day 14: pulled in the window. Day 28: pulled before. Deal 2: nothing was done on it.
    assert trial.treated.tolist() == [0.0, 1.0]
    assert trial.landmark.tolist() == [0, 14]


def test_the_usual_comparison_counts_closed_deals() -> None:
    engine = DuckDBEngine.from_tables(tables())
    deals = columns_of(engine.run(LEVER_DEALS, as_of=day(400)).rows)

    raw = raw_of(deals, PulledAt(np.array([1]), np.array([0.0])))

    assert (raw.with_lever, raw.won_with, raw.without, raw.won_without) == (1, 1, 1, 0)
    assert reachable(deals, PulledAt(np.array([1]), np.array([0.0]))) == (0, 0.0)
