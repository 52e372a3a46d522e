"""Making what pages read: a period's forecast with its open opportunities, and the track record."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

import duckdb
import numpy as np
from django.utils.translation import gettext as _

from trimtab.analytics.engine import DuckDBEngine
from trimtab.analytics.extracts.manifest import Manifest
from trimtab.analytics.figures import engine_over
from trimtab.analytics.forecast.asking import Answer, Asked, ask_forecast, check_history, head_of
from trimtab.analytics.forecast.document import VERSION, Document, money
from trimtab.analytics.forecast.judging import judgements_of
from trimtab.analytics.forecast.keeping import State, keep_record, new_folder, only_one, publish, tell
from trimtab.analytics.forecast.refusing import ForecastRefused
from trimtab.analytics.forecast.spans import like_spans
from trimtab.core.calendars import unit_of
from trimtab.insight.forecast import read_book
from trimtab.insight.forecast.book import UNKNOWN
from trimtab.insight.forecast.paths import part_of
from trimtab.insight.forecast.track_record import Scored, rows_of, score
from trimtab.insight.forecast.tree import COMPANY, PARTS

Clock = Callable[[], datetime]
# Weeks of a quarter, of a month and of a year at which the record looks.
WEEKS = {"quarter": tuple(range(13)), "month": tuple(range(4)), "year": (0, 13, 26, 39)}
RECORDED = 8  # ended periods at most
TELL_EACH = 5


def keep_forecast(extracts: Path, manifest: Manifest, asked: Asked, *, memory: str, clock: Clock) -> Document:
    """Compute the forecast of a period and keep it.

    Raises:
        UnderWay: another process is at it.
    """
    engine = engine_over(extracts, manifest, memory=memory)
    with _at_work(extracts, asked.period.key, clock) as state:
        now = datetime.fromisoformat(state.began_at)
        folder = new_folder(extracts, asked.period.key, now=now)
        document = _written(engine, asked, manifest, folder=folder)
        publish(folder, document, manifest=manifest, now=now)
    return document


@contextmanager
def _at_work(extracts: Path, name: str, clock: Clock) -> Iterator[State]:
    """Holds the place of the one process that makes something, and says when it began and how it ended."""
    with only_one(extracts, name):
        now = clock().isoformat()
        state = State(name, began_at=now, said_at=now)
        tell(extracts, state)
        failed = _("It ended before it was done. Ask operations to look at the log.")
        try:
            yield state
            failed = ""
        finally:
            tell(extracts, replace(state, ended_at=clock().isoformat(), failed=failed))


def _written(engine: DuckDBEngine, asked: Asked, manifest: Manifest, *, folder: Path) -> Document:
    try:
        answer = ask_forecast(engine, asked, known_until=max(manifest.as_of, asked.as_of))
    except ForecastRefused as refusal:
        return {"version": VERSION, **head_of(asked), "refused": str(refusal), "refusal": refusal.kept}
    _write_deals(answer, folder / "deals.parquet")
    today = asked.as_of.astimezone(asked.zone).date()
    if answer.document["measure"] != "money":  # wins were counted: no amount that anybody said can be compared
        return answer.document
    judged = judgements_of(answer.forecaster.book, asked.zone, today=today, currency=asked.currency)
    return {**answer.document, "judgements": judged}


def _write_deals(answer: Answer, path: Path) -> None:
    """One row for each open opportunity: chances, amount, whose it is, and which part of the forecast it belongs to."""
    parts, book = answer.result.parts, answer.forecaster.book
    owner = book.owner[parts.standing.version]
    ids = np.r_[book.people.user_ids, 0]
    columns = {
        "opp_id": book.opp_ids[parts.standing.opp],
        "owner_id": np.where(owner >= 0, ids[owner], 0),
        "won": parts.chances.won,
        "lost": parts.chances.lost,
        "still_open": parts.chances.still_open,
        "cents": parts.amounts.cents,
        "is_known": book.cents[parts.standing.version] != UNKNOWN,
        "is_due": parts.is_due,
        "part": np.array(PARTS, dtype=object)[part_of(parts.chances.won)],
    }
    with duckdb.connect(":memory:") as duck:
        duck.register("deals", columns)
        duck.execute(f"COPY (SELECT * FROM deals ORDER BY won * cents DESC, opp_id) TO '{path}' (FORMAT parquet)")


def keep_track_record(extracts: Path, manifest: Manifest, asked: Asked, *, memory: str, clock: Clock) -> Document:
    """Forecast the ended periods like the one asked for, each week, with what was known then, and keep how it did.

    Raises:
        UnderWay: another process is at it.
    """
    unit = unit_of(asked.period)
    name = f"record-{unit}"
    engine = engine_over(extracts, manifest, memory=memory)
    with _at_work(extracts, name, clock) as state:

        def progress(done: int, total: int) -> None:
            if done % TELL_EACH == 0:
                tell(extracts, replace(state, done=done, total=total, said_at=clock().isoformat()))

        record = {**head_of(asked), "unit": unit, **_record(engine, asked, progress)}
        keep_record(extracts, unit, record)
    return record


def _record(engine: DuckDBEngine, asked: Asked, progress: Callable[[int, int], None]) -> Document:
    book = read_book(engine.arrays)
    is_money = book.has_amounts(asked.window.origin)
    book = book if is_money else book.counted()
    forecaster = asked.forecaster(book)
    try:
        check_history(asked, book, forecaster)
    except ForecastRefused as refusal:
        return {"refused": str(refusal), "refusal": refusal.kept}
    spans = like_spans(asked.period, asked.calendar, asked.zone, as_of=asked.as_of)
    ended = [span for span in spans if span.end <= asked.window.origin and span.start >= int(book.from_s.min())]
    scored = list(score(forecaster, ended[-RECORDED:], WEEKS[unit_of(asked.period)], progress=progress))
    company = [one for one in scored if one.group == COMPANY]
    teams = [one for one in scored if one.group != COMPANY]
    return {
        "measure": "money" if is_money else "wins",
        "company": [asdict(row) for row in rows_of(company)],
        "teams": [asdict(row) for row in rows_of(teams)],
        "forecasts": [_told(one) for one in company],
    }


def _told(one: Scored) -> Document:
    """One forecast of the past as the page lists it."""
    amounts = {name: money(getattr(one, name)) for name in ("low", "middle", "high", "came")}
    return {"start": one.span.start, "end": one.span.end, "week": one.week, **amounts}
