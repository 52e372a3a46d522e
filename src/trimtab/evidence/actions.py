"""Writing evidence down, and taking it back."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from trimtab.core.audit import record_event
from trimtab.evidence.models import Evidence
from trimtab.people.models import User


def add_evidence(
    *, record: str, record_id: int, subject: str, value: str, fields: Mapping[str, object], by: User, now: datetime
) -> Evidence:
    """Keep why a judgement was made. The caller has checked that `by` may change the record.

    Args:
        record, record_id: the judged record, named as in the audit.
        subject: which judgement of it, as `support`. value: what was judged.
        fields: kind, note, place, link, told_by, happened_on.
    """
    with transaction.atomic():
        made = Evidence.objects.create(
            record=record, record_id=record_id, subject=subject, value=value, by=by, recorded_at=now, **fields
        )
        after = {"subject": subject, "value": value, "kind": made.kind}
        record_event("evidence.added", record=record, record_id=record_id, by=by, now=now, after=after)
    return made


def withdraw_evidence(evidence: Evidence, *, by: User, now: datetime) -> None:
    """It no longer counts; it stays readable. The caller has checked that `by` may change the record."""
    if evidence.withdrawn_at is not None:
        return
    with transaction.atomic():
        Evidence.objects.filter(pk=evidence.pk).update(withdrawn_at=now)
        record_event(
            "evidence.withdrawn",
            record=evidence.record,
            record_id=evidence.record_id,
            by=by,
            now=now,
            before={"subject": evidence.subject, "value": evidence.value},
        )
    evidence.withdrawn_at = now
