"""A world as the declared tables of `insight.tables`, in numpy columns: what an import of its exports would show.

An id is the row number plus one. Texts are object arrays, days `datetime64[D]`, moments `datetime64[s]`, money floats
of whole cents. Missing: -1 for a number of an id, NaN for money, NaT for a day or moment, None for a text.
Holdings are left out: `DuckDBEngine.from_columns` makes them of the others.

An import shows less in some places, because the exports do not say so in a field of their own: Salesforce's calls and
e-mails have a day but no hour, who began an e-mail is not told, a meeting names one contact, and leads have neither
assignment nor first touch.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from trimtab.insight.simulate.activities import PORTION, portions_of_activities
from trimtab.insight.simulate.arrays import Columns, Floats, Integers, Moments
from trimtab.insight.simulate.artefacts import RENAMED, RENAMED_TO
from trimtab.insight.simulate.money import cents_in_euro, euro_rates, split_amounts
from trimtab.insight.simulate.parameters import KINDS
from trimtab.insight.simulate.states import STATUSES, Part, places, to_stage_events, to_versions
from trimtab.insight.simulate.words import LEAD_SOURCES, LOSS_REASONS
from trimtab.insight.simulate.world import EMAIL, MEETING, Activities, LineItems, World
from trimtab.insight.tables import OPPORTUNITIES

PROCESS = "Sales process"
_ACTIVITY_KINDS = ("call", "email", "meeting")


def to_tables(world: World) -> dict[str, Columns]:
    """Return every declared table but `holdings`, as of the end of the world's last day."""
    everything = Part(0, len(world.opportunities.account))
    return {**whole_tables(world), **part_tables(world, everything, activities=world.activities, before=0)}


def whole_tables(world: World) -> dict[str, Columns]:
    """Return the tables that do not belong to opportunities."""
    return {
        "users": _users(world),
        "teams": _teams(world),
        "accounts": _accounts(world),
        "stages": _stages(world),
        "quotas": _quotas(world),
        "leads": _leads(world),
    }


def part_tables(world: World, part: Part, *, activities: Activities, before: int) -> dict[str, Columns]:
    """Return the tables of a part of the opportunities; `activities` are theirs, `before` is how many came earlier."""
    versions = to_versions(world, part)
    stage_events = to_stage_events(versions)
    latest = np.flatnonzero(np.append(np.diff(versions["opp_id"]) != 0, True)[: len(versions["opp_id"])])
    now = {name: column[latest] for name, column in versions.items()}
    closed_at = _closings(stage_events, part)
    return {
        "opportunities": _opportunities(world, part, now=now, closed_at=closed_at),
        "versions": versions,
        "stage_events": stage_events,
        "activities": _activities(world, activities, before=before),
        "line_items": _line_items(world, part, now=now, closed_at=closed_at),
    }


def tables_by_part(world: World) -> Iterator[dict[str, Columns]]:
    """Yield the tables of one part of the opportunities after the other, with as little in memory."""
    before = 0
    drawn = portions_of_activities(world.backstage.course, roles=world.contact_roles)
    for first, activities in zip(range(0, len(world.opportunities.account), PORTION), drawn, strict=True):
        part = Part(first, min(first + PORTION, len(world.opportunities.account)))
        yield part_tables(world, part, activities=activities, before=before)
        before += len(activities.at)


def _named(names: Sequence[str], codes: Integers) -> np.ndarray:
    """Texts of codes; "" for -1."""
    return np.array([*names, ""], dtype=object)[codes]


def _texts(values: Sequence[str]) -> np.ndarray:
    texts = np.empty(len(values), dtype=object)
    texts[:] = list(values)
    return texts


def _ids(rows: Integers) -> Integers:
    """Row numbers as ids; -1 stays -1."""
    return np.where(rows < 0, -1, rows + 1)


def _team_paths(world: World) -> list[str]:
    paths: list[str] = []
    for row, parent in enumerate(world.teams.parent.tolist()):
        paths.append(f"{paths[parent] if parent >= 0 else '/'}{row + 1}/")
    return paths


def _users(world: World) -> Columns:
    users = world.users
    return {
        "user_id": np.arange(len(users.first)) + 1,
        "name": _texts([f"{first} {last}" for first, last in zip(users.first, users.last, strict=True)]),
        "team_id": users.team + 1,
        "team_path": _named(_team_paths(world), users.team),
        "role": _texts(users.role),
        "hired_on": users.hired_at.astype("datetime64[D]"),
        "left_on": users.left_at.astype("datetime64[D]"),
    }


def _teams(world: World) -> Columns:
    return {
        "team_id": np.arange(len(world.teams.name)) + 1,
        "name": _texts(world.teams.name),
        "parent_id": _ids(world.teams.parent),
        "path": _texts(_team_paths(world)),
    }


def _accounts(world: World) -> Columns:
    accounts, parameters = world.accounts, world.parameters
    size = len(accounts.name)
    return {
        "account_id": np.arange(size) + 1,
        "name": _texts(accounts.name),
        "parent_id": np.full(size, -1),
        "industry": _texts(accounts.industry),
        "region": _named([region.name for region in parameters.regions], accounts.region),
        "segment": _named([segment.name for segment in parameters.segments], accounts.segment),
        "employees": accounts.employees,
        "owner_id": accounts.owner + 1,
        "created_at": accounts.created_at,
    }


def _stages(world: World) -> Columns:
    size = len(world.stage_names)
    # A renamed stage stands after the one that it was.
    order = np.argsort([RENAMED + 0.5 if code == RENAMED_TO else code for code in range(size)])
    return {
        "stage_id": np.arange(size) + 1,
        "process_id": np.ones(size, dtype=np.int64),
        "process": _texts([PROCESS] * size),
        "name": _texts(world.stage_names),
        "position": np.argsort(order) + 1,
        "kind": STATUSES[:size],
        "is_qualified": np.arange(size) > 0,
    }


