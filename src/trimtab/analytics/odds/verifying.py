"""Are the features what was known? Of a hundred opportunities one is built anew from raw changes, cut at a past day.

What was recorded, or became true, after that day is thrown away before anything is built. Features of the day must then
be the same as those read from the whole extracts; where one differs, something looks into the future or was rewritten.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import numpy as np

from trimtab.analytics.engine import DuckDBEngine
from trimtab.analytics.extracts.building import build_span, prepare
from trimtab.analytics.extracts.manifest import Manifest
from trimtab.analytics.extracts.reading import load
from trimtab.analytics.extracts.sources import by_opportunity, whole
from trimtab.analytics.odds.attributes import add_attributes
from trimtab.analytics.odds.calendar import quarter_ends
from trimtab.analytics.odds.frames import Looks, features_at
from trimtab.analytics.parquet import write_table
from trimtab.core.models import Organisation
from trimtab.insight.features.frame import Features
from trimtab.insight.tables import TABLES

PARTS = 100
MOST = 5_000
BUILT = ("versions", "stage_events", "activities")
CUTS = {
    "raw_changes": "valid_at > $at OR recorded_at > $at",
    "raw_activities": '"at" > $at',
}


@dataclass(frozen=True)
class Verified:
    """What was looked at, as of which instant, and where it differs: opportunity → names of features."""

    at: datetime
    opportunities: int
    differing: Mapping[int, tuple[str, ...]]

    @property
    def is_well(self) -> bool:
        return not self.differing


class FeaturesDiffer(RuntimeError):
    """Features read from the extracts are not those that history gives."""


def verify_features(folder: Path, manifest: Manifest, *, now: datetime, memory: str, parts: int = PARTS) -> Verified:
    """Build one of `parts` opportunities anew as of a day in the past year and compare; every day another part.

    Args:
        now: decides which part and which day.
    """
    turn = now.toordinal()
    at = (manifest.as_of - timedelta(days=1 + turn * 37 % 365)).astimezone(UTC).replace(tzinfo=None, microsecond=0)
    ends = quarter_ends(Organisation.get().calendar, at.date())
    engine = DuckDBEngine(folder / manifest.name, memory_limit=memory)
    try:
        add_attributes(engine)
        ids = _part(engine, at, parts, turn % parts)
        if not ids:
            return Verified(at, 0, {})
        kept = _of(features_at(engine, Looks(at), period_ends=ends), ids)
        with TemporaryDirectory(dir=folder) as scratch:
            _overlay(engine, _built(Path(scratch), ids, at, memory), ids)
            anew = _of(features_at(engine, Looks(at), period_ends=ends), ids)
    finally:
        engine.close()
    return Verified(at, len(ids), _differences(kept, anew))


def require_features(folder: Path, manifest: Manifest, *, now: datetime, memory: str, parts: int = PARTS) -> str:
    """The check of the night: what was looked at, in a sentence.

    Raises:
        FeaturesDiffer: names the first opportunities that differ.
    """
    found = verify_features(folder, manifest, now=now, memory=memory, parts=parts)
    if not found.is_well:
        listed = "; ".join(f"{opp_id}: {', '.join(names)}" for opp_id, names in list(found.differing.items())[:5])
        raise FeaturesDiffer(
            f"{len(found.differing)} of {found.opportunities} opportunities differ as of {found.at}: {listed}"
        )
    return f"{found.opportunities} opportunities as of {found.at:%Y-%m-%d}: the same" if found.opportunities else ""


def _part(engine: DuckDBEngine, at: datetime, parts: int, turn: int) -> list[int]:
    with engine.reading() as cursor:
        rows = cursor.execute(
            "SELECT DISTINCT opp_id FROM whole.versions WHERE opp_id % $parts = $turn AND status = 'open' "
            "AND from_at <= $at AND (until_at IS NULL OR until_at > $at) ORDER BY opp_id LIMIT $most",
            {"parts": parts, "turn": turn, "at": at, "most": MOST},
        ).fetchall()
    return [int(row[0]) for row in rows]


def _built(scratch: Path, ids: list[int], at: datetime, memory: str) -> dict[str, Path]:
    """The tables of those opportunities from their raw rows of the database, as if it were still that day."""
    organisation = Organisation.get()
    with duckdb.connect(":memory:", config={"memory_limit": memory, "threads": 2}) as duck:
        duck.execute("SET TimeZone = 'UTC'")
        for name, source in {**whole(), **by_opportunity(ids)}.items():
            load(source.rows, into=name, columns=source.columns, duck=duck, folder=scratch)
        for name, later in CUTS.items():
            duck.execute(f"DELETE FROM {name} WHERE {later}", {"at": at})
        prepare(duck, today=at.date(), currency=organisation.currency)
        months = duck.execute(
            "SELECT min(strftime(opened_at, '%Y-%m')), max(strftime(opened_at, '%Y-%m')) FROM raw_opportunities"
        ).fetchone()
        assert months is not None, "an aggregate has a row"
        build_span(duck, first=str(months[0]), last=str(months[1]), today=at.date())
        paths = {name: scratch / f"{name}.parquet" for name in BUILT}
        return {name: path for name, path in paths.items() if write_table(duck, TABLES[name], path=path)}


def _overlay(engine: DuckDBEngine, built: Mapping[str, Path], ids: list[int]) -> None:
    """Let the engine read those opportunities as they were built anew."""
    chosen = f"opp_id IN ({', '.join(map(str, ids))})"
    queries = {}
    for name in BUILT:
        queries[name] = f'SELECT * FROM whole."before_{name}" WHERE NOT {chosen}'
        if name in built:
            quoted = str(built[name]).replace("'", "''")
            queries[name] += f" UNION ALL SELECT * FROM read_parquet('{quoted}')"
    engine.overlay(queries)


def _of(features: Features, ids: list[int]) -> Features:
    return features.take(np.flatnonzero(np.isin(features.opp_id, ids)))


def _differences(kept: Features, anew: Features) -> dict[int, tuple[str, ...]]:
    """Opportunity → features that differ; all are named where it is there only once."""
    gone = np.setxor1d(kept.opp_id, anew.opp_id)
    found: dict[int, tuple[str, ...]] = {int(opp_id): ("whether it was open",) for opp_id in gone}
    both = np.intersect1d(kept.opp_id, anew.opp_id)
    one, other = _of(kept, both.tolist()), _of(anew, both.tolist())
    for name in one.numbers:
        same = np.isclose(one.numbers[name], other.numbers[name], rtol=1e-9, atol=1e-9, equal_nan=True)
        for opp_id in one.opp_id[~same].tolist():
            found[opp_id] = (*found.get(opp_id, ()), name)
    for name, words in one.words.items():
        told = np.array(words.levels, dtype=object)[words.codes]
        again = np.array(other.words[name].levels, dtype=object)[other.words[name].codes]
        for opp_id in one.opp_id[told != again].tolist():
            found[opp_id] = (*found.get(opp_id, ()), name)
    return found
