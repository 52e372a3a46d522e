from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date

import numpy as np
import pytest

from trimtab.insight.simulate import PRESETS, World, measure, simulate
from trimtab.insight.simulate.money import split_amounts
from trimtab.insight.simulate.occasions import Occasions
from trimtab.insight.simulate.parameters import LOST, WON
from trimtab.insight.simulate.world import AMOUNT, CATEGORY, CLOSE, FIELDS, OWNER, STAGE

UNTIL = date(2026, 8, 31)


@pytest.fixture(scope="module")
def world() -> World:
    return simulate(PRESETS["sample"], seed=1, until=UNTIL)


TABLES = (
    *("teams", "users", "accounts", "contacts", "products", "opportunities", "changes", "line_items", "contact_roles"),
    *("activities", "leads", "quotas", "rates", "truth"),
)


def columns_of(world: World) -> Iterator[tuple[str, object]]:
    for name in TABLES:
        value = getattr(world, name)
        yield from ((f"{name}.{column.name}", getattr(value, column.name)) for column in fields(value))


def test_same_seed_gives_the_same_world() -> None:
    first, second = (simulate(PRESETS["small"], seed=7, until=UNTIL) for _ in range(2))

    for (name, one), (_, two) in zip(columns_of(first), columns_of(second), strict=True):
        if isinstance(one, Occasions):
            assert one.events == two.events  # type: ignore[attr-defined]
            continue
        np.testing.assert_array_equal(np.asarray(one), np.asarray(two), err_msg=name)


def test_another_seed_gives_another_world() -> None:
    first, second = (simulate(PRESETS["small"], seed=seed, until=UNTIL) for seed in (7, 8))

    assert first.opportunities.name != second.opportunities.name


def test_columns_of_a_table_have_equal_length(world: World) -> None:
    names = ("teams", "users", "accounts", "contacts", "opportunities", "changes", "activities", "leads", "quotas")
    for table in (getattr(world, name) for name in names):
        lengths = {len(getattr(table, column.name)) for column in fields(table)}

        assert len(lengths) == 1, type(table)


def test_each_change_starts_where_the_one_before_ended(world: World) -> None:
    changes, last = world.changes, world.opportunities.first.copy()

    for row in range(len(changes.field)):
        place = changes.opportunity[row], changes.field[row]
        assert changes.old[row] == last[place]
        assert changes.new[row] != changes.old[row]
        last[place] = changes.new[row]


def test_changes_come_after_creation_in_time_order(world: World) -> None:
    changes = world.changes
    same = changes.opportunity[1:] == changes.opportunity[:-1]

    assert (changes.at > world.opportunities.created_at[changes.opportunity]).all()
    assert (changes.at[1:][same] >= changes.at[:-1][same]).all()
    key = list(zip(changes.opportunity.tolist(), changes.field.tolist(), changes.at.tolist(), strict=True))
    assert len(set(key)) == len(key)


def test_nothing_happens_after_the_last_day(world: World) -> None:
    end = np.datetime64(world.through, "s") + np.timedelta64(1, "D")

    assert world.through == date(2026, 8, 30)
    for moments in (world.changes.at, world.opportunities.created_at, world.activities.at, world.leads.created_at):
        assert moments.max() < end


def test_edits_are_made_at_work(world: World) -> None:
    region = world.accounts.region[world.opportunities.account[world.changes.opportunity]]
    offset = np.array([place.utc_offset for place in world.parameters.regions])[region]
    local = world.changes.at.astype(np.int64) + offset * 3_600

    hour, weekday = local // 3_600 % 24, (local // 86_400 + 3) % 7
    assert hour.min() >= 7
    assert hour.max() <= 17
    assert weekday.max() <= 4


def test_won_opportunities_close_on_the_day_they_are_won(world: World) -> None:
    snapshot = world.at_end_of(world.through)
    won = snapshot.values[:, STAGE] == WON

    closed_on = snapshot.changed_at[won].astype("datetime64[D]").astype(np.int64)
    assert (snapshot.values[won, CLOSE] == closed_on).all()
    assert (snapshot.values[won, CATEGORY] == 4).all()


