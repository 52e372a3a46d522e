"""What every room knows of some opportunities, brought into one table for the rules."""

from collections.abc import Iterable, Sequence
from datetime import date

from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.signals import Signal, Source, all_signals, sources
from trimtab.rulebook.evaluating import Table
from trimtab.rulebook.scopes import Phasing, Subject

AT_ONCE = 2_000  # opportunities whose signals are held at the same time
FOR_SCOPE = ("opportunity_progress", "opportunity_amount", "processes_probability")


def known_signals() -> dict[str, Signal]:
    """Key → signal, of every room that is there."""
    return {one.key: one for one in all_signals()}


def table_of(
    opportunities: Sequence[Opportunity], *, today: date, phasing: Phasing, keys: Iterable[str] | None = None
) -> Table:
    """The table of these opportunities. A fixed number of queries for any number of them.

    Args:
        keys: the signals that will be asked; None: all of them. Rooms that know none of them are not asked.
    """
    wanted = None if keys is None else {*keys, *FOR_SCOPE}
    columns: dict[str, list[object]] = {}
    for source in sources():
        asked = [one.key for one in source.signals if wanted is None or one.key in wanted]
        if asked:
            columns |= _columns(source, asked, opportunities, today)
    subjects = [_subject(one, place, columns, phasing) for place, one in enumerate(opportunities)]
    return Table(today, subjects, columns, known_signals())  # type: ignore[arg-type]  # values of many kinds


def _columns(
    source: Source, keys: Sequence[str], opportunities: Sequence[Opportunity], today: date
) -> dict[str, list[object]]:
    found = source.read(opportunities, today) if opportunities else {}
    rows = [found.get(one.pk, {}) for one in opportunities]
    return {key: [row.get(key) for row in rows] for key in keys}


def _subject(one: Opportunity, place: int, columns: dict[str, list[object]], phasing: Phasing) -> Subject:
    def value(key: str) -> float | None:
        found = columns[key][place] if key in columns else None
        return None if found is None else float(str(found))

    progress = value("opportunity_progress")
    if phasing.basis == "probability":
        stated = value("processes_probability")
        progress = progress if stated is None else stated
    return Subject(one.pk, phasing.phase_at(progress), one.kind, value("opportunity_amount"))
