"""The personal link that calendars read: made, replaced, revoked."""

from datetime import datetime, timedelta

from django.db import transaction

from trimtab.core.audit import record_event
from trimtab.objectives.models import CalendarLink
from trimtab.people.models import User
from trimtab.sharing.actions import new_token
from trimtab.sharing.queries import digest_of

KEPT = timedelta(days=366)  # a forgotten link stops by itself


def make_link(*, by: User, now: datetime) -> str:
    """A new link of this person; the one before stops. Returns the token, which is kept nowhere else."""
    token = new_token()
    with transaction.atomic():
        CalendarLink.objects.select_for_update().filter(owner=by, revoked_at=None).update(revoked_at=now)
        made = CalendarLink.objects.create(owner=by, digest=digest_of(token), created_at=now, expires_at=now + KEPT)
        record_event("calendar_link.made", record="calendar_link", record_id=made.pk, by=by, now=now)
    return token


def revoke_link(*, by: User, now: datetime) -> None:
    """No calendar reads it any more."""
    with transaction.atomic():
        for link in CalendarLink.objects.select_for_update().filter(owner=by, revoked_at=None):
            link.revoked_at = now
            link.save(update_fields=["revoked_at"])
            record_event("calendar_link.revoked", record="calendar_link", record_id=link.pk, by=by, now=now)
