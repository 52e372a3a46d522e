"""A world in the shape of other systems: HubSpot's exports, and plain tables with names that anybody would choose.

Both are told column by column from the rows of the Salesforce shape, without its dirt.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TypeAlias

import numpy as np

from trimtab.insight.simulate import export_deal_rows as deals
from trimtab.insight.simulate import export_rows as facts
from trimtab.insight.simulate.export_files import Row, number_of, write_file
from trimtab.insight.simulate.export_rows import View
from trimtab.insight.simulate.salesforce import view_at
from trimtab.insight.simulate.world import World

_RECORD_ID = re.compile(r"[0-9A-Za-z]{3}Tt[0-9A-Za-z]{13}")
Known: TypeAlias = Mapping[str, str]
Told: TypeAlias = str | Callable[[Known], str]
Rows: TypeAlias = Callable[[View], Iterator[Known]]


@dataclass(frozen=True)
class File:
    """One file: its name, the rows it is told from, and for each of its columns a column of these or what to make."""

    name: str
    rows: Rows
    columns: Mapping[str, Told]


def _of(header: Sequence[str], rows: Callable[[View], Iterator[Row]]) -> Rows:
    return lambda view: (dict(zip(header, row, strict=True)) for row in rows(view))


def _activities(view: View) -> Iterator[Known]:
    return chain(_of(deals.TASK, deals.task_rows)(view), _of(deals.EVENT, deals.event_rows)(view))


def _of_kind(kind: str) -> Rows:
    return lambda view: (row for row in _activities(view) if row["Type"] == kind)


def _at(row: Known) -> str:
    return row.get("StartDateTime") or row["CompletedDateTime"]


def _minutes(row: Known) -> str:
    seconds = row.get("CallDurationInSeconds", "")
    return row.get("DurationInMinutes") or (str(int(seconds) // 60) if seconds else "")


def _direction(row: Known) -> str:
    if row["Type"] == "Meeting":
        return ""
    return "Inbound" if "<<" in row["Subject"] else "Outbound"


def _as_field(names: Mapping[str, str]) -> Callable[[Known], str]:
    return lambda row: names[row["Field"]]


def _history(view: View) -> Iterator[Known]:
    """Changes, after the values that each opportunity was created with: HubSpot keeps these too."""
    return chain(_first_values(view), _of(deals.FIELD_HISTORY, deals.field_history_rows)(view))


def _first_values(view: View) -> Iterator[Known]:
    facts_, created = view.world.opportunities, _of(deals.OPPORTUNITY, deals.opportunity_rows)(view)
    rows = np.flatnonzero(view.snapshot.exists)
    texts = deals.first_texts(view, rows)
    for place, (row, now) in enumerate(zip(rows.tolist(), created, strict=True)):
        for field, values in texts.items():
            yield {
                "OpportunityId": now["Id"],
                "Field": field,
                "NewValue": values[place],
                "CreatedDate": now["CreatedDate"],
                "CreatedById": deals.owner_id(facts_.first[row]),
            }


_PLAIN_FIELDS = {
    "StageName": "Stage",
    "Amount": "Amount",
    "CloseDate": "Close Date",
    "ForecastCategoryName": "Forecast Category",
    "Owner": "Owner",
}
_HUBSPOT_FIELDS = {
    "StageName": "dealstage",
    "Amount": "amount",
    "CloseDate": "closedate",
    "ForecastCategoryName": "hs_manual_forecast_category",
    "Owner": "hubspot_owner_id",
}
_USERS, _TEAMS = _of(facts.USER, facts.user_rows), _of(facts.USER_ROLE, facts.user_role_rows)
_ACCOUNTS, _CONTACTS = _of(facts.ACCOUNT, facts.account_rows), _of(facts.CONTACT, facts.contact_rows)
_PRODUCTS, _LEADS = _of(facts.PRODUCT, facts.product_rows), _of(facts.LEAD, facts.lead_rows)
_OPPORTUNITIES = _of(deals.OPPORTUNITY, deals.opportunity_rows)
_ROLES, _LINES = _of(facts.CONTACT_ROLE, facts.contact_role_rows), _of(deals.LINE_ITEM, deals.line_item_rows)

PLAIN = (
    File("Teams.csv", _TEAMS, {"Team Id": "Id", "Team Name": "Name", "Parent Id": "ParentRoleId"}),
    File(
        "Users.csv",
        _USERS,
        {
            "User Id": "Id",
            "Name": "Name",
            "Email": "Email",
            "Team Id": "UserRoleId",
            "Manager Id": "ManagerId",
            "Active": "IsActive",
        },
    ),
    File(
        "Accounts.csv",
        _ACCOUNTS,
        {
            "Account Id": "Id",
            "Account Name": "Name",
            "Industry": "Industry",
            "Country": "BillingCountry",
            "Region": "Region__c",
            "Segment": "Segment__c",
            "Employees": "NumberOfEmployees",
            "Owner Id": "OwnerId",
            "Created At": "CreatedDate",
        },
    ),
    File(
        "Contacts.csv",
        _CONTACTS,
        {
            "Contact Id": "Id",
            "First Name": "FirstName",
            "Last Name": "LastName",
            "Email": "Email",
            "Job Title": "Title",
            "Account Id": "AccountId",
            "Created At": "CreatedDate",
        },
    ),
    File("Products.csv", _PRODUCTS, {"Product Id": "Id", "Product Name": "Name", "Family": "Family"}),
    File(
        "Opportunities.csv",
        _OPPORTUNITIES,
        {
            "Opportunity Id": "Id",
            "Opportunity Name": "Name",
            "Account Id": "AccountId",
            "Owner Id": "OwnerId",
            "Stage": "StageName",
            "Amount": "Amount",
            "Currency": "CurrencyIsoCode",
            "Close Date": "CloseDate",
            "Forecast Category": "ForecastCategoryName",
            "Opportunity Type": "Type",
            "Lead Source": "LeadSource",
            "Loss Reason": "Loss_Reason__c",
            "Is Closed": "IsClosed",
            "Is Won": "IsWon",
            "Created At": "CreatedDate",
        },
    ),
    File(
        "Changes.csv",
        _of(deals.FIELD_HISTORY, deals.field_history_rows),
        {
            "Opportunity Id": "OpportunityId",
            "Field": _as_field(_PLAIN_FIELDS),
            "Old Value": "OldValue",
            "New Value": "NewValue",
            "Changed At": "CreatedDate",
            "Changed By": "CreatedById",
        },
    ),
    File(
        "Line Items.csv",
        _LINES,
        {
            "Line Id": "Id",
            "Opportunity Id": "OpportunityId",
            "Product Id": "Product2Id",
            "Quantity": "Quantity",
            "Unit Price": "UnitPrice",
            "Total Price": "TotalPrice",
        },
    ),
    File(
        "Contact Roles.csv",
        _ROLES,
        {"Opportunity Id": "OpportunityId", "Contact Id": "ContactId", "Role": "Role", "Primary": "IsPrimary"},
    ),
    File(
        "Activities.csv",
        _activities,
        {
            "Activity Id": "Id",
            "Activity Type": "Type",
            "Subject": "Subject",
            "Start Time": _at,
            "Minutes": _minutes,
            "Direction": _direction,
            "Owner Id": "OwnerId",
            "Opportunity Id": "WhatId",
            "Account Id": "AccountId",
            "Contact Id": "WhoId",
        },
    ),
    File(
        "Leads.csv",
        _LEADS,
        {
            "Lead Id": "Id",
            "First Name": "FirstName",
            "Last Name": "LastName",
            "Company": "Company",
            "Email": "Email",
            "Lead Source": "LeadSource",
            "Lead Status": "Status",
            "Lead Owner": "OwnerId",
            "Is Converted": "IsConverted",
            "Converted Date": "ConvertedDate",
            "Converted Opportunity Id": "ConvertedOpportunityId",
            "Created At": "CreatedDate",
        },
    ),
    File(
        "Quotas.csv",
        _of(facts.QUOTA, facts.quota_rows),
        {"Owner Id": "QuotaOwnerId", "Start Date": "StartDate", "Quota": "QuotaAmount", "Currency": "CurrencyIsoCode"},
    ),
    File(
        "Exchange Rates.csv",
        _of(facts.RATE, facts.rate_rows),
        {"Currency": "IsoCode", "Rate": "ConversionRate", "Start Date": "StartDate"},
    ),
)

HUBSPOT = (
    File(
        "owners.csv",
        _USERS,
        {
            "Owner ID": "Id",
            "Email": "Email",
            "First Name": "FirstName",
            "Last Name": "LastName",
            "Primary Team ID": "Department",
            "Active": "IsActive",
        },
    ),
    File(
        "companies.csv",
        _ACCOUNTS,
        {
            "Record ID": "Id",
            "Company name": "Name",
            "Company owner": "OwnerId",
            "Industry": "Industry",
            "Country": "BillingCountry",
            "Region": "Region__c",
            "Segment": "Segment__c",
            "Number of Employees": "NumberOfEmployees",
            "Create Date": "CreatedDate",
        },
    ),
    File(
        "contacts.csv",
        _CONTACTS,
        {
            "Record ID": "Id",
            "First Name": "FirstName",
            "Last Name": "LastName",
            "Email": "Email",
            "Job Title": "Title",
            "Company": "AccountId",
            "Create Date": "CreatedDate",
        },
    ),
    File(
        "deals.csv",
        _OPPORTUNITIES,
        {
            "Record ID": "Id",
            "Deal Name": "Name",
            "Associated Company": "AccountId",
            "Deal owner": "OwnerId",
            "Deal Stage": "StageName",
            "Amount": "Amount",
            "Currency": "CurrencyIsoCode",
            "Close Date": "CloseDate",
            "Forecast category": "ForecastCategoryName",
            "Deal Type": "Type",
            "Original Source": "LeadSource",
            "Closed Lost Reason": "Loss_Reason__c",
            "Is Closed": "IsClosed",
            "Is Won": "IsWon",
            "Create Date": "CreatedDate",
        },
    ),
    File(
        "deal_property_history.csv",
        _history,
        {
            "deal_id": "OpportunityId",
            "name": _as_field(_HUBSPOT_FIELDS),
            "value": "NewValue",
            "timestamp": "CreatedDate",
            "source_id": "CreatedById",
        },
    ),
    File(
        "deal_contact.csv",
        _ROLES,
        {"Deal ID": "OpportunityId", "Contact ID": "ContactId", "Role": "Role", "Is Primary": "IsPrimary"},
    ),
    *(
        File(
            f"engagement_{kind.lower()}.csv",
            _of_kind(kind),
            {
                "Engagement ID": "Id",
                "Title": "Subject",
                "hs_timestamp": _at,
                "Minutes": _minutes,
                "Direction": _direction,
                "Hubspot Owner ID": "OwnerId",
                "Deal ID": "WhatId",
                "Company ID": "AccountId",
                "Contact ID": "WhoId",
            },
        )
        for kind in ("Call", "Email", "Meeting")
    ),
    File("exchange_rates.csv", _of(facts.RATE, facts.rate_rows), PLAIN[-1].columns),
)
SHAPES = {"plain": PLAIN, "hubspot": HUBSPOT}


def write_shape(world: World, folder: Path, *, shape: str, until: date | None = None) -> None:
    """Write the files of a shape, taken at the end of a day (default: the world's last), without any dirt.

    Errors: KeyError where the shape is none of SHAPES.
    """
    files, named = SHAPES[shape], _plain_id if shape == "plain" else _hubspot_id
    folder.mkdir(parents=True, exist_ok=True)
    view = view_at(world, until or world.through)
    for file in files:
        write_file(folder / file.name, list(file.columns), _told(file, view, named=named))


def _told(file: File, view: View, *, named: Callable[[str], str]) -> Iterator[Row]:
    for row in file.rows(view):
        cells = (row[told] if isinstance(told, str) else told(row) for told in file.columns.values())
        yield [named(cell) if _RECORD_ID.fullmatch(cell) else cell for cell in cells]


def _plain_id(cell: str) -> str:
    return f"{_LETTERS.get(cell[:3], 'R')}{number_of(cell)}"


def _hubspot_id(cell: str) -> str:
    place = list(_LETTERS).index(cell[:3]) if cell[:3] in _LETTERS else len(_LETTERS)
    return str((place + 1) * 1_000_000_000 + number_of(cell))


_LETTERS = {"001": "A", "003": "C", "005": "U", "006": "O", "00Q": "L", "00T": "T", "00U": "M", "01t": "P", "00E": "G"}
