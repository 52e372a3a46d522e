"""The plan for losing a customer."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from trimtab.accounts.models import Account
from trimtab.accounts.policy import require_account_edit, require_assignable
from trimtab.accounts.queries import visible_accounts
from trimtab.core.audit import record_event
from trimtab.people.models import User
from trimtab.retention.models import BackupPlan

FIELDS = ("is_at_risk", "scenario", "signs", "measures", "contract_ends_on", "owner", "review_on")


class PlanChanged(Exception):
    """Somebody changed the plan since it was read; nothing was written. `plan` is as it is now."""

    def __init__(self, plan: BackupPlan) -> None:
        super().__init__(_("The backup plan was changed in the meantime."))
        self.plan = plan


def save_backup_plan(
    account: Account,
    *,
    fields: Mapping[str, object],
    replacements: Iterable[Account],
    by: User,
    now: datetime,
    seen_at: datetime | None = None,
) -> BackupPlan:
    """Write the plan, or change it. Of a customer at risk it needs a scenario, a replacement and an owner.

    Replacements that the person does not see stay named.

    Args:
        seen_at: `changed_at` of the plan that the person saw; None: there was none, or it is overwritten.

    Raises:
        PermissionDenied: `by` may not change the account, or a replacement or the owner is out of sight.
        PlanChanged: somebody changed it after `seen_at`. ValidationError: something is missing.
    """
    wanted = list(replacements)
    with transaction.atomic():
        # The account is locked, not the plan: two people who both begin one must not make two.
        current = Account.objects.select_for_update(of=("self",)).select_related("owner__team").get(pk=account.pk)
        require_account_edit(by, current)
        plan = BackupPlan.objects.filter(account=current).first()
        if plan is not None and seen_at is not None and plan.changed_at != seen_at:
            raise PlanChanged(plan)
        _require_complete(fields, wanted, account=current)
        if fields.get("owner") is not None and (plan is None or plan.owner != fields["owner"]):
            require_assignable(by, fields["owner"])
        named = _named(by, plan, wanted)
        return _write(plan, current, fields, named, by=by, now=now)


def _write(
    plan: BackupPlan | None,
    account: Account,
    fields: Mapping[str, object],
    replacements: set[int],
    *,
    by: User,
    now: datetime,
) -> BackupPlan:
    made = plan or BackupPlan(account=account, created_at=now)
    changed = {name: fields[name] for name in FIELDS if name in fields and getattr(made, name) != fields[name]}
    before: dict[str, object] = {name: _plain(getattr(made, name)) for name in changed} if plan else {}
    for name, value in changed.items():
        setattr(made, name, value)
    old = sorted(made.replacements.values_list("pk", flat=True)) if plan else []
    new = sorted(replacements)
    if plan is not None and not changed and old == new:
        return made
    made.changed_at = now
    made.save()
    made.replacements.set(new)
    after: dict[str, object] = {name: _plain(value) for name, value in changed.items()}
    if old != new:
        before, after = before | {"replacements": old}, after | {"replacements": new}
    record_event(
        "backup_plan.saved", record="account", record_id=account.pk, by=by, now=now, before=before, after=after
    )
    return made


def _require_complete(fields: Mapping[str, object], replacements: list[Account], *, account: Account) -> None:
    wrong: dict[str, str] = {}
    if fields.get("is_at_risk"):
        if not str(fields.get("scenario", "")).strip():
            wrong["scenario"] = _("A customer is at risk in some way. Say how we could lose it.")
        if not replacements:
            wrong["replacements"] = _("Name at least one account that could replace the revenue.")
        if fields.get("owner") is None:
            wrong["owner"] = _("Somebody must own the plan for a customer at risk.")
    if any(one.pk == account.pk for one in replacements):
        wrong["replacements"] = _("An account cannot replace itself. Name others.")
    if wrong:
        raise ValidationError(wrong)


def _named(by: User, plan: BackupPlan | None, replacements: list[Account]) -> set[int]:
    """The replacements by id, with those that the plan has and the person does not see."""
    there = set(plan.replacements.values_list("pk", flat=True)) if plan else set[int]()
    wanted = {one.pk for one in replacements}
    seen = set(visible_accounts(by).filter(pk__in=there | wanted).values_list("pk", flat=True))
    if wanted - there - seen:
        raise PermissionDenied(_("A plan names accounts that one sees."))
    return wanted | (there - seen)


def _plain(value: object) -> object:
    if isinstance(value, models.Model):
        return value.pk
    return value.isoformat() if isinstance(value, date) else value
