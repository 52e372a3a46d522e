"""What people of the customer are afraid of, and what answers it: written down, changed, taken off, put back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from trimtab.accounts.policy import require_assignable
from trimtab.competition.models import Fear
from trimtab.competition.policy import OF_OPPORTUNITY, require_competition_edit
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User

FIELDS = ("person", "kind", "statement", "intensity", "proof", "proof_note", "owner", "status")


class FearChanged(Exception):
    """Somebody changed it since it was read; nothing was written. `fear` is as it is now."""

    def __init__(self, fear: Fear) -> None:
        super().__init__(_("It was changed in the meantime."))
        self.fear = fear


def add_fear(opportunity: Opportunity, *, facts: Mapping[str, Any], by: User, now: datetime) -> Fear:
    """Somebody is afraid of something.

    Raises:
        PermissionDenied: `by` may not change the opportunity, or does not see the owner.
        ValueError: the person is on the map of another deal.
    """
    with transaction.atomic():
        require_competition_edit(by, opportunity)
        _require_meant(opportunity, facts, by=by)
        values = {name: facts[name] for name in FIELDS if name in facts}
        made = Fear.objects.create(opportunity=opportunity, created_by=by, created_at=now, changed_at=now, **values)
        after = {"opportunity": opportunity.pk, **_plain(values)}
        record_event("fear.added", record="fear", record_id=made.pk, by=by, now=now, after=after)
    return made


def edit_fear(
    fear: Fear, *, changes: Mapping[str, Any], by: User, now: datetime, seen_at: datetime | None = None
) -> Fear:
    """Change what is known of it; returns it as it is now.

    Raises:
        FearChanged: somebody changed it after `seen_at`. PermissionDenied, ValueError: see `add_fear`.
    """
    with transaction.atomic():
        current = locked(Fear.objects.select_related("person", "owner", *OF_OPPORTUNITY), fear.pk)
        require_competition_edit(by, current.opportunity)
        if seen_at is not None and current.changed_at != seen_at:
            raise FearChanged(current)
        changed = {
            name: changes[name] for name in FIELDS if name in changes and getattr(current, name) != changes[name]
        }
        if not changed:
            return current
        _require_meant(current.opportunity, changed, by=by)
        before = _plain({name: getattr(current, name) for name in changed})
        for name, value in changed.items():
            setattr(current, name, value)
        current.changed_at = now
        current.save(update_fields=[*changed, "changed_at"])
        after = _plain(changed)
        record_event("fear.edited", record="fear", record_id=current.pk, by=by, now=now, before=before, after=after)
    return current


def remove_fear(fear: Fear, *, by: User, now: datetime) -> None:
    """It was none."""
    _set_removed(fear, by=by, now=now, verb="fear.removed", removed_at=now)


def restore_fear(fear: Fear, *, by: User, now: datetime) -> None:
    """It is one after all."""
    _set_removed(fear, by=by, now=now, verb="fear.restored", removed_at=None)


def _set_removed(fear: Fear, *, by: User, now: datetime, verb: str, removed_at: datetime | None) -> None:
    with transaction.atomic():
        current = locked(Fear.objects.select_related(*OF_OPPORTUNITY), fear.pk)
        require_competition_edit(by, current.opportunity)
        if (current.removed_at is None) == (removed_at is None):
            return
        Fear.objects.filter(pk=current.pk).update(removed_at=removed_at, changed_at=now)
        record_event(verb, record="fear", record_id=current.pk, by=by, now=now)


def _require_meant(opportunity: Opportunity, facts: Mapping[str, Any], *, by: User) -> None:
    person = facts.get("person")
    if person is not None and person.map.opportunity_id != opportunity.pk:
        raise ValueError("`person` must be on the opportunity's map. Got one of another.")
    if facts.get("owner") is not None:
        require_assignable(by, facts["owner"])


def _plain(values: Mapping[str, Any]) -> dict[str, object]:
    return {name: value.pk if isinstance(value, models.Model) else value for name, value in values.items()}
