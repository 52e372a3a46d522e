"""Rows of the Salesforce-shaped files about people, customers and money. One header and one function per file."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from trimtab.insight.simulate.arrays import Flags, Integers, Moments
from trimtab.insight.simulate.export_files import Row, columns, ids, moments
from trimtab.insight.simulate.parameters import WON
from trimtab.insight.simulate.words import CONTACT_ROLES, FUNCTIONS, LEAD_SOURCES, LEAD_STATUSES
from trimtab.insight.simulate.world import STAGE, Snapshot, World

USER = columns(
    "Id,Username,FirstName,LastName,Name,Email,Title,Department,Division,UserRoleId,Profile.Name,ManagerId,IsActive,"
    "DefaultCurrencyIsoCode,CreatedDate,LastModifiedDate"
)
USER_ROLE = columns("Id,Name,DeveloperName,ParentRoleId")
ACCOUNT = columns(
    "Id,Name,Type,Industry,BillingCountry,Website,NumberOfEmployees,Segment__c,Region__c,OwnerId,CreatedDate,"
    "LastModifiedDate"
)
CONTACT = columns("Id,AccountId,FirstName,LastName,Name,Email,Title,Department,CreatedDate,LastModifiedDate")
PRODUCT = columns("Id,Name,ProductCode,Family,IsActive")
LEAD = columns(
    "Id,FirstName,LastName,Name,Company,Email,LeadSource,Status,OwnerId,IsConverted,ConvertedDate,ConvertedAccountId,"
    "ConvertedOpportunityId,FirstCallDateTime,CreatedDate,LastModifiedDate"
)
QUOTA = columns("Id,QuotaOwnerId,StartDate,QuotaAmount,CurrencyIsoCode")
RATE = columns("Id,IsoCode,StartDate,NextStartDate,ConversionRate")
CONTACT_ROLE = columns("Id,OpportunityId,ContactId,Role,IsPrimary,CreatedDate")

_PROFILES = {
    "seller": "Sales User",
    "manager": "Sales Manager",
    "leader": "Sales Leader",
    "operations": "Sales Operations",
    "administrator": "System Administrator",
}
_TITLES = ("{} Specialist", "{} Manager", "Director of {}", "Vice President {}", "Chief {} Officer")


@dataclass(frozen=True)
class View:
    """A world as an export taken at `end` shows it: rows made later are left out."""

    world: World
    snapshot: Snapshot
    end: np.datetime64

    def known(self, created_at: Moments) -> Integers:
        """Return the rows that existed."""
        return np.flatnonzero(created_at < self.end)

    def has_left(self) -> Flags:
        """Return for each user whether they had left."""
        left: Flags = self.world.users.left_at < self.end
        return left


def flag(value: object) -> str:
    """Return a truth value as Salesforce writes it."""
    return "true" if value else "false"


def user_rows(view: View) -> Iterator[Row]:
    """Yield User.csv."""
    users, teams, gone = view.world.users, view.world.teams, view.has_left()
    hired, left = moments(users.hired_at), moments(users.left_at)
    role, manager, own = ids("00E", users.team), ids("005", users.manager), _own("005", len(users.first))
    for row in view.known(users.hired_at).tolist():
        region = view.world.parameters.regions[users.region[row]] if users.region[row] >= 0 else None
        yield [
            own[row],
            users.email[row],
            users.first[row],
            users.last[row],
            f"{users.first[row]} {users.last[row]}",
            users.email[row],
            users.title[row],
            teams.name[users.team[row]],
            region.name if region else "",
            role[row],
            _PROFILES[users.role[row]],
            manager[row],
            flag(not gone[row]),
            region.currencies[0] if region else "EUR",
            hired[row],
            left[row] if gone[row] else hired[row],
        ]


def user_role_rows(view: View) -> Iterator[Row]:
    """Yield UserRole.csv: the tree of teams."""
    teams = view.world.teams
    own, parents = _own("00E", len(teams.name)), ids("00E", teams.parent)
    for row, name in enumerate(teams.name):
        yield [own[row], name, name.replace(" ", "_"), parents[row]]


def account_rows(view: View) -> Iterator[Row]:
    """Yield Account.csv."""
    accounts, parameters = view.world.accounts, view.world.parameters
    own, owner = _own("001", len(accounts.name)), ids("005", accounts.owner)
    created = moments(accounts.created_at)
    stage = view.snapshot.values[:, STAGE]
    bought = set(view.world.opportunities.account[view.snapshot.exists & (stage == WON)].tolist())
    for row in view.known(accounts.created_at).tolist():
        yield [
            own[row],
            accounts.name[row],
            "Customer" if row in bought else "Prospect",
            accounts.industry[row],
            accounts.country[row],
            f"https://www.{accounts.domain[row]}",
            str(accounts.employees[row]),
            parameters.segments[accounts.segment[row]].name,
            parameters.regions[accounts.region[row]].name,
            owner[row],
            created[row],
            created[row],
        ]


def contact_rows(view: View) -> Iterator[Row]:
    """Yield Contact.csv."""
    contacts = view.world.contacts
    account, created = ids("001", contacts.account), moments(contacts.created_at)
    own = _own("003", len(contacts.first))
    for row in view.known(contacts.created_at).tolist():
        function = FUNCTIONS[contacts.function[row]]
        yield [
            own[row],
            account[row],
            contacts.first[row],
            contacts.last[row],
            f"{contacts.first[row]} {contacts.last[row]}",
            contacts.email[row],
            _TITLES[contacts.seniority[row]].format(function),
            function,
            created[row],
            created[row],
        ]


def product_rows(view: View) -> Iterator[Row]:
    """Yield Product2.csv."""
    products = view.world.products
    for row, name in enumerate(products.name):
        yield [_own("01t", row + 1)[row], name, f"TT-{row + 1:03d}", products.family[row], "true"]


def lead_rows(view: View) -> Iterator[Row]:
    """Yield Lead.csv; a decision after the export is not yet known."""
    leads = view.world.leads
    created, touched, decided = moments(leads.created_at), moments(leads.touched_at), moments(leads.decided_at)
    own, owner, opportunity = _own("00Q", len(leads.first)), ids("005", leads.owner), ids("006", leads.opportunity)
    account = ids("001", np.where(leads.opportunity >= 0, view.world.opportunities.account[leads.opportunity], -1))
    for row in view.known(leads.created_at).tolist():
        is_touched = bool(leads.touched_at[row] < view.end)
        is_decided = bool(leads.decided_at[row] < view.end)
        is_converted = is_decided and leads.opportunity[row] >= 0
        status = leads.status[row] if is_decided else min(int(leads.status[row]), int(is_touched))
        yield [
            own[row],
            leads.first[row],
            leads.last[row],
            f"{leads.first[row]} {leads.last[row]}",
            leads.company[row],
            leads.email[row],
            LEAD_SOURCES[leads.source[row]],
            LEAD_STATUSES[status],
            owner[row],
            flag(is_converted),
            decided[row][:10] if is_converted else "",
            account[row] if is_converted else "",
            opportunity[row] if is_converted else "",
            touched[row] if is_touched else "",
            created[row],
            decided[row] if is_decided else touched[row] if is_touched else created[row],
        ]


def quota_rows(view: View) -> Iterator[Row]:
    """Yield ForecastingQuota.csv, in EUR."""
    quotas = view.world.quotas
    own, user = _own("0J9", len(quotas.amount)), ids("005", quotas.user)
    for row in view.known(quotas.starts_on).tolist():
        yield [own[row], user[row], str(quotas.starts_on[row]), f"{quotas.amount[row]:.2f}", "EUR"]


def rate_rows(view: View) -> Iterator[Row]:
    """Yield DatedConversionRate.csv: units of the currency for one EUR."""
    rates = view.world.rates
    own = _own("04w", len(rates.currency))
    for row in view.known(rates.starts_on).tolist():
        yield [
            own[row],
            rates.currency[row],
            str(rates.starts_on[row]),
            str(rates.ends_on[row]),
            f"{rates.rate[row]:.5f}",
        ]


def contact_role_rows(view: View) -> Iterator[Row]:
    """Yield OpportunityContactRole.csv."""
    roles = view.world.contact_roles
    opportunity, contact, created = ids("006", roles.opportunity), ids("003", roles.contact), moments(roles.created_at)
    own = _own("00K", len(opportunity))
    for row in view.known(roles.created_at).tolist():
        yield [
            own[row],
            opportunity[row],
            contact[row],
            CONTACT_ROLES[roles.role[row]],
            flag(roles.is_primary[row]),
            created[row],
        ]


def _own(prefix: str, count: int) -> list[str]:
    return ids(prefix, np.arange(count))
