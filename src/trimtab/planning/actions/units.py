"""The rows and columns of a plan. Three levels at most, no circle, no account twice."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from trimtab.accounts.models import Account, Division
from trimtab.opportunities.models import Product
from trimtab.people.models import User
from trimtab.planning.actions.changing import changing, note
from trimtab.planning.models import Plan, PlanColumn, PlanRow, PlanRowAccount
from trimtab.planning.models.structure import MOST_LEVELS
from trimtab.planning.policy import require_plannable

ROW_FIELDS = ("name", "parent", "is_target", "is_main", "level", "position")


class WrongUnit(ValueError):
    """The row cannot be so; the message says why."""


def add_row(
    plan: Plan,
    *,
    fields: Mapping[str, object],
    accounts: Sequence[Account] = (),
    division: Division | None = None,
    by: User,
    now: datetime,
) -> PlanRow:
    """A new row: of one account, of several, of a division, or a roll-up without any.

    Raises:
        WrongUnit: a fourth level, an account that the plan has already, a division of an account that it has not.
        PermissionDenied: `by` may not change the plan, or does not work with an account.
    """
    with changing(plan, by=by, now=now) as current:
        _require_room(current, fields.get("parent"), accounts, division)
        for account in accounts:
            require_plannable(by, account)
        kind = _kind_of(accounts, division)
        name = str(fields.get("name") or "") or _name_of(accounts, division)
        if not name:
            raise WrongUnit(_("A roll-up needs a name."))
        given = dict(fields) | {"name": name, "position": current.rows.count()}
        row = PlanRow.objects.create(plan=current, kind=kind, division=division, **given)
        PlanRowAccount.objects.bulk_create(PlanRowAccount(plan=current, row=row, account=one) for one in accounts)
        _keep_one_main(row)
        after = {"name": name, "kind": kind, "accounts": [one.pk for one in accounts]}
        note("plan.row_added", current, by=by, now=now, after=after)
    return row


def edit_row(plan: Plan, row: PlanRow, *, changes: Mapping[str, object], by: User, now: datetime) -> None:
    """Rename, move below another row, mark as important or as the main one.

    Raises:
        WrongUnit: it would stand on a fourth level, or below itself.
    """
    with changing(plan, by=by, now=now) as current:
        there = current.rows.get(pk=row.pk)
        changed = {name: value for name, value in changes.items() if getattr(there, name) != value}
        if not changed:
            return
        if "parent" in changed:
            _require_place(current, there, changed["parent"])
        before = {name: getattr(there, name) for name in changed}
        for name, value in changed.items():
            setattr(there, name, value)
        there.save(update_fields=list(changed))
        _keep_one_main(there)
        note(
            "plan.row_edited",
            current,
            by=by,
            now=now,
            before={"row": there.name, **before},
            after={"row": there.name, **changed},
        )


def remove_row(plan: Plan, row: PlanRow, *, by: User, now: datetime) -> None:
    """Take a row out of the plan; what stands below it moves up. Accounts and divisions stay as they are."""
    with changing(plan, by=by, now=now) as current:
        there = current.rows.get(pk=row.pk)
        accounts = list(there.row_accounts.values_list("account", flat=True))
        current.rows.filter(parent=there).update(parent=there.parent)
        before = {"name": there.name, "kind": there.kind, "accounts": accounts}
        note("plan.row_removed", current, by=by, now=now, before=before)
        there.delete()


def set_columns(
    plan: Plan, *, products: Sequence[Product], targets: Sequence[Product], by: User, now: datetime
) -> None:
    """The solutions that the plan sells, in their order, and which of them are important."""
    with changing(plan, by=by, now=now) as current:
        before = [column.product_id for column in current.columns.order_by("position", "pk")]
        important = {product.pk for product in targets}
        current.columns.all().delete()
        PlanColumn.objects.bulk_create(
            PlanColumn(plan=current, product=one, position=at, is_target=one.pk in important)
            for at, one in enumerate(products)
        )
        after = [one.pk for one in products]
        note(
            "plan.columns_set",
            current,
            by=by,
            now=now,
            before={"products": before},
            after={"products": after, "important": sorted(important)},
        )


def _kind_of(accounts: Sequence[Account], division: Division | None) -> str:
    if division is not None:
        return PlanRow.Kind.DIVISION
    if not accounts:
        return PlanRow.Kind.ROLL_UP
    return PlanRow.Kind.ACCOUNT if len(accounts) == 1 else PlanRow.Kind.GROUP


def _name_of(accounts: Sequence[Account], division: Division | None) -> str:
    if division is not None:
        return division.name
    return ", ".join(one.name for one in accounts)[:300]


def _require_room(plan: Plan, parent: object, accounts: Sequence[Account], division: Division | None) -> None:
    """Refuse what the plan has already, what it cannot hold, and a fourth level."""
    if plan.kind == Plan.Kind.PORTFOLIO and (parent is not None or division is not None or not accounts):
        raise WrongUnit(_("A portfolio is a flat list of accounts. Make it a plan of one complex customer for more."))
    twice = plan.row_accounts.filter(account__in=list(accounts)).select_related("account").first()
    if twice is not None:
        raise WrongUnit(_("%(account)s stands in this plan already, and counts once.") % {"account": twice.account})
    if division is not None and not plan.row_accounts.filter(account=division.account_id).exists():
        raise WrongUnit(_("Add %(account)s first: the division belongs to it.") % {"account": division.account})
    if division is not None and plan.rows.filter(division=division).exists():
        raise WrongUnit(_("%(division)s stands in this plan already.") % {"division": division})
    if isinstance(parent, PlanRow):
        _require_level(_depth(parent) + 1)


def _require_place(plan: Plan, row: PlanRow, parent: object) -> None:
    if not isinstance(parent, PlanRow):
        return
    if plan.kind == Plan.Kind.PORTFOLIO:
        raise WrongUnit(_("A portfolio is a flat list of accounts. Make it a plan of one complex customer for more."))
    above: PlanRow | None = parent
    while above is not None:
        if above.pk == row.pk:
            raise WrongUnit(_("A row cannot stand below itself."))
        above = above.parent
    _require_level(_depth(parent) + _height(plan, row))


def _require_level(level: int) -> None:
    if level > MOST_LEVELS:
        raise WrongUnit(
            _("A plan has three levels at most, so that it can be read at a glance. This would be level %(level)s.")
            % {"level": level}
        )


def _depth(row: PlanRow) -> int:
    depth, above = 1, row.parent
    while above is not None:
        depth, above = depth + 1, above.parent
    return depth


def _height(plan: Plan, row: PlanRow) -> int:
    """How many levels the row and what stands below it take."""
    below = [_height(plan, one) for one in plan.rows.filter(parent=row)]
    return 1 + max(below, default=0)


def _keep_one_main(row: PlanRow) -> None:
    """Of the rows below one parent one at most is the main one: the one that was named last."""
    if row.is_main:
        PlanRow.objects.filter(plan=row.plan_id, parent=row.parent_id).exclude(pk=row.pk).update(is_main=False)
