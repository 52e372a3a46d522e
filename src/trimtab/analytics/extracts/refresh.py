"""Bring the extracts up to date: read what changed, write the touched months anew, name the new set of files."""

import fcntl
import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import duckdb

from trimtab.analytics.extracts.building import (
    LEDGER,
    WHOLE,
    build_span,
    declared,
    prepare,
    rows_by_month,
    write_months,
)
from trimtab.analytics.extracts.layers import add_layer, replaced_in, rows_moved
from trimtab.analytics.extracts.manifest import (
    Manifest,
    read_manifest,
    schema_fingerprint,
    table_files,
    write_manifest,
)
from trimtab.analytics.extracts.marks import read_marks
from trimtab.analytics.extracts.paces import keep_paces
from trimtab.analytics.extracts.reading import load
from trimtab.analytics.extracts.sets import link_layers, link_months, next_version, remove_old, retire
from trimtab.analytics.extracts.sources import Source, by_month, by_opportunity, whole
from trimtab.analytics.extracts.touched import months_of, touched_opportunities
from trimtab.analytics.parquet import MONTHLY, stored_rows, write_table
from trimtab.core.models import Organisation

Progress = Callable[[int, int], None]  # months done, months to do
CHANGES_AT_ONCE = 300_000
# As many changed opportunities stand beside the months, whose files then need no writing; with more, the months that
# hold them are written anew. Every reader skips their older rows, at 10 ns a row.
RECENT_SHARE, RECENT_LEAST, RECENT_MOST = 0.02, 1_000, 20_000
# SQLite takes 32,766 parameters; an index look-up each.
IDS_AT_ONCE = 5_000


class RefreshUnderWay(RuntimeError):
    """Another process is refreshing the extracts, and the caller did not want to wait."""


class RebuildNeeded(RuntimeError):
    """All months must be written anew, which takes a while, and the caller did not want that."""


@dataclass(frozen=True)
class ExtractState:
    """What a refresh left behind. `months` were written anew; `is_rebuilt`: all of them.

    recent: opportunities that stand beside the months, which hold older rows of them.
    missing_rates: currency → opportunities without a value in the reporting currency, for lack of a rate.
    """

    version: int
    as_of: datetime
    rows: dict[str, int]
    months: tuple[str, ...]
    is_rebuilt: bool
    recent: int
    missing_rates: dict[str, int]


