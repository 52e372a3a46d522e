"""The roles that must be known at every customer: one definition for all."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.people.models import User
from trimtab.people.policy import can_set_up
from trimtab.retention.models import RequiredRole

Row = tuple[str, str, int]  # name, what it is also called, weight


def save_required_roles(rows: Sequence[Row], *, by: User, now: datetime) -> list[RequiredRole]:
    """Set all required roles at once; those that are no longer named are archived.

    Raises:
        PermissionDenied: `by` does not set the organisation up. ValidationError: a name stands twice, or there is none.
    """
    if not can_set_up(by):
        raise PermissionDenied(_("Only operations and administrators change the required roles."))
    names = [name.lower() for name, _words, _weight in rows]
    if not rows:
        raise ValidationError(_("Name at least one role."))
    if len(set(names)) != len(names):
        raise ValidationError(_("Each role may stand once."))
    with transaction.atomic():
        there = {one.name.lower(): one for one in RequiredRole.objects.filter(archived_at__isnull=True)}
        kept = []
        for position, (name, words, weight) in enumerate(rows):
            role = there.pop(name.lower(), None) or RequiredRole()
            role.name, role.words, role.weight, role.position = name, words, weight, position
            role.full_clean()
            role.save()
            kept.append(role)
        for gone in there.values():
            gone.archived_at = now
            gone.save(update_fields=["archived_at"])
        after = {"roles": [[name, weight] for name, _words, weight in rows]}
        record_event("required_roles.saved", record="organisation", record_id=1, by=by, now=now, after=after)
    return kept
