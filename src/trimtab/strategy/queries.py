"""Reading which strategies were chosen."""

from collections.abc import Iterable, Mapping

from trimtab.opportunities.models import Opportunity
from trimtab.strategy.models import Ground, StrategyChoice


def strategies_of(ids: Iterable[int]) -> Mapping[int, StrategyChoice]:
    """The strategy that stands, by opportunity. One query."""
    rows = StrategyChoice.objects.standing().filter(opportunity__in=list(ids)).select_related("chosen_by")
    return {one.opportunity_id: one for one in rows}


def choices_of(opportunity: Opportunity) -> list[StrategyChoice]:
    """Every choice of a deal, the one that stands first."""
    rows = StrategyChoice.objects.filter(opportunity=opportunity).select_related("chosen_by")
    return list(rows.order_by("-chosen_at", "-pk"))


def ground_of(opportunity: Opportunity) -> Ground | None:
    """What people said of the ground."""
    return Ground.objects.filter(opportunity=opportunity).first()
