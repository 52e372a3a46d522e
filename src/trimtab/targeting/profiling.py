"""What the ideal customer says of accounts and leads: work and wins by band, what was spent outside, leads."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Lower

from trimtab.accounts.models import Account
from trimtab.accounts.queries import visible_accounts
from trimtab.opportunities.models import Lead
from trimtab.people.frame import Frame
from trimtab.targeting.fit import BANDS, LEAVE, TAKE, UNKNOWN, Bands, Criterion, Fit, fit_of
from trimtab.targeting.models import AccountScore
from trimtab.targeting.scoring import FIT_COLUMNS, values_for_fit

OUTSIDE = (TAKE, LEAVE)
LEAST_DECIDED = 8  # below, a share of wins says nothing
LEADS_SHOWN = 50
LEADS_READ = 400
WASTED_SHOWN = 12
ORDER = {band: place for place, band in enumerate(BANDS)}


@dataclass(frozen=True)
class Band:
    """The accounts of one band together. Money of the last year, wins of three years."""

    key: str
    accounts: int
    hours: float
    revenue: float
    won: int
    decided: int

    @property
    def label(self) -> str:
        """What the profile advises."""
        return str(BANDS[self.key])

    @property
    def win_share(self) -> float | None:
        """Won of decided; None where they are too few."""
        return self.won / self.decided if self.decided >= LEAST_DECIDED else None

    @property
    def for_an_hour(self) -> float | None:
        """Revenue for an hour of selling."""
        return self.revenue / self.hours if self.hours >= 1 else None


@dataclass(frozen=True)
class Outside:
    """What went to accounts outside the profile: hours of the last year, decided opportunities of three years."""

    hours: float
    all_hours: float
    decided: int
    won: int
    all_decided: int

    @property
    def share(self) -> float | None:
        """Of all hours."""
        return self.hours / self.all_hours if self.all_hours >= 1 else None


@dataclass(frozen=True)
class LeadFit:
    """A lead with how well it fits. account: the one whose fields were read; None: only the lead's own."""

    lead: Lead
    fit: Fit
    account: Account | None


@dataclass(frozen=True)
class Leads:
    """The undecided leads of which something is known, the best first, and of how many nothing is."""

    known: tuple[LeadFit, ...]
    silent: int


def bands_in(found: "QuerySet[AccountScore]") -> list[Band]:
    """The accounts in view by band; one query."""
    rows = (
        found.order_by()
        .values_list("fit_band")
        .annotate(Count("pk"), Sum("hours"), Sum("revenue"), Sum("won"), Sum("lost"))
    )
    known = {
        key: Band(key, count, hours, float(revenue), won, won + lost) for key, count, hours, revenue, won, lost in rows
    }
    return [known.get(key, Band(key, 0, 0.0, 0.0, 0, 0)) for key in BANDS if key != UNKNOWN or key in known]


def outside_of(bands: Sequence[Band]) -> Outside:
    """What went to accounts that the profile would rather leave."""
    out = [one for one in bands if one.key in OUTSIDE]
    return Outside(
        sum(one.hours for one in out),
        sum(one.hours for one in bands),
        sum(one.decided for one in out),
        sum(one.won for one in out),
        sum(one.decided for one in bands),
    )


def most_wasted(found: "QuerySet[AccountScore]") -> list[AccountScore]:
    """The accounts outside the profile that took most hours."""
    rows = found.filter(fit_band__in=OUTSIDE, hours__gt=0).select_related("account__owner")
    return list(rows.order_by("-hours", "pk")[:WASTED_SHOWN])


def leads_in(frame: Frame, criteria: Sequence[Criterion], bands: Bands) -> Leads:
    """The undecided leads in view, the best first. What an account of that name says, the lead does not have to."""
    found = Lead.objects.filter(archived_at__isnull=True, decision="")
    if not frame.scope.is_unrestricted:
        found = found.filter(owner__in=frame.scope.people)
    leads = list(found.select_related("owner").order_by("-created_at", "-pk")[:LEADS_READ])
    accounts = _by_name(frame, {lead.company.strip().lower() for lead in leads if lead.company.strip()})
    fits, silent = [], 0
    for lead in leads:
        account = accounts.get(lead.company.strip().lower())
        values = {**_own(lead), **(values_for_fit(account) if account else {})}
        fit = fit_of(criteria, values, bands=bands)
        if fit.points is None:
            silent += 1
        else:
            fits.append(LeadFit(lead, fit, account))
    fits.sort(key=lambda one: (ORDER[one.fit.band], -(one.fit.points or 0), -one.lead.pk))
    return Leads(tuple(fits[:LEADS_SHOWN]), silent)


def _by_name(frame: Frame, names: set[str]) -> Mapping[str, Account]:
    """The visible account of each name; of several with one name none, since nobody knows which."""
    rows = visible_accounts(frame.user).current().annotate(lower_name=Lower("name")).filter(lower_name__in=names)
    found: dict[str, list[Account]] = defaultdict(list)
    for account in rows.only("name", *FIT_COLUMNS):
        found[account.name.lower()].append(account)
    return {name: accounts[0] for name, accounts in found.items() if len(accounts) == 1}


def _own(lead: Lead) -> dict[str, object]:
    """What the lead itself says: own fields, and those called like a field of an account."""
    return {name: value for key, value in lead.custom.items() for name in (key, f"custom:{key}")}
