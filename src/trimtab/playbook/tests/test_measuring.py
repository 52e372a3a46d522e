"""What the use of a play goes with: cases with and without it at one landmark, within a person."""

from datetime import UTC, datetime, timedelta

from trimtab.playbook.measuring import Episode, Tally, verdict

NOW = datetime(2026, 11, 20, tzinfo=UTC)
OFFERED = NOW - timedelta(days=100)


def after(days: float) -> datetime:
    return OFFERED + timedelta(days=days)


def episode(*, owner: int = 1, used: float | None = None, moved: float | None = None, forward: bool = True) -> Episode:
    moves = [] if moved is None else [(after(moved), forward)]
    return Episode(owner, OFFERED, None if used is None else after(used), moves)


def counted(*episodes: Episode) -> Tally:
    tally = Tally()
    for one in episodes:
        tally.add(one, now=NOW)
    return tally


def test_cases_with_and_without_are_counted_from_the_landmark() -> None:
    """By hand: used on day 3 and moved on day 20; used and stayed; not used and moved on day 40; not used, stayed."""
    figures = counted(episode(used=3, moved=20), episode(used=3), episode(moved=40), episode()).figures

    assert figures["used"] == [1, 2]
    assert figures["unused"] == [1, 2]


def test_whoever_moved_on_before_the_landmark_is_on_no_side() -> None:
    """Nobody had the time to use it: counted as unused, it would make the play look bad."""
    figures = counted(episode(moved=5), episode(used=2, moved=6)).figures

    assert figures["left_early"] == 2
    assert figures["used"] == figures["unused"] == [0, 0]


def test_begun_after_the_landmark_counts_as_without() -> None:
    assert counted(episode(used=20, moved=30)).figures["unused"] == [1, 1]


def test_moved_on_too_late_back_or_lost_is_not_moved_on() -> None:
    figures = counted(episode(used=1, moved=45), episode(used=1, moved=20, forward=False)).figures

    assert figures["used"] == [0, 2]


def test_what_is_too_young_waits() -> None:
    young = Episode(1, NOW - timedelta(days=43), None, [])
    tally = Tally()
    tally.add(young, now=NOW)

    assert tally.figures["too_young"] == 1
    assert tally.figures["unused"] == [0, 0]


def test_too_little_is_few_and_says_so() -> None:
    assert verdict(counted(episode(used=3, moved=20), episode()).figures) == "few"
    assert verdict(counted().figures) == "few"


def test_a_difference_within_people_is_told() -> None:
    """Both move 15 of 20 on with it and 5 of 20 without."""
    cases = [
        episode(owner=owner, used=3 if with_it else None, moved=20 if number < (15 if with_it else 5) else None)
        for owner in (1, 2)
        for with_it in (True, False)
        for number in range(20)
    ]

    assert verdict(counted(*cases).figures) == "more"


def test_what_only_differs_between_people_is_no_difference() -> None:
    """One person always uses it and moves all on, the other never and none: nobody did both, so nothing is told."""
    cases = [episode(owner=1, used=3, moved=20) for _ in range(40)] + [episode(owner=2) for _ in range(40)]

    assert verdict(counted(*cases).figures) == "few"
