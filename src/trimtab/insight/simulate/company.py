"""`simulate`: run a company and return its tables."""

from datetime import date

import numpy as np

from trimtab.insight.simulate.arrays import Floats, Integers
from trimtab.insight.simulate.artefacts import renamed_stages, with_artefacts
from trimtab.insight.simulate.assembly import to_field_changes, to_opportunities, to_truth
from trimtab.insight.simulate.backstage import Backstage
from trimtab.insight.simulate.book import Book
from trimtab.insight.simulate.calendar import Calendar
from trimtab.insight.simulate.chance import Chance
from trimtab.insight.simulate.customers import to_accounts
from trimtab.insight.simulate.heavy import HeavyPipeline
from trimtab.insight.simulate.journal import Journal
from trimtab.insight.simulate.money import draw_rates, set_quotas, to_products
from trimtab.insight.simulate.occasions import MARKET_DIP, Occasions, place_events
from trimtab.insight.simulate.parameters import Parameters
from trimtab.insight.simulate.people import Staff, hire
from trimtab.insight.simulate.pipeline import Pipeline
from trimtab.insight.simulate.queueing import QueuePipeline
from trimtab.insight.simulate.state import State
from trimtab.insight.simulate.world import World

# Raised whenever the same seed and parameters would give another world.
SIMULATOR_VERSION = "2"
MECHANICS: dict[str, type[Pipeline]] = {"hazards": Pipeline, "queue": QueuePipeline, "heavy": HeavyPipeline}


def simulate(parameters: Parameters, *, seed: int, until: date) -> World:
    """Simulate a company up to the last Sunday not after `until`.

    Every module draws from its own generator made of `seed`, so that the same arguments give the same world.
    Errors: ValueError from `Parameters` where a size makes no company.
    """
    pipeline = open_company(parameters, seed=seed, until=until)
    pipeline.run()
    return _to_world(pipeline, seed=seed)


def open_company(parameters: Parameters, *, seed: int, until: date) -> Pipeline:
    """Return the company on its first day, ready to run."""
    calendar = Calendar.until(until, parameters=parameters)
    streams = [np.random.default_rng([seed, number]) for number in range(5)]
    staff = hire(parameters, weeks=calendar.weeks, start=calendar.start, rng=streams[0])
    occasions = place_events(parameters.events, weeks=calendar.weeks, rng=streams[4])
    arrivals = draw_arrivals(
        parameters, staff=staff, weeks=np.arange(calendar.weeks), occasions=occasions, rng=streams[2]
    )
    size = int(arrivals.sum())
    return MECHANICS[parameters.mechanics](
        parameters,
        staff,
        calendar,
        Book(parameters, streams[1], len(staff.skill), size),
        State(parameters, size),
        Journal(),
        Chance(streams[1]),
        arrivals,
        _draw_shocks(parameters, size=(calendar.weeks, len(staff.teams.name)), rng=streams[3]),
        occasions,
    )


def draw_arrivals(
    parameters: Parameters,
    *,
    staff: Staff,
    weeks: Integers,
    occasions: Occasions,
    rng: np.random.Generator,
    copies: int = 1,
) -> Integers:
    """Return new opportunities by week and user."""
    season = 1 + parameters.season * np.sin(2 * np.pi * weeks / 52 + 0.6)
    growth = (1 + parameters.growth) ** (weeks / 52)
    teams = len(staff.teams.name)
    dips = occasions.shift(MARKET_DIP, weeks=int(weeks.max(initial=0)) + 1, teams=teams, copies=copies)
    dip = np.maximum(1 + dips[weeks], 0)[:, staff.users.team]
    tenure = weeks[:, None] - staff.starts[None, :]
    works = staff.is_seller & (tenure >= 0) & (weeks[:, None] < staff.leaves)
    ramp = np.clip(tenure / parameters.ramp_weeks, 0.25, 1)
    rate = parameters.arrivals_per_week * (season * growth)[:, None] * ramp * staff.territory * dip
    drawn: Integers = rng.poisson(np.where(works, rate, 0.0))
    return drawn


def _draw_shocks(parameters: Parameters, *, size: tuple[int, int], rng: np.random.Generator) -> Floats:
    """Return what the market and each team add to the hazard of winning, by week and team: both AR(1)."""
    weeks, teams = size
    market = draw_shocks(parameters.market_shock, parameters=parameters, size=(weeks, 1), rng=rng)
    team = draw_shocks(parameters.team_shock, parameters=parameters, size=(weeks, teams), rng=rng)
    return market + team


def draw_shocks(
    spread: float,
    *,
    parameters: Parameters,
    size: tuple[int, int],
    rng: np.random.Generator,
    before: Floats | None = None,
) -> Floats:
    """Return shared shocks by week: AR(1) with the given stationary standard deviation, going on after `before`."""
    memory = parameters.shock_memory
    shocks = rng.normal(0, spread, size)
    for week in range(size[0]):
        last = before if week == 0 else shocks[week - 1]
        if last is not None:
            shocks[week] = memory * last + np.sqrt(1 - memory**2) * shocks[week]
    return shocks


def _to_world(pipeline: Pipeline, *, seed: int) -> World:
    calendar, parameters, staff = pipeline.calendar, pipeline.parameters, pipeline.staff
    edits, detail, people, artefact = (np.random.default_rng([seed, number]) for number in (10, 11, 12, 13))
    region = pipeline.book.region[pipeline.state.account[: pipeline.state.count]]
    offset = np.array([region.utc_offset for region in parameters.regions])[region]
    backstage = Backstage(pipeline, offset, seed)
    opportunities = to_opportunities(pipeline, names=backstage.company_names, offset=offset, rng=detail)
    changes = to_field_changes(pipeline, opportunities=opportunities, offset=offset, rng=edits)
    return World(
        parameters=parameters,
        seed=seed,
        starts_on=calendar.start.astype(date),
        through=calendar.through,
        stage_names=renamed_stages(pipeline.occasions),
        teams=staff.teams,
        users=staff.users,
        accounts=to_accounts(
            pipeline.book, names=backstage.company_names, opportunities=opportunities, start=calendar.start, rng=people
        ),
        products=to_products(),
        opportunities=opportunities,
        changes=with_artefacts(
            changes, opportunities=opportunities, pipeline=pipeline, spells=lambda: backstage.spells, rng=artefact
        ),
        quotas=set_quotas(parameters, staff=staff, calendar=calendar, rng=detail),
        rates=draw_rates(calendar, rng=detail),
        truth=to_truth(pipeline),
        backstage=backstage,
    )
