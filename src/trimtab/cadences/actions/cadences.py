"""Writing cadences. Whoever is in one goes on by its steps as they are then."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.cadences.models import Cadence, CadenceStep
from trimtab.cadences.policy import require_writing
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.people.models import User

FACTS = ("name", "about", "stop_on_meeting")


@dataclass(frozen=True)
class StepFacts:
    """One attempt: by which channel, how many days after the one before, what to say."""

    channel: str
    days: int
    say: str = ""

    def __str__(self) -> str:
        return f"{self.channel} {self.days} {self.say}".strip()


class CadenceChanged(Exception):
    """Somebody changed the cadence since it was read; nothing was written. `cadence` is as it is now."""

    def __init__(self, cadence: Cadence) -> None:
        super().__init__(_("The cadence was changed in the meantime."))
        self.cadence = cadence


def create_cadence(
    *, name: str, about: str, stop_on_meeting: bool, steps: Sequence[StepFacts], by: User, now: datetime
) -> Cadence:
    """A new cadence.

    Raises:
        ValidationError: it has no step.
    """
    with transaction.atomic():
        require_writing(by)
        made = Cadence.objects.create(
            name=name, about=about, stop_on_meeting=stop_on_meeting, added_by=by, created_at=now, changed_at=now
        )
        _set_steps(made, steps)
        _record("cadence.added", made, by=by, now=now, after={"name": name, "steps": [str(one) for one in steps]})
    return made


def edit_cadence(
    cadence: Cadence,
    *,
    name: str,
    about: str,
    stop_on_meeting: bool,
    steps: Sequence[StepFacts],
    by: User,
    now: datetime,
    seen_at: datetime | None = None,
) -> Cadence:
    """Change a cadence; attempts that were made stay what they were.

    Raises:
        CadenceChanged: somebody changed it after `seen_at`.
        ValidationError: it has no step.
    """
    with transaction.atomic():
        require_writing(by)
        current = locked(Cadence.objects.all(), cadence.pk)
        if seen_at is not None and current.changed_at != seen_at:
            raise CadenceChanged(current)
        before: dict[str, object] = {"name": current.name, "steps": [str(one) for one in steps_as_kept(current)]}
        current.name, current.about, current.stop_on_meeting, current.changed_at = name, about, stop_on_meeting, now
        current.save()
        current.steps.all().delete()
        _set_steps(current, steps)
        after: dict[str, object] = {"name": name, "steps": [str(one) for one in steps]}
        _record("cadence.edited", current, by=by, now=now, before=before, after=after)
    return current


def archive_cadence(cadence: Cadence, *, by: User, now: datetime) -> None:
    """Nobody new enters it; those in it go on."""
    _set_archived(cadence, at=now, verb="cadence.archived", by=by, now=now)


def restore_cadence(cadence: Cadence, *, by: User, now: datetime) -> None:
    """It can be chosen again."""
    _set_archived(cadence, at=None, verb="cadence.restored", by=by, now=now)


def steps_as_kept(cadence: Cadence) -> list[StepFacts]:
    """Its steps in order."""
    return [StepFacts(one.channel, one.days, one.say) for one in cadence.steps.order_by("position")]


def _set_steps(cadence: Cadence, steps: Sequence[StepFacts]) -> None:
    if not steps:
        raise ValidationError(_("A cadence needs one attempt at least."))
    CadenceStep.objects.bulk_create(
        CadenceStep(cadence=cadence, position=place, **asdict(one)) for place, one in enumerate(steps, 1)
    )


def _set_archived(cadence: Cadence, *, at: datetime | None, verb: str, by: User, now: datetime) -> None:
    with transaction.atomic():
        require_writing(by)
        current = locked(Cadence.objects.all(), cadence.pk)
        if (current.archived_at is None) == (at is None):
            return
        current.archived_at, current.changed_at = at, now
        current.save(update_fields=["archived_at", "changed_at"])
        _record(verb, current, by=by, now=now, after={"name": current.name})


def _record(verb: str, cadence: Cadence, *, by: User, now: datetime, **facts: dict[str, object]) -> None:
    record_event(verb, record="cadence", record_id=cadence.pk, by=by, now=now, **facts)
