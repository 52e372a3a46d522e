"""A seller against the team: read from the extracts with the team's records only, shown to the two it concerns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from trimtab.analytics.engine import DuckDBEngine
from trimtab.analytics.service.models import CoachingAgreement
from trimtab.insight.metrics import METRICS
from trimtab.insight.results import NotEnoughData, Row
from trimtab.insight.service import Case, Difference, Moved, ServiceIndex, cases_of, compare, index_of, moved_since
from trimtab.insight.slices import Slice
from trimtab.insight.watch.registry import FEW_STAGES
from trimtab.people.models import Team, User

WINDOW = timedelta(days=365)
MEASURES = (
    "win_rate", "win_value", "won_cycle", "push_share",
    *(f"stage_pass_{place}" for place in range(1, FEW_STAGES + 1)),
)  # fmt: skip
MOST_AGREEMENTS = 20


@dataclass(frozen=True)
class Agreed:
    """One agreement with how its lever moved since; NotEnoughData while there are too few cases."""

    agreement: CoachingAgreement
    moved: Moved | NotEnoughData

    @property
    def is_known(self) -> bool:
        return isinstance(self.moved, Moved)


def differences_of(team: Team, engine: DuckDBEngine, *, as_of: datetime) -> list[Difference] | NotEnoughData:
    """Everybody of a team against the others, over the last twelve months."""
    return compare(team_cases(team, engine, start=as_of - WINDOW, end=as_of))


def index_for(seller: User, engine: DuckDBEngine, *, as_of: datetime) -> ServiceIndex | NotEnoughData:
    """The index of a seller among the sellers of the team, over the last twelve months."""
    if seller.team is None:
        return NotEnoughData(n=0, needs=1, of="teams")
    cases = team_cases(seller.team, engine, start=as_of - WINDOW, end=as_of, metric="service_index")
    return index_of(cases, str(seller.pk))


def team_cases(
    team: Team, engine: DuckDBEngine, *, start: datetime, end: datetime, metric: str = "seller_outcomes"
) -> list[Case]:
    """What became of the work of the sellers of a team."""
    sellers = User.objects.filter(team=team, role=User.Role.SELLER).order_by("pk").values_list("pk", flat=True)
    cut = Slice(owner_ids=tuple(sellers))
    answer = engine.run(METRICS[metric], slice=cut, by="owner", start=start, as_of=end)
    return cases_of(answer.rows)


def own(found: Sequence[Difference], seller: User) -> list[Difference]:
    """The differences of one seller: the clear ones first, then the largest for their error."""
    mine = [one for one in found if one.seller == str(seller.pk)]
    return sorted(mine, key=lambda one: (not one.is_clear, -abs(one.raw / one.error)))


def agreed_with(seller: User, engine: DuckDBEngine, *, as_of: datetime) -> list[Agreed]:
    """What was agreed with a seller, newest first, and whether each lever moved since."""
    rows = CoachingAgreement.objects.filter(seller=seller).select_related("by").order_by("-at")[:MOST_AGREEMENTS]
    return [Agreed(row, _moved(row, seller, engine, as_of)) for row in rows]


def _moved(row: CoachingAgreement, seller: User, engine: DuckDBEngine, as_of: datetime) -> Moved | NotEnoughData:
    if seller.team is None:
        return NotEnoughData(n=0, needs=1, of="teams")
    before = team_cases(seller.team, engine, start=row.at - WINDOW, end=row.at)
    since = team_cases(seller.team, engine, start=row.at, end=max(as_of, row.at))
    return moved_since(before, since, seller=str(seller.pk), measure=row.measure)


def channels(cut: Slice, engine: DuckDBEngine, *, as_of: datetime) -> Sequence[Row]:
    """What an hour of each channel adds, over the last half year."""
    answer = engine.run(METRICS["channel_yield"], slice=cut, start=as_of - timedelta(days=182), as_of=as_of)
    return answer.rows
