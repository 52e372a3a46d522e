"""The catalogue as its pages show it: who is where, and one competitor with the deals it is in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from trimtab.competition.models import Competitor, Contender
from trimtab.competition.queries import competitors
from trimtab.core.paging import Order, Page, page_of
from trimtab.core.searching import starting_with
from trimtab.opportunities.models import Stage
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.models import User

SIZE = 50
DEALS = 20


@dataclass(frozen=True)
class Catalogue:
    """One page of it. open_deals: by competitor, those the person sees where it is still in it."""

    page: Page[Competitor]
    open_deals: Mapping[int, int]

    @property
    def rows(self) -> list[tuple[Competitor, int]]:
        """Each competitor of the page with the number of open deals."""
        return [(one, self.open_deals.get(one.pk, 0)) for one in self.page.rows]


def catalogue_for(user: User, *, text: str, archived: bool, after: str, before: str) -> Catalogue:
    """The competitors whose name begins so, by name."""
    shown: QuerySet[Competitor] = competitors()
    if archived:
        shown = Competitor.objects.filter(archived_at__isnull=False)
    found = starting_with(shown, text).order_by() if text else shown.order_by()
    page = page_of(found, order=Order("name"), after=after, before=before, size=SIZE)
    return Catalogue(page, open_deals(user, [one.pk for one in page.rows]))


def open_deals(user: User, ids: Sequence[int]) -> Mapping[int, int]:
    """In how many open deals that the person sees each of them is still in it."""
    rows = _open(user).filter(competitor__in=ids).exclude(standing=Contender.Standing.OUT)
    return dict(rows.order_by().values_list("competitor").annotate(Count("pk")))


def deals_with(user: User, competitor: Competitor) -> list[Contender]:
    """Where it is in an open deal that the person sees, the largest first, under whatever spelling."""
    names = [competitor.pk, *competitor.spellings.values_list("pk", flat=True)]
    rows = _open(user).filter(competitor__in=names)
    related = ("opportunity__owner", "opportunity__account", "competitor")
    return list(rows.select_related(*related).order_by("-opportunity__amount", "pk")[:DEALS])


def _open(user: User) -> QuerySet[Contender]:
    """Contenders of open deals that the person sees."""
    seen = visible_opportunities(user).current().open()
    return Contender.objects.current().filter(opportunity__status=Stage.Kind.OPEN, opportunity__in=seen)
