"""Looking behind a token, and the links of a record."""

import hashlib
from datetime import datetime

from django.db.models import QuerySet

from trimtab.sharing.models import SecretLink


def digest_of(token: str) -> str:
    """What is kept of a token. No salt and no slow hash: a token has 256 bits of chance, nothing can be tried out."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_behind(token: str, purpose: str, now: datetime) -> SecretLink | None:
    """The link, while it works and for its own purpose only.

    One query whatever the answer is, so that the time it takes tells nothing: unknown, expired, revoked and made for
    something else are the same.
    """
    found = SecretLink.objects.filter(digest=digest_of(token)).first()
    if found is None or found.purpose != purpose or not found.works(now):
        return None
    return found


def links_of(record: str, record_id: int, *, purpose: str = "") -> QuerySet[SecretLink]:
    """The links of a record, newest first; of one purpose where it is named."""
    found = SecretLink.objects.filter(record=record, record_id=record_id).select_related("made_by").order_by("-pk")
    return found.filter(purpose=purpose) if purpose else found
