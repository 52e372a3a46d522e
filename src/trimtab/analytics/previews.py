"""What a change would do to the figures, computed before anything is saved."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from copy import copy
from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from trimtab.analytics.definitions import Definitions
from trimtab.analytics.engine import DuckDBEngine
from trimtab.analytics.overlays import PREVIEWED_BELOW, with_stage_remapped, with_stages_edited
from trimtab.analytics.reading import KEPT_SECONDS, Reading, hashed
from trimtab.analytics.restating import Basis, Difference, Kept, differences, periods_at, snapshot
from trimtab.core.calendars import Period
from trimtab.core.models import Organisation
from trimtab.core.shared_answers import shared_answer

# What needs the extracts built anew before figures can follow.
REBUILDING = {"currency", "time_zone"}
CALENDAR = {"fiscal_start_month", "fiscal_pattern", "week_start"}


@dataclass(frozen=True)
class Preview:
    """Figures before and after. after: None where they can follow only once the change is made."""

    before: Kept
    after: Kept | None

    @property
    def differences(self) -> list[Difference]:
        """Period by period."""
        return [] if self.after is None else differences(self.before, self.after)


@dataclass(frozen=True)
class PeriodNow:
    """The period that today is in, before and after a change of the calendar."""

    unit: str
    before: Period
    after: Period

    @property
    def is_moved(self) -> bool:
        return self.before != self.after


def basis_of(reading: Reading, organisation: Organisation) -> Basis:
    """What the figures of now are computed from."""
    return Basis(reading.engine, reading.manifest, organisation, reading.definitions, reading.as_of)


def kept_snapshot(basis: Basis, periods: Sequence[Period]) -> Kept:
    """`snapshot`, kept for an hour: who previews a change saves it a moment later."""
    organisation = {field.name: getattr(basis.organisation, field.name) for field in Organisation._meta.fields}
    place = str(basis.engine.folder)
    key = hashed("snapshot", place, basis.as_of, organisation, asdict(basis.definitions), list(periods))
    return shared_answer(key, lambda: snapshot(basis, periods), seconds=KEPT_SECONDS)


def preview_organisation(
    reading: Reading | None, organisation: Organisation, changes: Mapping[str, object]
) -> Preview | None:
    """What another calendar, clock or currency does; None where no figure can change, or there are none yet."""
    if reading is None or not (CALENDAR | REBUILDING) & changes.keys():
        return None
    basis = basis_of(reading, organisation)
    before = kept_snapshot(basis, periods_at(organisation, reading.as_of)[:1])
    if REBUILDING & changes.keys():
        return Preview(before, None)
    changed = changed_organisation(organisation, changes)
    following = Basis(basis.engine, basis.manifest, changed, basis.definitions, basis.as_of)
    return Preview(before, kept_snapshot(following, periods_at(changed, reading.as_of)[:1]))


def preview_definitions(
    reading: Reading | None, organisation: Organisation, definitions: Definitions
) -> Preview | None:
    """What other definitions do to this fiscal quarter and the one before; None where there are no figures yet."""
    if reading is None:
        return None
    basis, periods = basis_of(reading, organisation), periods_at(organisation, reading.as_of)
    following = Basis(basis.engine, basis.manifest, organisation, definitions, basis.as_of)
    return Preview(kept_snapshot(basis, periods), kept_snapshot(following, periods))


def preview_stages(
    reading: Reading | None, organisation: Organisation, stages: Mapping[int, Mapping[str, object]], *, memory: str
) -> Preview | None:
    """What other values of stages (is_qualified, position) do to this quarter.

    None: there are no figures yet, or too many opportunities to compute both within a request; the restatement follows.
    """
    if not _is_previewed(reading) or not stages:
        return None
    assert reading is not None
    with closing(with_stages_edited(reading.folder, reading.manifest, stages, memory=memory)) as engine:
        return _beside(reading, organisation, engine)


def preview_remapping(
    reading: Reading | None, organisation: Organisation, stage: int, into: int, *, memory: str
) -> Preview | None:
    """What reading the history of one stage as another's does to this quarter; None as for `preview_stages`."""
    if not _is_previewed(reading):
        return None
    assert reading is not None
    with closing(with_stage_remapped(reading.folder, reading.manifest, stage, into, memory=memory)) as engine:
        return _beside(reading, organisation, engine)


def _is_previewed(reading: Reading | None) -> bool:
    return reading is not None and reading.manifest.total("opportunities") <= PREVIEWED_BELOW


def _beside(reading: Reading, organisation: Organisation, engine: DuckDBEngine) -> Preview:
    basis, periods = basis_of(reading, organisation), periods_at(organisation, reading.as_of)[:1]
    following = Basis(engine, basis.manifest, organisation, basis.definitions, basis.as_of)
    return Preview(kept_snapshot(basis, periods), snapshot(following, periods))


def changed_organisation(organisation: Organisation, changes: Mapping[str, object]) -> Organisation:
    """A copy with these values, not saved."""
    changed = copy(organisation)
    for name, value in changes.items():
        setattr(changed, name, value)
    return changed


def periods_now(organisation: Organisation, changed: Organisation, *, now: datetime) -> list[PeriodNow]:
    """The year, quarter and month that today is in, under both."""
    units = (("year", _("Fiscal year")), ("quarter", _("Fiscal quarter")), ("month", _("Fiscal month")))
    one, two = (now.astimezone(side.zone).date() for side in (organisation, changed))
    return [
        PeriodNow(label, organisation.calendar.containing(one, unit), changed.calendar.containing(two, unit))  # type: ignore[arg-type]  # literals above
        for unit, label in units
    ]
