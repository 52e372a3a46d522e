"""A secret link is made and revoked."""

import secrets
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.people.models import User
from trimtab.sharing.models import SecretLink
from trimtab.sharing.queries import digest_of, links_of

TOKEN_BYTES = 32  # 256 bits: nobody guesses it
KEPT = timedelta(days=30)  # what is proposed
LONGEST = timedelta(days=366)  # a forgotten link stops by itself
MOST = 20  # that work at once, of one record for one purpose


def new_token() -> str:
    """A secret for an address. Keep its digest only."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def make_link(
    *, record: str, record_id: int, purpose: str, expires_at: datetime, by: User, now: datetime, note: str = ""
) -> str:
    """A new link to a record for one purpose. Returns the token, which is kept nowhere.

    The caller has checked that `by` may share the record: whoever may change it.

    Raises:
        ValidationError: it would end in the past or more than a year ahead, or too many work already.
    """
    _require_end(expires_at, now=now)
    token = new_token()
    with transaction.atomic():
        working = links_of(record, record_id, purpose=purpose).filter(revoked_at=None, expires_at__gt=now).count()
        if working >= MOST:
            raise ValidationError(
                _("%(most)d links to this work already. Revoke one before making another.") % {"most": MOST}
            )
        made = SecretLink.objects.create(
            record=record,
            record_id=record_id,
            purpose=purpose,
            digest=digest_of(token),
            note=note,
            made_by=by,
            made_at=now,
            expires_at=expires_at,
        )
        after = {"link": made.pk, "purpose": purpose, "note": note, "expires_at": expires_at.isoformat()}
        record_event("secret_link.made", record=record, record_id=record_id, by=by, now=now, after=after)
    return token


def revoke_link(link: SecretLink, *, by: User, now: datetime) -> None:
    """Nobody opens anything by it any more. The caller has checked that `by` may change the record."""
    with transaction.atomic():
        current = locked(SecretLink.objects.all(), link.pk)
        if current.revoked_at is not None:
            return
        current.revoked_at = now
        current.save(update_fields=["revoked_at"])
        before = {"link": current.pk, "purpose": current.purpose, "note": current.note}
        record_event(
            "secret_link.revoked", record=current.record, record_id=current.record_id, by=by, now=now, before=before
        )


def _require_end(expires_at: datetime, *, now: datetime) -> None:
    if not now < expires_at <= now + LONGEST:
        raise ValidationError(_("A link ends after now and within a year."))
