"""The checklist of a dossier, how complete it is, and who of us knows whom there.

Each heading is worth the same. A fact earns its heading by how sure it is (sure 1, likely ¾, a guess ½) and fades with
a half-life of a year; the best fact of a heading counts. By hand: a sure fact of today and a likely one of a year ago
under two of twelve headings: (1 + 0.75 × ½) / 12 = 11 of 100 points.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trimtab.accounts.models import Account, Contact
from trimtab.opportunities.models import Activity, ActivityParty
from trimtab.people.models import User
from trimtab.targeting.models import DossierFact

HALF_LIFE = 365  # days
WORTH = {DossierFact.Confidence.SURE: 1.0, DossierFact.Confidence.LIKELY: 0.75, DossierFact.Confidence.GUESS: 0.5}
KNOWN_WITHIN = timedelta(days=730)
TIES_SHOWN = 30
HEADINGS: Mapping[str, tuple[Promise, Promise]] = {
    "company": (_("The company"), _("What do they make, for whom, how large are they, how do they earn?")),
    "structure": (_("Structure"), _("Which units are there, who decides about what, what was reorganised?")),
    "strategy": (_("Strategy"), _("What do they say they want, in their own words, and where?")),
    "people": (_("People"), _("Who matters for us, and what does each of them care about?")),
    "suppliers": (_("Suppliers today"), _("Who supplies what we could, until when, and how content are they?")),
    "problems": (_("Problems we can solve"), _("What hurts them that we have solved for others?")),
    "paths": (_("Ways in"), _("Who of us, of our customers or partners can introduce us?")),
    "timing": (_("Timing"), _("When are budgets made, contracts renewed, decisions taken?")),
    "risks": (_("Risks"), _("What could make this a bad customer, or a lost year?")),
    "competitors": (_("Competitors there"), _("Who else is in, and who backs them?")),
    "knowledge": (_("Who knows what"), _("Whom can we ask, inside and outside?")),
    "question": (_("The next question"), _("What do we have to find out next?")),
}


@dataclass(frozen=True)
class Heading:
    """One heading of the checklist with its facts, newest first. points: of 100; gain: what a sure fact would add."""

    key: str
    name: Promise
    question: Promise
    facts: tuple[DossierFact, ...]
    points: float
    gain: float


@dataclass(frozen=True)
class Tie:
    """Somebody of ours and somebody there, and how often they dealt with each other in two years."""

    user: User
    contact: Contact
    times: int
    last_at: datetime


def checklist(facts: Iterable[DossierFact], *, today: date) -> list[Heading]:
    """All headings with their facts."""
    by_heading: dict[str, list[DossierFact]] = defaultdict(list)
    for one in sorted(facts, key=lambda fact: (fact.known_on, fact.pk), reverse=True):
        by_heading[one.heading].append(one)
    share = 100 / len(HEADINGS)
    found = []
    for key, (name, question) in HEADINGS.items():
        worth = max((worth_of(one, today=today) for one in by_heading[key]), default=0.0)
        found.append(Heading(key, name, question, tuple(by_heading[key]), share * worth, share * (1 - worth)))
    return found


def completeness(facts: Iterable[DossierFact], *, today: date) -> float:
    """How complete a dossier is, 0 to 100."""
    return sum(one.points for one in checklist(facts, today=today))


def worth_of(fact: DossierFact, *, today: date) -> float:
    """What a fact is worth on that day, 0 to 1."""
    age = max((today - fact.known_on).days, 0)
    return float(WORTH[DossierFact.Confidence(fact.confidence)] * 0.5 ** (age / HALF_LIFE))


def facts_of(accounts: Sequence[int]) -> Mapping[int, list[DossierFact]]:
    """The facts that stand, of several accounts; one query."""
    found: dict[int, list[DossierFact]] = {pk: [] for pk in accounts}
    for one in DossierFact.objects.filter(account__in=accounts, withdrawn_at__isnull=True).select_related("by"):
        found[one.account_id].append(one)
    return found


def ties_with(account: Account, *, now: datetime) -> list[Tie]:
    """Who of us knows whom there, the latest first. Three queries."""
    parties = ActivityParty.objects.filter(
        contact__account=account,
        activity__user__isnull=False,
        activity__archived_at__isnull=True,
        activity__at__gt=now - KNOWN_WITHIN,
        activity__at__lte=now,
    ).exclude(activity__kind__in=[Activity.Kind.NOTE, Activity.Kind.TASK])
    rows = (
        parties.order_by()
        .values_list("activity__user", "contact")
        .annotate(times=Count("activity", distinct=True), last=Max("activity__at"))
    )
    chosen = list(rows.order_by("-last", "contact")[:TIES_SHOWN])
    users = User.objects.in_bulk([user for user, *_rest in chosen])
    contacts = Contact.objects.in_bulk([contact for _user, contact, *_rest in chosen])
    return [Tie(users[user], contacts[contact], times, last) for user, contact, times, last in chosen]
