"""What worked before, in the organisation's own deals: won and lost by strategy, segment, competitor. Pure at the top.

A share is told with its interval (Wilson, 95%). Whether one way did better than the others is told only where the
interval of the difference (Newcombe) leaves zero out on one side, and each side has at least eight cases; else it
cannot be told. Deals chose their strategy, nobody drew lots: a difference is no proof of a cause, and the page says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, OuterRef, QuerySet, Subquery

from trimtab.competition.models import Competitor, Contender
from trimtab.competition.queries import Field, fields_of
from trimtab.competition.scores import US, ahead_of_us
from trimtab.core import shares
from trimtab.opportunities.models import Opportunity, Stage
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.models import User
from trimtab.strategy.models import StrategyChoice

LEAST = 8
LOOKED_AT = 300  # closed deals whose criteria are read, the latest
ENDED = (Stage.Kind.WON, Stage.Kind.LOST)


@dataclass(frozen=True)
class Tally:
    """Deals of one kind that ended."""

    key: str
    won: int
    lost: int

    @property
    def n(self) -> int:
        return self.won + self.lost

    @property
    def share(self) -> float | None:
        """Won of all that ended; None without any."""
        return self.won / self.n if self.n else None

    @property
    def low(self) -> float | None:
        """The lower end of where the share may lie (Wilson, 95%)."""
        return shares.wilson(self.won, self.n)[0] if self.n else None

    @property
    def high(self) -> float | None:
        """The upper end."""
        return shares.wilson(self.won, self.n)[1] if self.n else None


@dataclass(frozen=True)
class Line:
    """A tally beside the others of its table. verdict: better, worse or unknown (cannot be told)."""

    tally: Tally
    rest: Tally
    verdict: str


def difference(one: Tally, other: Tally) -> tuple[float, float]:
    """The interval of the difference of two shares (Newcombe's, from the two of Wilson)."""
    return shares.difference(one.won, one.n, other.won, other.n)[1:]


def verdict(one: Tally, other: Tally) -> str:
    """Whether the first did better than the second: better, worse, or unknown."""
    if one.n < LEAST or other.n < LEAST:
        return "unknown"
    low, high = difference(one, other)
    return "better" if low > 0 else "worse" if high < 0 else "unknown"


def lines_of(tallies: Iterable[Tally]) -> list[Line]:
    """Each kind against all the others together, the one with most cases first."""
    known = sorted((one for one in tallies if one.n), key=lambda one: (-one.n, one.key))
    won, lost = sum(one.won for one in known), sum(one.lost for one in known)
    rests = [Tally("", won - one.won, lost - one.lost) for one in known]
    return [Line(one, rest, verdict(one, rest)) for one, rest in zip(known, rests, strict=True)]


def tallies_in(counted: Iterable[tuple[str | None, str, int]]) -> list[Tally]:
    """Tallies by key from rows of key, status, count."""
    found: dict[str, list[int]] = {}
    for key, status, count in counted:
        ends = found.setdefault(key or "", [0, 0])
        ends[0 if status == Stage.Kind.WON else 1] += count
    return [Tally(key, won, lost) for key, (won, lost) in found.items()]


@dataclass(frozen=True)
class AgainstThem:
    """How deals against one competitor ended. ahead: by whether the criteria had us ahead, behind, or could not say."""

    whole: Tally
    strategies: Sequence[Line]
    segments: Sequence[Line]
    ahead: Sequence[Line]


def by_strategy(user: User) -> list[Line]:
    """How the deals that the person sees ended, by the strategy that stood."""
    rows = StrategyChoice.objects.standing().filter(opportunity__in=_ended(user)).order_by()
    return lines_of(tallies_in(rows.values_list("type", "opportunity__status").annotate(n=Count("pk"))))


def against(user: User, competitor: Competitor) -> AgainstThem:
    """How the deals against one competitor ended, under whatever spelling. Five queries and those of the criteria."""
    names = [competitor.pk, *competitor.spellings.values_list("pk", flat=True)]
    met = Contender.objects.current().filter(competitor__in=names)
    deals = _ended(user).filter(pk__in=met.values("opportunity"))
    counted = _counted(deals, "status")
    whole = Tally("", *(sum(n for _key, status, n in counted if status == end) for end in ENDED))
    if not whole.n:
        return AgainstThem(whole, [], [], [])
    strategies = tallies_in(_counted(deals.annotate(strategy=_chosen("pk")), "strategy"))
    segments = tallies_in(_counted(deals, "account__segment"))
    return AgainstThem(whole, lines_of(strategies), lines_of(segments), _by_criteria(deals, set(names)))


def _by_criteria(deals: QuerySet[Opportunity], names: set[int]) -> list[Line]:
    """By whether they met the criteria better than we did, in the latest deals."""
    latest = dict(deals.order_by("-closed_at").values_list("pk", "status")[:LOOKED_AT])
    counted = [(_side(field, names), latest[pk], 1) for pk, field in fields_of(latest).items()]
    return lines_of(tallies_in([row for row in counted if row[0]]))


def _side(field: Field, names: set[int]) -> str:
    """ahead, even or behind: where the criteria had us; empty where they do not say."""
    them = next((one for one in field.contenders if one.competitor_id in names), None)
    lead = ahead_of_us(field.order, field.fits_of(US), field.fits_of(them.party)) if them else None
    if lead is None:
        return ""
    return "behind" if lead > 1e-9 else "ahead" if lead < -1e-9 else "even"


def _ended(user: User) -> QuerySet[Opportunity]:
    """The deals that ended, as far as the person sees them."""
    return visible_opportunities(user).current().filter(status__in=ENDED)


def _chosen(key: str) -> Subquery:
    """The strategy that stands in a deal."""
    return Subquery(StrategyChoice.objects.standing().filter(opportunity=OuterRef(key)).values("type")[:1])


def _counted(deals: QuerySet[Opportunity], column: str) -> list[tuple[str | None, str, int]]:
    if column == "status":
        rows = deals.order_by().values_list("status").annotate(n=Count("pk"))
        return [(status, status, n) for status, n in rows]
    return list(deals.order_by().values_list(column, "status").annotate(n=Count("pk")))
