"""`simulate`: run a company and return its tables."""

from datetime import date

import numpy as np

from trimtab.insight.simulate.activities import draw_activities
from trimtab.insight.simulate.assembly import to_field_changes, to_opportunities, to_truth
from trimtab.insight.simulate.book import Book
from trimtab.insight.simulate.customers import draw_contact_roles, draw_contacts, to_accounts
from trimtab.insight.simulate.journal import Journal
from trimtab.insight.simulate.leads import draw_leads
from trimtab.insight.simulate.money import draw_line_items, draw_rates, set_quotas, to_products
from trimtab.insight.simulate.names import CompanyNames
from trimtab.insight.simulate.parameters import Parameters
from trimtab.insight.simulate.people import Staff, hire
from trimtab.insight.simulate.pipeline import Pipeline
from trimtab.insight.simulate.state import Calendar, State
from trimtab.insight.simulate.world import Floats, Integers, World

# Customers every example speaks of; Ana's first two accounts carry their names.
NAMED_ACCOUNTS = ("Acme", "Bolt")


def simulate(parameters: Parameters, *, seed: int, until: date) -> World:
    """Simulate a company up to the last Sunday not after `until`.

    Every module draws from its own generator made of `seed`, so that the same arguments give the same world.
    Errors: ValueError from `Parameters` where a size makes no company.
    """
    calendar = Calendar.until(until, parameters=parameters)
    streams = [np.random.default_rng([seed, number]) for number in range(8)]
    staff = hire(parameters, weeks=calendar.weeks, start=calendar.start, rng=streams[0])
    pipeline = _open_pipeline(parameters, staff=staff, calendar=calendar, rng=streams[1], arrival_rng=streams[2])
    pipeline.run()
    _name_cast_accounts(pipeline)
    return _to_world(pipeline, seed=seed, streams=streams[3:])


def _open_pipeline(
    parameters: Parameters,
    *,
    staff: Staff,
    calendar: Calendar,
    rng: np.random.Generator,
    arrival_rng: np.random.Generator,
) -> Pipeline:
    arrivals = _draw_arrivals(parameters, staff=staff, weeks=calendar.weeks, rng=arrival_rng)
    team_count = len(staff.teams.name)
    return Pipeline(
        parameters,
        staff,
        calendar,
        Book(parameters, rng, CompanyNames(arrival_rng)),
        State(parameters, int(arrivals.sum())),
        Journal(),
        rng,
        arrivals,
        _draw_shocks(parameters.market_shock, parameters=parameters, size=(calendar.weeks, 1), rng=rng)[:, 0],
        _draw_shocks(parameters.team_shock, parameters=parameters, size=(calendar.weeks, team_count), rng=rng),
    )


def _draw_arrivals(parameters: Parameters, *, staff: Staff, weeks: int, rng: np.random.Generator) -> Integers:
    """Return new opportunities by week and user."""
    week = np.arange(weeks)
    season = 1 + parameters.season * np.sin(2 * np.pi * week / 52 + 0.6)
    growth = (1 + parameters.growth) ** (week / 52)
    tenure = week[:, None] - staff.starts[None, :]
    works = staff.is_seller & (tenure >= 0) & (week[:, None] < staff.leaves)
    ramp = np.clip(tenure / parameters.ramp_weeks, 0.25, 1)
    rate = parameters.arrivals_per_week * (season * growth)[:, None] * ramp * staff.territory
    drawn: Integers = rng.poisson(np.where(works, rate, 0.0))
    return drawn


def _draw_shocks(spread: float, *, parameters: Parameters, size: tuple[int, int], rng: np.random.Generator) -> Floats:
    """Return shared shocks by week: AR(1) with the given stationary standard deviation."""
    memory = parameters.shock_memory
    shocks = rng.normal(0, spread, size)
    for week in range(1, size[0]):
        shocks[week] = memory * shocks[week - 1] + np.sqrt(1 - memory**2) * shocks[week]
    return shocks


def _name_cast_accounts(pipeline: Pipeline) -> None:
    ana = pipeline.staff.users.first.index("Ana")
    mine = [row for row, owner in enumerate(pipeline.book.owner) if owner == ana]
    for row, name in zip(mine, NAMED_ACCOUNTS, strict=False):
        pipeline.book.name[row] = name


def _to_world(pipeline: Pipeline, *, seed: int, streams: list[np.random.Generator]) -> World:
    edits, detail, people, activity, lead = streams
    calendar, parameters, staff = pipeline.calendar, pipeline.parameters, pipeline.staff
    start, events = calendar.start, pipeline.journal.events()
    regions = np.array(pipeline.book.region)[pipeline.state.account]
    offset = np.array([region.utc_offset for region in parameters.regions])[regions]
    opportunities = to_opportunities(pipeline, offset=offset, rng=detail)
    accounts = to_accounts(pipeline.book, opportunities=opportunities, parameters=parameters, start=start, rng=people)
    contacts = draw_contacts(accounts, opportunities=opportunities, engaged=pipeline.state.contacts, rng=people)
    roles = draw_contact_roles(contacts, events=events, opportunities=opportunities, start=start, rng=people)
    return World(
        parameters=parameters,
        seed=seed,
        starts_on=start.astype(date),
        through=calendar.through,
        teams=staff.teams,
        users=staff.users,
        accounts=accounts,
        contacts=contacts,
        products=to_products(),
        opportunities=opportunities,
        changes=to_field_changes(pipeline, events, opportunities=opportunities, offset=offset, rng=edits),
        line_items=draw_line_items(len(opportunities.name), rng=detail),
        contact_roles=roles,
        activities=draw_activities(
            events, parameters=parameters, roles=roles, offset=offset, start=start, rng=activity
        ),
        leads=draw_leads(
            accounts, opportunities=opportunities, staff=staff, parameters=parameters, calendar=calendar, rng=lead
        ),
        quotas=set_quotas(parameters, staff=staff, calendar=calendar, rng=detail),
        rates=draw_rates(calendar, rng=detail),
        truth=to_truth(pipeline, events),
    )
