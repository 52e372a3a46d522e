"""Sales processes: beginning one, for which opportunities it is, taking it out of use."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.core.versions import require_version
from trimtab.people.models import User
from trimtab.processes.models import Milestone, ProcessVersion, SalesProcess, Step
from trimtab.processes.policy import require_process_edit
from trimtab.processes.starters import STARTERS, StartingStep

CONDITIONS = ("kind", "at_least", "below", "segment", "own_field", "own_value")
FACTS = ("name", "description", "position", *CONDITIONS, "is_default", "needs_evidence", "counts_half")


def begin_sales_process(*, starter: str = "", name: str = "", by: User, now: datetime) -> SalesProcess:
    """A new process with a draft of its first version, which is what the starter says; without one it is empty.

    Raises:
        PermissionDenied: see `policy.require_process_edit`.
        ValidationError: there is neither a starter nor a name, or another process has it.
    """
    with transaction.atomic():
        require_process_edit(by)
        _require_name(name or starter)
        process = SalesProcess.objects.create(
            key=free_key(starter or slugify(name) or "process"), name=name.strip(), position=_last() + 1,
            created_at=now, changed_at=now,
        )  # fmt: skip
        version = ProcessVersion.objects.create(process=process, number=1, made_by=by, created_at=now)
        write_starter(version, STARTERS.get(starter, ()), now=now)
        after = {"name": name, "starter": starter}
        record_event("sales_process.begun", record="sales_process", record_id=process.pk, by=by, now=now, after=after)
    return process


def edit_sales_process(
    process: SalesProcess, *, changes: Mapping[str, object], seen: str | None = None, by: User, now: datetime
) -> SalesProcess:
    """What it is called, for which opportunities it is, and how it counts. Returns it as it is now.

    Args:
        changes: field → value, of FACTS. seen: the version that the person saw, see `core.versions`.

    Raises:
        ChangedMeanwhile: somebody changed it since.
        PermissionDenied: see `policy.require_process_edit`.
        ValidationError: a range without an end above its start; nothing would be the default one.
    """
    with transaction.atomic():
        require_process_edit(by)
        current = locked(SalesProcess.objects.all(), process.pk)
        require_version(current, FACTS, seen=seen)
        changed = {name: value for name, value in changes.items() if name in FACTS and getattr(current, name) != value}
        if not changed:
            return current
        before = {name: _plain(getattr(current, name)) for name in changed}
        for name, value in changed.items():
            setattr(current, name, value)
        _require_range(current)
        _make_room_for_default(current, changed)
        current.changed_at = now
        current.save()
        after = {name: _plain(value) for name, value in changed.items()}
        record_event(
            "sales_process.edited", record="sales_process", record_id=current.pk, by=by, now=now, before=before,
            after=after,
        )  # fmt: skip
    return current


def archive_sales_process(process: SalesProcess, *, by: User, now: datetime) -> None:
    """No further opportunity follows it; those that keep to a version of it stay.

    Raises:
        PermissionDenied: see `policy.require_process_edit`.
        ValidationError: it is the default one.
    """
    with transaction.atomic():
        require_process_edit(by)
        current = locked(SalesProcess.objects.all(), process.pk)
        if current.is_default:
            raise ValidationError(_("It is the one for all others. Make another one that first."))
        _set_archived(current, "sales_process.archived", at=now, by=by, now=now)


def restore_sales_process(process: SalesProcess, *, by: User, now: datetime) -> None:
    """Offer it again."""
    with transaction.atomic():
        require_process_edit(by)
        current = locked(SalesProcess.objects.all(), process.pk)
        _set_archived(current, "sales_process.restored", at=None, by=by, now=now)


def write_starter(version: ProcessVersion, starting: tuple[StartingStep, ...], *, now: datetime) -> None:
    """Write the steps and milestones of a starter into an empty version."""
    for position, one in enumerate(starting, 1):
        step = Step.objects.create(
            version=version, key=one.key, position=position, duration=one.days, weight=one.weight, is_shipped=True,
            changed_at=now,
        )  # fmt: skip
        Milestone.objects.bulk_create(
            Milestone(
                step=step, key=asked.key, side=asked.side, weight=asked.weight, is_mandatory=asked.is_mandatory,
                position=place, is_shipped=True, changed_at=now,
            )
            for place, asked in enumerate(one.milestones, 1)
        )  # fmt: skip


def free_key(wanted: str) -> str:
    """A key of a process that none has yet."""
    wanted, number = wanted[:50], 1
    key = wanted
    while SalesProcess.objects.filter(key=key).exists():
        number += 1
        key = f"{wanted}-{number}"
    return key


def _require_name(name: str) -> None:
    if not name.strip():
        raise ValidationError(_("A process needs a name."))
    if SalesProcess.objects.filter(name=name.strip()).exists():
        raise ValidationError(_("Another process has this name."))


def _last() -> int:
    return SalesProcess.objects.aggregate(last=Max("position"))["last"] or 0


def _require_range(process: SalesProcess) -> None:
    if process.at_least is not None and process.below is not None and process.below <= process.at_least:
        raise ValidationError(_("The amount below which it holds must be above the amount from which it holds."))


def _make_room_for_default(process: SalesProcess, changed: Mapping[str, object]) -> None:
    if changed.get("is_default"):
        SalesProcess.objects.exclude(pk=process.pk).filter(is_default=True).update(is_default=False)
    elif "is_default" in changed:
        raise ValidationError(_("One process is for all others. Make another one that, and this one is not any more."))


def _set_archived(process: SalesProcess, verb: str, *, at: datetime | None, by: User, now: datetime) -> None:
    process.archived_at = at
    process.save(update_fields=["archived_at"])
    record_event(verb, record="sales_process", record_id=process.pk, by=by, now=now)


def _plain(value: object) -> object:
    return value if isinstance(value, bool | int | str) or value is None else str(value)
