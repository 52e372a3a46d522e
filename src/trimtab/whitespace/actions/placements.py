"""Where an opportunity stands on the grid, set by hand: whole in one cell, or divided over several."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.accounts.models import Division
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.opportunities.models import Opportunity, Product
from trimtab.opportunities.policy import require_opportunity_edit
from trimtab.people.models import User
from trimtab.whitespace.models import Placement

WHOLE = Decimal(100)
Place = tuple[Division | None, Product, Decimal]  # with its share in percent


def place_opportunity(opportunity: Opportunity, *, places: Sequence[Place], by: User, now: datetime) -> None:
    """Set where it stands; what was set before is replaced, and its lines no longer decide.

    Raises:
        PermissionDenied: `by` may not change the opportunity.
        ValidationError: the shares do not add up to 100, or a division is not one of its account.
    """
    with transaction.atomic():
        current = locked(Opportunity.objects.select_related("owner__team"), opportunity.pk)
        require_opportunity_edit(by, current)
        _require_possible(current, places)
        before = _kept(current)
        current.placements.all().delete()
        Placement.objects.bulk_create(
            Placement(opportunity=current, division=division, product=product, weight=share, created_at=now)
            for division, product, share in places
        )
        _record(current, before, by=by, now=now)


def place_wholly(
    opportunity: Opportunity, *, division: Division | None, product: Product, by: User, now: datetime
) -> None:
    """All of it in one cell."""
    place_opportunity(opportunity, places=[(division, product, WHOLE)], by=by, now=now)


def clear_placements(opportunity: Opportunity, *, by: User, now: datetime) -> None:
    """Let its lines decide again; without lines it stands nowhere.

    Raises:
        PermissionDenied: `by` may not change the opportunity.
    """
    place_opportunity(opportunity, places=(), by=by, now=now)


def _require_possible(opportunity: Opportunity, places: Sequence[Place]) -> None:
    if not places:
        return
    whole = sum(share for _division, _product, share in places)
    if any(share <= 0 for _division, _product, share in places) or whole != WHOLE:
        raise ValidationError(
            _("The shares are above zero and add up to 100 percent. They add up to %(whole)s.") % {"whole": whole}
        )
    if any(one is not None and one.account_id != opportunity.account_id for one, _product, _share in places):
        raise ValidationError(_("The division is one of another account."))


def _kept(opportunity: Opportunity) -> list[list[object]]:
    rows = opportunity.placements.order_by("pk").values_list("division", "product", "weight")
    return [[division, product, str(weight)] for division, product, weight in rows]


def _record(opportunity: Opportunity, before: list[list[object]], *, by: User, now: datetime) -> None:
    after = _kept(opportunity)
    if after != before:
        record_event(
            "opportunity.placed",
            record="opportunity",
            record_id=opportunity.pk,
            by=by,
            now=now,
            before={"places": before},
            after={"places": after},
        )
