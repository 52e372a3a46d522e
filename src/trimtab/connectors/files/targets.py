"""The tables an import can fill and their fields: declared once, for proposals, forms, documentation and checks."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .model import CUSTOM_PREFIX, ENTERED_PREFIX, EXITED_PREFIX
from .values import FieldKind


@dataclass(frozen=True)
class TargetField:
    """One field of a target table. `reference` fields hold the external id, e-mail or name of another record."""

    name: str
    kind: FieldKind
    description: str | Promise


@dataclass(frozen=True)
class TargetTable:
    """One target table. Of each group in `requires` at least one field must be given. `key` says what identifies."""

    name: str
    description: str | Promise
    fields: tuple[TargetField, ...]
    requires: tuple[tuple[str, ...], ...]
    key: tuple[str, ...]
    takes_custom: bool = False

    def field(self, name: str) -> TargetField | None:
        """A field by its name, or None; `custom:…` names are not declared here."""
        return next((field for field in self.fields if field.name == name), None)


def kind_of(table: str, field: str, *, custom: FieldKind = "text") -> FieldKind:
    """The kind that a mapped field takes; dates per stage are datetimes, own fields take `custom`."""
    if field.startswith((ENTERED_PREFIX, EXITED_PREFIX)):
        return "datetime"
    if field.startswith(CUSTOM_PREFIX):
        return custom
    found = TARGETS[table].field(field)
    if found is None:
        raise KeyError(f"The field must be one of {', '.join(f.name for f in TARGETS[table].fields)}. Got {field!r}.")
    return found.kind


def _fields(*declared: tuple[str, FieldKind, str | Promise]) -> tuple[TargetField, ...]:
    return tuple(TargetField(name, kind, description) for name, kind, description in declared)


_OPPORTUNITY_STATE = _fields(
    ("external_id", "reference", _("The opportunity's id in the other system.")),
    ("name", "text", _("What the opportunity is called.")),
    ("account", "reference", _("The customer, by id or name.")),
    ("owner", "reference", _("Who sells it, by id, e-mail or name.")),
    ("stage", "choice", _("The stage of its process.")),
    ("status", "choice", _("Open, won or lost, said beside the stage; stands in for an empty stage.")),
    ("process", "choice", _("The process (pipeline) whose stages it goes through.")),
    ("amount", "money", _("The value of the opportunity.")),
    ("currency", "currency", _("The currency of the value, as an ISO code.")),
    ("close_on", "date", _("The day it is expected to close, or closed.")),
    ("forecast_category", "choice", _("The category in the forecast.")),
    ("kind", "choice", _("New business, renewal and so on.")),
    ("lead_source", "choice", _("Where the opportunity came from.")),
    ("loss_reason", "choice", _("Why it was lost.")),
    ("next_step", "text", _("What comes next.")),
    ("product", "reference", _("The product, by id or name.")),
    ("probability", "percent", _("The probability that the other system shows.")),
    ("opened_at", "datetime", _("When it was created.")),
    ("closed_at", "datetime", _("When it was really closed.")),
    ("lost_at", "datetime", _("When it was lost, where the file has a column of its own for that.")),
    ("is_won", "boolean", _("Whether it is won.")),
    ("is_closed", "boolean", _("Whether it is closed.")),
    ("is_deleted", "boolean", _("Whether it was deleted in the other system.")),
    ("created_by", "reference", _("Who created it.")),
    ("lead", "reference", _("The lead it came from.")),
    ("description", "text", _("Any further text.")),
)

_ALL = (
    TargetTable(
        "opportunities",
        _("Opportunities as they are now, one row each."),
        _OPPORTUNITY_STATE,
        (("external_id", "name", "account"),),
        ("external_id", "name", "account"),
        takes_custom=True,
    ),
    TargetTable(
        "opportunity_exports",
        _("Opportunities as they were at several times: dated exports of one table."),
        (*_OPPORTUNITY_STATE, *_fields(("exported_at", "datetime", _("When the row was exported.")))),
        (("external_id", "name", "account"),),
        ("external_id", "name", "account"),
        takes_custom=True,
    ),
    TargetTable(
        "opportunity_history",
        _("One row per change of an opportunity, with its whole state after the change."),
        (
            *_OPPORTUNITY_STATE,
            *_fields(
                ("history_id", "reference", _("The id of the change.")),
                ("at", "datetime", _("When the change became true.")),
                ("by", "reference", _("Who made the change.")),
                ("from_stage", "choice", _("The stage before the change.")),
            ),
        ),
        (("external_id",), ("at",)),
        ("external_id", "at"),
        takes_custom=True,
    ),
    TargetTable(
        "opportunity_changes",
        _("One row per changed field of an opportunity."),
        _fields(
            ("history_id", "reference", _("The id of the change.")),
            ("opportunity", "reference", _("The opportunity, by id.")),
            ("field", "choice", _("The field that changed, as the other system calls it.")),
            ("old", "text", _("The value before.")),
            ("new", "text", _("The value after.")),
            ("at", "datetime", _("When the change became true.")),
            ("by", "reference", _("Who made the change.")),
        ),
        (("opportunity",), ("field",), ("new",), ("at",)),
        ("opportunity", "field", "at"),
    ),
    TargetTable(
        "accounts",
        _("Customers."),
        _fields(
            ("external_id", "reference", _("The customer's id in the other system.")),
            ("name", "text", _("The customer's name.")),
            ("parent", "reference", _("The customer above it, by id or name.")),
            ("industry", "choice", _("The industry.")),
            ("region", "choice", _("The region; the country where no region is given.")),
            ("country", "choice", _("The country.")),
            ("segment", "choice", _("The segment.")),
            ("kind", "choice", _("Prospect, customer, partner and so on.")),
            ("employees", "integer", _("How many people work there.")),
            ("revenue", "money", _("Its yearly revenue.")),
            ("owner", "reference", _("Who looks after it.")),
            ("website", "text", _("Its web address or domain.")),
            ("phone", "text", _("Its telephone number.")),
            ("created_at", "datetime", _("When it was created.")),
            ("is_deleted", "boolean", _("Whether it was deleted in the other system.")),
            ("description", "text", _("Any further text.")),
        ),
        (("external_id", "name"),),
        ("external_id", "website", "name"),
        takes_custom=True,
    ),
    TargetTable(
        "contacts",
        _("People at customers."),
        _fields(
            ("external_id", "reference", _("The person's id in the other system.")),
            ("name", "text", _("The full name.")),
            ("first_name", "text", _("The first name.")),
            ("last_name", "text", _("The last name.")),
            ("email", "text", _("The e-mail address.")),
            ("phone", "text", _("The telephone number.")),
            ("title", "text", _("What the person does there.")),
            ("account", "reference", _("The customer, by id or name.")),
            ("owner", "reference", _("Who looks after the person.")),
            ("reports_to", "reference", _("The person above.")),
            ("created_at", "datetime", _("When it was created.")),
            ("is_deleted", "boolean", _("Whether it was deleted in the other system.")),
        ),
        (("external_id", "email", "name", "last_name"),),
        ("external_id", "email", "name"),
        takes_custom=True,
    ),
    TargetTable(
        "users",
        _("People who sell."),
        _fields(
            ("external_id", "reference", _("The person's id in the other system.")),
            ("name", "text", _("The full name.")),
            ("first_name", "text", _("The first name.")),
            ("last_name", "text", _("The last name.")),
            ("email", "text", _("The e-mail address.")),
            ("manager", "reference", _("Who leads the person, by id or name.")),
            ("team", "reference", _("The team, by id or name.")),
            ("role", "text", _("The role.")),
            ("is_active", "boolean", _("Whether the person still works here.")),
        ),
        (("external_id", "email", "name"),),
        ("external_id", "email", "name"),
    ),
    TargetTable(
        "teams",
        _("Teams and the teams above them."),
        _fields(
            ("external_id", "reference", _("The team's id in the other system.")),
            ("name", "text", _("The team's name.")),
            ("parent", "reference", _("The team above it, by id or name.")),
        ),
        (("name",),),
        ("external_id", "name"),
    ),
    TargetTable(
        "products",
        _("What is sold."),
        _fields(
            ("external_id", "reference", _("The product's id in the other system.")),
            ("name", "text", _("The product's name.")),
            ("code", "text", _("The product's code.")),
            ("family", "choice", _("The family of products it belongs to.")),
            ("price", "money", _("The list price.")),
            ("is_active", "boolean", _("Whether it is still sold.")),
        ),
        (("external_id", "name"),),
        ("external_id", "code", "name"),
    ),
    TargetTable(
        "line_items",
        _("Products on opportunities."),
        _fields(
            ("external_id", "reference", _("The line's id in the other system.")),
            ("opportunity", "reference", _("The opportunity, by id.")),
            ("product", "reference", _("The product, by id, code or name.")),
            ("quantity", "number", _("How many.")),
            ("unit_price", "money", _("The price of one.")),
            ("amount", "money", _("The price of the line.")),
            ("is_deleted", "boolean", _("Whether it was deleted in the other system.")),
        ),
        (("opportunity",), ("product",)),
        ("external_id", "opportunity", "product"),
    ),
    TargetTable(
        "contact_roles",
        _("Which person plays which part in an opportunity."),
        _fields(
            ("external_id", "reference", _("The id in the other system.")),
            ("opportunity", "reference", _("The opportunity, by id.")),
            ("contact", "reference", _("The person, by id or e-mail.")),
            ("role", "choice", _("The part the person plays.")),
            ("is_primary", "boolean", _("Whether it is the main contact.")),
        ),
        (("opportunity",), ("contact",)),
        ("opportunity", "contact"),
    ),
    TargetTable(
        "activities",
        _("Calls, meetings, e-mails and tasks."),
        _fields(
            ("external_id", "reference", _("The id in the other system.")),
            ("kind", "choice", _("Call, meeting, email or task.")),
            ("subject", "text", _("What it is about.")),
            ("at", "datetime", _("When it takes place or took place.")),
            ("ended_at", "datetime", _("When it ended.")),
            ("minutes", "number", _("How many minutes it took.")),
            ("seconds", "number", _("How many seconds it took.")),
            ("owner", "reference", _("Whose activity it is.")),
            ("opportunity", "reference", _("The opportunity, by id.")),
            ("account", "reference", _("The customer, by id or name.")),
            ("contact", "reference", _("The person, by id.")),
            ("lead", "reference", _("The lead, by id.")),
            ("direction", "choice", _("Inbound or outbound.")),
            ("outcome", "choice", _("How it went, or its status.")),
            ("is_done", "boolean", _("Whether it is done.")),
            ("is_deleted", "boolean", _("Whether it was deleted in the other system.")),
            ("created_at", "datetime", _("When it was created.")),
            ("description", "text", _("Any further text.")),
        ),
        (("at", "created_at"), ("kind",)),
        ("external_id",),
    ),
    TargetTable(
        "activity_parties",
        _("Who took part in an activity."),
        _fields(
            ("activity", "reference", _("The activity, by id.")),
            ("contact", "reference", _("The person at the customer.")),
            ("user", "reference", _("The person who sells.")),
            ("opportunity", "reference", _("The opportunity the activity belongs to.")),
            ("account", "reference", _("The customer the activity belongs to.")),
            ("part", "choice", _("From, to, attended and so on.")),
        ),
        (("activity",), ("contact", "user", "opportunity", "account")),
        ("activity", "contact", "user"),
    ),
    TargetTable(
        "leads",
        _("Leads."),
        _fields(
            ("external_id", "reference", _("The lead's id in the other system.")),
            ("name", "text", _("The full name.")),
            ("first_name", "text", _("The first name.")),
            ("last_name", "text", _("The last name.")),
            ("company", "text", _("The company.")),
            ("email", "text", _("The e-mail address.")),
            ("owner", "reference", _("Who looks after it.")),
            ("source", "choice", _("Where it came from.")),
            ("status", "choice", _("What became of it.")),
            ("created_at", "datetime", _("When it was created.")),
            ("converted_at", "datetime", _("When it became an opportunity.")),
            ("assigned_at", "datetime", _("When it was given to somebody.")),
            ("first_touch_at", "datetime", _("When somebody reached out first.")),
            ("decided_at", "datetime", _("When it was accepted, rejected or put back.")),
            ("modified_at", "datetime", _("When it was last changed; of a rejected one the latest it was decided.")),
            ("is_converted", "boolean", _("Whether it became an opportunity.")),
            ("opportunity", "reference", _("The opportunity it became.")),
            ("account", "reference", _("The customer it became.")),
            ("contact", "reference", _("The person it became.")),
            ("industry", "choice", _("The industry.")),
            ("is_deleted", "boolean", _("Whether it was deleted in the other system.")),
        ),
        (("external_id", "email", "name", "last_name"),),
        ("external_id", "email"),
        takes_custom=True,
    ),
    TargetTable(
        "quotas",
        _("Targets of people or teams."),
        _fields(
            ("owner", "reference", _("Whose target it is.")),
            ("team", "reference", _("Which team's target it is.")),
            ("period", "text", _("The period, such as 2026-Q1 or 2026-03.")),
            ("starts_on", "date", _("The first day of the period.")),
            ("ends_on", "date", _("The last day of the period.")),
            ("amount", "money", _("The target.")),
            ("currency", "currency", _("The currency, as an ISO code.")),
            ("measure", "choice", _("What is counted.")),
        ),
        (("owner", "team"), ("amount",), ("period", "starts_on")),
        ("owner", "team", "period", "starts_on"),
    ),
    TargetTable(
        "rates",
        _("Exchange rates."),
        _fields(
            ("currency", "currency", _("The currency, as an ISO code.")),
            ("rate", "number", _("The rate.")),
            ("starts_on", "date", _("The first day it holds.")),
            ("base_currency", "currency", _("The currency it converts into.")),
        ),
        (("currency",), ("rate",)),
        ("currency", "starts_on"),
    ),
    TargetTable(
        "stages",
        _("The stages of processes."),
        _fields(
            ("external_id", "reference", _("The stage's id in the other system.")),
            ("name", "text", _("The stage's name.")),
            ("process", "reference", _("The process it belongs to.")),
            ("order", "integer", _("Its place in the process.")),
            ("probability", "percent", _("The probability the other system gives it.")),
            ("is_won", "boolean", _("Whether it means won.")),
            ("is_closed", "boolean", _("Whether it means closed.")),
            ("is_active", "boolean", _("Whether it is still used.")),
        ),
        (("external_id", "name"),),
        ("external_id", "name"),
    ),
    TargetTable(
        "processes",
        _("Processes (pipelines)."),
        _fields(
            ("external_id", "reference", _("The process's id in the other system.")),
            ("name", "text", _("The process's name.")),
            ("order", "integer", _("Its place.")),
            ("is_active", "boolean", _("Whether it is still used.")),
        ),
        (("external_id", "name"),),
        ("external_id", "name"),
    ),
)

TARGETS: Mapping[str, TargetTable] = {table.name: table for table in _ALL}