def _closings(stage_events: Columns, part: Part) -> Moments:
    """The moment each opportunity last entered the closing stage that it is in; NaT for an open one."""
    closed_at = np.full(part.last - part.first, np.datetime64("NaT"), dtype="datetime64[s]")
    stands = np.isnat(stage_events["left_at"]) & (stage_events["kind"] != "open")
    closed_at[stage_events["opp_id"][stands] - 1 - part.first] = stage_events["entered_at"][stands]
    return closed_at


def _opportunities(world: World, part: Part, *, now: Columns, closed_at: Moments) -> Columns:
    facts, accounts, parameters = world.opportunities, world.accounts, world.parameters
    size, account = part.last - part.first, facts.account[part.rows]
    industries = np.array(accounts.industry, dtype=object)
    state = ("owner_id", "team_id", "stage_id", "status", "amount", "currency", "amount_rc", "close_on")
    reasons = _named(LOSS_REASONS, facts.loss_reason[part.rows])
    columns = {
        "opp_id": np.arange(part.first, part.last) + 1,
        "name": _texts(facts.name[part.rows]),
        "account_id": account + 1,
        "process_id": np.ones(size, dtype=np.int64),
        **{name: now[name] for name in (*state, "forecast_category")},
        "kind": _named(KINDS, facts.kind[part.rows]),
        "lead_source": _named(LEAD_SOURCES, facts.source[part.rows]),
        "loss_reason": np.where(now["status"] == "lost", reasons, ""),
        "product": _named(world.products.name, _main_products(world, part, amounts=now["amount"])),
        "segment": _named([segment.name for segment in parameters.segments], accounts.segment[account]),
        "region": _named([region.name for region in parameters.regions], accounts.region[account]),
        "industry": industries[account],
        "opened_at": facts.created_at[part.rows],
        "closed_at": closed_at,
        "history": _texts(["changes"] * size),
    }
    return {name: columns[name] for name in OPPORTUNITIES.columns}


def _lines_of(world: World, part: Part) -> LineItems:
    """The lines of a part, with opportunities counted from its first."""
    items, rows = world.line_items, part.rows_of(world.line_items.opportunity)
    opportunity = items.opportunity[rows] - part.first
    return LineItems(opportunity, items.product[rows], items.quantity[rows], items.share[rows])


def _main_products(world: World, part: Part, *, amounts: Floats) -> Integers:
    """The product of each opportunity's largest line; of equal ones the first."""
    items = _lines_of(world, part)
    quantity, price = split_amounts(items, amounts)
    order = np.lexsort((np.arange(len(price)), -quantity * price, items.opportunity))
    product = np.full(len(amounts), -1)
    firsts = order[places(items.opportunity[order]) == 0]
    product[items.opportunity[firsts]] = items.product[firsts]
    return product


def _line_items(world: World, part: Part, *, now: Columns, closed_at: Moments) -> Columns:
    items = _lines_of(world, part)
    quantity, price = split_amounts(items, now["amount"])
    rows = np.flatnonzero(price > 0)
    opportunity = items.opportunity[rows]
    rated_at = np.where(np.isnat(closed_at), np.datetime64(world.through, "s"), closed_at)[opportunity]
    rates = euro_rates(world.rates, now["currency"][opportunity], rated_at)
    return {
        "opp_id": opportunity + part.first + 1,
        "product_id": items.product[rows] + 1,
        "product": _named(world.products.name, items.product[rows]),
        "family": _named(world.products.family, items.product[rows]),
        "quantity": quantity[rows].astype(np.float64),
        "amount_rc": cents_in_euro((quantity * price)[rows], rates) / 100,
    }


def _activities(world: World, activities: Activities, *, before: int) -> Columns:
    size = len(activities.at)
    talks = (activities.kind == MEETING) | (activities.is_answered & (activities.kind != EMAIL))
    direction = np.where(talks, 2, np.where(activities.is_inbound, 0, 1))
    return {
        "activity_id": np.arange(size) + before + 1,
        "opp_id": activities.opportunity + 1,
        "account_id": world.opportunities.account[activities.opportunity] + 1,
        "user_id": activities.user + 1,
        "at": activities.at,
        "kind": _named(_ACTIVITY_KINDS, activities.kind),
        "direction": _named(("in", "out", "mutual"), direction),
        "minutes": np.where(activities.kind == EMAIL, -1, activities.minutes),
        "contacts": activities.people,
    }


def _quotas(world: World) -> Columns:
    quotas = world.quotas
    size = len(quotas.user)
    ends_on = (quotas.starts_on.astype("datetime64[M]") + 3).astype("datetime64[D]") - 1
    return {
        "user_id": quotas.user + 1,
        "team_id": np.full(size, -1),
        "start_on": quotas.starts_on,
        "end_on": ends_on,
        "measure": _texts(["bookings"] * size),
        "amount_rc": quotas.amount,
    }


def _leads(world: World) -> Columns:
    leads = world.leads
    decision = np.array([-1, -1, 1, 0, 2])[leads.status]
    return {
        "lead_id": np.arange(len(leads.owner)) + 1,
        "source": _named(LEAD_SOURCES, leads.source),
        "owner_id": leads.owner + 1,
        "created_at": leads.created_at,
        "assigned_at": leads.created_at,
        "first_touch_at": leads.touched_at,
        "decided_at": leads.decided_at,
        "decision": _named(("accepted", "rejected", "recycled"), decision),
        "opp_id": _ids(leads.opportunity),
    }
