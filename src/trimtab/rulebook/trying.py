"""A rule tried on open opportunities, without keeping anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.models import User
from trimtab.rulebook.evaluating import verdicts
from trimtab.rulebook.facts import as_facts, filled, keys_of
from trimtab.rulebook.models import PhaseSetting
from trimtab.rulebook.queries import TOO_OFTEN
from trimtab.rulebook.rules import Rule
from trimtab.rulebook.tables import AT_ONCE, table_of

LISTED = 20


@dataclass(frozen=True)
class Case:
    """One opportunity, with what the finding would say there."""

    opportunity: Opportunity
    text: str = ""


@dataclass(frozen=True)
class Trial:
    """Of how many open opportunities a rule speaks; of which it does not, and of which that is not known."""

    looked_at: int
    is_cut: bool
    matched: int
    missed: int
    unknown: int
    matches: Sequence[Case]
    misses: Sequence[Case]
    unknowns: Sequence[Case]

    @property
    def is_always_on(self) -> bool:
        """Whether it speaks of so many that it says nothing."""
        return self.looked_at > 0 and self.matched / self.looked_at > TOO_OFTEN

    @property
    def share(self) -> float:
        return self.matched / self.looked_at if self.looked_at else 0.0

    @property
    def preview(self) -> str:
        """The finding's text where it would first stand."""
        return self.matches[0].text if self.matches else ""


def trial_of(rule: Rule, *, user: User, today: date, currency: str) -> Trial:
    """Try a rule on the open opportunities that the user sees, those that close first; at most 2,000."""
    rows = visible_opportunities(user).current().open().select_related("account")
    opportunities = list(rows.order_by("close_on", "pk")[: AT_ONCE + 1])
    looked = opportunities[:AT_ONCE]
    table = table_of(looked, today=today, phasing=PhaseSetting.phasing(), keys=keys_of(rule))
    given = verdicts(rule.when, rule.scope, table)
    keys = keys_of(rule)

    def cases(wanted: bool | None) -> list[Case]:
        places = [place for place, one in enumerate(given) if one is wanted][:LISTED]
        return [
            Case(
                looked[place], filled(rule.title, as_facts(table.values(place, keys)), table.signals, currency=currency)
            )
            for place in places
        ]

    return Trial(
        looked_at=len(looked),
        is_cut=len(opportunities) > AT_ONCE,
        matched=given.count(True),
        missed=sum(one is False for one in given),
        unknown=sum(one is None for one in given),
        matches=cases(True),
        misses=cases(False),
        unknowns=cases(None),
    )
