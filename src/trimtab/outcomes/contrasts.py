"""What deals that were won had before they ended, and those that were lost had not: answers, sections, strategies.

Of the deals that the person sees, as they stood when they ended: what was answered or chosen afterwards knew the end.
Each criterion parts them in Yes and the other answers, each section in good (its share of points reaches the limit of
the scorecard) and not, each strategy in those with it and those with another. A share has its interval (Wilson), the
difference too (Newcombe).

Dozens of looks find something by chance alone. So a difference is called one only where it stands when all looks of
the page are taken together: exact chances (Fisher), and of what is called so at most one in twenty is expected to be
wrong (Benjamini and Hochberg). Everything else cannot be told. Nobody drew lots: a difference is no proof of a cause.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, QuerySet

from trimtab.assessments.queries import (
    FOUR_QUESTIONS,
    YES,
    AtClose,
    Scorecard,
    active_version,
    answers_at_close,
    cards_of,
)
from trimtab.core.shares import Share, Two, chance_of, difference, discoveries
from trimtab.opportunities.models import Opportunity, Stage
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.models import User
from trimtab.strategy.models import Strategy, StrategyChoice

ENDED = (Stage.Kind.WON, Stage.Kind.LOST)
LATEST = 1_000  # assessed deals that are read, and as many with a strategy
FALSE_SHARE = 0.05  # of the differences that are called so, what may be wrong
Ends = Mapping[int, bool]  # deal → whether it was won


@dataclass(frozen=True)
class Look:
    """Deals with something, and those without it: how many of each were won, or had some other outcome.

    what: section, criterion, strategy, or a kind of deals. picked_of: from so many it was picked because it stood out,
    which alone makes it stand out more; its chance is multiplied by that (Bonferroni).
    """

    what: str
    label: str
    having: Share
    lacking: Share
    picked_of: int = 1

    @property
    def can_tell(self) -> bool:
        """Whether there are enough deals on both sides."""
        return self.having.is_enough and self.lacking.is_enough

    @property
    def two(self) -> Two:
        return Two(self.having.hits, self.having.n, self.lacking.hits, self.lacking.n)

    @property
    def chance(self) -> float:
        """How often chance alone would bring it."""
        return min(1.0, chance_of(self.two) * self.picked_of)


@dataclass(frozen=True)
class Contrast:
    """A look beside all others. verdict: more, less (won with it than without), noise, or few: too few to look at."""

    look: Look
    verdict: str

    @property
    def between(self) -> tuple[float, float] | None:
        """Where the difference lies by itself; None where there are too few."""
        two = self.look.two
        return difference(two.yes_a, two.all_a, two.yes_b, two.all_b)[1:] if self.look.can_tell else None

    @property
    def is_pattern(self) -> bool:
        return self.verdict in {"more", "less"}


@dataclass(frozen=True)
class Contrasts:
    """All looks, the patterns first. n: deals that were assessed; looked: how many looks had enough deals."""

    n: int
    rows: Sequence[Contrast]

    @property
    def looked(self) -> int:
        return sum(one.look.can_tell for one in self.rows)

    @property
    def patterns(self) -> list[Contrast]:
        return [one for one in self.rows if one.is_pattern]


def contrasts_for(user: User) -> Contrasts:
    """What the deals that the person sees tell. Six queries."""
    ended = visible_opportunities(user).current().filter(status__in=ENDED)
    card = _card()
    assessed = answers_at_close(ended, most=LATEST)
    looks = [*_sections(card, assessed), *_criteria(card, assessed), *_strategies(*_chosen(ended))]
    return Contrasts(len(assessed), judged(looks))


def judged(looks: Sequence[Look]) -> list[Contrast]:
    """What each says when all are taken together; patterns first, otherwise in their order."""
    told = [one for one in looks if one.can_tell]
    stand = discoveries([one.chance for one in told], share=FALSE_SHARE)
    clear = {id(one) for one, stands in zip(told, stand, strict=True) if stands}
    found = [Contrast(one, _verdict(one, is_clear=id(one) in clear)) for one in looks]
    return sorted(found, key=lambda one: not one.is_pattern)


def look_of(what: str, label: str, having: Iterable[bool], lacking: Iterable[bool]) -> Look:
    """From how the deals on either side ended: whether each was won."""
    first, second = list(having), list(lacking)
    return Look(what, label, Share(sum(first), len(first)), Share(sum(second), len(second)))


def _verdict(look: Look, *, is_clear: bool) -> str:
    if not look.can_tell:
        return "few"
    if not is_clear:
        return "noise"
    two = look.two
    return "more" if two.yes_a * two.all_b > two.yes_b * two.all_a else "less"


def _card() -> Scorecard:
    """What is asked now; what older versions asked beside it is not looked at."""
    version = FOUR_QUESTIONS, active_version(FOUR_QUESTIONS)
    return cards_of([version])[version]


def _sections(card: Scorecard, assessed: Sequence[AtClose]) -> Iterator[Look]:
    for section in card.sections:
        known = [(one.shares[section.key] >= card.green, one.is_won) for one in assessed if section.key in one.shares]
        yield _parted("section", str(section.name), known)


def _criteria(card: Scorecard, assessed: Sequence[AtClose]) -> Iterator[Look]:
    for question in card.questions():
        if question.kind == "yes_no":
            known = [(one.answers[question.key] == YES, one.is_won) for one in assessed if question.key in one.answers]
            yield _parted("criterion", str(question.text), known)


def _strategies(chosen: Mapping[int, str], ends: Ends) -> Iterator[Look]:
    for strategy in Strategy:
        known = [(kind == strategy, ends[deal]) for deal, kind in chosen.items()]
        if any(has for has, _is_won in known):
            yield _parted("strategy", str(strategy.label), known)


def _parted(what: str, label: str, known: Sequence[tuple[bool, bool]]) -> Look:
    return look_of(what, label, (won for has, won in known if has), (won for has, won in known if not has))


def _chosen(ended: QuerySet[Opportunity]) -> tuple[Mapping[int, str], Ends]:
    """The strategy that stood when each of the latest deals ended, and how it ended. One query."""
    rows = StrategyChoice.objects.filter(opportunity__in=ended, chosen_at__lte=F("opportunity__closed_at"))
    columns = ("opportunity", "type", "opportunity__status")
    chosen: dict[int, str] = {}
    ends: dict[int, bool] = {}
    for deal, kind, status in rows.order_by("-pk").values_list(*columns)[:LATEST]:
        chosen.setdefault(deal, kind)
        ends[deal] = status == Stage.Kind.WON
    return chosen, ends
