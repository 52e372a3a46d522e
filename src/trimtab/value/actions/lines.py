"""The lines of a business case: added, changed, taken out, brought back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.core.versions import require_version
from trimtab.people.models import User
from trimtab.value.actions.cases import locked_case
from trimtab.value.actions.changing import SEEN, change, plain, reword
from trimtab.value.models import BusinessCase, CaseLine

# What the customer confirms: what it is, what one is worth, how many, how often.
JUDGED = ("label", "unit", "unit_value", "quantity", "times")
FIELDS = (*JUDGED, "quantity_low", "quantity_high", "ramp", "start_month", "source", "note", "insight")
MOST = 40  # in one case
MOST_AMOUNT = 10**15  # of one line in a year; more is a slip of the keyboard, and no figure that adds up exactly


def add_line(case: BusinessCase, *, kind: str, facts: Mapping[str, Any], by: User, now: datetime) -> CaseLine:
    """A benefit or a cost.

    Raises:
        ValidationError: there are as many as one can look at, or its range or amount cannot be.
        PermissionDenied: `by` may not change the opportunity, or it is archived.
    """
    with transaction.atomic():
        current = locked_case(case.pk, by)
        _require_room(current)
        _require_range(facts)
        known = {name: facts[name] for name in FIELDS if name in facts}
        made = CaseLine.objects.create(case=current, kind=kind, created_by=by, created_at=now, changed_at=now, **known)
        after = {"case": current.pk, "kind": kind} | {name: plain(value) for name, value in known.items()}
        record_event("case_line.added", record="case_line", record_id=made.pk, by=by, now=now, after=after)
    return made


def edit_line(
    line: CaseLine, *, changes: Mapping[str, Any], by: User, now: datetime, seen: str | None = None
) -> CaseLine:
    """Change a line. Where its figures change, the customer has to confirm it again.

    Raises:
        ChangedMeanwhile: it is not as it was seen.
        ValidationError: its range does not hold the likely figure.
        PermissionDenied: `by` may not change the opportunity, or it is archived.
    """
    with transaction.atomic():
        locked_case(line.case_id, by)
        current = CaseLine.objects.select_related("insight", "case").get(pk=line.pk)
        require_version(current, SEEN, seen=seen)
        before, after = change(current, changes, FIELDS)
        _require_range({name: getattr(current, name) for name in FIELDS})
        if after:
            current.changed_at = now
            current.save(update_fields=[*after, *reword(current, after, JUDGED), "changed_at"])
            _record("case_line.edited", current, by=by, now=now, before=before, after=after)
    return current


def archive_line(line: CaseLine, *, by: User, now: datetime) -> None:
    """It counts no more; it stays readable.

    Raises:
        PermissionDenied: `by` may not change the opportunity, or it is archived.
    """
    with transaction.atomic():
        locked_case(line.case_id, by)
        current = CaseLine.objects.get(pk=line.pk)
        if current.archived_at is None:
            current.archived_at = current.changed_at = now
            current.save(update_fields=["archived_at", "changed_at"])
            _record("case_line.archived", current, by=by, now=now)


def restore_line(line: CaseLine, *, by: User, now: datetime) -> None:
    """It counts again.

    Raises:
        ValidationError: there are as many as one can look at.
        PermissionDenied: `by` may not change the opportunity, or it is archived.
    """
    with transaction.atomic():
        case = locked_case(line.case_id, by)
        current = CaseLine.objects.get(pk=line.pk)
        if current.archived_at is not None:
            _require_room(case)
            current.archived_at, current.changed_at = None, now
            current.save(update_fields=["archived_at", "changed_at"])
            _record("case_line.restored", current, by=by, now=now)


def _require_room(case: BusinessCase) -> None:
    if case.lines.filter(archived_at=None).count() >= MOST:
        raise ValidationError(_("A case holds %(most)d lines at most. Take one out first.") % {"most": MOST})


def _require_range(facts: Mapping[str, Any]) -> None:
    low, likely, high = (facts.get(name) for name in ("quantity_low", "quantity", "quantity_high"))
    if low is not None and low > likely:
        raise ValidationError({"quantity_low": _("It is above the likely figure.")})
    if high is not None and high < likely:
        raise ValidationError({"quantity_high": _("It is below the likely figure.")})
    if (high or likely) * facts.get("unit_value", 1) * facts.get("times", 1) > MOST_AMOUNT:
        raise ValidationError({"quantity": _("That is more than any business case can bring.")})


def _record(verb: str, line: CaseLine, *, by: User, now: datetime, **facts: Mapping[str, object]) -> None:
    record_event(verb, record="case_line", record_id=line.pk, by=by, now=now, **facts)
