"""What rules may know of the people of an opportunity: its map in figures. None where nobody began a map."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from trimtab.core.models import Organisation
from trimtab.evidence.models import Evidence
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.signals import Signal, Text, Value, Values
from trimtab.relationships.models import Influence, Judgement, Line, Member, PeopleMap, Role, Support, TeamRelation
from trimtab.relationships.scores import (
    AGAINST_US,
    COVERAGE,
    FOR_US,
    KNOWN_WELL,
    STALE_AFTER,
    SUPPORT,
    Person,
    coverage_index,
    relationship_gap,
    support_balance,
)

FELL_WITHIN = 90  # days
PLACE = "opportunity-map"


def _signal(key: str, label: Text, kind: str = "number", choices: Mapping[str, Text] | None = None) -> Signal:
    return Signal(f"relationships_{key}", label, kind, choices, PLACE)


SIGNALS = (
    _signal("map", _("a map of the people was begun"), "yes_no"),
    _signal("people", _("people on the map")),
    _signal("key", _("people with a say")),
    _signal("key_for_us", _("people with a say who are for us")),
    _signal("key_share", _("share of people with a say who are for us"), "share"),
    _signal("key_known_well", _("people with a say whom we know well")),
    _signal("key_unjudged", _("people with a say whose support was not judged")),
    _signal("key_stale", _("people with a say whose support was not confirmed in 90 days")),
    _signal("key_left", _("people with a say who left the customer")),
    _signal("inner", _("people of the inner circle")),
    _signal("inner_far", _("people of the inner circle whom we met once at most")),
    _signal("inner_against", _("people of the inner circle who are against us")),
    _signal("sponsor", _("somebody of the inner circle is for us"), "yes_no"),
    _signal("for_us", _("people who are for us")),
    _signal("against", _("people who prefer another way")),
    _signal("judged", _("people whose support was judged")),
    _signal("mentors", _("people who sell for us inside")),
    _signal("mentor_conflict", _("one who sells for us is in conflict with the inner circle"), "yes_no"),
    _signal("decider", _("a decision maker is named"), "yes_no"),
    _signal("deciders_for_us", _("every decision maker is for us"), "yes_no"),
    _signal("approver", _("somebody is named who releases the money"), "yes_no"),
    _signal("approver_support", _("support of whoever releases the money"), "choice", dict(Support.choices)),
    _signal("approver_gap", _("rungs missing to whoever releases the money")),
    _signal("user", _("a user is named"), "yes_no"),
    _signal("evaluator", _("an evaluator is named"), "yes_no"),
    _signal("balance", _("balance of support, from −1 to 1")),
    _signal("coverage", _("how well they are covered"), "share"),
    _signal("fell", _("days since the support of somebody fell"), "days"),
    _signal("key_fell", _("days since the support of somebody with a say fell"), "days"),
)


@dataclass(frozen=True)
class _Ground:
    """What lies beside the members, by member or contact."""

    conflicts: frozenset[frozenset[int]]
    fell: Mapping[int, date]
    judged_on: Mapping[int, date]
    gaps: Mapping[int, int]
    today: date


def signals_of(opportunities: Sequence[Opportunity], today: date) -> Mapping[int, Values]:
    """The maps of these opportunities in figures. Seven queries for any number."""
    ids = [one.pk for one in opportunities]
    begun = PeopleMap.objects.filter(opportunity__in=ids).order_by("-pk").values_list("opportunity", "pk")
    maps = dict(begun)  # of several after a merge, the first
    by_map: dict[int, list[Member]] = defaultdict(list)
    for member in Member.objects.current().filter(map__in=maps.values()).select_related("contact").order_by("pk"):
        by_map[member.map_id].append(member)
    ground = _ground_of([one for some in by_map.values() for one in some], today)
    return {pk: _of_map(by_map[maps[pk]], ground) if pk in maps else {"relationships_map": False} for pk in ids}


def _ground_of(members: Sequence[Member], today: date) -> _Ground:
    ids = [one.pk for one in members]
    zone = Organisation.get().zone
    lines = Line.objects.filter(start__in=ids, kind=Line.Kind.CONFLICT, removed_at=None)
    judged = Judgement.objects.filter(member__in=ids, attribute="support").order_by("at", "pk")
    judged_on = {one.member_id: one.at.astimezone(zone).date() for one in judged}
    heard = Evidence.objects.filter(record="map_member", record_id__in=ids, subject="support", withdrawn_at=None)
    for pk, day in heard.order_by().values_list("record_id").annotate(Max("happened_on")):
        judged_on[pk] = max(day, judged_on.get(pk, day))
    since = today - timedelta(days=FELL_WITHIN)
    return _Ground(
        conflicts=frozenset(frozenset(pair) for pair in lines.values_list("start", "end")),
        fell={
            one.member_id: day for one in judged if (day := one.at.astimezone(zone).date()) > since and _is_fall(one)
        },
        judged_on=judged_on,
        gaps=_gaps_to([one.contact_id for one in members if one.contact_id]),
        today=today,
    )


def _is_fall(one: Judgement) -> bool:
    old, new = SUPPORT.get(one.old), SUPPORT.get(one.value)
    return old is not None and new is not None and new < old


def _gaps_to(contacts: Sequence[int]) -> Mapping[int, int]:
    """Contact → rungs missing by the one of us who is closest to where they ought to be."""
    found: dict[int, int] = {}
    rows = TeamRelation.objects.filter(contact__in=contacts).exclude(desired="")
    for contact, current, desired in rows.values_list("contact", "current", "desired"):
        found[contact] = min(found.get(contact, 9), relationship_gap(current, desired))
    return found


def _of_map(members: Sequence[Member], ground: _Ground) -> Values:
    people = {one.pk: Person(one.pk, one.influence, one.support, one.coverage) for one in members}
    key = [one for one in members if one.is_key_player]
    found: dict[str, Value] = {"map": True, "people": len(members)}
    found |= _of_key(key, people, ground) | _of_sides(members, ground) | _of_roles(members, ground)
    found |= {
        "balance": support_balance(people.values()).value,
        "coverage": coverage_index(people.values()).value,
        "fell": _latest([ground.fell[one.pk] for one in members if one.pk in ground.fell], ground.today),
    }
    return {f"relationships_{name}": value for name, value in found.items()}


def _latest(days: Sequence[date], today: date) -> int | None:
    return (today - max(days)).days if days else None


def _of_key(key: Sequence[Member], people: Mapping[int, Person], ground: _Ground) -> dict[str, Value]:
    judged = [one for one in key if one.support]
    for_us = [one for one in key if one.support in FOR_US]
    inner = [one for one in key if one.influence == Influence.INNER]
    stale = [one for one in judged if (ground.today - ground.judged_on.get(one.pk, date.min)).days > STALE_AFTER]
    return {
        "key": len(key),
        "key_for_us": len(for_us),
        "key_share": len(for_us) / len(key) if key else None,
        "key_known_well": sum(COVERAGE.get(people[one.pk].coverage, 0) >= KNOWN_WELL for one in key),
        "key_unjudged": len(key) - len(judged),
        "key_stale": len(stale),
        "key_left": sum(one.contact is not None and one.contact.left_on is not None for one in key),
        "key_fell": _latest([ground.fell[one.pk] for one in key if one.pk in ground.fell], ground.today),
        "inner": len(inner),
        "inner_far": sum(COVERAGE.get(one.coverage, 0) <= 1 for one in inner),
        "inner_against": sum(one.support in AGAINST_US for one in inner),
        "sponsor": any(one.support in FOR_US for one in inner) if inner else None,
    }


def _of_sides(members: Sequence[Member], ground: _Ground) -> dict[str, Value]:
    mentors = {one.pk for one in members if one.support == Support.MENTOR}
    inner = {one.pk for one in members if one.influence == Influence.INNER}
    return {
        "for_us": sum(one.support in FOR_US for one in members),
        "against": sum(one.support in AGAINST_US for one in members),
        "judged": sum(bool(one.support) for one in members),
        "mentors": len(mentors),
        "mentor_conflict": any(
            pair & mentors and pair & inner and len(pair & (mentors | inner)) == 2 for pair in ground.conflicts
        ),
    }


def _of_roles(members: Sequence[Member], ground: _Ground) -> dict[str, Value]:
    deciders = [one for one in members if Role.DECIDER in one.roles]
    approvers = [one for one in members if Role.APPROVER in one.roles]
    judged = [one.support for one in deciders if one.support]
    supports = sorted((one.support for one in approvers if one.support), key=lambda one: SUPPORT[one])
    gaps = [ground.gaps[one.contact_id] for one in approvers if one.contact_id and one.contact_id in ground.gaps]
    return {
        "decider": bool(deciders),
        "deciders_for_us": all(one in FOR_US for one in judged) if judged and len(judged) == len(deciders) else None,
        "approver": bool(approvers),
        "approver_support": supports[0] if supports else None,
        "approver_gap": max(gaps) if gaps else None,
        "user": any(Role.USER in one.roles for one in members),
        "evaluator": any(Role.EVALUATOR in one.roles for one in members),
    }
