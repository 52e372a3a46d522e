"""From what a run left behind to the tables of opportunities, their changes and the truth."""

import numpy as np

from trimtab.insight.simulate.arrays import Floats, Integers
from trimtab.insight.simulate.artefacts import as_recorded
from trimtab.insight.simulate.book import currency_names
from trimtab.insight.simulate.customers import Prospects
from trimtab.insight.simulate.journal import (
    BUDGET,
    REORGANISED,
    REVIVED,
    VANISHED,
    seconds_of_day,
    to_changes,
    to_moments,
    week_days,
)
from trimtab.insight.simulate.money import start_rates
from trimtab.insight.simulate.names import Spelled
from trimtab.insight.simulate.parameters import KINDS
from trimtab.insight.simulate.pipeline import Pipeline
from trimtab.insight.simulate.words import SOURCE_FIT
from trimtab.insight.simulate.world import AMOUNT, CATEGORY, CLOSE, OWNER, STAGE, Changes, Opportunities, Truth

_SOURCE_SHARES = (0.28, 0.17, 0.14, 0.06, 0.27, 0.08)
_FIT_ON_SOURCE = 2.0


def to_opportunities(
    pipeline: Pipeline, *, names: Prospects, offset: Integers, rng: np.random.Generator
) -> Opportunities:
    """Return the facts of every opportunity, with amounts in its own currency."""
    state = pipeline.state
    size = state.count
    known, account = currency_names(pipeline.parameters), state.account[:size]
    codes = pipeline.book.currencies()[account]
    first = state.first[:size].copy()
    first[:, AMOUNT] = np.round(first[:, AMOUNT] * start_rates(known)[codes], -1)
    # A new opportunity is entered on Tuesday or later: owners change on Monday.
    created_at = to_moments(
        pipeline.calendar.start,
        week=state.born[:size],
        day=np.maximum(week_days(size, rng=rng), 1),
        seconds=seconds_of_day(size, rng=rng),
        offset=offset,
    )
    per_seat = np.exp(rng.normal(np.log(8), 0.8, size))
    return Opportunities(
        name=Spelled(size, lambda: _name_opportunities(pipeline, names)),
        account=account,
        segment=state.segment[:size],
        kind=state.kind[:size],
        source=_draw_sources(state.quality[:size], rng=rng),
        currency=tuple(np.array(known, dtype=object)[codes].tolist()),
        created_at=created_at,
        first=first,
        loss_reason=state.reason[:size],
        budget_confirmed=state.budget[:size],
        employees_affected=np.maximum(per_seat * np.sqrt(first[:, AMOUNT] / 1_000), 1).astype(np.int64),
    )


def _draw_sources(quality: Floats, *, rng: np.random.Generator) -> Integers:
    """Return where opportunities came from: whoever was referred fits better, and fit is half of what quality shows."""
    fit = 0.5 * quality + 0.9 * rng.standard_normal(len(quality))
    scores = np.log(_SOURCE_SHARES) + _FIT_ON_SOURCE * np.array(SOURCE_FIT) * fit[:, None]
    drawn: Integers = (scores + rng.gumbel(size=scores.shape)).argmax(axis=1)
    return drawn


def _name_opportunities(pipeline: Pipeline, names: Prospects) -> list[str]:
    state = pipeline.state
    counts: dict[int, int] = {}
    texts = []
    for account, kind in zip(state.account[: state.count].tolist(), state.kind[: state.count].tolist(), strict=True):
        counts[account] = counts.get(account, 0) + 1
        again = f" {counts[account]}" if counts[account] > 1 else ""
        texts.append(f"{names.name(account)} - {KINDS[kind]}{again}")
    return texts


def to_field_changes(
    pipeline: Pipeline, *, opportunities: Opportunities, offset: Integers, rng: np.random.Generator
) -> Changes:
    """Return the changes of tracked fields at exact moments."""
    tracked = as_recorded(pipeline.journal.of(STAGE, AMOUNT, CLOSE, CATEGORY, OWNER), pipeline=pipeline)
    is_amount = np.flatnonzero(tracked.kind == AMOUNT)
    currency = pipeline.book.currencies()[opportunities.account[tracked.opportunity[is_amount]]]
    rate = start_rates(currency_names(pipeline.parameters))[currency]
    # `of` made columns of our own.
    tracked.value[is_amount] = np.round(tracked.value[is_amount] * rate, -1)
    return to_changes(tracked, first=opportunities.first, offset=offset, calendar=pipeline.calendar, rng=rng)


def to_truth(pipeline: Pipeline) -> Truth:
    """Return the latent state and the hidden events."""
    state, staff = pipeline.state, pipeline.staff
    hidden = pipeline.journal.of(VANISHED, REVIVED, BUDGET, REORGANISED)
    size = state.count
    return Truth(
        state.quality[:size],
        state.pace[:size],
        state.contacts[:size],
        state.pushes[:size],
        state.has_vanished[:size],
        staff.skill,
        staff.optimism,
        staff.games,
        pipeline.shock,
        hidden.kind,
        hidden.opportunity,
        hidden.week,
        hidden.value,
        pipeline.occasions,
    )