def test_lost_opportunities_alone_have_a_reason(world: World) -> None:
    stage = world.at_end_of(world.through).values[:, STAGE]

    assert ((world.opportunities.loss_reason >= 0) == (stage == LOST)).all()


def test_open_opportunities_belong_to_people_who_are_there(world: World) -> None:
    values = world.at_end_of(world.through).values
    owners = values[values[:, STAGE] < WON, OWNER].astype(int)

    assert np.isnat(world.users.left_at[owners]).all()


def test_some_opportunities_reopen_and_some_change_owner(world: World) -> None:
    stage = world.changes.field == STAGE
    reopened = stage & (world.changes.old == LOST)

    assert reopened.sum() > 20
    assert (world.changes.field == OWNER).sum() > 50


def test_snapshot_equals_a_replay_of_the_changes(world: World) -> None:
    day = date(2025, 5, 14)
    snapshot, expected = world.at_end_of(day), world.opportunities.first.copy()

    for row in np.flatnonzero(world.changes.at < np.datetime64("2025-05-15T00:00:00")).tolist():
        expected[world.changes.opportunity[row], world.changes.field[row]] = world.changes.new[row]
    np.testing.assert_array_equal(snapshot.values, expected)
    assert snapshot.exists.sum() == (world.opportunities.created_at < np.datetime64("2025-05-15")).sum()


def test_lines_add_up_to_the_amount(world: World) -> None:
    amounts = world.at_end_of(world.through).values[:, AMOUNT]

    quantity, price = split_amounts(world.line_items, amounts)

    total = np.bincount(world.line_items.opportunity, weights=quantity * price)
    assert (total == amounts).all()


def test_the_named_cast_is_there(world: World) -> None:
    users = world.users
    ana, ben, cleo = (users.first.index(name) for name in ("Ana", "Ben", "Cleo"))

    assert users.email[ana] == "ana@sample.trimtab.example"
    assert users.manager[ana] == ben
    assert users.region[ana] != users.region[cleo]
    assert [users.role[users.first.index(name)] for name in ("Dov", "Eva", "Finn")] == [
        "administrator",
        "leader",
        "operations",
    ]


def test_names_and_addresses_are_distinct(world: World) -> None:
    assert len(set(world.accounts.name)) == len(world.accounts.name)
    assert len(set(world.contacts.email)) == len(world.contacts.email)
    assert len(set(world.users.email)) == len(world.users.email)
    assert all(email.isascii() for email in world.contacts.email)


def test_contacts_of_a_purchase_work_at_its_account(world: World) -> None:
    roles = world.contact_roles

    assert (world.contacts.account[roles.contact] == world.opportunities.account[roles.opportunity]).all()
    engaged = np.bincount(roles.opportunity)
    assert (engaged == world.truth.contacts).all()


def test_activity_rows_stay_under_sixty_thousand(world: World) -> None:
    assert 40_000 < len(world.activities.at) <= 60_000


def test_silence_stops_the_buyer() -> None:
    quiet = replace(PRESETS["small"], vanish=(9.0,) * 5)

    world = simulate(quiet, seed=3, until=UNTIL)

    assert measure(world).gone_dark == 1.0
    assert measure(world).win_rate == 0.0
    assert world.truth.has_vanished.mean() > 0.95


def test_a_company_of_no_sellers_is_refused() -> None:
    with pytest.raises(ValueError, match="Got years=1, sellers=0, team_size=3"):
        replace(PRESETS["small"], sellers=0)


@pytest.mark.parametrize("sellers", [2, 3, 25])
def test_companies_of_any_size_run(sellers: int) -> None:
    world = simulate(replace(PRESETS["small"], sellers=sellers), seed=2, until=UNTIL)

    assert len(world.opportunities.name) > sellers
    assert FIELDS[OWNER] == "Owner"
