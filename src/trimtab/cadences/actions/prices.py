"""What an answer is worth and an attempt costs, and how long an answer may take."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from trimtab.accounts.actions import plain
from trimtab.cadences.models import Persistence
from trimtab.cadences.policy import require_writing
from trimtab.core.audit import record_event
from trimtab.people.models import User

FACTS = ("wait_days", "worth", "cost", "harm")


def set_persistence(*, facts: Mapping[str, object], by: User, now: datetime) -> Persistence:
    """Say them; another number of days counts from the next night on.

    Args:
        facts: wait_days, worth, cost, harm; money in the reporting currency, None: nobody says.

    Raises:
        PermissionDenied: `by` neither leads nor sets up.
    """
    for name in facts:
        if name not in FACTS:
            raise ValueError(f"A fact must be among {', '.join(FACTS)}. Got {name!r}.")
    with transaction.atomic():
        require_writing(by)
        current, _is_new = Persistence.objects.select_for_update().get_or_create(one=True)
        before = {name: plain(getattr(current, name)) for name in facts}
        for name, value in facts.items():
            setattr(current, name, value)
        current.changed_at, current.changed_by = now, by
        current.save()
        after = {name: plain(getattr(current, name)) for name in facts}
        record_event(
            "persistence.set", record="persistence", record_id=current.pk, by=by, now=now, before=before, after=after
        )
    return current
