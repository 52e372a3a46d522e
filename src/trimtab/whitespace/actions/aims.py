"""What is to be won at an account in a period, and where to look first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.accounts.models import Account, Division
from trimtab.core.audit import record_event
from trimtab.opportunities.models import Product
from trimtab.people.models import User
from trimtab.whitespace.models import Aim
from trimtab.whitespace.policy import require_edit


@dataclass(frozen=True)
class Aimed:
    """What is to be won from a day until another, and the units and solutions to look at first."""

    start_on: date
    end_on: date
    amount: Decimal | None
    currency: str
    products: Sequence[Product] = ()
    accounts: Sequence[Account] = ()
    divisions: Sequence[Division] = ()


def set_aim(account: Account, *, aimed: Aimed, by: User, now: datetime) -> Aim:
    """Set the aim of a period; the one that starts on the same day is changed, others that overlap are refused.

    Raises:
        PermissionDenied: `by` does not work with the account.
        ValidationError: the period ends before it starts or overlaps another one; the amount is below zero.
    """
    if aimed.end_on < aimed.start_on or (aimed.amount is not None and aimed.amount < 0):
        raise ValidationError(_("A period ends after it starts, and a target is zero or more."))
    with transaction.atomic():
        require_edit(by, account)
        others = Aim.objects.filter(account=account, start_on__lte=aimed.end_on, end_on__gte=aimed.start_on)
        if other := others.exclude(start_on=aimed.start_on).first():
            raise ValidationError(
                _("The period overlaps the one from %(start)s to %(end)s.")
                % {"start": other.start_on, "end": other.end_on}
            )
        values = {"end_on": aimed.end_on, "amount": aimed.amount, "currency": aimed.currency, "changed_at": now}
        aim, _is_new = Aim.objects.update_or_create(account=account, start_on=aimed.start_on, defaults=values)
        aim.products.set(aimed.products)
        aim.accounts.set(aimed.accounts)
        aim.divisions.set(aimed.divisions)
        after = {"start_on": str(aimed.start_on), "end_on": str(aimed.end_on), "amount": str(aimed.amount or "")}
        record_event("aim.set", record="account", record_id=account.pk, by=by, now=now, after=after)
    return aim
