"""What is to be won at an account in a period, and where to look first."""

from collections.abc import Iterable
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


def set_aim(
    account: Account,
    *,
    start_on: date,
    end_on: date,
    amount: Decimal | None,
    currency: str,
    products: Iterable[Product] = (),
    accounts: Iterable[Account] = (),
    divisions: Iterable[Division] = (),
    by: User,
    now: datetime,
) -> Aim:
    """Set the aim of a period; the one that starts on the same day is changed, others that overlap are refused.

    Raises:
        PermissionDenied: `by` does not work with the account.
        ValidationError: the period ends before it starts or overlaps another one; the amount is below zero.
    """
    if end_on < start_on or (amount is not None and amount < 0):
        raise ValidationError(_("A period ends after it starts, and a target is zero or more."))
    with transaction.atomic():
        require_edit(by, account)
        others = Aim.objects.filter(account=account, start_on__lte=end_on, end_on__gte=start_on)
        if other := others.exclude(start_on=start_on).first():
            raise ValidationError(
                _("The period overlaps the one from %(start)s to %(end)s.")
                % {"start": other.start_on, "end": other.end_on}
            )
        values = {"end_on": end_on, "amount": amount, "currency": currency, "changed_at": now}
        aim, _is_new = Aim.objects.update_or_create(account=account, start_on=start_on, defaults=values)
        aim.products.set(products)
        aim.accounts.set(accounts)
        aim.divisions.set(divisions)
        after = {"start_on": str(start_on), "end_on": str(end_on), "amount": str(amount or ""), "currency": currency}
        record_event("aim.set", record="account", record_id=account.pk, by=by, now=now, after=after)
    return aim
