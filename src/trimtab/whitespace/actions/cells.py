"""One cell: blocking it, lifting that, and what is known of its market."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.accounts.models import Account, Division
from trimtab.core.audit import record_event
from trimtab.opportunities.models import Product
from trimtab.people.models import User
from trimtab.whitespace.models import Block, MarketShare
from trimtab.whitespace.policy import require_edit

Rival = tuple[str, Decimal]


def block_cell(
    account: Account,
    *,
    product: Product,
    division: Division | None = None,
    kind: str = Block.Kind.BLOCKED,
    reason: str,
    review_on: date | None = None,
    by: User,
    now: datetime,
) -> Block:
    """Say that nothing is to be looked for there now, or that one looked and found nothing, and why.

    Raises:
        PermissionDenied: `by` does not work with the account.
        ValidationError: there is no reason, or the division is not one of the account.
    """
    if not reason.strip():
        raise ValidationError(_("Say why: a blocked cell is out of the count of white space."))
    with transaction.atomic():
        require_edit(by, account)
        _require_of(account, division)
        cell = Block.objects.filter(account=account, division=division, product=product, lifted_at__isnull=True)
        cell.update(lifted_at=now)
        block = Block.objects.create(
            account=account, division=division, product=product, kind=kind, reason=reason.strip(),
            review_on=review_on, by=by, created_at=now,
        )  # fmt: skip
        after = {"kind": kind, "reason": block.reason, "product": product.pk, "review_on": str(review_on or "")}
        record_event("cell.blocked", record="account", record_id=account.pk, by=by, now=now, after=after)
    return block


def lift_block(block: Block, *, by: User, now: datetime) -> None:
    """The cell counts again.

    Raises:
        PermissionDenied: `by` does not work with the account.
    """
    with transaction.atomic():
        require_edit(by, block.account)
        if Block.objects.filter(pk=block.pk, lifted_at__isnull=True).update(lifted_at=now):
            before = {"reason": block.reason, "product": block.product_id}
            record_event("cell.unblocked", record="account", record_id=block.account_id, by=by, now=now, before=before)


@dataclass(frozen=True)
class MarketFacts:
    """What a unit spends a year on a solution, in a currency or in what is counted, and who gets it, in percent."""

    product: Product
    size: Decimal
    division: Division | None = None
    currency: str = ""
    units: str = ""
    ours: Decimal | None = None
    rivals: Sequence[Rival] = ()
    note: str = ""


def set_market(account: Account, *, facts: MarketFacts, by: User, now: datetime) -> MarketShare:
    """Keep what they spend a year there, and who gets it. What was known before stays in the history.

    Raises:
        PermissionDenied: `by` does not work with the account.
        ValidationError: the shares are more than the whole, the size is below zero, or it has no unit or two.
    """
    _require_shares(facts.ours, facts.rivals)
    if facts.size < 0 or bool(facts.currency) == bool(facts.units):
        raise ValidationError(_("The size is zero or more, in one currency or in one thing that is counted."))
    with transaction.atomic():
        require_edit(by, account)
        _require_of(account, facts.division)
        values = {field.name: getattr(facts, field.name) for field in fields(facts) if field.name != "rivals"}
        rivals = [[name, str(share)] for name, share in sorted(facts.rivals, key=lambda one: -one[1])]
        market = MarketShare.objects.create(account=account, **values, rivals=rivals, by=by, created_at=now)
        after = {"product": facts.product.pk, "size": str(facts.size), "in": facts.currency or facts.units}
        after |= {"ours": str(facts.ours), "rivals": rivals}
        record_event("market.set", record="account", record_id=account.pk, by=by, now=now, after=after)
    return market


def _require_of(account: Account, division: Division | None) -> None:
    if division is not None and division.account_id != account.pk:
        raise ValidationError(_("The division is one of another account."))


def _require_shares(ours: Decimal | None, rivals: Sequence[Rival]) -> None:
    shares = [share for _name, share in rivals] + ([ours] if ours is not None else [])
    if any(share < 0 for share in shares) or sum(shares) > 100:
        raise ValidationError(
            _("Shares are zero or more and 100 percent together at most. They are %(sum)s together.")
            % {"sum": sum(shares)}
        )
