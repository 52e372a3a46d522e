"""What the choice of a strategy rests on, read from the rooms that know it. What nobody said is None."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from trimtab.assessments.queries import Standing, standings_of
from trimtab.competition.models import Contender
from trimtab.competition.queries import Field, fields_of
from trimtab.competition.scores import US, ahead_of_us
from trimtab.opportunities.models import Opportunity
from trimtab.relationships.models import Coverage, Influence, Member, Support
from trimtab.relationships.queries import as_people
from trimtab.relationships.scores import AGAINST_US, COVERAGE, KNOWN_WELL, Share, support_balance
from trimtab.strategy.models import Ground
from trimtab.strategy.scores import Terrain

ENOUGH_PEOPLE = 0.5  # of those with influence must be judged before the balance of support says anything
ANSWERS = {"yes": True, "no": False}
UNJUDGED = ("", Coverage.UNKNOWN)


@dataclass(frozen=True)
class Known:
    """The terrain of one deal and where each part of it comes from.

    rival: the best of the others, against whom the lead is. lead_from: criteria or assessment; empty where there is
    none. balance: with its bounds. holder: who holds it today, if it is one of the others.
    """

    terrain: Terrain
    rival: str = ""
    lead_from: str = ""
    balance: Share | None = None
    friends: Sequence[str] = field(default_factory=tuple)
    holder: str = ""


def terrain_of(opportunity: Opportunity) -> Known:
    """The terrain of one deal."""
    return terrains_of([opportunity])[opportunity.pk]


def terrains_of(opportunities: Sequence[Opportunity]) -> Mapping[int, Known]:
    """The terrain of many deals, in a fixed number of queries."""
    ids = [one.pk for one in opportunities]
    contests, people = fields_of(ids), _people_of(ids)
    grounds = {one.opportunity_id: one for one in Ground.objects.filter(opportunity__in=ids)}
    standings = standings_of(ids)
    return {pk: _known(contests[pk], people.get(pk, []), grounds.get(pk), standings[pk]) for pk in ids}


def _people_of(ids: Iterable[int]) -> Mapping[int, list[Member]]:
    """The people on the map of each; of several maps after a merge, the first, as everywhere."""
    found: dict[int, dict[int, list[Member]]] = defaultdict(lambda: defaultdict(list))
    rows = Member.objects.current().filter(map__opportunity__in=list(ids))
    for one in rows.select_related("map", "contact").order_by("map", "pk"):
        found[one.map.opportunity_id or 0][one.map_id].append(one)
    return {pk: next(iter(maps.values())) for pk, maps in found.items()}


def _known(contest: Field, people: Sequence[Member], ground: Ground | None, standing: Standing) -> Known:
    rival, advantage = assessed_rival(contest, standing)
    lead_from = "assessment" if advantage is not None else "criteria"
    if advantage is None:
        rival, advantage = best_rival(contest)
    balance = support_balance(as_people(people)) if people else None
    holder = next((str(one) for one in contest.running if one.is_incumbent), "")
    friends = [str(one) for one in people if has_access(one)]
    terrain = Terrain(
        advantage=advantage,
        balance=balance.value if balance and _is_enough(balance) else None,
        worth=standing.colour("worth") or None,
        future=ANSWERS.get(standing.answers.get("future_revenue", "")),
        holds=False if holder else ground.holds if ground else None,
        access=_access(people),
        divisible=ground.divisible if ground else None,
    )
    return Known(terrain, rival, lead_from if advantage is not None else "", balance, friends, holder)


def assessed_rival(contest: Field, standing: Standing) -> tuple[str, float | None]:
    """Who stands best by the answers to whether one can compete, and half of our lead in shares; None: not answered."""
    ours = standing.share("compete")
    if ours is None:
        return "", None
    theirs = [(standing.share("compete", one.competitor_id), str(one)) for one in contest.running]
    known = [(share, name) for share, name in theirs if share is not None]
    if not known:
        return "", None
    share, name = max(known)
    return name, round((ours - share) / 2, 6)


def best_rival(contest: Field) -> tuple[str, float | None]:
    """Whom the customer sees closest to us or ahead of us by the criteria, and our lead; None: cannot be compared."""
    leads: list[tuple[float, Contender]] = []
    for one in contest.running:
        ahead = ahead_of_us(contest.order, contest.fits_of(US), contest.fits_of(one.party))
        if ahead is not None:
            leads.append((-ahead, one))
    if not leads:
        return "", None
    lead, rival = min(leads, key=lambda found: found[0])
    return str(rival), round(lead, 6)


def has_access(member: Member) -> bool:
    """Somebody of the inner circle with whom we had several contacts and who is not against us."""
    return (
        member.influence == Influence.INNER
        and COVERAGE.get(member.coverage, 0) >= KNOWN_WELL
        and bool(member.support)
        and member.support not in AGAINST_US
    )


def _access(people: Sequence[Member]) -> bool | None:
    """Whether one of them gives access; None where somebody might and is not judged, or nobody is known."""
    if any(has_access(one) for one in people):
        return True
    return None if not people or any(_might(one) for one in people) else False


def _might(member: Member) -> bool:
    """Not judged in something that may yet make an access of it."""
    is_inner = member.influence in {"", Influence.INNER}
    is_met = member.coverage in UNJUDGED or COVERAGE.get(member.coverage, 0) >= KNOWN_WELL
    is_friendly = member.support in {"", Support.NEUTRAL, Support.SUPPORTER, Support.MENTOR}
    return is_inner and is_met and is_friendly


def _is_enough(balance: Share) -> bool:
    return balance.counted >= ENOUGH_PEOPLE * balance.of
