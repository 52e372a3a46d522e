"""Making a plan, its words, its owner and team."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.accounts.models import Account
from trimtab.accounts.policy import require_assignable
from trimtab.accounts.queries import visible_accounts
from trimtab.core.locking import locked
from trimtab.core.models import Organisation
from trimtab.core.versions import require_version
from trimtab.opportunities.models import Product
from trimtab.people.models import User
from trimtab.planning.actions.changing import changing, note
from trimtab.planning.actions.reviews import keep_snapshot
from trimtab.planning.actions.templates import kept_template
from trimtab.planning.models import (
    Plan,
    PlanColumn,
    PlanMember,
    PlanPeriod,
    PlanRow,
    PlanRowAccount,
    PlanSnapshot,
    TemplateVersion,
)
from trimtab.planning.policy import require_lead, require_plan_edit, require_plannable

FIELDS = (
    "name",
    "kind",
    "plan_type",
    "status",
    "goal",
    "value_proposition",
    "critical_success_factors",
    "strategy",
    "currency",
    "review_days",
)
MOST_DEFAULT_SOLUTIONS = 25
MOST_UNITS = 60  # rows that a new enterprise plan brings by itself


def create_plan(*, fields: Mapping[str, object], accounts: Sequence[Account], by: User, now: datetime) -> Plan:
    """A new plan that its maker owns: a row for each account, twelve months, the solutions of its type.

    Args:
        fields: among FIELDS; what is left out takes its default. `revenue_target` (optional) is that of the period.

    Raises:
        PermissionDenied: `by` does not work with one of the accounts.
    """
    given = dict(fields)
    target = given.pop("revenue_target", None)
    assert target is None or isinstance(target, Decimal), "a target is an amount"
    organisation = Organisation.get()
    today = now.astimezone(organisation.zone).date()
    with transaction.atomic():
        for account in accounts:
            require_plannable(by, account)
        template = kept_template(str(given.get("plan_type") or "expansion"), now=now)
        first = today.replace(day=1)
        defaults = {"name": _name_for(accounts, today), "currency": organisation.currency, "starts_on": first}
        made = {"owner": by, "template": template, "created_at": now, "changed_at": now}
        plan = Plan.objects.create(**defaults | {name: value for name, value in given.items() if value} | made)
        PlanPeriod.objects.create(plan=plan, ends_on=_year_after(first), revenue_target=target)
        _add_rows(plan, accounts, by)
        _add_columns(plan, template)
        after = {"name": plan.name, "kind": plan.kind, "plan_type": plan.plan_type}
        note("plan.created", plan, by=by, now=now, after=after | {"accounts": [one.pk for one in accounts]})
        keep_snapshot(plan, why=PlanSnapshot.Why.START, now=now)
    return plan


def edit_plan(plan: Plan, *, changes: Mapping[str, object], by: User, now: datetime, seen: str | None = None) -> Plan:
    """Change the words of a plan; returns it as it is now. Another type brings the newest questions of that type.

    Args:
        changes: field → value, among FIELDS.
        seen: `version_of` the plan that the person saw; None: whatever is there is overwritten.

    Raises:
        ChangedMeanwhile: somebody changed it since.
        PermissionDenied: `by` may not change it.
    """
    with changing(plan, by=by, now=now) as current:
        require_version(current, changes, seen=seen)
        changed = {name: value for name, value in changes.items() if getattr(current, name) != value}
        if not changed:
            return current
        before = {name: getattr(current, name) for name in changed}
        for name, value in changed.items():
            setattr(current, name, value)
        if "plan_type" in changed:
            current.template = kept_template(str(changed["plan_type"]), now=now)
        current.save(update_fields=[*changed, "template"])
        note("plan.edited", current, by=by, now=now, before=before, after=changed)
    return current


def take_newest_template(plan: Plan, *, by: User, now: datetime) -> None:
    """Let an open plan ask what new ones ask. Answers are kept by their question."""
    with changing(plan, by=by, now=now) as current:
        newest = kept_template(current.plan_type, now=now)
        if newest.pk == current.template_id:
            return
        before = {"template": current.template.number}
        current.template = newest
        current.save(update_fields=["template"])
        note("plan.template_taken", current, by=by, now=now, before=before, after={"template": newest.number})


def archive_plan(plan: Plan, *, by: User, now: datetime) -> None:
    """Take a plan out of the lists. Nothing is deleted."""
    with transaction.atomic():
        current = locked(Plan.objects.select_related("owner__team"), plan.pk)
        require_plan_edit(by, current)
        if current.archived_at is not None:
            return
        current.archived_at, current.archived_why = now, Plan.ArchivedWhy.PERSON
        current.save(update_fields=["archived_at", "archived_why"])
        note("plan.archived", current, by=by, now=now)


def restore_plan(plan: Plan, *, by: User, now: datetime) -> None:
    """Bring an archived plan back; its silence begins anew."""
    with transaction.atomic():
        current = locked(Plan.objects.select_related("owner__team"), plan.pk)
        require_plan_edit(by, current)
        if current.archived_at is None:
            return
        current.archived_at, current.archived_why, current.changed_at = None, "", now
        current.save(update_fields=["archived_at", "archived_why", "changed_at"])
        note("plan.restored", current, by=by, now=now)


def give_plan(plan: Plan, *, owner: User, by: User, now: datetime) -> None:
    """Give a plan to another owner; the former one stays in the team and edits.

    Raises:
        PermissionDenied: `by` does not decide about the plan, or does not see the records of `owner`.
    """
    with changing(plan, by=by, now=now) as current:
        require_lead(by, current)
        require_assignable(by, owner)
        former = current.owner
        if former == owner:
            return
        current.members.filter(user=owner).delete()
        if former is not None:
            PlanMember.objects.get_or_create(plan=current, user=former)
        current.owner = owner
        current.save(update_fields=["owner"])
        note("plan.given", current, by=by, now=now, before={"owner": former}, after={"owner": owner})


def set_member(plan: Plan, *, user: User, access: str, by: User, now: datetime) -> None:
    """Take somebody into the team, or change what that person may do.

    Raises:
        PermissionDenied: `by` does not decide about the plan, or `user` owns it.
    """
    with changing(plan, by=by, now=now) as current:
        require_lead(by, current)
        if current.owner_id == user.pk:
            raise PermissionDenied(_("The owner is in the team already, and there is exactly one."))
        member = current.members.filter(user=user).first()
        before = {"member": user, "access": member.access} if member else {}
        PlanMember.objects.update_or_create(plan=current, user=user, defaults={"access": access})
        note("plan.member_set", current, by=by, now=now, before=before, after={"member": user, "access": access})


def remove_member(plan: Plan, member: PlanMember, *, by: User, now: datetime) -> None:
    """Take somebody out of the team."""
    with changing(plan, by=by, now=now) as current:
        require_lead(by, current)
        note("plan.member_removed", current, by=by, now=now, before={"member": member.user, "access": member.access})
        member.delete()


def _name_for(accounts: Sequence[Account], today: date) -> str:
    if not accounts:
        return _("Plan %(year)s") % {"year": today.year}
    return _("%(account)s %(year)s") % {"account": accounts[0].name[:180], "year": today.year}


def _year_after(first: date) -> date:
    """The last day of twelve months that begin with that first day of a month."""
    return first.replace(year=first.year + 1) - timedelta(days=1)


def _add_rows(plan: Plan, accounts: Sequence[Account], by: User) -> None:
    """Of a single account its divisions below it; of a complex customer the accounts that are parts of it."""
    for position, account in enumerate(accounts):
        row = PlanRow.objects.create(
            plan=plan, kind=PlanRow.Kind.ACCOUNT, name=account.name, position=position, is_target=len(accounts) == 1
        )
        PlanRowAccount.objects.create(plan=plan, row=row, account=account)
        if plan.kind == Plan.Kind.PORTFOLIO:
            continue
        divisions = account.divisions.filter(archived_at__isnull=True)[:MOST_UNITS]
        PlanRow.objects.bulk_create(
            PlanRow(
                plan=plan, kind=PlanRow.Kind.DIVISION, parent=row, division=one, name=one.name, position=one.position
            )
            for one in divisions
        )
        if plan.kind == Plan.Kind.ENTERPRISE:
            _add_units(plan, row, account, by)


def _add_units(plan: Plan, row: PlanRow, account: Account, by: User) -> None:
    units = visible_accounts(by).current().filter(parent=account).order_by("name", "pk")[:MOST_UNITS]
    for position, unit in enumerate(units, start=100):
        below = PlanRow.objects.create(
            plan=plan, kind=PlanRow.Kind.ACCOUNT, parent=row, name=unit.name, position=position
        )
        PlanRowAccount.objects.create(plan=plan, row=below, account=unit)


def _add_columns(plan: Plan, template: TemplateVersion) -> None:
    """The solutions of the type; where it names none, the whole catalogue if it is short."""
    chosen = list(template.products.order_by("family", "name", "pk"))
    if not chosen:
        catalogue = list(Product.objects.order_by("family", "name", "pk")[: MOST_DEFAULT_SOLUTIONS + 1])
        chosen = catalogue if len(catalogue) <= MOST_DEFAULT_SOLUTIONS else []
    PlanColumn.objects.bulk_create(PlanColumn(plan=plan, product=one, position=at) for at, one in enumerate(chosen))
