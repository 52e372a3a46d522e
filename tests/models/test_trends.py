"""The four trends: by hand, against published examples, by properties."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.insight.trends.agreement import agreement, disputed
from trimtab.insight.trends.going_dark import Exposure, dark_chance, exposure, fit_pace, own_rate
from trimtab.insight.trends.judging import judge
from trimtab.insight.trends.leads import Leads, fate, fates, speed, waiting, worth
from trimtab.insight.trends.past import DAY, WEEK, Floats
from trimtab.insight.trends.working_hours import working_hours

NAN = float("nan")
# Krippendorff (2011), “Computing Krippendorff's alpha-reliability”, section C: four observers, twelve units: 0.743.
KRIPPENDORFF = [
    (1, 1, None, 1), (2, 2, 3, 2), (3, 3, 3, 3), (3, 3, 3, 3), (2, 2, 2, 2), (1, 2, 3, 4), (4, 4, 4, 4), (1, 1, 2, 1),
    (2, 2, 2, 2), (None, 5, 5, 5), (None, None, 1, 1), (None, None, 3, None),
]  # fmt: skip


def seen(events: float, weeks: float, silent: int) -> Exposure:
    return Exposure(np.array([events]), np.array([weeks]), np.array([silent]))


def chance_by_hand(events: float, weeks: float, silent: int, pace: tuple[float, float, float]) -> float:
    a, b, h = pace
    la, lb = a + events, b + weeks
    alive = (lb / (lb + silent)) ** la * np.exp(-h * silent)
    dead = sum((lb / (lb + j)) ** la * np.exp(-h * j) * (1 - np.exp(-h)) for j in range(silent))
    return float(dead / (alive + dead))


def test_the_week_that_still_runs_is_not_silence() -> None:
    opened, last = np.array([0.0]), np.array([2 * WEEK])
    count = np.array([3])

    weeks = [
        exposure(opened=opened, last=last, count=count, at=2 * WEEK + days * DAY).silent[0]
        for days in (0, 6.9, 7, 13.9, 14)
    ]

    assert weeks == [0, 0, 1, 1, 2]


def test_a_buyer_heard_this_week_has_not_gone_dark() -> None:
    assert dark_chance(seen(5, 4, 0), np.array([1.0, 1.0, 0.05])).tolist() == [0.0]


@pytest.mark.parametrize(("events", "weeks", "silent"), [(8, 4, 3), (1, 10, 3), (0, 0, 6), (20, 20, 10)])
def test_the_chance_to_have_gone_dark_by_hand(events: float, weeks: float, silent: int) -> None:
    pace = (1.2, 0.9, 0.06)

    found = dark_chance(seen(events, weeks, silent), np.array(pace))

    assert found[0] == pytest.approx(chance_by_hand(events, weeks, silent, pace))


def test_three_silent_weeks_mean_more_of_a_fast_buyer_than_of_a_slow_one() -> None:
    pace = np.array([1.0, 1.0, 0.05])

    assert dark_chance(seen(20, 5, 3), pace)[0] > 0.8
    assert dark_chance(seen(1, 12, 3), pace)[0] < 0.25


@settings(deadline=None, max_examples=50)
@given(st.floats(0, 50), st.floats(0, 60), st.integers(0, 70))
def test_silence_never_makes_a_buyer_livelier(events: float, weeks: float, silent: int) -> None:
    pace = np.array([1.0, 1.0, 0.05])

    shorter, longer = (dark_chance(seen(events, weeks, g), pace)[0] for g in (silent, silent + 1))

    assert 0 <= shorter <= longer <= 1


def test_the_pace_of_a_group_is_found_again() -> None:
    rng = np.random.default_rng(3)
    n, h, weeks_watched = 3000, 0.06, 30
    rate = rng.gamma(2.0, 1 / 1.5, n)
    died = rng.geometric(1 - np.exp(-h), n) - 1
    lived = np.minimum(died, weeks_watched)
    per_week = rng.poisson(rate[:, None], (n, weeks_watched)) * (np.arange(weeks_watched) < lived[:, None])
    last = np.where(per_week.any(axis=1), weeks_watched - np.argmax(per_week[:, ::-1] > 0, axis=1), 0)
    looked = Exposure(per_week.sum(axis=1).astype(float), last.astype(float), (weeks_watched - last).astype(np.int64))

    found = fit_pace(looked, np.zeros(n, dtype=bool))

    assert found.a / found.b == pytest.approx(2.0 / 1.5, rel=0.15)
    assert found.h == pytest.approx(h, rel=0.25)


def test_a_pace_seen_little_leans_on_the_group() -> None:
    pace = np.array([2.0, 2.0, 0.05])

    assert own_rate(seen(0, 0, 0), pace)[0] == 1.0
    assert own_rate(seen(40, 10, 0), pace)[0] == pytest.approx(3.5)


def test_alpha_of_the_published_example() -> None:
    found = agreement(KRIPPENDORFF)

    assert found.alpha == pytest.approx(0.743, abs=0.0005)
    assert found.n == 11
    assert found.low is not None
    assert found.low < 0.743 < (found.high or 0)


def test_labels_by_chance_agree_by_nothing() -> None:
    rng = np.random.default_rng(1)

    found = agreement([tuple(rng.integers(0, 3, 3).tolist()) for _lead in range(2000)])

    assert found.alpha == pytest.approx(0, abs=0.03)


def test_alpha_is_not_defined_where_only_one_label_was_ever_used() -> None:
    assert agreement([("ready", "ready", "ready")] * 12).alpha is None
    assert agreement([]).alpha is None


def test_the_most_disputed_stands_first() -> None:
    assert disputed([("a", "a", "a"), ("a", "a", "b"), ("a", "b", "c"), (None, "a", None)]) == [2, 1]


def at(*days: float) -> Floats:
    """Instants in days after a Monday."""
    return np.array(days) * DAY + 4 * DAY


def test_working_hours_skip_nights_and_weekends() -> None:
    friday_four, monday_ten = at(4 + 16 / 24), at(7 + 10 / 24)

    assert working_hours(friday_four, monday_ten).tolist() == pytest.approx([2.0])
    assert working_hours(at(5.5), at(6.5)).tolist() == [0.0]
    assert working_hours(monday_ten, friday_four).tolist() == [0.0]


def leads(created: Floats, *, decided: Floats, decision: list[str], touched: Floats | None = None) -> Leads:
    n = len(created)
    return Leads(
        lead_id=np.arange(n),
        source=np.array(["web"] * n),
        owner=np.zeros(n, dtype=np.int64),
        created=created,
        assigned=np.full(n, NAN),
        touched=np.full(n, NAN) if touched is None else touched,
        decided=decided,
        decision=np.array(decision),
        amount=np.full(n, NAN),
    )


def test_leads_that_just_came_are_cut_not_lost() -> None:
    # Four old ones: two accepted after a day, two never decided. Four came an hour ago.
    created = np.r_[at(0, 0, 0, 0), at(20, 20, 20, 20) - 3600]
    given = leads(created, decided=np.r_[at(1, 1), [NAN] * 6], decision=["accepted"] * 2 + [""] * 6)

    found = fate(given, at=float(at(20)[0]), agreed_days=14)

    # Of the old four half are undecided after fourteen days; a ratio of the period would say six of eight.
    assert found.leaked == pytest.approx(0.5)
    assert found.shares["accepted"] == pytest.approx(0.5)
    assert waiting(given, at=float(at(20)[0]), agreed_days=14).tolist() == [False, False, True, True] + [False] * 4


def test_no_lead_at_all_is_an_answer() -> None:
    nothing = leads(np.zeros(0), decided=np.zeros(0), decision=[])

    assert fate(nothing, at=0, agreed_days=14).n == 0
    assert not fate(nothing, at=0, agreed_days=14).has_enough
    assert speed(nothing, at=0).median is None
    assert fates(nothing, at=0, agreed_days=14) == []
    assert worth(nothing) == {}


def test_a_lead_not_touched_yet_still_waits() -> None:
    # Monday at nine: one touched after an hour, one after two, two not within the week.
    created = at(*[9 / 24] * 4)
    touched = np.r_[at(10 / 24, 11 / 24), [NAN, NAN]]
    given = leads(created, decided=np.full(4, NAN), decision=[""] * 4, touched=touched)

    found = speed(given, at=float(at(5)[0]))

    assert (found.n, found.known) == (4, 2)
    assert found.within[1.0][0] == pytest.approx(0.25)
    assert found.ninth is None


def test_a_judgement_needs_both_kinds() -> None:
    days = np.array([1.0, 2, 3])

    assert judge(days, np.zeros(3, dtype=bool), alarmed=np.zeros(3, dtype=bool), days=days, rates=days) is None
