"""What rules may look at of an opportunity in its process."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.signals import Signal, Values
from trimtab.processes.queries import Calibrated, calibrated_of, progress_of
from trimtab.processes.standing import Progress

PLACE = "opportunity-process"
SIGNALS = (
    Signal("processes_progress", _("Progress of the computed step"), "share", place=PLACE),
    Signal("processes_probability", _("Chance by the method"), "share", place=PLACE),
    Signal("processes_calibrated", _("Chance by your history"), "share", place=PLACE),
    Signal("processes_close", _("Date when it can close, as computed"), "date", place=PLACE),
    Signal(
        "processes_days_later", _("Days by which the computed date is later than the stated one"), "days", place=PLACE
    ),
    Signal("processes_overrun", _("Days in the computed step over the days it should take"), "number", place=PLACE),
    Signal("processes_steps_behind", _("Steps by which the answers are behind the stage"), "number", place=PLACE),
    Signal(
        "processes_open_mandatory", _("Mandatory milestones of the computed step still open"), "number", place=PLACE
    ),
    Signal("processes_regressed", _("A passed step has a No again"), place=PLACE),
    Signal("processes_stuffed", _("Nearly all answers were given on one day"), place=PLACE),
    Signal("processes_superseded", _("Its version or process was replaced"), place=PLACE),
    Signal("processes_paused", _("Its clock stands still"), place=PLACE),
    Signal("processes_silent", _("Days since an answer changed"), "days", place=PLACE),
)


def signals_of(opportunities: Sequence[Opportunity], today: date) -> Mapping[int, Values]:
    """The values by opportunity; nothing for those without a process."""
    found = progress_of(opportunities, today)
    history = calibrated_of(found.values())
    return {pk: _values(one) | {"processes_calibrated": _rate(history[pk])} for pk, one in found.items()}


def _values(one: Progress) -> dict[str, bool | int | float | date | None]:
    behind = None if one.stated_index is None else max(one.stated_index - one.index, 0)
    return {
        "processes_progress": one.current.share if one.current else 1.0,
        "processes_probability": one.chance,
        "processes_close": one.close_on,
        "processes_days_later": one.days_later,
        "processes_overrun": None if one.overrun is None else float(one.overrun),
        "processes_steps_behind": behind,
        "processes_open_mandatory": len(one.current.open_mandatory) if one.current else 0,
        "processes_regressed": bool(one.regressed),
        "processes_stuffed": one.stuffed is not None,
        "processes_superseded": bool(one.superseded),
        "processes_paused": one.pause is not None,
        "processes_silent": one.silent,
    }


def _rate(history: Calibrated) -> float | None:
    return history.best.rate if history.best else None
