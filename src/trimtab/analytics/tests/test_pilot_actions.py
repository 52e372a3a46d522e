"""Rules of pilots: who runs them, what is locked when, and what leaves a trace."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from tests.cast import NOW, person
from trimtab.analytics.pilots.actions import (
    WrongState,
    draw_again,
    end_pilot,
    start_pilot,
    units_of,
    withdraw_pilot,
)
from trimtab.analytics.pilots.gathering import gather
from trimtab.analytics.pilots.models import Pilot
from trimtab.analytics.pilots.policy import can_begin_pilots, get_pilot_for, visible_pilots
from trimtab.analytics.tests.pilots import draft
from trimtab.analytics.tests.world import move, opportunity
from trimtab.core.models import Event, Organisation
from trimtab.insight.pilots.draws import TooFewUnits, draw
from trimtab.opportunities.models import Process
from trimtab.people.frame import scope_for
from trimtab.people.models import Team, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def sellers(organisation: Organisation, north: Team, ana: User) -> list[User]:
    """Four in the north."""
    return [ana, *(person(f"Seller{number}", role=User.Role.SELLER, team=north) for number in range(3))]


@pytest.fixture
def pilot(sellers: list[User], ben: User) -> Pilot:
    """Ben's draft among the four that he leads."""
    return draft(sellers, by=ben, now=NOW)


def verbs() -> list[str]:
    return list(Event.objects.filter(record="pilot").order_by("pk").values_list("verb", flat=True))


def test_one_of_each_pair_is_drawn(pilot: Pilot) -> None:
    steps = sorted(pilot.units.values_list("pair", "step"))

    assert steps == [(1, 0), (1, 1), (2, 0), (2, 1)]


def test_anybody_can_repeat_the_draw(pilot: Pilot) -> None:
    again = draw(units_of(pilot), design="pairs", seed=pilot.seed)

    assert again.digest == pilot.digest
    assert {(one.id, one.step) for one in again.placed} == set(pilot.units.values_list("seller", "step"))


def test_drawing_again_leaves_its_trace(pilot: Pilot, ben: User) -> None:
    before = pilot.digest

    drawn = draw_again(pilot, seed=8, by=ben, now=NOW)

    event = Event.objects.get(verb="pilot.redrawn")
    assert (drawn.draws, event.before["digest"], event.after["draws"]) == (2, before, 2)


def test_the_protocol_is_in_the_audit_when_it_starts(pilot: Pilot, ben: User) -> None:
    started = start_pilot(pilot, by=ben, now=NOW)

    event = Event.objects.get(verb="pilot.started")
    assert event.after["measure"] == "won"
    assert (event.after["seed"], event.after["draws"]) == (7, 1)
    assert (started.state, started.started_at) == ("running", NOW)


def test_nothing_is_drawn_or_withdrawn_once_it_runs(pilot: Pilot, ben: User) -> None:
    start_pilot(pilot, by=ben, now=NOW)

    with pytest.raises(WrongState):
        draw_again(pilot, seed=1, by=ben, now=NOW)
    with pytest.raises(WrongState):
        withdraw_pilot(pilot, by=ben, now=NOW)
    with pytest.raises(WrongState):
        start_pilot(pilot, by=ben, now=NOW)

    assert verbs() == ["pilot.drafted", "pilot.started"]


def test_a_draft_cannot_end_and_a_withdrawn_one_cannot_start(pilot: Pilot, ben: User) -> None:
    with pytest.raises(WrongState):
        end_pilot(pilot, why="bored", conclusion="go on", result=None, by=ben, now=NOW)
    withdraw_pilot(pilot, by=ben, now=NOW)

    with pytest.raises(WrongState):
        start_pilot(pilot, by=ben, now=NOW)


def test_it_ends_with_why_and_its_last_look(pilot: Pilot, ben: User) -> None:
    start_pilot(pilot, by=ben, now=NOW)

    ended = end_pilot(pilot, why="time", conclusion="helps", result={"low": 0.01}, by=ben, now=NOW + timedelta(days=9))

    assert (ended.state, ended.why_ended, ended.result) == ("ended", "time", {"low": 0.01})
    assert verbs() == ["pilot.drafted", "pilot.started", "pilot.ended"]


def test_sellers_begin_no_pilots(ana: User, sellers: list[User]) -> None:
    with pytest.raises(PermissionDenied):
        draft(sellers, by=ana, now=NOW)

    assert not can_begin_pilots(ana)


def test_three_sellers_are_too_few(sellers: list[User], ben: User) -> None:
    with pytest.raises(TooFewUnits):
        draft(sellers[:3], by=ben, now=NOW)

    assert not Pilot.objects.exists()


def test_a_seller_sees_the_pilot_but_no_draft(pilot: Pilot, ana: User, ben: User, cleo: User) -> None:
    assert not visible_pilots(ana).exists()

    start_pilot(pilot, by=ben, now=NOW)

    assert get_pilot_for(ana, pilot.pk) == pilot
    with pytest.raises(PermissionDenied):
        get_pilot_for(ana, pilot.pk, edit=True)
    with pytest.raises(Http404):
        get_pilot_for(cleo, pilot.pk)


def test_who_leads_only_some_of_its_people_does_not_run_it(
    sellers: list[User], ben: User, cleo: User, eva: User
) -> None:
    wider = draft([*sellers[:3], cleo], by=eva, now=NOW)

    assert get_pilot_for(ben, wider.pk) == wider
    with pytest.raises(PermissionDenied):
        get_pilot_for(ben, wider.pk, edit=True)


def test_units_are_sellers_with_open_deals_and_their_past(ana: User, ben: User, process: Process) -> None:
    opportunity("Open", owner=ana, process=process, opened=NOW - timedelta(days=10))
    won = opportunity("Won", owner=ana, process=process, opened=NOW - timedelta(days=90))
    move(won, "Won", at=NOW - timedelta(days=30))

    found = gather(scope_for(ben, "team"), "seller", now=NOW)

    assert [unit.id for unit in found.units] == [ana.pk]
    assert found.units[0].score == pytest.approx((1 + 2.5) / 11)
    assert found.base == 1.0
    assert found.deals_a_week == pytest.approx(2 / 26)


def test_nobody_with_open_deals_is_no_unit(ben: User) -> None:
    found = gather(scope_for(ben, "team"), "account", now=NOW)

    assert (found.units, found.base, found.deals_a_week) == ((), None, 0.0)
