"""A potential becomes an opportunity: a new one, or one that was there already. Its note and amount stay with it."""

from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.core.locking import locked
from trimtab.core.models import Organisation
from trimtab.core.money import CENT
from trimtab.core.rates import load_rates
from trimtab.opportunities.actions import create_opportunity, edit_opportunity
from trimtab.opportunities.models import Opportunity, Stage
from trimtab.opportunities.policy import require_opportunity_edit
from trimtab.people.models import User
from trimtab.whitespace.actions.placements import place_wholly
from trimtab.whitespace.actions.potentials import open_and_locked, record
from trimtab.whitespace.leaves import parts_of
from trimtab.whitespace.models import Potential

KEEP, TAKE, ADD = "keep", "take", "add"


def qualify_as_new(
    potential: Potential, *, stage: Stage, owner: User | None, close_on: date | None, by: User, now: datetime
) -> Opportunity:
    """Open an opportunity from it, in the same cell, with its name and amount.

    Raises:
        PermissionDenied: `by` does not work with the account, or does not see the owner's records.
        ValidationError: it ended already.
    """
    with transaction.atomic():
        current = open_and_locked(potential, by=by)
        fields = {
            "name": current.name,
            "account": current.account,
            "stage": stage,
            "owner": owner,
            "amount": current.amount,
            "currency": current.currency,
            "close_on": close_on,
        }
        filled = {field: value for field, value in fields.items() if value is not None}
        opportunity = create_opportunity(fields=filled, by=by, now=now)
        place_wholly(opportunity, division=current.division, product=current.product, by=by, now=now)
        _end(current, opportunity, worth=current.amount, is_mapped=False, by=by, now=now)
    return opportunity


def qualify_by_mapping(
    potential: Potential, *, opportunity: Opportunity, value: str = KEEP, by: User, now: datetime
) -> Potential:
    """Say that an opportunity which was there already is what the potential meant. It is placed where it stood nowhere.

    Args:
        value: what the opportunity is worth from now on: as before (keep), the potential's amount (take), both (add).

    Raises:
        PermissionDenied: `by` does not work with the account, or may not change the opportunity.
        ValidationError: it ended already; the opportunity is one of another account, or came from another potential;
            amounts of two currencies without a rate.
    """
    if value not in {KEEP, TAKE, ADD}:
        raise ValueError(f"`value` must be one of keep, take, add. Got {value!r}.")
    with transaction.atomic():
        current = open_and_locked(potential, by=by)
        one = locked(Opportunity.objects.select_related("owner__team"), opportunity.pk)
        require_opportunity_edit(by, one)
        _require_free(current, one)
        worth = _converted(one.amount, one.currency, current.currency, on=now.date())
        if value != KEEP and current.amount is not None:
            one = _reconciled(current, one, value, by=by, now=now)
        if not parts_of([one.pk]):
            place_wholly(one, division=current.division, product=current.product, by=by, now=now)
        _end(current, one, worth=worth, is_mapped=True, by=by, now=now)
    return current


def _require_free(potential: Potential, opportunity: Opportunity) -> None:
    if opportunity.account_id != potential.account_id:
        raise ValidationError(_("The opportunity is one of another account. Choose one of this account."))
    if opportunity.archived_at is not None:
        raise ValidationError(_("The opportunity is archived. Restore it first, or choose another one."))
    if Potential.objects.filter(opportunity=opportunity, state=Potential.State.QUALIFIED).exists():
        raise ValidationError(
            _("“%(name)s” came from another potential already. Choose another one, or dismiss this potential.")
            % {"name": opportunity.name}
        )


def _reconciled(potential: Potential, one: Opportunity, value: str, *, by: User, now: datetime) -> Opportunity:
    amount = _converted(potential.amount, potential.currency, one.currency, on=now.date())
    if amount is None:
        raise ValidationError(
            _("There is no rate between %(first)s and %(second)s. Keep the opportunity's value, or set a rate first.")
            % {"first": potential.currency, "second": one.currency}
        )
    together = amount + (one.amount or Decimal(0)) if value == ADD else amount
    return edit_opportunity(one, changes={"amount": together}, by=by, now=now)


def _converted(amount: Decimal | None, currency: str, into: str, *, on: date) -> Decimal | None:
    """The amount in another currency by way of the reporting one; None where a rate is missing."""
    if amount is None or currency == into:
        return amount
    rates = load_rates(currency=Organisation.get().currency)
    first, second = rates.on(currency, on), rates.on(into, on)
    return None if first is None or second is None else (amount * first / second).quantize(CENT, ROUND_HALF_EVEN)


def _end(
    potential: Potential,
    opportunity: Opportunity,
    *,
    worth: Decimal | None,
    is_mapped: bool,
    by: User,
    now: datetime,
) -> None:
    potential.state, potential.opportunity = Potential.State.QUALIFIED, opportunity
    potential.is_mapped, potential.worth_then = is_mapped, worth
    potential.ended_at = potential.changed_at = now
    fields = ["state", "opportunity", "is_mapped", "worth_then", "ended_at", "changed_at"]
    potential.save(update_fields=fields)
    after = {"opportunity": opportunity.pk, "is_mapped": is_mapped, "worth": None if worth is None else str(worth)}
    record("potential.qualified", potential, by=by, now=now, after=after)
