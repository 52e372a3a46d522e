"""Questions that the call could ask, each from something that is not known yet. Without such a thing, none."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from trimtab.accounts.models import Account
from trimtab.assessments.queries import FOUR_QUESTIONS, UNKNOWN, cards_of, standings_of
from trimtab.calls.portraits import members_by_contact
from trimtab.discovery.models import Insight, Layer, State
from trimtab.opportunities.models import Opportunity
from trimtab.relationships.models import Member

MOST = 12
MOST_OF_PEOPLE = 4
MOST_INSIGHTS = 30
# Which kind of question finds out what the assessment does not know; the others are about the situation.
KINDS = {"compelling_event": "implication", "risk": "implication", "fit": "problem", "unique_value": "payoff"}


@dataclass(frozen=True)
class Suggestion:
    """A question of one kind, and what it is asked for."""

    kind: str  # situation, problem, implication or payoff
    question: str
    because: str


def open_insights(opportunity: Opportunity | None, account: Account | None) -> list[Insight]:
    """What we believe of the customer and nobody there confirmed: the opportunity's first, then the account's."""
    customer = opportunity.account if opportunity else account
    place = Q(account=customer, division=None) if customer else Q(pk__in=())
    if opportunity is not None:
        place |= Q(opportunity=opportunity) | Q(opportunities=opportunity)
    found = Insight.objects.filter(
        place, state=State.UNCONFIRMED, cards__isnull=False, cards__archived_at=None
    ).distinct()
    rows = list(found.order_by("-changed_at", "-pk")[:MOST_INSIGHTS])
    return sorted(rows, key=lambda one: one.opportunity_id is None)


def suggestions_for(opportunity: Opportunity | None, insights: Sequence[Insight]) -> list[Suggestion]:
    """At most twelve: what the assessment does not know, what is only believed of their goals, who is not judged."""
    members = members_by_contact(opportunity) if opportunity else {}
    unknown = _about_answers(opportunity) if opportunity else ()
    found = [*unknown, *_about_insights(insights), *_about_people(members)]
    return found[:MOST]


def _about_answers(opportunity: Opportunity) -> Iterator[Suggestion]:
    """What the assessment asks the customer, where its answer is Unknown."""
    standing = standings_of([opportunity.pk])[opportunity.pk]
    card = cards_of([(FOUR_QUESTIONS, standing.version)]).get((FOUR_QUESTIONS, standing.version))
    for one in card.questions() if card else ():
        if standing.answers.get(one.key) == UNKNOWN and str(one.next_question):
            because = _("Unknown in the assessment: %(what)s.") % {"what": one.text}
            yield Suggestion(KINDS.get(one.key, "situation"), str(one.next_question), because)


def _about_insights(insights: Sequence[Insight]) -> Iterator[Suggestion]:
    asked: Mapping[str, tuple[str, str]] = {
        Layer.GOAL: ("situation", _("We understood that you want this: %(what)s. What did we get wrong?")),
        Layer.PRESSURE: ("situation", _("How much does this press you, and since when: %(what)s?")),
        Layer.INITIATIVE: ("situation", _("Who leads this, and what is it to bring: %(what)s?")),
        Layer.OBSTACLE: ("problem", _("What does this cost you, and who notices: %(what)s?")),
        Layer.SOLUTION: ("payoff", _("If you had this, what would you do differently: %(what)s?")),
    }
    for one in insights:
        kind, question = asked[one.layer]
        said = question % {"what": one.title.rstrip(".?")}
        yield Suggestion(kind, said, _("Not confirmed by the customer yet."))


def _about_people(members: Mapping[int, Member]) -> Iterator[Suggestion]:
    unknown = [one for one in members.values() if one.is_key_player and not one.support]
    for one in unknown[:MOST_OF_PEOPLE]:
        question = _("What would %(person)s have to see to be for it?") % {"person": one}
        yield Suggestion("payoff", question, _("Has a say in the decision, and where this person stands is not known."))
