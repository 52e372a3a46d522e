"""Reading who is in a deal, what the customer decides by, and how each party meets it."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from trimtab.competition.models import Competitor, Contender, DecisionCriterion, Fear, FitJudgement
from trimtab.competition.scores import US, Asked, Ranked, Score, ranked, score
from trimtab.opportunities.models import Opportunity
from trimtab.relationships.models import Member

# Party (US or the id of a contender) → criterion → fit.
Fits = Mapping[str, Mapping[Hashable, int]]


@dataclass(frozen=True)
class Field:
    """The parties of one opportunity, what is asked of them, and how each meets it."""

    contenders: Sequence[Contender]
    criteria: Sequence[DecisionCriterion]  # in their order
    order: Sequence[Ranked]
    fits: Fits

    @property
    def rivals(self) -> list[Contender]:
        """Those who are still in it, without doing nothing."""
        return [one for one in self.contenders if not one.is_nothing and not one.is_out]

    @property
    def running(self) -> list[Contender]:
        """Everything that the customer may still choose in our place."""
        return [one for one in self.contenders if not one.is_out]

    def fits_of(self, party: str) -> Mapping[Hashable, int]:
        """How a party meets each criterion that was judged of it."""
        return self.fits.get(party, {})

    def score_of(self, party: str) -> Score:
        """How well a party meets what is asked."""
        return score(self.order, self.fits_of(party))


def competitors() -> QuerySet[Competitor]:
    """The catalogue in use, by name."""
    return Competitor.objects.current().order_by("name", "pk")


def contenders_of(opportunity: Opportunity) -> list[Contender]:
    """Who and what the customer may choose in our place; doing nothing last, and always.

    Before the first change of the deal's competition, doing nothing has no row yet: it is an unsaved one.
    """
    found = Contender.objects.current().filter(opportunity=opportunity)
    rows = list(found.select_related("competitor__same_as").order_by("-is_incumbent", "pk"))
    if not any(one.is_nothing for one in rows):
        rows.append(unsaved_nothing(opportunity))
    return sorted(rows, key=lambda one: (one.is_nothing, one.is_out))


def fears_of(opportunity: Opportunity) -> list[Fear]:
    """What people there are afraid of, the strongest first, those that were taken away last."""
    rows = Fear.objects.filter(opportunity=opportunity, removed_at__isnull=True).select_related(
        "person__contact", "owner"
    )
    return sorted(rows.order_by("-intensity", "pk"), key=lambda one: one.status == Fear.Status.CALMED)


def unsaved_nothing(opportunity: Opportunity) -> Contender:
    """Doing nothing, where nobody wrote anything about it yet."""
    return Contender(opportunity=opportunity, competitor=Competitor(kind=Competitor.Kind.NOTHING))


def criteria_of(opportunity: Opportunity) -> list[DecisionCriterion]:
    """What the customer decides by, in the order in which it counts."""
    return _in_order([opportunity.pk])[0].get(opportunity.pk, [])


def field_of(opportunity: Opportunity) -> Field:
    """Everything at once. Six queries for any number of parties and criteria."""
    criteria, order = _in_order([opportunity.pk])
    fits = _fits([opportunity.pk]).get(opportunity.pk, {})
    return Field(contenders_of(opportunity), criteria.get(opportunity.pk, []), order.get(opportunity.pk, []), fits)


def fields_of(ids: Iterable[int]) -> Mapping[int, Field]:
    """The same for many opportunities, in a fixed number of queries. Doing nothing only where it has a row."""
    wanted = list(ids)
    criteria, order = _in_order(wanted)
    fits, contenders = _fits(wanted), defaultdict[int, list[Contender]](list)
    for one in Contender.objects.current().filter(opportunity__in=wanted).select_related("competitor").order_by("pk"):
        contenders[one.opportunity_id].append(one)
    return {
        pk: Field(contenders.get(pk, []), criteria.get(pk, []), order.get(pk, []), fits.get(pk, {})) for pk in wanted
    }


def _in_order(ids: Sequence[int]) -> tuple[dict[int, list[DecisionCriterion]], dict[int, list[Ranked]]]:
    """Criteria and their ranks by opportunity. People taken off the map do not pull until they are back."""
    people = Prefetch("people", Member.objects.current().select_related("contact"))
    rows = DecisionCriterion.objects.current().filter(opportunity__in=ids).prefetch_related(people, "obstacles")
    grouped: dict[int, dict[Hashable, DecisionCriterion]] = defaultdict(dict)
    for one in rows.order_by("pk"):
        grouped[one.opportunity_id][one.pk] = one
    orders = {pk: ranked(as_asked(found.values())) for pk, found in grouped.items()}
    return {pk: [grouped[pk][one.asked.key] for one in order] for pk, order in orders.items()}, orders


def as_asked(criteria: Iterable[DecisionCriterion]) -> list[Asked]:
    """What the formulas need."""
    return [Asked(one.pk, one.is_mandatory, [member.influence for member in one.people.all()]) for one in criteria]


def _fits(ids: Sequence[int]) -> dict[int, dict[str, dict[Hashable, int]]]:
    """The judgements that stand, by opportunity, party and criterion."""
    found: dict[int, dict[str, dict[Hashable, int]]] = defaultdict(lambda: defaultdict(dict))
    rows = FitJudgement.objects.filter(criterion__opportunity__in=ids, criterion__archived_at__isnull=True)
    columns = ("criterion__opportunity", "contender", "criterion", "value")
    for opportunity, contender, criterion, value in rows.order_by("pk").values_list(*columns):
        party = US if contender is None else str(contender)
        if value is None:
            found[opportunity][party].pop(criterion, None)
        else:
            found[opportunity][party][criterion] = value
    return found
