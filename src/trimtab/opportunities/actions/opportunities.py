"""Opening, editing, archiving an opportunity. Every value that a tracked field takes is kept with two clocks."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.accounts.actions import add_member
from trimtab.accounts.models import Account
from trimtab.accounts.policy import require_assignable
from trimtab.accounts.queries import visible_accounts
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.opportunities.history import CUSTOM_PREFIX, current_value, last_change, last_known, written_field
from trimtab.opportunities.models import FieldChange, Opportunity, Stage
from trimtab.opportunities.models.history import TRACKED_FIELDS
from trimtab.opportunities.policy import require_opportunity_edit
from trimtab.people.models import User


class OpportunityChanged(Exception):
    """Somebody changed the opportunity since it was read; nothing was written. `opportunity` is as it is now."""

    def __init__(self, opportunity: Opportunity) -> None:
        super().__init__(_("The opportunity was changed in the meantime."))
        self.opportunity = opportunity


@dataclass(frozen=True)
class Step:
    """One field that takes a value: as the model holds it, and before and after as history writes them."""

    field: str
    value: object
    old: str | None
    new: str | None


def create_opportunity(*, fields: Mapping[str, object], by: User, now: datetime) -> Opportunity:
    """A new opportunity, opened now; every filled field gets its first row of history.

    Args:
        fields: tracked fields and `custom:<key>`; name, stage and currency are required.

    Raises:
        PermissionDenied: `by` does not see the owner's records or the account.
    """
    _require_known(fields)
    stage = _stage(fields["stage"])
    with transaction.atomic():
        require_assignable(by, fields.get("owner"))
        _require_visible_account(by, fields.get("account"))
        opportunity = Opportunity(process=stage.process, opened_at=now, changed_at=now)
        for field, value in fields.items():
            _set(opportunity, field, value, at=now)
        opportunity.save()
        steps = [Step(field, value, None, written_field(field, value)) for field, value in fields.items()]
        steps = [step for step in steps if step.new is not None]
        _keep(opportunity, steps, origin=FieldChange.Origin.CREATED, by=by, valid_at=now, now=now)
        add_member(opportunity.account, opportunity.owner)
        _record("opportunity.created", opportunity, steps, by=by, now=now)
    return opportunity


def edit_opportunity(
    opportunity: Opportunity,
    *,
    changes: Mapping[str, object],
    by: User,
    now: datetime,
    valid_at: datetime | None = None,
    seen_at: datetime | None = None,
) -> Opportunity:
    """Give fields new values, from `valid_at` on; returns the opportunity as it is now.

    A back-dated value becomes part of the past. It is the present one only where no later value is known.
    A new stage brings its forecast category along, where it has one and `changes` names none.

    Args:
        changes: tracked field or `custom:<key>` → value; a value that held at `valid_at` anyway is left out.
        valid_at: since when the values are true; None: now.
        seen_at: `changed_at` of the opportunity that the person saw; None: whatever is there is overwritten.

    Raises:
        OpportunityChanged: somebody changed it after `seen_at`.
        PermissionDenied: `by` may not change it, or does not see the new owner's records or the new account.
        ValueError: `valid_at` is later than `now` or earlier than the opening, or a field is not a tracked one.
    """
    _require_known(changes)
    with transaction.atomic():
        current = _locked(opportunity)
        require_opportunity_edit(by, current)
        if seen_at is not None and current.changed_at != seen_at:
            raise OpportunityChanged(current)
        _require_possible(current, valid_at, now=now)
        steps = _steps(current, _with_forecast_category(current, changes), valid_at=valid_at, now=now)
        _require_rights(by, steps)
        if steps:
            _take(current, steps, by=by, valid_at=valid_at or now, now=now)
    return current


def take_back_edit(
    opportunity: Opportunity,
    *,
    before: Mapping[str, object],
    absent: Collection[str] = (),
    closed_at: datetime | None,
    edited_at: datetime,
    by: User,
    now: datetime,
) -> list[str]:
    """Undo what an edit recorded at `edited_at` did, as if it had not been: the values before, without its history.

    The audit keeps the edit and this. Fields that got another value since are left; returns these.

    Args:
        before: tracked field or `custom:<key>` → its value before the edit. absent: own fields that had none at all.
        closed_at: when it was closed before.

    Raises:
        PermissionDenied: `by` may not change it, or may not give it back to its owner or account.
    """
    with transaction.atomic():
        current = _locked(opportunity)
        require_opportunity_edit(by, current)
        rows = FieldChange.objects.filter(opportunity=current, field__in=before, recorded_at__gte=edited_at)
        kept = sorted(set(rows.exclude(recorded_at=edited_at).values_list("field", flat=True)))
        ours = rows.filter(recorded_at=edited_at, origin=FieldChange.Origin.EDIT).exclude(field__in=kept)
        values = {change.field: before[change.field] for change in ours}
        steps = [Step(field, value, current_value(current, field), None) for field, value in values.items()]
        _require_rights(by, [step for step in steps if step.value is not None or step.field == "owner"])
        ours.delete()
        for step in steps:
            _set(current, step.field, step.value, at=now)
        gone = {field.removeprefix(CUSTOM_PREFIX) for field in absent if field in values}
        current.custom = {key: value for key, value in current.custom.items() if key not in gone}
        current.closed_at = closed_at if "stage" in values else current.closed_at
        current.changed_at = now
        current.save(update_fields=[*_columns(steps), "changed_at"])
        after: dict[str, object] = {field: written_field(field, value) for field, value in values.items()}
        old = {step.field: step.old for step in steps}
        record_event(
            "opportunity.edit_undone",
            record="opportunity",
            record_id=current.pk,
            by=by,
            now=now,
            before=old,
            after=after,
        )
    return kept


def archive_opportunity(opportunity: Opportunity, *, by: User, now: datetime, at: datetime | None = None) -> None:
    """Take an opportunity out of lists and figures, since `at` or now. Nothing is deleted."""
    _set_archived(opportunity, "opportunity.archived", at=at or now, by=by, now=now)


def restore_opportunity(opportunity: Opportunity, *, by: User, now: datetime) -> None:
    """Bring an archived opportunity back."""
    _set_archived(opportunity, "opportunity.restored", at=None, by=by, now=now)


def _locked(opportunity: Opportunity) -> Opportunity:
    return locked(Opportunity.objects.select_related("owner__team", "account", "stage"), opportunity.pk)


def _require_known(fields: Mapping[str, object]) -> None:
    for field in fields:
        if field not in TRACKED_FIELDS and not field.startswith(CUSTOM_PREFIX):
            raise ValueError(f"A field must be among {', '.join(TRACKED_FIELDS)} or custom:<key>. Got {field!r}.")


def _require_possible(opportunity: Opportunity, valid_at: datetime | None, *, now: datetime) -> None:
    if valid_at is not None and valid_at > now:
        raise ValueError(f"`valid_at` must not be later than now, {now.isoformat()}. Got {valid_at.isoformat()}.")
    if valid_at is not None and valid_at < opportunity.opened_at:
        opened = opportunity.opened_at.isoformat()
        raise ValueError(f"`valid_at` must not be earlier than the opening, {opened}. Got {valid_at.isoformat()}.")


def _require_rights(by: User, steps: list[Step]) -> None:
    for step in steps:
        if step.field == "owner":
            require_assignable(by, step.value)
        if step.field == "account":
            _require_visible_account(by, step.value)


def _require_visible_account(by: User, account: object) -> None:
    if isinstance(account, Account) and not visible_accounts(by).filter(pk=account.pk).exists():
        raise PermissionDenied(_("An opportunity belongs to an account that one sees."))


def _with_forecast_category(opportunity: Opportunity, changes: Mapping[str, object]) -> Mapping[str, object]:
    stage = changes.get("stage")
    if not isinstance(stage, Stage) or stage.pk == opportunity.stage_id or not stage.forecast_category:
        return changes
    return {"forecast_category": stage.forecast_category, **changes}


def _steps(
    opportunity: Opportunity, changes: Mapping[str, object], *, valid_at: datetime | None, now: datetime
) -> list[Step]:
    """The changes that say something new about `valid_at`."""
    steps = []
    for field, value in changes.items():
        old = current_value(opportunity, field)
        if valid_at is not None:
            old = _held_at(opportunity, field, valid_at, now=now)
        new = written_field(field, value)
        if new != old:
            steps.append(Step(field, value, old, new))
    return steps


def _held_at(opportunity: Opportunity, field: str, valid_at: datetime, *, now: datetime) -> str | None:
    """The value that held at `valid_at` as far as we know now; without any history, the present one."""
    known = list(FieldChange.objects.filter(opportunity=opportunity, field=field, recorded_at__lte=now))
    if not known:
        return current_value(opportunity, field)
    change = last_known((one for one in known if one.valid_at <= valid_at), at=now)
    return change.new if change else None


def _take(opportunity: Opportunity, steps: list[Step], *, by: User, valid_at: datetime, now: datetime) -> None:
    made = _keep(opportunity, steps, origin=FieldChange.Origin.EDIT, by=by, valid_at=valid_at, now=now)
    for step, change in zip(steps, made, strict=True):
        if valid_at == now or last_change(opportunity, step.field, at=now) == change:
            _set(opportunity, step.field, step.value, at=valid_at)
    opportunity.changed_at = now
    opportunity.save(update_fields=[*_columns(steps), "changed_at"])
    add_member(opportunity.account, opportunity.owner)
    _record("opportunity.edited", opportunity, steps, by=by, now=now, valid_at=valid_at)


def _keep(
    opportunity: Opportunity, steps: list[Step], *, origin: str, by: User, valid_at: datetime, now: datetime
) -> list[FieldChange]:
    return [
        FieldChange.objects.create(
            opportunity=opportunity,
            field=step.field,
            old=step.old,
            new=step.new,
            valid_at=valid_at,
            recorded_at=now,
            origin=origin,
            by_id=by.pk,
        )
        for step in steps
    ]


def _set(opportunity: Opportunity, field: str, value: object, *, at: datetime) -> None:
    """Let the field carry the value; a stage brings process, status and closing time along."""
    if field.startswith(CUSTOM_PREFIX):
        opportunity.custom = {**opportunity.custom, field.removeprefix(CUSTOM_PREFIX): value}
        return
    setattr(opportunity, field, value)
    if field == "stage":
        stage = _stage(value)
        opportunity.process, opportunity.status = stage.process, stage.kind
        opportunity.closed_at = None if stage.kind == Stage.Kind.OPEN else at


def _columns(steps: list[Step]) -> set[str]:
    """The columns that these steps may touch."""
    columns = {"custom" if step.field.startswith(CUSTOM_PREFIX) else step.field for step in steps}
    return columns | ({"process", "status", "closed_at"} if "stage" in columns else set())


def _stage(value: object) -> Stage:
    if not isinstance(value, Stage):
        raise ValueError(f"`stage` must be a stage. Got {value!r}.")
    return value


def _set_archived(opportunity: Opportunity, verb: str, *, at: datetime | None, by: User, now: datetime) -> None:
    with transaction.atomic():
        current = _locked(opportunity)
        require_opportunity_edit(by, current)
        if current.merged_into_id is not None:
            raise PermissionDenied(_("It was merged into another record. Undo the merge to have it back."))
        if (current.archived_at is None) == (at is None):
            return
        current.archived_at, current.changed_at = at, now
        current.save(update_fields=["archived_at", "changed_at"])
        _record(verb, current, [], by=by, now=now)


def _record(
    verb: str,
    opportunity: Opportunity,
    steps: list[Step],
    *,
    by: User,
    now: datetime,
    valid_at: datetime | None = None,
) -> None:
    after: dict[str, object] = {step.field: step.new for step in steps}
    if valid_at is not None and valid_at != now:
        after["valid_at"] = valid_at.isoformat()
    before = {step.field: step.old for step in steps if step.old is not None}
    record_event(verb, record="opportunity", record_id=opportunity.pk, by=by, now=now, before=before, after=after)
