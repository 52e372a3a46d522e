"""A review for a request, a command or a file: extracts brought up to date, computed once, kept for an hour."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from django.utils.translation import get_language

from trimtab.analytics.cuts import LABELS, Choice, Cut, slice_of
from trimtab.analytics.definitions import Definitions, load_definitions
from trimtab.analytics.engine import DuckDBEngine
from trimtab.analytics.extracts.manifest import Manifest
from trimtab.analytics.figures import Asker, as_of, engine_over
from trimtab.analytics.freshness import bring_up_to_date
from trimtab.analytics.review import Review, build_review, may_open, review_moments
from trimtab.analytics.review.moments import Moments
from trimtab.analytics.review.words import text
from trimtab.analytics.rows import CUT_VALUES
from trimtab.core.shared_answers import shared_answer
from trimtab.people.frame import Frame

KEPT_SECONDS = 3600


class NoExtracts(LookupError):
    """There are no extracts yet; they are being made."""


@dataclass(frozen=True)
class Reading:
    """The extracts as they are read by one request."""

    folder: Path
    manifest: Manifest
    engine: DuckDBEngine
    as_of: datetime
    is_behind: bool
    definitions: Definitions

    def asker(self, frame: Frame, cut: Cut) -> Asker:
        """Asks for the records of the frame's scope within the cut only."""
        return Asker(self.engine, slice_of(frame.scope.ids, cut), self.definitions)

    def moments(self, frame: Frame, choice: Choice) -> Moments:
        """The instants of the frame's period."""
        return review_moments(
            self.manifest,
            frame.period,
            organisation=frame.organisation,
            as_of=self.as_of,
            since=choice.since,
            until=choice.until,
            compare=choice.compare,
            definitions=self.definitions,
        )


def open_reading(folder: Path, *, now: datetime, memory: str) -> Reading:
    """The extracts, brought up to date where that is quick.

    Args:
        folder: where the extracts live.
        memory: what DuckDB may take.

    Raises:
        NoExtracts: there are none yet, and making them takes a while; a process of its own has begun.
    """
    fresh = bring_up_to_date(folder, now=now, memory=memory)
    if fresh.manifest is None:
        raise NoExtracts("The figures are being prepared.")
    return Reading(
        folder=folder,
        manifest=fresh.manifest,
        engine=engine_over(folder, fresh.manifest, memory=memory),
        as_of=as_of(fresh.manifest, now, is_behind=fresh.is_behind),
        is_behind=fresh.is_behind,
        definitions=load_definitions(),
    )


def review_for(frame: Frame, reading: Reading, choice: Choice) -> Review:
    """The review of the frame, from the cache where the same was asked within the hour."""

    def work_out() -> Review:
        return build_review(
            user=frame.user,
            scope=frame.scope,
            moments=reading.moments(frame, choice),
            organisation=frame.organisation,
            engine=reading.engine,
            manifest=reading.manifest,
            is_behind=reading.is_behind,
            choice=choice,
        )

    return shared_answer(_key(frame, reading, choice), work_out, seconds=KEPT_SECONDS)


def _key(frame: Frame, reading: Reading, choice: Choice) -> str:
    """Everything a review depends on: another person with the same sight and scope shares it, nobody else."""
    return hashed(
        "review",
        reading.manifest.as_of,
        reading.as_of,
        reading.is_behind,
        frame.scope.key,
        frame.scope.ids,
        _sight(frame),
        frame.period,
        asdict(reading.definitions),
        asdict(choice),
        get_language(),
        str(reading.folder / reading.manifest.name),
    )


def cut_values_for(frame: Frame, reading: Reading) -> dict[str, list[str]]:
    """Fact → the values to choose from, at most 200 of each: those of the records that the person may see, no others.

    The empty text stands for records that do not say. Kept as long as a review.
    """
    sight = _sight(frame)
    key = hashed("cuts", str(reading.folder / reading.manifest.name), reading.manifest.as_of, sight)

    def work_out() -> dict[str, list[str]]:
        found: dict[str, list[str]] = {name: [] for name in LABELS}
        for row in reading.engine.run(CUT_VALUES, slice=slice_of(sight)).rows:
            found[text(row["fact"])].append(text(row["value"]))
        return found

    return shared_answer(key, work_out, seconds=KEPT_SECONDS)


def _sight(frame: Frame) -> list[int] | None:
    visible = may_open(frame.user)
    return None if visible is None else sorted(visible)


def hashed(kind: str, *parts: object) -> str:
    """A key of the cache for everything that a kept answer depends on."""
    return f"{kind}:" + hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()


def as_json(review: Review) -> str:
    """The review for programs: the same values, money as exact text, times in ISO 8601."""
    return json.dumps(asdict(review), default=_written, indent=1, ensure_ascii=False)


def _written(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"A review holds numbers, texts, days and times. Got {type(value).__name__}.")
