"""What rules may know of the customer's goals in an opportunity: its board. None where nothing stands on it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from trimtab.discovery import quality
from trimtab.discovery.models import Card, Insight, Link
from trimtab.discovery.quality import GOAL, INITIATIVE, OBSTACLE, PRESSURE, SOLUTION, Gap, Piece
from trimtab.evidence.models import Evidence
from trimtab.objectives.models import Action
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.signals import Signal, Text, Value, Values
from trimtab.relationships.models import Member
from trimtab.relationships.queries import KEY

PLACE = "opportunity-discovery"


def _signal(key: str, label: Text, kind: str = "number") -> Signal:
    return Signal(f"discovery_{key}", label, kind, None, PLACE)


SIGNALS = (
    _signal("board", _("something stands on the board of their goals"), "yes_no"),
    _signal("insights", _("insights on the board")),
    _signal("confirmed", _("share of insights that the customer confirmed"), "share"),
    _signal("goals", _("goals")),
    _signal("pressures_confirmed", _("pressures that the customer confirmed")),
    _signal("initiatives", _("initiatives")),
    _signal("obstacles", _("obstacles")),
    _signal("solutions", _("solutions on the board")),
    _signal("ok", _("the story holds: a goal, pressure, initiative and obstacle confirmed, a third owned"), "yes_no"),
    _signal("owner_share", _("share of goals and initiatives that somebody with a say owns"), "share"),
    _signal("goals_unowned", _("goals that nobody with a say owns")),
    _signal("pressure_owned", _("somebody with a say feels a pressure"), "yes_no"),
    _signal("loose_solutions", _("solutions that answer nothing")),
    _signal("unanswered", _("initiatives of high priority without a solution")),
    _signal("open_obstacles", _("obstacles without an action")),
    _signal("one_source", _("one person told us everything"), "yes_no"),
    _signal("stale", _("insights confirmed more than 180 days ago")),
    _signal("solution_fits", _("a solution answers something that the customer confirmed"), "yes_no"),
)


def signals_of(opportunities: Sequence[Opportunity], today: date) -> Mapping[int, Values]:
    """What stands on the boards of these opportunities. Nine queries for any number."""
    ids = [one.pk for one in opportunities]
    on_board: dict[int, list[int]] = defaultdict(list)
    for opportunity, insight in Card.objects.filter(opportunity__in=ids, archived_at=None).values_list(
        "opportunity", "insight"
    ):
        on_board[opportunity].append(insight)
    pieces, fitting = _pieces({pk for some in on_board.values() for pk in some}, today)
    key = _key_players(opportunities, on_board)
    return {
        pk: _of_board([pieces[one] for one in dict.fromkeys(on_board[pk])], key[pk], fitting)
        if pk in on_board
        else {"discovery_board": False}
        for pk in ids
    }


def _key_players(opportunities: Sequence[Opportunity], on_board: Mapping[int, object]) -> Mapping[int, set[int]]:
    """Those with a say on the opportunity's own map and on that of its account, for boards that there are."""
    wanted = [one for one in opportunities if one.pk in on_board]
    members = Member.objects.current().filter(influence__in=KEY, contact__isnull=False)
    found: dict[int, set[int]] = defaultdict(set)
    of_deals = members.filter(map__opportunity__in=[one.pk for one in wanted])
    for pk, contact in of_deals.values_list("map__opportunity", "contact"):
        found[pk].add(contact)
    of_accounts: dict[int, set[int]] = defaultdict(set)
    there = members.filter(map__account__in={one.account_id for one in wanted if one.account_id})
    for account, contact in there.values_list("map__account", "contact"):
        of_accounts[account].add(contact)
    for one in wanted:
        found[one.pk] |= of_accounts[one.account_id or 0]
    return found


