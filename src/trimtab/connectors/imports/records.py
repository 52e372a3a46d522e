"""What an import writes: the models by name, in the order in which they can be written."""

from django.db import models

from trimtab.accounts.models import Account, AccountMember, Contact
from trimtab.core.models import CustomField, ExchangeRate
from trimtab.opportunities.models import (
    Activity,
    ActivityParty,
    ContactRole,
    FieldChange,
    Lead,
    LineItem,
    Opportunity,
    Process,
    Product,
    Stage,
)
from trimtab.people.models import Team, User
from trimtab.rhythm.models import Quota

RECORDS: dict[str, type[models.Model]] = {
    "custom_field": CustomField,
    "rate": ExchangeRate,
    "team": Team,
    "user": User,
    "account": Account,
    "contact": Contact,
    "product": Product,
    "process": Process,
    "stage": Stage,
    "opportunity": Opportunity,
    "account_member": AccountMember,
    "change": FieldChange,
    "contact_role": ContactRole,
    "line_item": LineItem,
    "activity": Activity,
    "activity_party": ActivityParty,
    "lead": Lead,
    "quota": Quota,
}
NAMES = {model: name for name, model in RECORDS.items()}


def referred(model: type[models.Model], column: str) -> str | None:
    """The record that a column refers to by id, None for other columns."""
    for field in model._meta.concrete_fields:
        if field.column == column and isinstance(field, models.ForeignKey):
            return NAMES.get(field.related_model)
    return None
