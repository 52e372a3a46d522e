"""What happens to records alone: a stage renamed, losses entered late or all at once, figures that are gamed."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from trimtab.insight.simulate.arrays import Floats, Integers, Texts
from trimtab.insight.simulate.journal import Events
from trimtab.insight.simulate.occasions import CLEANUP, LATE_LOSSES, RENAME, Occasions
from trimtab.insight.simulate.parameters import LOST, STAGE_NAMES, WON
from trimtab.insight.simulate.spells import SILENT, Spells
from trimtab.insight.simulate.world import CLOSE, OWNER, STAGE, Changes, Opportunities

if TYPE_CHECKING:
    from trimtab.insight.simulate.pipeline import Pipeline

# The stage that is renamed, and the code that changes have from then on.
RENAMED, RENAMED_TO = 2, LOST + 1
NEW_NAME = "Discovery"
# Who games the figures leaves an opportunity in the first stage until it is in this one.
_SHOWN_FROM = 3
_LATE_WEEKS = 5


def renamed_stages(occasions: Occasions) -> Texts:
    """Return the names of stages by code."""
    return (*STAGE_NAMES, NEW_NAME) if occasions.of(RENAME) else STAGE_NAMES


def as_recorded(events: Events, *, pipeline: "Pipeline") -> Events:
    """Leave out the stages that sellers who game the figures do not enter: early ones, until it is nearly won."""
    if not pipeline.staff.games.any():
        return events
    first = pipeline.state.first[:, OWNER].astype(np.int64)
    games = pipeline.staff.games[first[events.opportunity]]
    is_hidden = games & (events.kind == STAGE) & (events.value > 0) & (events.value < _SHOWN_FROM)
    return events.rows(np.flatnonzero(~is_hidden))


def with_artefacts(
    changes: Changes,
    *,
    opportunities: Opportunities,
    pipeline: "Pipeline",
    spells: Callable[[], Spells],
    rng: np.random.Generator,
) -> Changes:
    """Change what was written down, where such events were planted."""
    start = pipeline.calendar.start.astype("datetime64[s]")
    end = start + np.timedelta64(7 * pipeline.calendar.weeks, "D")
    for event, week, until in pipeline.occasions.of(LATE_LOSSES):
        span = start + np.array([week, until]) * np.timedelta64(7, "D")
        changes = _enter_late(changes, share=event.size, span=span, end=end, rng=rng)
    for _, week, _ in pipeline.occasions.of(CLEANUP):
        changes = _clean_up(changes, spells=spells(), week=week, start=start)
    for _, week, _ in pipeline.occasions.of(RENAME):
        at = start + np.timedelta64(7 * week, "D") + np.timedelta64(6, "h")
        changes = _rename(changes, opportunities=opportunities, at=at, by=0)
    return changes


def _enter_late(
    changes: Changes, *, share: float, span: np.ndarray, end: np.datetime64, rng: np.random.Generator
) -> Changes:
    """Move closings as lost in a span some weeks later, with whatever was entered with them."""
    closes = (changes.field == STAGE) & (changes.new == LOST) & (changes.at >= span[0]) & (changes.at < span[1])
    late = np.flatnonzero(closes & (rng.random(len(closes)) < share))
    delay = rng.integers(1, _LATE_WEEKS + 1, len(late)) * 7
    at = changes.at.copy()
    for row, days in zip(late.tolist(), delay.tolist(), strict=True):
        same = np.flatnonzero((changes.opportunity == changes.opportunity[row]) & (changes.at == changes.at[row]))
        moved = changes.at[row] + np.timedelta64(days, "D")
        last = changes.at[changes.opportunity == changes.opportunity[row]].max()
        if moved < end and last == changes.at[row]:
            at[same] = moved
    return replace(changes, at=at)


def _clean_up(changes: Changes, *, spells: Spells, week: int, start: np.datetime64) -> Changes:
    """Close in one week what was silent then and would have been given up later: sellers were told to."""
    asleep = (spells.state == SILENT) & (spells.start <= week) & (spells.until > week + 1)
    given_up = dict(zip(spells.opportunity[asleep].tolist(), spells.until[asleep].tolist(), strict=True))
    at = start + np.timedelta64(7 * week + 3, "D") + np.timedelta64(10, "h")
    moments, new, keeps = changes.at.copy(), changes.new.copy(), np.ones(len(changes.at), dtype=np.bool_)
    for row in np.flatnonzero((changes.field == STAGE) & (changes.new == LOST) & (changes.at > at)).tolist():
        until = given_up.get(int(changes.opportunity[row]))
        if until is None or (changes.at[row] - start) // np.timedelta64(7, "D") != until - 1:
            continue
        same = changes.opportunity == changes.opportunity[row]
        entered = same & (changes.at == changes.at[row])
        keeps[same & (changes.at > at) & (changes.at < changes.at[row])] = False
        moments[entered] = at
        new[entered & (changes.field == CLOSE)] = at.astype("datetime64[D]").astype(np.int64)
    kept = Changes(
        changes.opportunity[keeps],
        changes.field[keeps],
        changes.old[keeps],
        new[keeps],
        moments[keeps],
        changes.by[keeps],
    )
    return replace(kept, old=_old_values(kept))


def _old_values(changes: Changes) -> Floats:
    """Return the value before each change; what came first keeps the one it had."""
    order = np.lexsort((changes.at, changes.field, changes.opportunity))
    key = changes.opportunity[order] * 8 + changes.field[order]
    same, old = key[1:] == key[:-1], changes.old.copy()
    old[order[1:][same]] = changes.new[order[:-1][same]]
    return old


def _rename(changes: Changes, *, opportunities: Opportunities, at: np.datetime64, by: int) -> Changes:
    """Write the new name from a moment on, and move what stands in the old stage to the new one at that moment."""
    is_after, is_stage = changes.at >= at, changes.field == STAGE
    moved = _standing_in(changes, opportunities=opportunities, stage=RENAMED, at=at)
    new = np.where(is_after & is_stage & (changes.new == RENAMED), RENAMED_TO, changes.new)
    old = np.where(is_after & is_stage & (changes.old == RENAMED), RENAMED_TO, changes.old)
    size = len(moved)
    extra = (moved, np.full(size, STAGE), np.full(size, float(RENAMED)), np.full(size, float(RENAMED_TO)))
    columns = [np.concatenate(pair) for pair in zip((changes.opportunity, changes.field, old, new), extra, strict=True)]
    moments = np.concatenate([changes.at, np.full(size, at)])
    author = np.concatenate([changes.by, np.full(size, by)])
    order = np.lexsort((columns[1], moments, columns[0]))
    opportunity, field, before, after = (column[order] for column in columns)
    return Changes(opportunity, field, before, after, moments[order], author[order])


def _standing_in(changes: Changes, *, opportunities: Opportunities, stage: int, at: np.datetime64) -> Integers:
    """Return the opportunities that stand in a stage at a moment."""
    now: Floats = np.where(opportunities.created_at < at, opportunities.first[:, STAGE], -1)
    known = np.flatnonzero((changes.field == STAGE) & (changes.at < at))
    now[changes.opportunity[known]] = changes.new[known]
    rows: Integers = np.flatnonzero(now == stage)
    return rows


def is_closed(stage: np.ndarray) -> np.ndarray:
    """Return whether coded stages are closing ones."""
    closed: np.ndarray = (stage == WON) | (stage == LOST)
    return closed
