"""Leads: the first touch, what it is worth, and two departments that mean different things by a good lead."""

from datetime import date

import numpy as np
import pytest

from trimtab.insight.simulate import PRESETS, World, simulate

UNTIL = date(2026, 8, 31)


@pytest.fixture(scope="module")
def world() -> World:
    return simulate(PRESETS["sample"], seed=1, until=UNTIL)


def agreement(world: World) -> float:
    leads = world.leads
    sampled = leads.said_by_sales >= 0
    return float((leads.said_by_sales[sampled] == leads.said_by_marketing[sampled]).mean())


def test_a_quarter_becomes_an_opportunity_and_a_quarter_is_never_touched(world: World) -> None:
    leads = world.leads

    assert 0.23 < (leads.opportunity >= 0).mean() < 0.27
    assert 0.21 < np.isnat(leads.touched_at).mean() < 0.27


def test_each_lead_comes_before_its_touch_and_its_opportunity(world: World) -> None:
    leads = world.leads
    became = leads.opportunity >= 0
    opened = world.opportunities.created_at[leads.opportunity[became]]

    assert (leads.touched_at[became] >= leads.created_at[became]).all()
    assert (leads.touched_at[became] < opened).all()
    assert (leads.decided_at[became] == opened).all()
    assert len(set(leads.opportunity[became].tolist())) == became.sum()


def test_speed_is_worth_less_than_it_seems(world: World) -> None:
    leads = world.leads
    hours = (leads.touched_at - leads.created_at).astype(float) / 3_600
    touched = ~np.isnat(leads.touched_at)
    fast, accepted = touched & (hours <= 1), leads.opportunity >= 0

    naive = accepted[fast].mean() / accepted[~fast].mean()
    true = leads.chance_if_fast.mean() / leads.chance.mean()
    assert 1.2 < true < naive


def test_a_broken_hand_off_is_slow_and_disputed(world: World) -> None:
    broken = simulate(PRESETS["handoff-broken"], seed=1, until=UNTIL)

    assert agreement(broken) < agreement(world) - 0.05
    assert np.isnat(broken.leads.touched_at).mean() > 0.35
    assert (broken.leads.opportunity >= 0).mean() < 0.15


def test_speed_does_nothing_in_the_null_world() -> None:
    leads = simulate(PRESETS["null"], seed=1, until=UNTIL).leads
    touched = leads.chance > 0

    np.testing.assert_allclose(leads.chance[touched], leads.chance_if_fast[touched])
