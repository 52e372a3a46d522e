"""The value map of a deal, as its page shows it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Prefetch, Q

from trimtab.discovery.models import Card, Insight, Layer, Link, State
from trimtab.discovery.policy import visible_insights
from trimtab.evidence.fading import Standing
from trimtab.opportunities.models import Opportunity, Product
from trimtab.people.models import User
from trimtab.value.confirming import standings_of
from trimtab.value.coverage import HIGH, Goal, Share, coverage, has_reason, uncovered, worth_of
from trimtab.value.models import Capability, Contribution, Feature
from trimtab.value.queries import goals_of, solutions_of

MOST_GOALS = 200
ORDER = (Layer.GOAL, Layer.INITIATIVE, Layer.OBSTACLE)
IN_USE = Feature.objects.filter(archived_at=None).order_by("name", "pk")


@dataclass(frozen=True)
class ShownContribution:
    """A contribution with its chain: what the solution has, what they can do then."""

    contribution: Contribution
    standing: Standing
    features: Sequence[Feature]

    @property
    def solution(self) -> Product | None:
        capability = self.contribution.capability
        return capability.product if capability else None


@dataclass(frozen=True)
class ShownGoal:
    """Something of theirs with what we bring to it."""

    insight: Insight
    goal: Goal
    coverage: int
    contributions: Sequence[ShownContribution]
    is_of_deal: bool

    @property
    def is_missing(self) -> bool:
        """Whether it counts much for them, and we bring nothing."""
        return self.goal.weight == HIGH and not self.coverage

    @property
    def is_shown(self) -> bool:
        """Whether it belongs into the table; others are folded away."""
        return bool(self.coverage) or self.is_of_deal or self.is_missing


class ValueMap:
    """Goals of the customer with what we bring to each, and what drops out. Eight queries."""

    def __init__(self, opportunity: Opportunity, user: User, *, today: date) -> None:
        self.opportunity = opportunity
        found = goals_of(opportunity).filter(pk__in=visible_insights(user).values("pk"))
        insights = sorted(found.order_by("pk")[:MOST_GOALS], key=lambda one: ORDER.index(Layer(one.layer)))
        shown = _shown_of(opportunity, today=today)
        priorities = _priorities({one.pk for one in insights})
        on_deal = set(_on_deal(opportunity))
        goals = {one.pk: _goal(one, priorities[one.pk]) for one in insights}
        self.shares = [_share(one.contribution) for one in shown]
        by_goal: dict[int, list[ShownContribution]] = defaultdict(list)
        for one in shown:
            by_goal[one.contribution.insight_id].append(one)
        self.all_goals = [
            ShownGoal(
                one,
                goals[one.pk],
                coverage(goals[one.pk], self.shares),
                sorted(by_goal[one.pk], key=lambda each: -each.contribution.strength),
                one.pk in on_deal,
            )
            for one in insights
            if one.state != State.DONE or one.pk in by_goal
        ]
        self.solutions = solutions_of(opportunity)

    @property
    def goals(self) -> list[ShownGoal]:
        """The rows of the table, the heaviest first within each kind."""
        return [one for one in self.all_goals if one.is_shown]

    @property
    def folded(self) -> list[ShownGoal]:
        """Of the account's boards, what this deal does not serve."""
        return [one for one in self.all_goals if not one.is_shown]

    @property
    def missing(self) -> int:
        """How many goals of high priority we bring nothing to."""
        return len(uncovered([one.goal for one in self.all_goals], self.shares))

    @property
    def served(self) -> int:
        return sum(bool(one.coverage) for one in self.all_goals)

    @property
    def has_reason(self) -> bool:
        return has_reason([one.goal for one in self.all_goals], self.shares)

    @cached_property
    def worths(self) -> list[tuple[Product | None, int]]:
        """Each solution with its value to them, the best first."""
        goals = [one.goal for one in self.all_goals]
        found = {one.pk: one for one in self.solutions}
        for goal in self.all_goals:
            found |= {one.solution.pk: one.solution for one in goal.contributions if one.solution}
        rows: list[tuple[Product | None, int]] = [(one, worth_of(pk, goals, self.shares)) for pk, one in found.items()]
        if any(one.solution is None and one.strength for one in self.shares):
            rows.append((None, worth_of(None, goals, self.shares)))
        return sorted(rows, key=lambda row: -row[1])

    @cached_property
    def dropped(self) -> tuple[list[Capability], list[Feature]]:
        """Of the solutions of the deal: capabilities that serve no goal, and features that enable none that does."""
        offered = Capability.objects.filter(product__in=self.solutions, archived_at=None).select_related("product")
        features = Feature.objects.filter(product__in=self.solutions, archived_at=None).prefetch_related("capabilities")
        used = {
            one.contribution.capability_id
            for goal in self.all_goals
            for one in goal.contributions
            if one.contribution.strength
        }
        unused = [one for one in offered.order_by("product__name", "name", "pk") if one.pk not in used]
        idle = [
            one
            for one in features.select_related("product").order_by("product__name", "name", "pk")
            if not used & {each.pk for each in one.capabilities.all()}
        ]
        return unused, idle


def _shown_of(opportunity: Opportunity, *, today: date) -> list[ShownContribution]:
    rows = list(
        Contribution.objects.filter(opportunity=opportunity)
        .select_related("capability__product", "insight")
        .prefetch_related(Prefetch("capability__features", IN_USE))
        .order_by("pk")
    )
    standings = standings_of(rows, today=today)
    return [
        ShownContribution(one, standings[one.pk], list(one.capability.features.all()) if one.capability else [])
        for one in rows
    ]


def _priorities(ids: set[int]) -> Mapping[int, tuple[str, ...]]:
    """Insight → priorities of the initiatives that it is linked to: those below a goal, those above an obstacle."""
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    links = Link.objects.filter(Q(above__in=ids) | Q(below__in=ids), removed_at=None)
    for link in links.select_related("above", "below"):
        for one, other in ((link.above, link.below), (link.below, link.above)):
            if other.layer == Layer.INITIATIVE:
                found[one.pk] += (other.priority,)
    return found


def _goal(insight: Insight, linked: Iterable[str]) -> Goal:
    return Goal(insight.pk, insight.priority, tuple(linked), insight.state != State.UNCONFIRMED)


def _share(one: Contribution) -> Share:
    return Share(one.insight_id, one.capability.product_id if one.capability else None, one.strength)


def _on_deal(opportunity: Opportunity) -> Iterable[int]:
    return Card.objects.filter(opportunity=opportunity, archived_at=None).values_list("insight", flat=True)
