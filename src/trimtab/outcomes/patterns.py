"""What the reasons say together: which, how often, of which kind of deal, and whether the buyers agree.

Counted from the debriefs of deals that the person sees. A share has its interval (Wilson). Whether a kind of deal has a
reason more often than the others is told only where it stands among all kinds of the table: see `contrasts`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from trimtab.competition.models import Contender
from trimtab.core.shares import Share
from trimtab.outcomes.contrasts import Contrast, Look, judged
from trimtab.outcomes.models import Debrief
from trimtab.outcomes.policy import visible_debriefs
from trimtab.people.models import User
from trimtab.strategy.queries import strategies_of

LATEST = 2_000  # debriefs that are read
DIMENSIONS = ("strategy", "competitor", "segment")
MANY_KINDS = 30


@dataclass(frozen=True)
class Count:
    """How often a reason is the main one for us and for the buyers, and how often we name it at all."""

    key: str
    ours: Share
    theirs: Share
    named: int


@dataclass(frozen=True)
class KindLine:
    """Of the deals of one kind, the reason that is most often the main one, against all other deals."""

    kind: str
    key: str
    contrast: Contrast

    @property
    def share(self) -> Share:
        return self.contrast.look.having


@dataclass(frozen=True)
class Agreement:
    """In how many deals with both sides the main reasons differ. pairs: ours and theirs, the most frequent first."""

    n: int
    differ: int
    pairs: Sequence[tuple[str, str, int]]

    @property
    def share(self) -> Share:
        return Share(self.differ, self.n)


@dataclass(frozen=True)
class Patterns:
    """What is told of one end. n: deals of which we say why; heard: those of which a buyer does."""

    n: int
    heard: int
    reasons: Sequence[Count]
    kinds: Sequence[KindLine]
    agreement: Agreement


def patterns_for(user: User, *, end: str, by: str) -> Patterns:
    """What the latest debriefs say of deals with that end, kind by kind of deal (one of DIMENSIONS)."""
    rows = visible_debriefs(user).filter(end=end, opportunity__archived_at__isnull=True)
    ours = list(rows.ours().order_by("-at", "-pk").select_related("opportunity__account", "competitor")[:LATEST])
    kinds = {"strategy": _strategies, "competitor": _competitors, "segment": _segments}[by](ours)
    heard = _heard(rows.theirs().order_by("-at", "-pk").values_list("opportunity", "reasons")[:LATEST])
    return Patterns(len(ours), len(heard), _counts(ours, heard), _by_kind(ours, kinds), _agreement(ours, heard))


def _heard(theirs: Iterable[tuple[int, list[str]]]) -> Mapping[int, str]:
    """Deal → main reason of its buyer; of several voices, the latest."""
    heard: dict[int, str] = {}
    for opportunity, reasons in theirs:
        if reasons:
            heard.setdefault(opportunity, reasons[0])
    return heard


def _counts(ours: Sequence[Debrief], heard: Mapping[int, str]) -> list[Count]:
    main, theirs = Counter(one.main for one in ours), Counter(heard.values())
    named = Counter(key for one in ours for key in set(one.reasons))
    keys = sorted({*named, *theirs}, key=lambda key: (-main[key], -named[key], -theirs[key], key))
    return [Count(key, Share(main[key], len(ours)), Share(theirs[key], len(heard)), named[key]) for key in keys]


def _by_kind(ours: Sequence[Debrief], kinds: Mapping[int, Iterable[str]]) -> list[KindLine]:
    groups: dict[str, list[Debrief]] = defaultdict(list)
    for one in ours:
        for kind in kinds.get(one.opportunity_id, ()):
            groups[kind].append(one)
    largest = sorted(groups.items(), key=lambda row: (-len(row[1]), row[0]))[:MANY_KINDS]
    main = Counter(one.main for one in ours)
    found = judged([_look(kind, group, main) for kind, group in largest])
    return [KindLine(one.look.label, one.look.what, one) for one in found]


def _look(kind: str, group: Sequence[Debrief], main: Counter[str]) -> Look:
    """The most frequent main reason of a kind, and how frequent it is in all other deals."""
    here = Counter(one.main for one in group)
    key, times = here.most_common(1)[0]
    elsewhere = Share(main[key] - times, main.total() - len(group))
    return Look(key, kind, Share(times, len(group)), elsewhere, picked_of=len(here))


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


def _agreement(ours: Sequence[Debrief], heard: Mapping[int, str]) -> Agreement:
    """By the first reasons."""
    both = [(one.main, heard[one.opportunity_id]) for one in ours if one.opportunity_id in heard]
    pairs = Counter(pair for pair in both if pair[0] != pair[1])
    return Agreement(len(both), sum(pairs.values()), [(*pair, times) for pair, times in pairs.most_common(5)])
