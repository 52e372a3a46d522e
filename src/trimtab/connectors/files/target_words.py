"""What a person calls the tables and fields that an import can fill."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .model import NO_TABLE

# The mapping file and `--json` keep the names.
TABLES_IN_WORDS: Mapping[str, str | Promise] = {
    NO_TABLE: _("not imported"),
    "opportunities": _("opportunities"),
    "opportunity_exports": _("opportunities, export by export"),
    "opportunity_history": _("opportunities, state by state"),
    "opportunity_changes": _("changes of single fields of opportunities"),
    "accounts": _("accounts"),
    "contacts": _("contacts"),
    "users": _("people of ours"),
    "teams": _("teams"),
    "products": _("products"),
    "line_items": _("products in opportunities"),
    "contact_roles": _("contacts in opportunities"),
    "activities": _("activities"),
    "activity_parties": _("who took part in activities"),
    "leads": _("leads"),
    "quotas": _("targets"),
    "rates": _("exchange rates"),
    "stages": _("stages"),
    "processes": _("processes"),
}


def table_in_words(name: str) -> str:
    """A target table as a person calls it; what is not imported, and what an older version knew, as it stands."""
    return str(TABLES_IN_WORDS.get(name, name))


def fields_in_words(names: Iterable[str]) -> str:
    """Fields as a person calls them; of `one/other` one is enough."""
    either = f" {_('or')} "
    return ", ".join(either.join(name.replace("_", " ") for name in names_of.split("/")) for names_of in names)
