"""Whether a field of the organisation's own earns its keep: how many records hold it, and since when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet
from django.db.models.fields.json import KeyTransform

from trimtab.accounts.models import Account, Contact
from trimtab.core.models import CustomField
from trimtab.opportunities.models import FieldChange, Lead, Opportunity

COUNTED = 1_000  # beyond, the page says "more than 1,000"


@dataclass(frozen=True)
class FieldUse:
    """How many records hold a value, up to COUNTED + 1, and when one was last filled.

    is_filling: whether last_at is the filling itself, which only opportunities keep; else a record that holds one
    was changed then.
    """

    holding: int
    last_at: datetime | None
    is_filling: bool

    @property
    def is_more(self) -> bool:
        return self.holding > COUNTED


def use_of(field: CustomField) -> FieldUse:
    """The use of one field. Two queries; the count stops early."""
    held = _records(field.record).filter(custom__has_key=field.key)
    holding = held.annotate(own=KeyTransform(field.key, "custom")).exclude(own=None)
    number = holding.order_by()[: COUNTED + 1].count()
    if field.record == "opportunity":
        changes = FieldChange.objects.filter(field=f"custom:{field.key}")
        last = changes.aggregate(last=Max("recorded_at"))["last"]
        if last is not None:
            return FieldUse(number, last, is_filling=True)
    return FieldUse(number, holding.aggregate(last=Max("changed_at"))["last"] if number else None, is_filling=False)


def _records(record: str) -> QuerySet[Any, Any]:  # Any: each of our models
    models = {"account": Account, "contact": Contact, "opportunity": Opportunity, "lead": Lead}
    return models[record]._default_manager.all()
