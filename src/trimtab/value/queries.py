"""Reading what a deal is worth to the customer; for many deals in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from trimtab.discovery.models import Insight, Layer
from trimtab.opportunities.models import Opportunity, Product
from trimtab.value.confirming import standings_of
from trimtab.value.models import BusinessCase, CaseLine, CaseVersion, CustomerAnswer
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
    """What of the customer's can be served: on the board of the deal, and on those of its account."""
    shown = Q(cards__opportunity=opportunity, cards__archived_at=None)
    if opportunity.account_id is not None:
        shown |= Q(cards__account=opportunity.account_id, cards__archived_at=None)
    return Insight.objects.filter(shown, layer__in=SERVED).distinct()


def solutions_of(opportunity: Opportunity) -> list[Product]:
    """What the deal is about: the products of its lines, and the solutions on its board."""
    of_lines = Q(lines__opportunity=opportunity)
    on_board = Insight.objects.filter(
        cards__opportunity=opportunity, cards__archived_at=None, layer=Layer.SOLUTION, product__isnull=False
    )
    found = Product.objects.filter(of_lines | Q(pk__in=on_board.values("product"))).distinct()
    return list(found.order_by("family", "name", "pk"))


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
