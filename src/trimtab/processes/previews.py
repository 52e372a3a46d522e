"""What would change for opportunities that follow another version: step, chance, date, and which answers count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.models import User
from trimtab.processes.models import ProcessVersion, SalesProcess
from trimtab.processes.queries import known_of, progress_in, progress_of
from trimtab.processes.standing import Progress

SHOWN = 100


@dataclass(frozen=True)
class Change:
    """One opportunity before and after. not_asked: how many of its answers the other version does not ask."""

    before: Progress | None
    after: Progress
    not_asked: int

    @property
    def opportunity(self) -> Opportunity:
        return self.after.opportunity

    @property
    def steps(self) -> tuple[str, str]:
        """The computed step before and after."""
        return _step(self.before), _step(self.after)

    @property
    def is_other_step(self) -> bool:
        return self.steps[0] != self.steps[1]


def changes_for(opportunities: Sequence[Opportunity], version: ProcessVersion, today: date) -> list[Change]:
    """What would change for these. A fixed number of queries."""
    before, after = progress_of(opportunities, today), progress_in(opportunities, version, today)
    kept = known_of([one.pk for one in opportunities])
    return [
        Change(
            before.get(one.pk),
            after[one.pk],
            sum(
                bool(answer.value) and key not in after[one.pk].outline.milestones
                for key, answer in kept[one.pk].answers.items()
            ),
        )
        for one in opportunities
    ]


def behind(user: User, process: SalesProcess) -> list[Opportunity]:
    """Open opportunities with answers that keep to an earlier version, the next to close first; at most 100."""
    found = visible_opportunities(user).current().open().filter(following__version__process=process)
    found = found.exclude(following__version__state=ProcessVersion.State.ACTIVE)
    return list(found.select_related("owner__team", "stage", "account").order_by("close_on", "pk")[:SHOWN])


def _step(found: Progress | None) -> str:
    if found is None:
        return "–"
    return found.current.step.label if found.current else "✓"
