"""What each rule finds, in words and with its data, and when it says nothing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from trimtab.coach.candidates import Move
from trimtab.coach.models import Kind
from trimtab.coach.queries import Paces
from trimtab.coach.rules import findings_of, moved_out, silent, slipped, stalled, unplanned
from trimtab.coach.tests.builders import TODAY, UNMEASURED, candidate, days_ago, moment

JANUARY = date(2027, 1, 15)


def test_a_quiet_opportunity_gives_no_finding() -> None:
    assert list(findings_of(candidate(), moment())) == []


def test_stalled_names_the_stage_its_days_and_the_own_pace() -> None:
    found = stalled(candidate(entered_at=days_ago(61)), moment())

    assert found is not None
    assert found.why.replace("\N{NO-BREAK SPACE}", " ") == (
        "In Proposal for 61 days; half of the won ones left it within 18, nine of ten within 44 days (n = 57)."
    )
    assert found.since == TODAY - timedelta(days=61 - 44)


@pytest.mark.parametrize(("days", "is_found"), [(44, False), (44.9, False), (45, True)])
def test_stalled_begins_after_nine_of_ten_had_left(days: float, is_found: bool) -> None:
    assert (stalled(candidate(entered_at=days_ago(days)), moment()) is not None) == is_found


def test_stalled_counts_from_the_entry_not_from_the_opening() -> None:
    assert stalled(candidate(opened_at=days_ago(400), entered_at=days_ago(5)), moment()) is None


@pytest.mark.parametrize("rule", [stalled, silent])
def test_too_few_cases_say_nothing(rule: object) -> None:
    one = candidate(stage_id=UNMEASURED, entered_at=days_ago(300), last_activity_at=days_ago(300))

    assert rule(one, moment()) is None  # type: ignore[operator]


@pytest.mark.parametrize("rule", [stalled, silent])
def test_without_any_pace_nothing_is_too_long(rule: object) -> None:
    one = candidate(entered_at=days_ago(300), last_activity_at=days_ago(300))

    assert rule(one, moment(paces=Paces())) is None  # type: ignore[operator]


def test_an_unknown_entry_is_not_a_long_stay() -> None:
    assert stalled(candidate(opened_at=days_ago(400), entered_at=None), moment()) is None


def test_silent_names_the_days_and_the_longest_silences_of_won_ones() -> None:
    found = silent(candidate(entered_at=days_ago(40), last_activity_at=days_ago(33)), moment())

    assert found is not None
    assert "No activity in either direction for 33 days" in found.why
    assert "never for longer than 21 days" in found.why


def test_silence_begins_anew_with_the_stage() -> None:
    assert silent(candidate(entered_at=days_ago(3), last_activity_at=days_ago(90)), moment()) is None


def test_without_any_activity_silence_counts_from_the_entry() -> None:
    found = silent(candidate(entered_at=days_ago(30), last_activity_at=None), moment())

    assert found is not None
    assert found.about == f"quiet since {TODAY - timedelta(days=30)}"


@pytest.mark.parametrize(("days", "is_found"), [(-1, True), (0, False), (1, False)])
def test_slipped_is_a_close_date_before_today(days: int, is_found: bool) -> None:
    assert (slipped(candidate(close_on=TODAY + timedelta(days=days)), moment()) is not None) == is_found


def test_no_close_date_is_unknown_not_slipped() -> None:
    assert slipped(candidate(close_on=None), moment()) is None


def moved(*, old: date, new: date, by_id: int | None = 2) -> Move:
    return Move(old, new, days_ago(5), by_id)


def test_moved_out_names_both_dates() -> None:
    found = moved_out(candidate(close_on=JANUARY, move=moved(old=date(2026, 11, 28), new=JANUARY)), moment())

    assert found is not None
    assert "out of FY2026-Q4, from Nov 28, 2026 to Jan 15, 2027" in found.why


@pytest.mark.parametrize(
    "move",
    [
        moved(old=date(2026, 11, 28), new=date(2026, 12, 20)),
        moved(old=date(2026, 9, 28), new=JANUARY),
        moved(old=date(2026, 11, 28), new=JANUARY, by_id=1),
    ],
    ids=["within the period", "was not in it", "by the person who looks"],
)
def test_other_moves_are_no_news(move: Move) -> None:
    assert moved_out(candidate(close_on=move.new, move=move), moment(viewer_id=1)) is None


@pytest.mark.parametrize(
    ("days", "category", "planned", "is_found"),
    [
        (0, "commit", False, True),
        (14, "commit", False, True),
        (15, "commit", False, False),
        (-1, "commit", False, False),
        (9, "best_case", False, False),
        (9, "commit", True, False),
    ],
)
def test_a_commitment_that_closes_soon_needs_a_next_step_with_a_date(
    days: int, category: str, planned: bool, is_found: bool
) -> None:
    one = candidate(
        close_on=TODAY + timedelta(days=days),
        forecast_category=category,
        planned_at=days_ago(-1) if planned else None,
    )

    assert (unplanned(one, moment()) is not None) == is_found


def test_a_finding_with_other_data_is_another_one() -> None:
    first = slipped(candidate(close_on=TODAY - timedelta(days=2)), moment())
    later = slipped(candidate(close_on=TODAY - timedelta(days=1)), moment())

    assert first is not None
    assert later is not None
    assert first.key != later.key


def test_a_finding_stays_the_same_one_while_only_time_passes() -> None:
    one = candidate(entered_at=days_ago(61), worth=Decimal(5))
    other = candidate(entered_at=days_ago(61), worth=Decimal(9))

    keys = {found.key for one in (one, other) for found in findings_of(one, moment()) if found.kind == Kind.STALLED}
    assert len(keys) == 1
