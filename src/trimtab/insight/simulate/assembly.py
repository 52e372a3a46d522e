"""From what a run left behind to the tables of opportunities, their changes and the truth."""

from dataclasses import replace

import numpy as np

from trimtab.insight.simulate.journal import (
    BUDGET,
    REORGANISED,
    REVIVED,
    VANISHED,
    Events,
    edit_moments,
    seconds_of_day,
    to_changes,
    to_moments,
    week_days,
)
from trimtab.insight.simulate.money import start_rates
from trimtab.insight.simulate.parameters import KINDS
from trimtab.insight.simulate.pipeline import Pipeline
from trimtab.insight.simulate.words import LEAD_SOURCES
from trimtab.insight.simulate.world import (
    AMOUNT,
    CATEGORY,
    CLOSE,
    OWNER,
    STAGE,
    Changes,
    Floats,
    Integers,
    Opportunities,
    Truth,
)

_SOURCE_SHARES = (0.28, 0.17, 0.14, 0.06, 0.27, 0.08)


def to_opportunities(pipeline: Pipeline, *, offset: Integers, rng: np.random.Generator) -> Opportunities:
    """Return the facts of every opportunity, with amounts in its own currency."""
    state, book = pipeline.state, pipeline.book
    size = state.count
    currency = tuple(book.currency[account] for account in state.account.tolist())
    first = state.first.copy()
    first[:, AMOUNT] = np.round(first[:, AMOUNT] * start_rates(currency), -1)
    # A new opportunity is entered on Tuesday or later: owners change on Monday.
    created_at = to_moments(
        pipeline.calendar.start,
        week=state.born,
        day=np.maximum(week_days(size, rng=rng), 1),
        seconds=seconds_of_day(size, rng=rng),
        offset=offset,
    )
    per_seat = np.exp(rng.normal(np.log(8), 0.8, size))
    return Opportunities(
        name=_name_opportunities(pipeline),
        account=state.account,
        segment=state.segment,
        kind=state.kind,
        source=rng.choice(len(LEAD_SOURCES), size, p=_SOURCE_SHARES),
        currency=currency,
        created_at=created_at,
        first=first,
        loss_reason=state.reason,
        budget_confirmed=state.budget,
        employees_affected=np.maximum(per_seat * np.sqrt(first[:, AMOUNT] / 1_000), 1).astype(np.int64),
    )


def _name_opportunities(pipeline: Pipeline) -> tuple[str, ...]:
    counts: dict[int, int] = {}
    names = []
    for account, kind in zip(pipeline.state.account.tolist(), pipeline.state.kind.tolist(), strict=True):
        counts[account] = counts.get(account, 0) + 1
        again = f" {counts[account]}" if counts[account] > 1 else ""
        names.append(f"{pipeline.book.name[account]} - {KINDS[kind]}{again}")
    return tuple(names)


def to_field_changes(
    pipeline: Pipeline, events: Events, *, opportunities: Opportunities, offset: Integers, rng: np.random.Generator
) -> Changes:
    """Return the changes of tracked fields at exact moments."""
    tracked = events.of(STAGE, AMOUNT, CLOSE, CATEGORY, OWNER)
    calendar = pipeline.calendar
    day, seconds = edit_moments(tracked, last_day=calendar.last_work_day, rng=rng)
    value = tracked.value.copy()
    is_amount = tracked.kind == AMOUNT
    rate = start_rates(opportunities.currency)[tracked.opportunity[is_amount]]
    value[is_amount] = np.round(value[is_amount] * rate, -1)
    closes = np.isnan(value)
    value[closes] = calendar.monday(0) + 7 * tracked.week[closes] + day[closes]
    return to_changes(
        replace(tracked, value=value),
        first=opportunities.first,
        edit_day=day,
        edit_seconds=seconds,
        offset=offset,
        start=calendar.start,
    )


def to_truth(pipeline: Pipeline, events: Events) -> Truth:
    """Return the latent state and the hidden events."""
    state, staff = pipeline.state, pipeline.staff
    hidden = events.of(VANISHED, REVIVED, BUDGET, REORGANISED)
    shocks: tuple[Floats, Floats] = (pipeline.market, pipeline.team)
    return Truth(
        state.quality,
        state.pace,
        state.contacts,
        state.buyer_events,
        state.pushes,
        state.has_vanished,
        staff.skill,
        staff.optimism,
        *shocks,
        hidden.kind,
        hidden.opportunity,
        hidden.week,
        hidden.value,
    )
