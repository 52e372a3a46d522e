"""Opportunities, their history, and what happens around them."""

from trimtab.opportunities.models.activity import Activity, ActivityParty
from trimtab.opportunities.models.history import FieldChange
from trimtab.opportunities.models.lead import Lead
from trimtab.opportunities.models.ledger import LedgerEntry
from trimtab.opportunities.models.opportunity import ContactRole, Opportunity
from trimtab.opportunities.models.process import Process, Stage, StageRemapping
from trimtab.opportunities.models.product import LineItem, Product

__all__ = [
    "Activity",
    "ActivityParty",
    "ContactRole",
    "FieldChange",
    "Lead",
    "LedgerEntry",
    "LineItem",
    "Opportunity",
    "Process",
    "Product",
    "Stage",
    "StageRemapping",
]
