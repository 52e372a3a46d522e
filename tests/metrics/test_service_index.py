"""The parts of the index of a seller, worked by hand on customers Acme and Bolt."""

from datetime import timedelta

from tests.metrics.test_by_hand import ACME, BOLT, day, run, world
from tests.metrics.worlds import Rows, tables

# Acme qualifies on day 10 and is won on day 40; Bolt goes on to the last stage on day 20 and is lost on day 30.
DECIDED = world(
    (ACME, 0, {"stage": "1", "amount": "100.00"}),
    (ACME, 10, {"stage": "2"}),
    (ACME, 40, {"stage": "4"}),
    (BOLT, 0, {"stage": "2", "amount": "100.00"}),
    (BOLT, 20, {"stage": "3"}),
    (BOLT, 30, {"stage": "5"}),
)


def parts(**given: Rows) -> dict[str, tuple[int, float]]:
    """Part → cases, and those for which it holds."""
    stored = {**tables(DECIDED), "activities": [], **given}
    found: dict[str, tuple[int, float]] = {}
    for row in run(stored, "service_index", start=day(0), as_of=day(80), by="owner").rows:
        n, total = found.get(str(row["measure"]), (0, 0.0))
        found[str(row["measure"])] = (n + int(str(row["n"])), total + float(str(row["total"])))
    return found


def test_decided_work_by_hand() -> None:
    assert parts() == {
        "win_rate": (2, 1.0),  # Acme, qualified 30 days before it was won
        "progress": (4, 2.0),  # Bolt was lost from its last stage, and its move of day 20 ten days after that
        "dated": (2, 2.0),  # both ended within 14 days of 1 February
    }


def test_an_opportunity_qualified_on_the_day_it_is_won_was_not_seen_coming() -> None:
    late = world((ACME, 0, {"stage": "1"}), (ACME, 40, {"stage": "2"}), (ACME, 40.5, {"stage": "4"}))

    assert parts(**{**tables(late), "activities": []})["win_rate"] == (1, 0.0)


def test_a_move_that_is_moved_back_within_four_weeks_is_no_progress() -> None:
    hollow = world((ACME, 0, {"stage": "1"}), (ACME, 10, {"stage": "3"}), (ACME, 12, {"stage": "1"}))

    assert parts(**{**tables(hollow), "activities": []})["progress"] == (2, 0.0)


def test_of_ten_touches_in_a_row_the_customer_answers_one() -> None:
    touch = {"opp_id": ACME, "account_id": 1, "user_id": 1, "kind": "email", "minutes": None, "contacts": 1}
    sent = [
        {**touch, "activity_id": number, "at": day(20) + timedelta(hours=number), "direction": "out"}
        for number in range(10)
    ]
    reply = {**touch, "activity_id": 99, "at": day(21), "direction": "in"}

    assert parts(activities=[*sent, reply])["answered"] == (10, 1.0)


def test_a_talk_counts_from_more_than_two_minutes() -> None:
    calls = [
        {"activity_id": minutes, "opp_id": ACME, "account_id": 1, "user_id": 1, "kind": "call", "direction": "out",
         "minutes": minutes, "contacts": 1, "at": day(20 + minutes)}
        for minutes in (1, 2, 3, 4)
    ]  # fmt: skip

    assert parts(activities=calls)["answered"] == (4, 2.0)
