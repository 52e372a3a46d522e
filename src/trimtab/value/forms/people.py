"""People of the customer."""

from django import forms
from django.db.models import QuerySet

from trimtab.accounts.models import Contact
from trimtab.opportunities.models import Opportunity

MOST = 300


def people_of(opportunity: Opportunity) -> QuerySet[Contact]:
    """Those of the customer who are in use."""
    if opportunity.account_id is None:
        return Contact.objects.none()
    return Contact.objects.filter(account=opportunity.account_id, archived_at=None)


def offer_people(field: forms.Field, opportunity: Opportunity, *, may_be_empty: bool) -> None:
    """Let the field choose among them."""
    assert isinstance(field, forms.ModelChoiceField), "it chooses a person"
    field.queryset = people_of(opportunity)
    named = [(one.pk, _label(one)) for one in field.queryset.order_by("name", "pk")[:MOST]]
    field.choices = [("", "–"), *named] if may_be_empty else named


def _label(one: Contact) -> str:
    return f"{one.name}, {one.title}" if one.title else one.name