def refresh_extracts(
    *,
    folder: Path,
    now: datetime,
    rebuild: bool = False,
    progress: Progress | None = None,
    memory: str = "384MB",
    wait: bool = True,
    may_rebuild: bool = True,
    beside: int | None = None,
) -> ExtractState:
    """Mirror the facts of the database to Parquet; only what changed, unless `rebuild`.

    Args:
        folder: where the extracts live; made when missing.
        now: the time up to which the database is read.
        progress: told months done and to do.
        memory: what DuckDB may take; beyond it, it works on disk.
        wait: whether to wait for another process that refreshes the same folder.
        may_rebuild: whether all months may be written anew where that is needed.
        beside: how many changed opportunities may stand beside the months; by default a share of all.

    Raises:
        RefreshUnderWay: another process refreshes, and `wait` is false.
        RebuildNeeded: all months must be written anew, and `may_rebuild` is false.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder, wait=wait):
        previous = None if rebuild else read_manifest(folder)
        marks = read_marks()
        if previous is not None and not _is_behind(previous, marks, now):
            return _state(previous, months=(), is_rebuilt=False)
        with _workspace(folder, memory) as (duck, scratch):
            work = _Refresh(
                folder=folder,
                now=now,
                memory=memory,
                duck=duck,
                scratch=scratch,
                progress=progress,
                beside=beside,
            )
            state = work.run(previous, marks, may_rebuild=may_rebuild)
        if previous is not None:
            retire(folder / previous.name, now)
        remove_old(folder, now)
        return state


def is_stale(folder: Path, *, now: datetime) -> bool:
    """Whether the database has moved since the extracts were written. One query."""
    manifest = read_manifest(folder)
    return manifest is None or _is_behind(manifest, read_marks(), now)


def _is_behind(manifest: Manifest, marks: Mapping[str, str], now: datetime) -> bool:
    """A rate may come into force with the day, without any write."""
    return manifest.marks != marks or manifest.as_of.date() != now.date()


@dataclass(frozen=True)
class _Work:
    """What a refresh writes: months, or opportunities beside the months. beside: so many stand there then."""

    months: Sequence[str] = ()
    touched: Sequence[int] = ()
    beside: int = 0
    keeps_months: bool = False


@dataclass
class _Refresh:
    """One refresh under way."""

    folder: Path
    now: datetime
    memory: str
    duck: duckdb.DuckDBPyConnection
    scratch: Path
    progress: Progress | None
    beside: int | None

    def run(self, previous: Manifest | None, marks: Mapping[str, str], *, may_rebuild: bool) -> ExtractState:
        organisation = Organisation.get()
        today = self.now.astimezone(organisation.zone).date()
        self._load(whole())
        prepare(self.duck, today=today, currency=organisation.currency)
        settings = self._settings()
        if previous is not None and not self._can_continue(previous, marks, organisation.epoch, settings):
            previous = None
        if previous is None and not may_rebuild:
            raise RebuildNeeded("All months must be written anew.")
        work = self._read(previous)
        manifest = Manifest(
            version=next_version(self.folder),
            as_of=self.now,
            epoch=organisation.epoch,
            schema=schema_fingerprint(),
            marks=marks,
            settings=settings,
        )
        manifest = self._write(manifest, previous, work, today)
        is_continued = previous is not None and previous.as_of.date() == self.now.date()
        before = self.folder / previous.name if previous and is_continued else None
        keep_paces(self.folder / manifest.name, before=before, as_of=self.now, memory=self.memory)
        write_manifest(self.folder, manifest)
        return _state(manifest, months=tuple(work.months), is_rebuilt=previous is None, recent=work.beside)

    def _load(self, sources: Mapping[str, Source]) -> None:
        for name, source in sources.items():
            load(source.rows, into=name, columns=source.columns, duck=self.duck, folder=self.scratch)

    def _settings(self) -> str:
        """Fingerprint of what shapes every row: stages, their merges, the rates in force."""
        shaping = [
            self.duck.execute(query).fetchall()
            for query in (
                "SELECT stage_id, process_id, kind, position, is_qualified FROM stages ORDER BY stage_id",
                "SELECT stage_id, into_id FROM remappings ORDER BY stage_id",
                "SELECT currency, from_on, rate FROM fx ORDER BY currency, from_on",
            )
        ]
        return hashlib.sha256(json.dumps(shaping, default=str).encode()).hexdigest()[:16]

    def _can_continue(self, previous: Manifest, marks: Mapping[str, str], epoch: int, settings: str) -> bool:
        """Whether what was written before still holds, so that only touched months need writing."""
        if previous.epoch != epoch or previous.settings != settings or _went_back(previous.marks, marks):
            return False
        users = [str(path) for path in table_files(self.folder, previous, "users")]
        if not users:
            return not previous.total("opportunities")
        moved = self.duck.execute(
            "SELECT 1 FROM read_parquet($users) AS old LEFT JOIN users USING (user_id) "
            "WHERE old.team_id IS DISTINCT FROM users.team_id LIMIT 1",
            {"users": users},
        )
        return moved.fetchone() is None

    def _read(self, previous: Manifest | None) -> _Work:
        """Load what must be written anew, by month or, where that is little, by opportunity."""
        if previous is None:
            self._load(by_month(None))
            found = self.duck.execute("SELECT DISTINCT strftime(opened_at, '%Y-%m') FROM raw_opportunities")
            return _Work(months=sorted(str(row[0]) for row in found.fetchall()))
        touched = touched_opportunities(self.duck, previous=previous, folder=self.folder, scratch=self.scratch)
        place = self.folder / previous.name
        recent = sorted(replaced_in(self.duck, place).union(touched.ids))
        most = _recent_limit(previous.total("opportunities")) if self.beside is None else self.beside
        if len(recent) <= most:
            for first in range(0, len(touched.ids), IDS_AT_ONCE):
                self._load(by_opportunity(touched.ids[first : first + IDS_AT_ONCE]))
            return _Work(touched=touched.ids, beside=len(recent), keeps_months=True)
        months = sorted(touched.months | months_of(self.duck, place=place, ids=recent))
        self._load(by_month(months))
        return _Work(months=months)

    def _write(self, manifest: Manifest, previous: Manifest | None, work: _Work, today: date) -> Manifest:
        target = self.folder / manifest.name
        target.mkdir()
        if previous is not None:
            link_months(self.folder / previous.name, target, but=set(work.months))
        if previous is not None and work.keeps_months:
            link_layers(self.folder / previous.name, target)
            rows = self._write_layer(target, previous, work.touched, today)
        else:
            rows = self._write_months(target, work.months, today)
            rows = {name: _kept(previous, name, set(work.months)) | counts for name, counts in rows.items()}
        for name in WHOLE:
            rows[name] = {"whole": write_table(self.duck, declared(name), path=target / name / "whole.parquet")}
        rows = {name: _filled(counts) for name, counts in rows.items()}
        return replace(manifest, rows=rows, missing_rates=self._missing_rates(target))

    def _write_months(self, target: Path, months: Sequence[str], today: date) -> dict[str, dict[str, int]]:
        rows: dict[str, dict[str, int]] = {name: {} for name in MONTHLY}
        done = 0
        for span in self._spans(months):
            build_span(self.duck, first=span[0], last=span[-1], today=today)
            for name in MONTHLY:
                rows[name] |= write_months(self.duck, name=name, months=span, folder=target / name)
            done += len(span)
            if self.progress is not None:
                self.progress(done, len(months))
        return rows

    def _write_layer(
        self, target: Path, previous: Manifest, touched: Sequence[int], today: date
    ) -> dict[str, dict[str, int]]:
        rows = {name: Counter(previous.rows.get(name, {})) for name in MONTHLY}
        if touched:
            found = self.duck.execute("SELECT strftime(opened_at, '%Y-%m') FROM raw_opportunities").fetchall()
            months = [str(row[0]) for row in found] or [f"{today:%Y-%m}"]
            build_span(self.duck, first=min(months), last=max(months), today=today)
            written = {name: rows_by_month(self.duck, name) for name in MONTHLY}
            moved = rows_moved(self.duck, ids=touched, before=self.folder / previous.name, written=written)
            add_layer(self.duck, ids=touched, place=target)
            for name, counts in moved.items():
                rows[name].update(counts)
        return {name: dict(counts) for name, counts in rows.items()}

    def _spans(self, months: Sequence[str]) -> Iterator[list[str]]:
        """The months in groups small enough for memory: building has a price of 0.2 s a time, whatever the size."""
        if not months:
            return
        found = self.duck.execute("SELECT strftime(opened_at, '%Y-%m'), count(*) FROM raw_changes GROUP BY ALL")
        sizes = {str(month): int(number) for month, number in found.fetchall()}
        span: list[str] = []
        for month in months:
            if span and sum(sizes.get(one, 0) for one in [*span, month]) > CHANGES_AT_ONCE:
                yield span
                span = []
            span.append(month)
        if span:
            yield span

    def _missing_rates(self, place: Path) -> dict[str, int]:
        source = stored_rows(place, "opportunities")
        if source is None:
            return {}
        found = self.duck.execute(
            f"SELECT currency, count(*) FROM ({source}) AS opportunity "
            "WHERE amount IS NOT NULL AND amount_rc IS NULL GROUP BY currency ORDER BY currency"
        )
        return {str(currency): int(number) for currency, number in found.fetchall()}


def _recent_limit(opportunities: int) -> int:
    return int(min(max(opportunities * RECENT_SHARE, RECENT_LEAST), RECENT_MOST))


def _went_back(before: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """Whether rows are gone that were there: a backup was restored, an import undone."""
    return any(int(now.get(name, 0)) < int(mark) for name, mark in before.items() if name.endswith("_id"))


def _filled(counts: Mapping[str, int]) -> dict[str, int]:
    return {part: number for part, number in sorted(counts.items()) if number}


def _kept(previous: Manifest | None, name: str, touched: set[str]) -> dict[str, int]:
    """The numbers of rows of the months that are taken over."""
    if previous is None:
        return {}
    return {month: number for month, number in previous.rows.get(name, {}).items() if month not in touched}


def _state(manifest: Manifest, *, months: tuple[str, ...], is_rebuilt: bool, recent: int = 0) -> ExtractState:
    return ExtractState(
        version=manifest.version,
        as_of=manifest.as_of,
        rows={name: manifest.total(name) for name in (*MONTHLY, *WHOLE) if name != LEDGER.name},
        months=months,
        is_rebuilt=is_rebuilt,
        recent=recent,
        missing_rates=dict(manifest.missing_rates),
    )


@contextmanager
def _locked(folder: Path, *, wait: bool) -> Iterator[None]:
    """The folder for one refresh at a time; the system frees the lock when the process ends, however it ends."""
    with (folder / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RefreshUnderWay("Another process is refreshing the extracts.") from error
        yield


@contextmanager
def _workspace(folder: Path, memory: str) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """A DuckDB file to work in, removed afterwards; what a killed refresh left behind goes first."""
    scratch = folder / ".work"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    options: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory,
        "threads": 2,
        "temp_directory": str(scratch / "spilled"),
    }
    duck = duckdb.connect(str(scratch / "work.duckdb"), config=options)
    try:
        duck.execute("SET TimeZone = 'UTC'")
        # Never committed: nothing here must outlive the refresh, so nothing waits for the disk.
        duck.begin()
        yield duck, scratch
    finally:
        duck.close()
        shutil.rmtree(scratch, ignore_errors=True)
