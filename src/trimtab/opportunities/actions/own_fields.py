"""Fields of the organisation's own: made, renamed, ordered, archived. Values are never deleted with them."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.core.models import CustomField
from trimtab.opportunities.policy import require_set_up
from trimtab.people.models import User

RECORDS = ("account", "contact", "opportunity", "lead")
WITH_CHOICES = {CustomField.Kind.CHOICE, CustomField.Kind.CHOICES}


def create_own_field(
    *, record: str, label: str, kind: str, choices: Sequence[str], by: User, now: datetime
) -> CustomField:
    """A new field, after the others of its kind of record. Its key is made of its first label and stays.

    Raises:
        ValidationError: the record is none of RECORDS, a field of that label is in use, or choices are missing.
    """
    with transaction.atomic():
        require_set_up(by)
        if record not in RECORDS:
            raise ValidationError(
                _("A field belongs to one of %(records)s. Got %(given)s."),
                params={"records": ", ".join(RECORDS), "given": record},
            )
        _require_free(record, label)
        last = CustomField.objects.filter(record=record).aggregate(last=Max("position"))["last"] or 0
        field = CustomField(record=record, key=_key(record, label), label=label, kind=kind, position=last + 1)
        field.choices = _cleaned(kind, choices)
        field.full_clean()
        field.save()
        after = {"record": record, "label": label, "kind": kind, "choices": field.choices}
        record_event("own_field.created", record="own_field", record_id=field.pk, by=by, now=now, after=after)
    return field


def edit_own_field(field: CustomField, *, label: str, choices: Sequence[str], by: User, now: datetime) -> None:
    """Another label or other choices. A value that is no choice any more stays where it is.

    Raises:
        ValidationError: another field in use has that label, or choices are missing.
    """
    with transaction.atomic():
        require_set_up(by)
        _require_free(field.record, label, but=field.pk)
        before = {"label": field.label, "choices": field.choices}
        field.label, field.choices = label, _cleaned(field.kind, choices)
        field.full_clean()
        field.save(update_fields=["label", "choices"])
        after = {"label": field.label, "choices": field.choices}
        if after != before:
            record_event(
                "own_field.edited", record="own_field", record_id=field.pk, by=by, now=now, before=before, after=after
            )


def move_own_field(field: CustomField, *, is_up: bool, by: User, now: datetime) -> None:
    """One place up or down among the fields in use of its kind of record."""
    with transaction.atomic():
        require_set_up(by)
        in_use = CustomField.objects.filter(record=field.record, archived_at__isnull=True)
        ordered = list(in_use.order_by("position", "label", "pk"))
        place = [one.pk for one in ordered].index(field.pk)
        target = place + (-1 if is_up else 1)
        if not 0 <= target < len(ordered):
            return
        ordered[place], ordered[target] = ordered[target], ordered[place]
        for position, one in enumerate(ordered, 1):
            one.position = position
        CustomField.objects.bulk_update(ordered, ["position"])
        after = {"order": ", ".join(one.label for one in ordered)}
        record_event("own_field.moved", record="own_field", record_id=field.pk, by=by, now=now, after=after)


def archive_own_field(field: CustomField, *, by: User, now: datetime) -> None:
    """Ask for it no longer. What records hold of it stays, with its history."""
    with transaction.atomic():
        require_set_up(by)
        field.archived_at = now
        field.save(update_fields=["archived_at"])
        before = {"label": field.label}
        record_event("own_field.archived", record="own_field", record_id=field.pk, by=by, now=now, before=before)


def restore_own_field(field: CustomField, *, by: User, now: datetime) -> None:
    """Ask for it again.

    Raises:
        ValidationError: another field has its label by now.
    """
    with transaction.atomic():
        require_set_up(by)
        _require_free(field.record, field.label, but=field.pk)
        field.archived_at = None
        field.save(update_fields=["archived_at"])
        after = {"label": field.label}
        record_event("own_field.restored", record="own_field", record_id=field.pk, by=by, now=now, after=after)


def _require_free(record: str, label: str, *, but: int = 0) -> None:
    same = CustomField.objects.filter(record=record, label__iexact=label, archived_at__isnull=True).exclude(pk=but)
    if same.exists():
        raise ValidationError(_("There is a field of that name on this kind of record."))


def _cleaned(kind: str, choices: Sequence[str]) -> list[str]:
    if kind not in WITH_CHOICES:
        return []
    cleaned = list(dict.fromkeys(text.strip() for text in choices if text.strip()))
    if not cleaned:
        raise ValidationError(_("A field with choices needs at least one."))
    return cleaned


def _key(record: str, label: str) -> str:
    """Plain letters of the label; a number behind where an older field, perhaps archived, has the same."""
    stem = slugify(label).replace("-", "_")[:90] or "field"
    taken = set(CustomField.objects.filter(record=record, key__startswith=stem).values_list("key", flat=True))
    number, key = 1, stem
    while key in taken:
        number += 1
        key = f"{stem}_{number}"
    return key
