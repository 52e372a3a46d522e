"""What only the simulator knows: true chances, what a lever does, and what was planted."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score

from trimtab.insight.simulate import PRESETS, World, simulate
from trimtab.insight.simulate.arrays import Flags, Floats
from trimtab.insight.simulate.levers import LEVERS, study
from trimtab.insight.simulate.occasions import WIN_DROP, Event
from trimtab.insight.simulate.oracle import Chances, oracle, oracle_bookings
from trimtab.insight.simulate.parameters import WON
from trimtab.insight.simulate.world import AMOUNT, OWNER, STAGE

UNTIL = date(2026, 8, 31)
MARCH, JUNE = date(2025, 3, 30), date(2025, 6, 29)


@pytest.fixture(scope="module")
def world() -> World:
    return simulate(PRESETS["sample"], seed=1, until=UNTIL)


@pytest.fixture(scope="module")
def chances(world: World) -> list[Chances]:
    days = [date(2024, 6, 30), date(2024, 9, 29), date(2024, 12, 29), MARCH]
    return oracle(world, at=days, until=[UNTIL] * len(days), paths=100)


def won(world: World, found: Chances) -> Flags:
    is_won: Flags = world.at_end_of(found.until).values[found.opportunity, STAGE] == WON
    return is_won


def test_chances_add_up_to_one(chances: list[Chances]) -> None:
    for found in chances:
        np.testing.assert_allclose(found.won + found.lost + found.dark + found.open, 1)
        assert (found.silent <= found.open).all()


def test_the_oracle_speaks_of_what_is_open_that_day(world: World, chances: list[Chances]) -> None:
    for found in chances:
        snapshot = world.at_end_of(found.at)
        is_open = snapshot.exists & (snapshot.values[:, STAGE] < WON)

        np.testing.assert_array_equal(found.opportunity, np.flatnonzero(is_open))


def test_as_many_are_won_as_the_oracle_expects(world: World, chances: list[Chances]) -> None:
    expected = np.concatenate([found.won for found in chances])
    happened = np.concatenate([won(world, found) for found in chances])

    spread = np.sqrt((expected * (1 - expected)).sum())
    # Chances of one company share the market's luck, so three times what independent ones would stray.
    assert abs(expected.sum() - happened.sum()) < 3 * spread


def test_no_model_of_what_can_be_seen_beats_the_oracle(world: World, chances: list[Chances]) -> None:
    *earlier, last = chances
    seen = [observed(world, found) for found in (*earlier, last)]
    model = LogisticRegression(max_iter=1_000)
    model.fit(np.concatenate(seen[:-1]), np.concatenate([won(world, found) for found in earlier]))

    said, truth = model.predict_proba(seen[-1])[:, 1], won(world, last)

    assert roc_auc_score(truth, last.won) > roc_auc_score(truth, said)
    assert log_loss(truth, last.won.clip(0.002, 0.998)) < log_loss(truth, said)


def observed(world: World, found: Chances) -> Floats:
    values = world.at_end_of(found.at).values[found.opportunity]
    facts, day = world.opportunities, np.datetime64(found.at, "s")
    age = (day - facts.created_at[found.opportunity]).astype(float) / 86_400
    stages = values[:, [STAGE]] == np.arange(WON)
    segments = facts.segment[found.opportunity][:, None] == np.arange(3)
    return np.column_stack([stages, segments, np.log1p(age), np.log(values[:, AMOUNT])])


def test_bookings_of_a_quarter_fall_among_the_courses(world: World) -> None:
    (found,) = oracle_bookings(world, at=[MARCH], until=[JUNE], paths=100)

    total = (found.already_open + found.created).sum(axis=1)
    before, after = world.at_end_of(MARCH).values, world.at_end_of(JUNE).values
    is_new = (after[:, STAGE] == WON) & (before[:, STAGE] != WON)
    tables = world.tables()["opportunities"]["amount_rc"]
    assert np.quantile(total, 0.005) < tables[is_new].sum() < np.quantile(total, 0.995)
    assert found.created.sum() < found.already_open.sum()


def test_the_oracle_knows_of_an_event_in_one_team() -> None:
    plain, hit = (
        simulate(replace(PRESETS["sample"], events=events), seed=1, until=UNTIL)
        for events in ((), (Event(WIN_DROP, -2.0, at=0.9, team=3),))
    )
    team = plain.users.team[plain.opportunities.first[:, OWNER].astype(int)]

    before, after = (oracle(world, at=[date(2026, 3, 29)], until=[UNTIL], paths=40)[0] for world in (plain, hit))
    lost = (before.won - after.won) / before.won.mean()

    assert lost[team[before.opportunity] == 3].mean() > 0.5
    assert abs(lost[team[before.opportunity] != 3].mean()) < 0.1


def test_the_oracle_asks_for_days_of_the_world(world: World) -> None:
    with pytest.raises(ValueError, match="Got 2030-01-01 and 2030-06-01"):
        oracle(world, at=[date(2030, 1, 1)], until=[date(2030, 6, 1)])


def test_contacts_help_a_little_and_seem_to_help_much() -> None:
    found = study(simulate(PRESETS["causal"], seed=1, until=UNTIL), paths=4)

    naive = found.won[found.treated].mean() / found.won[~found.treated].mean()
    assert 1.10 < found.ratio < 1.20
    assert naive > 1.35


def test_nothing_helps_in_the_null_world() -> None:
    null = simulate(PRESETS["null"], seed=1, until=UNTIL)

    for lever in LEVERS.values():
        assert study(null, lever, paths=2).effect == 0


def test_opportunities_that_wait_for_each_other_are_no_study() -> None:
    queue = simulate(replace(PRESETS["small"], mechanics="queue"), seed=1, until=UNTIL)

    with pytest.raises(ValueError, match="Got mechanics 'queue'"):
        study(queue)