def _pieces(ids: set[int], today: date) -> tuple[Mapping[int, Piece], frozenset[int]]:
    """The insights as the rules see them, and which solutions answer something confirmed."""
    above, below, fitting = _links(ids)
    told, owners = (_people(Insight.told_by.through, ids), _people(Insight.owners.through, ids))
    sure = Evidence.objects.filter(record="insight", record_id__in=ids, subject="state", withdrawn_at=None)
    days = dict(sure.filter(value="confirmed").order_by().values_list("record_id").annotate(Max("happened_on")))
    acted = Action.objects.open().filter(origin_record="insight", origin_id__in=ids)
    with_actions = set(acted.values_list("origin_id", flat=True))
    found = {
        one.pk: Piece(
            one.pk, one.layer, one.state, priority=one.priority, owners=owners[one.pk], told_by=told[one.pk],
            below=frozenset(below[one.pk]), above=frozenset(above[one.pk]),
            confirmed_days=(today - days[one.pk]).days if one.pk in days else None, has_action=one.pk in with_actions,
        )
        for one in Insight.objects.filter(pk__in=ids).only("layer", "state", "priority")
    }  # fmt: skip
    return found, fitting


def _people(through: type, ids: Iterable[int]) -> Mapping[int, frozenset[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for insight, contact in through._default_manager.filter(insight__in=ids).values_list("insight", "contact"):  # type: ignore[attr-defined]
        found[insight].add(contact)
    return defaultdict(frozenset, {pk: frozenset(some) for pk, some in found.items()})


def _links(ids: set[int]) -> tuple[Mapping[int, set[str]], Mapping[int, set[str]], frozenset[int]]:
    above: dict[int, set[str]] = defaultdict(set)
    below: dict[int, set[str]] = defaultdict(set)
    fitting: set[int] = set()
    # Not both ends by a list: SQLite then tries each pair of ten thousand in the index that holds both.
    links = Link.objects.filter(below__in=ids, removed_at=None)
    for one in links.select_related("below", "above").only("below__layer", "above__layer", "above__state"):
        if one.above_id not in ids:
            continue
        above[one.below_id].add(one.above.layer)
        below[one.above_id].add(one.below.layer)
        if one.below.layer == SOLUTION and one.above.state in quality.SURE:
            fitting.add(one.below_id)
    return above, below, frozenset(fitting)


def _of_board(pieces: Sequence[Piece], key: set[int], fitting: frozenset[int]) -> Values:
    layers = [one.layer for one in pieces]
    share = quality.owner_share(pieces, key)
    gaps = {gap.rule: gap for gap in quality.gaps_in(pieces, key, is_urgent=True)}
    pressures = [one for one in pieces if one.layer == PRESSURE]
    solutions = [one for one in pieces if one.layer == SOLUTION]
    found: dict[str, Value] = {
        "board": True,
        "insights": len(pieces),
        "confirmed": sum(one.is_sure for one in pieces) / len(pieces),
        "goals": layers.count(GOAL),
        "pressures_confirmed": sum(one.is_sure for one in pressures),
        "initiatives": layers.count(INITIATIVE),
        "obstacles": layers.count(OBSTACLE),
        "solutions": len(solutions),
        "ok": quality.verdict_on(pieces, key).is_ok,
        "owner_share": share.share if share.of else None,
        "goals_unowned": _count(gaps, "no_key_player"),
        "pressure_owned": any(not one.owners.isdisjoint(key) for one in pressures) if pressures else None,
        "loose_solutions": _count(gaps, "loose_solution"),
        "unanswered": _count(gaps, "no_solution"),
        "open_obstacles": _count(gaps, "no_action"),
        "one_source": "one_source" in gaps,
        "stale": _count(gaps, "stale"),
        "solution_fits": any(one.pk in fitting for one in solutions) if solutions else None,
    }
    return {f"discovery_{name}": value for name, value in found.items()}


def _count(gaps: Mapping[str, Gap], rule: str) -> int:
    return len(gaps[rule].pieces) if rule in gaps else 0
