"""What rules may look at: each room names here, once, when the site starts, what it knows of an opportunity.

    signals.register(Source("assessments", SIGNALS, read=signals_of))

This room stands below those that know something, so they come to it; whoever reads rules stands above.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise

from trimtab.opportunities.models import Opportunity

Text = str | Promise
# None: not known, which is neither yes nor no, and no zero.
Value = bool | int | float | Decimal | str | date | None
Values = Mapping[str, Value]


@dataclass(frozen=True)
class Signal:
    """One thing that a room knows of an opportunity.

    key: unique in the house, as `calls_next_in_days`, never changed: rules hold it. kind: yes_no, number, days, share
    (0 to 1), money (in the reporting currency), choice, date. choices: of a choice, key → words. place: name of
    the address where it is seen and changed, given the opportunity's id; empty: on the opportunity's own page.
    """

    key: str
    label: Text
    kind: str = "yes_no"
    choices: Mapping[str, Text] | None = None
    place: str = ""


@dataclass(frozen=True)
class Source:
    """What one room knows. read: opportunities, today → id → key → value, in a fixed number of queries."""

    room: str
    signals: Sequence[Signal]
    read: Callable[[Sequence[Opportunity], date], Mapping[int, Values]]


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Make what a room knows known. Call it in `AppConfig.ready`."""
    _sources[source.room] = source


def sources() -> Sequence[Source]:
    """All that is known, in the order of the rooms' names."""
    return [_sources[room] for room in sorted(_sources)]


def all_signals() -> Iterator[Signal]:
    """Every signal of every room."""
    for source in sources():
        yield from source.signals
