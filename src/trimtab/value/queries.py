"""Reading what a deal is worth to the customer; for many deals in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from trimtab.discovery.models import Card, Insight, Layer
from trimtab.evidence.models import Evidence
from trimtab.opportunities.models import LineItem, Opportunity, Product
from trimtab.value.confirming import standings_of
from trimtab.value.models import BusinessCase, CaseLine, CaseVersion, Contribution, CustomerAnswer
from trimtab.value.shareable import SharedCase, content_of, is_confirmed, shared_case

MOST_WRITTEN = 100
SERVED = (Layer.GOAL, Layer.INITIATIVE, Layer.OBSTACLE)


@dataclass(frozen=True)
class CaseStanding:
    """What is known of a deal's business case. confirmed: lines that the customer confirmed."""

    case: BusinessCase
    lines: int
    confirmed: int


def goals_of(opportunity: Opportunity) -> QuerySet[Insight]:
    """What of the customer's can be served: on the board of the deal, on those of its account, and what is served.

    Ids first: one question over several tables at once would read all of them.
    """
    where = Q(opportunity=opportunity)
    if opportunity.account_id is not None:
        where |= Q(account=opportunity.account_id)
    ids = set(Card.objects.filter(where, archived_at=None).values_list("insight", flat=True))
    ids |= set(Contribution.objects.filter(opportunity=opportunity).values_list("insight", flat=True))
    return Insight.objects.filter(pk__in=ids, layer__in=SERVED)


def solutions_of(opportunity: Opportunity) -> list[Product]:
    """What the deal is about: the products of its lines, and the solutions on its board."""
    on_board = Card.objects.filter(opportunity=opportunity, archived_at=None, insight__layer=Layer.SOLUTION)
    ids = set(LineItem.objects.filter(opportunity=opportunity).values_list("product", flat=True))
    ids |= {pk for pk in on_board.values_list("insight__product", flat=True) if pk is not None}
    return list(Product.objects.filter(pk__in=ids).order_by("family", "name", "pk"))


def case_of(opportunity: Opportunity) -> BusinessCase | None:
    """The business case of a deal."""
    return BusinessCase.objects.filter(opportunity=opportunity).select_related("opportunity__account").first()


def cases_of(ids: Iterable[int], *, today: date) -> Mapping[int, CaseStanding]:
    """Opportunity id → its business case, where it has one. Three queries for any number."""
    cases = list(BusinessCase.objects.filter(opportunity__in=list(ids)))
    lines: dict[int, list[CaseLine]] = defaultdict(list)
    current = list(CaseLine.objects.filter(case__in=[one.pk for one in cases], archived_at=None))
    for line in current:
        lines[line.case_id].append(line)
    standings = standings_of(current, today=today)
    return {
        case.opportunity_id: CaseStanding(
            case,
            len(lines[case.pk]),
            sum(is_confirmed(line, standings[line.pk].is_confirmed) for line in lines[case.pk]),
        )
        for case in cases
    }


@dataclass(frozen=True)
class Confirmed:
    """A line of a case that the customer confirmed, and the word that says so most lately."""

    line: CaseLine
    word: Evidence


def confirmed_lines_of(opportunity: Opportunity, *, today: date) -> list[Confirmed]:
    """The lines of the deal's case whose figures the customer confirmed, benefits first. Two queries."""
    lines = list(CaseLine.objects.filter(case__opportunity=opportunity, archived_at=None).select_related("case"))
    standings = standings_of(lines, today=today)
    found = [
        Confirmed(line, word)
        for line in lines
        if is_confirmed(line, standings[line.pk].is_confirmed) and (word := standings[line.pk].latest)
    ]
    return sorted(found, key=lambda one: (not one.line.is_benefit, one.line.pk))


def figures_of(case: BusinessCase, *, today: date) -> SharedCase:
    """The case with all its figures, as it is now."""
    return shared_case(content_of(case, today=today))


def titles(parts: Sequence[object]) -> str:
    """Names beside each other."""
    return ", ".join(str(one) for one in parts)


@dataclass(frozen=True)
class Written:
    """What somebody of the customer wrote, as the customer sees it again. unit_value, quantity: of a correction."""

    kind: str
    label: str
    text: str
    name: str
    at: datetime
    unit_value: Decimal | None
    quantity: Decimal | None
    state: str


def written_by_customer(version: CaseVersion) -> list[Written]:
    """What the customer wrote about the case, newest first: their own words, and whether we took them over."""
    rows = CustomerAnswer.objects.filter(case=version.case_id).order_by("-pk")[:MOST_WRITTEN]
    labels = {one["key"]: one["label"] for one in version.content["lines"]}
    return [
        Written(
            one.get_kind_display(),
            labels.get(one.line_id, ""),
            one.text,
            one.name,
            one.at,
            one.unit_value,
            one.quantity,
            one.state,
        )
        for one in rows
    ]
