"""Who those are that take part in appointments, as far as the records that the person sees say so."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from trimtab.accounts.queries import visible_accounts, visible_contacts
from trimtab.hours.calendars.proposals import Known, Place, title_key
from trimtab.hours.calendars.reading import Appointment
from trimtab.hours.models import Asker, Category, TimeEntry
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.people.policy import LEADING_ROLES

MOST_ADDRESSES = 500
MOST_REMEMBERED = 1_000


def known_to(person: User, appointments: Sequence[Appointment]) -> Known:
    """What the rules of `proposals` look up. A fixed number of queries."""
    addresses = sorted({address for one in appointments for address in one.attendees})[:MOST_ADDRESSES]
    domains = sorted({address.rpartition("@")[2] for address in addresses})
    contacts = _contacts(person, addresses)
    accounts = _accounts(person, domains)
    deals = _only_deals(person, [*contacts.values(), *accounts.values()])
    own = (person.email or "").lower()
    return Known(
        domain=own.rpartition("@")[2],
        colleagues=_colleagues(person, addresses) | {own: Asker.OWN},
        contacts={address: Place(pk, deals.get(pk)) for address, pk in contacts.items()},
        domains={domain: Place(pk, deals.get(pk)) for domain, pk in accounts.items()},
        said_before=_said_before(person, appointments),
        words=words(),
    )


def words() -> Mapping[str, str]:
    """Words of titles in the person's language, with the category they stand for; the first that is found counts."""
    listed = (
        # Words of titles of a calendar, separated by commas: write those that people use in your language.
        (Category.PREPARATION, _("prepare, prep, preparation, rehearsal")),
        (Category.FOLLOW_UP, _("follow up, follow-up, minutes, recap, debrief")),
        (Category.PROPOSAL, _("proposal, offer, quote, tender, bid")),
        (Category.PROSPECTING, _("prospecting, cold calls, outreach, lead generation")),
        (Category.REPORTING, _("report, reporting, forecast, crm, pipeline hygiene")),
        (Category.TRAVEL, _("travel, flight, train, drive, trip")),
        (Category.TRAINING, _("training, course, workshop, learning, certification")),
        (Category.ADMINISTRATION, _("expenses, admin, administration, timesheet, invoice")),
        (Category.FIREFIGHTING, _("escalation, incident, urgent, outage")),
    )
    found: dict[str, str] = {}
    for category, text in listed:
        for word in text.split(","):
            if word.strip():
                found.setdefault(word.strip().casefold(), category.value)
    return found


def _contacts(person: User, addresses: Iterable[str]) -> Mapping[str, int]:
    found = visible_contacts(person).filter(archived_at=None, account__isnull=False, account__archived_at=None)
    rows = found.alias(lower_email=Lower("email")).filter(lower_email__in=addresses).order_by("-pk")
    return {email.lower(): account for email, account in rows.values_list("email", "account_id")}


def _accounts(person: User, domains: Iterable[str]) -> Mapping[str, int]:
    found = visible_accounts(person).current().alias(lower_domain=Lower("domain")).filter(lower_domain__in=domains)
    return {domain.lower(): pk for domain, pk in found.order_by("-pk").values_list("domain", "pk") if domain}


def _only_deals(person: User, accounts: Iterable[int]) -> Mapping[int, int]:
    """Account → the one open deal of the person there."""
    mine = Opportunity.objects.current().open().filter(owner=person, account__in=set(accounts))
    found: dict[int, list[int]] = {}
    for account, pk in mine.values_list("account_id", "pk"):
        found.setdefault(account, []).append(pk)
    return {account: deals[0] for account, deals in found.items() if len(deals) == 1}


def _colleagues(person: User, addresses: Iterable[str]) -> dict[str, str]:
    rows = User.objects.select_related("team").filter(email__in=addresses)
    return {str(one.email).lower(): _as_asker(one, person) for one in rows}


def _as_asker(colleague: User, person: User) -> str:
    """Who somebody is as one who asks for something; "" where the records do not say."""
    path = person.team.path if person.team else ""
    if colleague.role in LEADING_ROLES and colleague.team and path.startswith(colleague.team.path):
        return Asker.LEADER.value
    return Asker.OPERATIONS.value if colleague.role == User.Role.OPERATIONS else ""


def _said_before(person: User, appointments: Sequence[Appointment]) -> Mapping[str, str]:
    """Title → the category that the person last said of it."""
    titles = {one.title for one in appointments if one.title}
    mine = TimeEntry.objects.filter(person=person, title__in=titles, removed_at=None).exclude(category="")
    said = mine.filter(Q(tapped_at__isnull=False) | Q(edited_at__isnull=False)).order_by("-changed_at", "-pk")
    rows = list(said.values_list("title", "category")[:MOST_REMEMBERED])
    return {title_key(title): category for title, category in reversed(rows)}
