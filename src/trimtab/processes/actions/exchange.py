"""Reading a process from the JSON of another installation. It comes as a draft, which nobody follows yet."""

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.people.models import User
from trimtab.processes.actions.contents import content_named
from trimtab.processes.actions.processes import free_key
from trimtab.processes.exchange import FORMAT, FORMAT_VERSION, MILESTONE_FACTS, STEP_NUMBERS
from trimtab.processes.models import Milestone, ProcessVersion, SalesProcess, Step
from trimtab.processes.policy import require_process_edit

TEXTS = ("name", "description", "kind", "segment", "own_field", "own_value")
MOST = 500  # steps, and milestones of a step


def bring_in_process(text: str, *, by: User, now: datetime) -> SalesProcess:
    """A new process with a draft, from a file. It is for no opportunity until somebody publishes it.

    Raises:
        PermissionDenied: see `policy.require_process_edit`.
        ValidationError: the file is no process, with the first thing that is wrong in it.
    """
    with transaction.atomic():
        require_process_edit(by)
        read = _read(text)
        process = SalesProcess(key=free_key(_text(read, "key", 50) or "process"), created_at=now, changed_at=now)
        for name in TEXTS:
            setattr(process, name, _text(read, name, 2000))
        for name in ("at_least", "below"):
            setattr(process, name, _amount(read.get(name)))
        for name in ("needs_evidence", "counts_half"):
            setattr(process, name, bool(read.get(name, True)))
        if SalesProcess.objects.filter(name=process.name).exclude(name="").exists() or process.label == process.key:
            process.name = _("%(name)s (from a file)") % {"name": process.label}
        _save(process)
        version = ProcessVersion.objects.create(process=process, number=1, made_by=by, created_at=now)
        for position, row in enumerate(_rows(read, "steps"), 1):
            _write_step(version, row, position, now=now)
        record_event(
            "sales_process.brought_in", record="sales_process", record_id=process.pk, by=by, now=now,
            after={"name": process.label},
        )  # fmt: skip
    return process


def _read(text: str) -> Mapping[str, Any]:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        raise ValidationError(_("This is no JSON.")) from None
    if not isinstance(read, dict) or read.get("format") != FORMAT:
        raise ValidationError(_("This is no sales process. Its format must be “%(format)s”.") % {"format": FORMAT})
    if read.get("format_version") != FORMAT_VERSION:
        raise ValidationError(_("The file is of another version of the format. Bring both installations up to date."))
    return read


def _write_step(version: ProcessVersion, row: Mapping[str, Any], position: int, *, now: datetime) -> None:
    words = {name: _text(row, name, 300) for name in ("name", "purpose")}
    step = Step(version=version, key=_text(row, "key", 60), position=position, changed_at=now, **words)
    step.is_shipped = _is_shipped(row, step)
    for name in STEP_NUMBERS:
        setattr(step, name, row.get(name, getattr(step, name)))
    _save(step)
    for place, asked in enumerate(_rows(row, "milestones"), 1):
        _write_milestone(step, asked, place, now=now)


def _write_milestone(step: Step, row: Mapping[str, Any], position: int, *, now: datetime) -> None:
    words = {name: _text(row, name, 2000) for name in ("text", "proof", "role", "help")}
    made = Milestone(step=step, key=_text(row, "key", 60), position=position, changed_at=now, **words)
    made.is_shipped = _is_shipped(row, made)
    for name in MILESTONE_FACTS:
        setattr(made, name, row.get(name, getattr(made, name)))
    _save(made)
    contents = [
        content_named(_text(one, "name", 200), link=_text(one, "link", 500), now=now) for one in _rows(row, "contents")
    ]
    made.contents.set(contents)


def _is_shipped(row: Mapping[str, Any], record: Step | Milestone) -> bool:
    """Whether its words ship here too; what this installation does not know comes with its own words."""
    record.is_shipped = bool(row.get("is_shipped"))
    return record.is_shipped and bool(record.label)


def _rows(read: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    rows = read.get(name, [])
    if not isinstance(rows, list) or len(rows) > MOST or not all(isinstance(one, dict) for one in rows):
        raise ValidationError(_("“%(name)s” must be a list of at most %(most)s.") % {"name": name, "most": MOST})
    return rows


def _text(read: Mapping[str, Any], name: str, most: int) -> str:
    value = read.get(name, "")
    if not isinstance(value, str) or len(value) > most or "\x00" in value:
        raise ValidationError(
            _("“%(name)s” must be a text of at most %(most)s characters.") % {"name": name, "most": most}
        )
    return value


def _amount(value: object) -> Decimal | None:
    try:
        return None if value is None else Decimal(str(value))
    except InvalidOperation:
        raise ValidationError(_("An amount must be a number. Got “%(value)s”.") % {"value": value}) from None


def _save(record: Model) -> None:
    """Save what is valid.

    Raises:
        ValidationError: with the field and what is wrong with it.
    """
    try:
        record.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as wrong:
        name, messages = next(iter(wrong.message_dict.items()))
        raise ValidationError(f"{name}: {messages[0]}") from wrong
    if isinstance(record, Step | Milestone) and _is_twice(record):
        raise ValidationError(_("The key “%(key)s” is there twice.") % {"key": record.key})
    record.save()


def _is_twice(record: Step | Milestone) -> bool:
    if isinstance(record, Step):
        return Step.objects.filter(version=record.version, key=record.key).exists()
    return Milestone.objects.filter(step__version=record.step.version, key=record.key).exists()
