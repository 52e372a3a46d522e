"""From findings to at most seven next actions."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cast import NOW
from trimtab.coach.candidates import Candidate
from trimtab.coach.choosing import NextAction, judged, next_actions, seven_of
from trimtab.coach.models import Kind
from trimtab.coach.promises import Promise
from trimtab.coach.tests.builders import TODAY, candidate, days_ago, moment
from trimtab.opportunities.models import Activity

PASSED = {"close_on": TODAY - timedelta(days=3)}
STALLED = {"entered_at": days_ago(61)}
QUIET = [candidate(pk) for pk in range(100, 130)]


def actions(candidates: Sequence[Candidate], promises: Sequence[Promise] = (), **given: object) -> list[NextAction]:
    found = judged(candidates, moment())
    return next_actions(candidates, found, promises, moment(), **given)  # type: ignore[arg-type]


def promise(pk: int, *, kind: str = "meeting", opportunity_id: int | None = None, hours: float = 2) -> Promise:
    at = NOW + timedelta(hours=hours)
    return Promise(
        Activity(pk=pk, kind=kind, at=at, recorded_at=NOW, opportunity_id=opportunity_id), at.date(), kind == "meeting"
    )


def test_one_opportunity_stands_once_with_its_strongest_reason_first() -> None:
    [action] = actions([candidate(1, **PASSED, **STALLED), *QUIET])

    assert [finding.kind for finding in action.findings] == [Kind.SLIPPED, Kind.STALLED]
    assert action.urgency == 3


def test_order_is_worth_times_urgency() -> None:
    stalled = candidate(1, worth=Decimal(1500), **STALLED)
    slipped = candidate(2, worth=Decimal(1000), **PASSED)

    assert [one.opportunity_id for one in actions([stalled, slipped, *QUIET])] == [2, 1]


def test_an_unknown_worth_counts_as_the_middle_one_not_as_zero() -> None:
    worths = (None, Decimal(100), Decimal(200), Decimal(300))
    some = [candidate(pk, worth=worth, **PASSED) for pk, worth in enumerate(worths, 1)]

    assert [one.opportunity_id for one in actions([*some, *QUIET])] == [4, 1, 3, 2]


def test_a_rule_that_flags_more_than_a_third_says_so_once() -> None:
    many = [candidate(pk, **PASSED) for pk in range(1, 13)]

    found = judged([*many, *QUIET[:20]], moment())

    assert found.always_on == (Kind.SLIPPED,)
    assert next_actions([*many, *QUIET[:20]], found, [], moment()) == []


def test_a_third_is_not_more_than_a_third() -> None:
    many = [candidate(pk, **PASSED) for pk in range(1, 11)]

    assert judged([*many, *QUIET[:20]], moment()).always_on == ()


def test_three_findings_are_shown_one_by_one_however_few_there_are() -> None:
    assert judged([candidate(pk, **PASSED) for pk in (1, 2, 3)], moment()).always_on == ()


def test_silence_is_not_judged_where_hardly_anything_is_recorded() -> None:
    silent = [candidate(pk, entered_at=days_ago(40), last_activity_at=None) for pk in range(1, 4)]

    found = judged([*silent, candidate(9)], moment())

    assert (found.is_silence_known, found.with_activity, Kind.SILENT in found.found) == (False, 1, False)


def test_what_was_answered_stays_away_and_the_next_reason_stands_first() -> None:
    one = candidate(1, **PASSED, **STALLED)
    [before] = actions([one, *QUIET])

    [after] = actions([one, *QUIET], answered={before.first.key})

    assert after.first.kind == Kind.STALLED


def test_a_meeting_comes_first_by_its_hour() -> None:
    worthy = candidate(1, worth=Decimal(10**9), **PASSED)
    found = actions([worthy, *QUIET], [promise(8, hours=5), promise(7, hours=2)])

    assert [one.first.of_id for one in found] == [7, 8, 1]


def test_a_meeting_of_an_opportunity_stands_with_its_other_reasons() -> None:
    [action] = actions([candidate(1, **PASSED), *QUIET], [promise(7, opportunity_id=1)])

    assert [finding.kind for finding in action.findings] == [Kind.MEETING, Kind.SLIPPED]


def test_a_day_full_of_meetings_leaves_room_for_the_deals() -> None:
    deals = [candidate(pk, **PASSED) for pk in range(1, 6)]
    meetings = [promise(pk, hours=pk / 10) for pk in range(50, 60)]

    shown = seven_of(actions([*deals, *QUIET], meetings))

    assert sum(one.first.at is not None for one in shown) == 4
    assert len(shown) == 7


def test_without_deals_seven_meetings_are_shown() -> None:
    assert len(seven_of(actions(QUIET, [promise(pk, hours=pk / 10) for pk in range(50, 60)]))) == 7


facts = st.fixed_dictionaries(
    {
        "worth": st.one_of(st.none(), st.integers(0, 10**7).map(Decimal)),
        "close_on": st.one_of(st.none(), st.integers(-90, 90).map(lambda days: TODAY + timedelta(days=days))),
        "entered_at": st.one_of(st.none(), st.integers(0, 200).map(days_ago)),
        "last_activity_at": st.one_of(st.none(), st.integers(0, 200).map(days_ago)),
        "forecast_category": st.sampled_from(["", "commit"]),
    }
)


@settings(deadline=None, max_examples=40)
@given(st.lists(facts, max_size=25))
def test_at_most_seven_each_once_and_in_order(given_facts: list[dict[str, object]]) -> None:
    candidates = [candidate(pk, **one) for pk, one in enumerate(given_facts, 1)]

    found = actions(candidates)
    shown = seven_of(found)

    assert len(shown) == min(7, len(found))
    assert len({one.opportunity_id for one in found}) == len(found)
    scores = [one.worth * one.urgency for one in found if one.worth is not None]
    assert scores == sorted(scores, reverse=True)


@settings(deadline=None, max_examples=40)
@given(st.lists(facts, min_size=4, max_size=25))
def test_no_rule_points_at_more_than_a_third_one_by_one(given_facts: list[dict[str, object]]) -> None:
    candidates = [candidate(pk, **one) for pk, one in enumerate(given_facts, 1)]

    found = judged(candidates, moment())

    for kind, some in found.found.items():
        assert kind in found.always_on or len(some) <= max(3, len(candidates) / 3)
