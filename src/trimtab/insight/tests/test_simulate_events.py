"""What was planted shows, and what touches records alone changes nothing real."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from trimtab.insight.simulate import PRESETS, World, measure, simulate
from trimtab.insight.simulate.artefacts import NEW_NAME, RENAMED, RENAMED_TO
from trimtab.insight.simulate.occasions import CLEANUP, LOGGING, RENAME, REORGANISATION, WIN_DROP, Event
from trimtab.insight.simulate.parameters import LOST, WON
from trimtab.insight.simulate.world import OWNER, STAGE

UNTIL = date(2026, 8, 31)
SAMPLE = PRESETS["sample"]


def simulated(*events: Event, **changes: object) -> World:
    return simulate(replace(SAMPLE, events=events, **changes), seed=1, until=UNTIL)  # type: ignore[arg-type]


def onset(world: World) -> np.datetime64:
    weeks = int(world.truth.occasions.week[0])
    return np.datetime64(world.starts_on, "s") + np.timedelta64(7 * weeks, "D")


def closings(world: World) -> tuple[np.ndarray, np.ndarray]:
    closes = (world.changes.field == STAGE) & np.isin(world.changes.new, [WON, LOST])
    return world.changes.at[closes], world.changes.new[closes] == WON


def test_a_win_rate_falls_at_once_from_22_to_16_percent() -> None:
    world = simulate(replace(PRESETS["win-drop"], sellers=200), seed=1, until=UNTIL)
    at, won = closings(world)

    since = at >= onset(world)

    assert 0.20 < won[~since & (at > onset(world) - np.timedelta64(364, "D"))].mean() < 0.25
    assert 0.145 < won[since & (at < onset(world) + np.timedelta64(182, "D"))].mean() < 0.175


def test_a_random_onset_lies_in_the_middle_half() -> None:
    weeks = [int(simulated(Event(WIN_DROP, -0.3), years=1).truth.occasions.week[0])]
    assert 0.25 * 52 <= weeks[0] <= 0.75 * 53


def test_less_is_logged_and_nothing_else_changes() -> None:
    plain, logged = simulated(), simulated(Event(LOGGING, 0.4, at=0.5))

    np.testing.assert_array_equal(plain.changes.at, logged.changes.at)
    np.testing.assert_array_equal(plain.buyer_events, logged.buyer_events)
    after = [world.activities.at >= onset(logged) for world in (plain, logged)]
    assert 0.35 < after[1].sum() / after[0].sum() < 0.45
    assert (~after[0]).sum() == pytest.approx((~after[1]).sum(), rel=0.02)


def test_a_renamed_stage_gets_a_change_and_a_place_of_its_own() -> None:
    world = simulated(Event(RENAME, at=0.5))
    changes, stages = world.changes, world.tables()["stages"]
    since = changes.at >= onset(world)

    into = (changes.field == STAGE) & (changes.new == RENAMED_TO)
    assert stages["name"].tolist()[-1] == NEW_NAME
    assert stages["position"].tolist() == [1, 2, 3, 5, 6, 7, 8, 4]
    assert into[since].sum() > 50
    assert not into[~since].any()
    assert not ((changes.field == STAGE) & (changes.new == RENAMED))[since].any()


def test_the_artefact_world_wins_what_the_plain_one_wins() -> None:
    plain, artefact = simulated(), simulate(PRESETS["artefact"], seed=1, until=UNTIL)

    assert measure(artefact).win_rate == pytest.approx(measure(plain).win_rate, abs=0.01)
    assert (artefact.truth.quality == plain.truth.quality).all()


def test_a_clean_up_closes_at_once_what_was_dead_already() -> None:
    plain, cleaned = simulated(), simulated(Event(CLEANUP, at=0.6))
    at = onset(cleaned)

    def lost_in_the_week(world: World) -> int:
        here = (world.changes.at >= at) & (world.changes.at < at + np.timedelta64(7, "D"))
        return int(((world.changes.field == STAGE) & (world.changes.new == LOST))[here].sum())

    assert lost_in_the_week(cleaned) > 2 * lost_in_the_week(plain)
    np.testing.assert_array_equal(plain.at_end_of(UNTIL).values[:, STAGE], cleaned.at_end_of(UNTIL).values[:, STAGE])


def test_accounts_change_hands_in_a_reorganisation() -> None:
    plain, moved = simulated(), simulated(Event(REORGANISATION, 0.2, at=0.5))
    at = onset(moved)

    def hand_overs(world: World) -> int:
        here = (world.changes.at >= at) & (world.changes.at < at + np.timedelta64(7, "D"))
        return int((world.changes.field[here] == OWNER).sum())

    assert hand_overs(moved) > hand_overs(plain) + 50


def test_gaming_sellers_log_calls_and_hide_early_stages() -> None:
    world = simulate(PRESETS["gaming"], seed=1, until=UNTIL)
    gamer = world.truth.games[world.opportunities.first[:, OWNER].astype(int)]
    entered = world.changes.new[(world.changes.field == STAGE) & gamer[world.changes.opportunity]]
    tried = np.bincount(world.activities.opportunity, weights=~world.activities.is_answered, minlength=len(gamer))

    assert not np.isin(entered, [1, 2]).any()
    assert tried[gamer].mean() > 3 * tried[~gamer].mean()


def test_an_unknown_event_is_refused() -> None:
    with pytest.raises(ValueError, match="Got 'flood'"):
        Event("flood")
    with pytest.raises(ValueError, match="Got 2"):
        Event(RENAME, at=2)
    with pytest.raises(ValueError, match="Got 'magic'"):
        replace(SAMPLE, mechanics="magic")
