"""What the reasons say together: which, how often, of which kind of deal, and whether the buyers agree.

Counted from the debriefs of deals that the person sees. A share has its interval (Wilson); whether a kind of deal has a
reason more often than the others is told where the interval of the difference leaves zero out, else it cannot be told.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef

from trimtab.competition.models import Contender
from trimtab.opportunities.models import Opportunity, Stage
from trimtab.opportunities.queries import visible_opportunities
from trimtab.outcomes.models import Debrief
from trimtab.outcomes.policy import visible_debriefs
from trimtab.people.models import User
from trimtab.strategy.queries import Tally, strategies_of, verdict

ENDED = (Stage.Kind.WON, Stage.Kind.LOST)
LATEST = 2_000  # debriefs that are read
WAITING = 50  # deals shown
ASKED_FOR = 180  # days after the end
DIMENSIONS = ("strategy", "competitor", "segment")
MANY_KINDS = 30


@dataclass(frozen=True)
class Count:
    """How often a reason is the main one, and named at all, in n deals."""

    key: str
    main: int
    named: int
    n: int

    @property
    def tally(self) -> Tally:
        """As a share with its interval."""
        return Tally(self.key, self.main, self.n - self.main)


@dataclass(frozen=True)
class KindLine:
    """Of the deals of one kind, the reason that is most often the main one; verdict: more often than elsewhere."""

    kind: str
    n: int
    key: str
    tally: Tally
    verdict: str


@dataclass(frozen=True)
class Agreement:
    """In how many deals with both sides the main reasons differ. pairs: ours and theirs, the most frequent first."""

    n: int
    differ: int
    pairs: Sequence[tuple[str, str, int]]

    @property
    def tally(self) -> Tally:
        return Tally("", self.differ, self.n - self.differ)


@dataclass(frozen=True)
class Patterns:
    """What is told of one end."""

    n: int
    reasons: Sequence[Count]
    kinds: Sequence[KindLine]
    agreement: Agreement


def patterns_for(user: User, *, end: str, by: str) -> Patterns:
    """What the latest debriefs say of deals with that end, kind by kind of deal (one of DIMENSIONS)."""
    rows = visible_debriefs(user).filter(end=end, opportunity__archived_at__isnull=True)
    ours = list(rows.ours().order_by("-at", "-pk").select_related("opportunity__account", "competitor")[:LATEST])
    theirs = list(rows.theirs().order_by("-at", "-pk").values_list("opportunity", "reasons")[:LATEST])
    kinds = {"strategy": _strategies, "competitor": _competitors, "segment": _segments}[by](ours)
    return Patterns(len(ours), _counts(ours), _by_kind(ours, kinds), _agreement(ours, theirs))


def waiting_for(user: User, today: date) -> list[Opportunity]:
    """Deals that ended lately of which nobody says why, the latest first."""
    said = Debrief.objects.current().ours().filter(opportunity=OuterRef("pk"))
    ended = visible_opportunities(user).current().filter(status__in=ENDED, closed_at__isnull=False)
    since = today - timedelta(days=ASKED_FOR)
    found = ended.filter(~Exists(said), close_on__gte=since, close_on__lte=today)
    return list(found.select_related("account", "owner").order_by("-close_on", "-pk")[:WAITING])


def _counts(ours: Sequence[Debrief]) -> list[Count]:
    main = Counter(one.main for one in ours)
    named = Counter(key for one in ours for key in set(one.reasons))
    return [
        Count(key, main[key], times, len(ours))
        for key, times in sorted(named.items(), key=lambda row: (-main[row[0]], -row[1], row[0]))
    ]


def _by_kind(ours: Sequence[Debrief], kinds: Mapping[int, Iterable[str]]) -> list[KindLine]:
    groups: dict[str, list[Debrief]] = defaultdict(list)
    for one in ours:
        for kind in kinds.get(one.opportunity_id, ()):
            groups[kind].append(one)
    lines = [_kind_line(kind, group, ours) for kind, group in groups.items()]
    return sorted(lines, key=lambda line: (-line.n, line.kind))[:MANY_KINDS]


def _kind_line(kind: str, group: Sequence[Debrief], ours: Sequence[Debrief]) -> KindLine:
    key, times = Counter(one.main for one in group).most_common(1)[0]
    here = Tally(key, times, len(group) - times)
    everywhere = sum(one.main == key for one in ours)
    elsewhere = Tally(key, everywhere - times, len(ours) - len(group) - (everywhere - times))
    return KindLine(kind, len(group), key, here, verdict(here, elsewhere))


def _strategies(ours: Sequence[Debrief]) -> Mapping[int, Iterable[str]]:
    chosen = strategies_of(one.opportunity_id for one in ours)
    return {one.opportunity_id: [chosen[one.opportunity_id].name] for one in ours if one.opportunity_id in chosen}


def _competitors(ours: Sequence[Debrief]) -> Mapping[int, Iterable[str]]:
    """Everybody who was in it, but doing nothing, which always is."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = Contender.objects.current().filter(opportunity__in=[one.opportunity_id for one in ours])
    for one in rows.exclude(competitor__kind="nothing").select_related("competitor__same_as"):
        found[one.opportunity_id].add(str(one.competitor.same_as or one.competitor))
    return found


def _segments(ours: Sequence[Debrief]) -> Mapping[int, Iterable[str]]:
    accounts = {one.opportunity_id: one.opportunity.account for one in ours}
    return {pk: [account.segment] for pk, account in accounts.items() if account is not None and account.segment}


def _agreement(ours: Sequence[Debrief], theirs: Iterable[tuple[int, list[str]]]) -> Agreement:
    """By the first reasons; of several voices of a customer, the latest."""
    heard: dict[int, str] = {}
    for opportunity, reasons in theirs:
        if reasons:
            heard.setdefault(opportunity, reasons[0])
    both = [(one.main, heard[one.opportunity_id]) for one in ours if one.opportunity_id in heard]
    pairs = Counter(pair for pair in both if pair[0] != pair[1])
    return Agreement(len(both), sum(pairs.values()), [(*pair, times) for pair, times in pairs.most_common(5)])
