"""Which version an opportunity follows where nobody moved it.

The process: the first in order whose conditions hold, else the default one. The version of it: the one in use when the
opportunity was opened, the first one for those that are older. So publishing a version changes no open opportunity.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from trimtab.processes.models import ProcessVersion, SalesProcess


@dataclass(frozen=True)
class Facts:
    """What conditions look at. amount: in the reporting currency; None: not known."""

    kind: str = ""
    amount: Decimal | None = None
    segment: str = ""
    custom: Mapping[str, object] | None = None


def looks_at_accounts(processes: Iterable[SalesProcess]) -> bool:
    """Whether a condition needs the account."""
    return any(one.segment or one.own_field for one in processes)


def looks_at_amounts(processes: Iterable[SalesProcess]) -> bool:
    """Whether a condition needs the amount."""
    return any(one.at_least is not None or one.below is not None for one in processes)


def has_conditions(process: SalesProcess) -> bool:
    """Whether it names any opportunity by itself."""
    return bool(process.kind or process.segment or process.own_field or looks_at_amounts([process]))


def holds(process: SalesProcess, facts: Facts) -> bool:
    """Whether all conditions of the process hold; one without any is for those for whom somebody chooses it.

    What is not known fulfils no condition.
    """
    return (
        has_conditions(process)
        and _same(process.kind, facts.kind)
        and _same(process.segment, facts.segment)
        and _is_in_size(process, facts.amount)
        and (not process.own_field or _same(process.own_value, str((facts.custom or {}).get(process.own_field, ""))))
    )


def process_for(processes: Sequence[SalesProcess], facts: Facts) -> SalesProcess | None:
    """The process by rule. processes: those in use, in their order."""
    chosen = next((one for one in processes if not one.is_default and holds(one, facts)), None)
    return chosen or next((one for one in processes if one.is_default), None)


def version_for(versions: Sequence[ProcessVersion], opened_at: datetime) -> ProcessVersion | None:
    """The version in use at that moment. versions: the published ones of a process, oldest first."""
    before = [one for one in versions if one.published_at is not None and one.published_at <= opened_at]
    return before[-1] if before else next(iter(versions), None)


def _same(wanted: str, there: str) -> bool:
    return not wanted or wanted.strip().casefold() == there.strip().casefold()


def _is_in_size(process: SalesProcess, amount: Decimal | None) -> bool:
    if process.at_least is None and process.below is None:
        return True
    if amount is None:
        return False
    return (process.at_least is None or amount >= process.at_least) and (
        process.below is None or amount < process.below
    )
