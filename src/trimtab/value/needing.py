"""Compelling needs as pages and rules show them: judged, scored, confirmed; many deals in a fixed number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch

from trimtab.accounts.models import Contact
from trimtab.evidence.fading import Standing
from trimtab.opportunities.models import Opportunity
from trimtab.relationships.models import Member
from trimtab.relationships.queries import KEY
from trimtab.value.confirming import standings_of
from trimtab.value.models import Need
from trimtab.value.needs import COMPELLING, Judged, Score, score

SOON = timedelta(days=30)
PUSHED = (Opportunity.ForecastCategory.COMMIT, Opportunity.ForecastCategory.BEST_CASE)


@dataclass(frozen=True)
class ShownNeed:
    """A need with its score. felt_by: people with whether each has a say."""

    need: Need
    score: Score
    standing: Standing
    felt_by: Sequence[tuple[Contact, bool]]

    @property
    def has_sponsor(self) -> bool:
        """Whether somebody with a say feels it."""
        return any(is_key for _person, is_key in self.felt_by)

    @property
    def mark(self) -> str:
        """good: it compels, and the customer said so; warn: it is weak or ours alone; bad: there is none."""
        if self.score.level == "none":
            return "bad"
        return "good" if self.score.level == "compelling" and self.standing.is_confirmed else "warn"


def needs_of(opportunities: Iterable[Opportunity], *, today: date) -> Mapping[int, ShownNeed]:
    """Opportunity id → its need, where one is written down. Four queries for any number."""
    deals = {one.pk: one for one in opportunities}
    people = Contact.objects.only("name", "title", "account", "left_on").order_by("name", "pk")
    needs = list(Need.objects.filter(opportunity__in=list(deals)).prefetch_related(Prefetch("felt_by", people)))
    standings = standings_of(needs, today=today)
    say = _with_a_say({one.pk for need in needs for one in need.felt_by.all()})
    found = {}
    for need in needs:
        deal = deals[need.opportunity_id]
        places = {(deal.pk, None), (None, deal.account_id)}
        felt_by = [(one, bool(say.get(one.pk, set()) & places)) for one in need.felt_by.all()]
        found[deal.pk] = ShownNeed(need, _score(need, felt_by, today=today), standings[need.pk], felt_by)
    return found


def is_pushed(opportunity: Opportunity, *, today: date) -> bool:
    """Whether we count on it soon: it is in the forecast, or it is to close within a month."""
    if not opportunity.is_open:
        return False
    is_soon = opportunity.close_on is not None and opportunity.close_on <= today + SOON
    return opportunity.forecast_category in PUSHED or is_soon


def is_pushed_without_need(opportunity: Opportunity, need: ShownNeed | None, *, today: date) -> bool:
    """Whether we count on it soon, though nothing compels the customer."""
    return is_pushed(opportunity, today=today) and (need is None or need.score.share < COMPELLING)


def _score(need: Need, felt_by: Sequence[tuple[Contact, bool]], *, today: date) -> Score:
    felt = "key" if any(is_key for _one, is_key in felt_by) else "named" if felt_by else "nobody"
    return score(Judged(need.severity, need.act_by, felt, need.cost, need.risk), today=today)


def _with_a_say(contacts: set[int]) -> Mapping[int, set[tuple[int | None, int | None]]]:
    """Contact → the opportunities and accounts on whose maps the person has a say."""
    rows = Member.objects.current().filter(contact__in=contacts, influence__in=KEY)
    found: dict[int, set[tuple[int | None, int | None]]] = {}
    for contact, deal, account in rows.values_list("contact", "map__opportunity", "map__account"):
        if contact is not None:
            found.setdefault(contact, set()).add((deal, account))
    return found
