"""What was judged last of a person on sister maps: those of the same account, never of another one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from trimtab.relationships.models import Judgement, Member, PeopleMap


@dataclass(frozen=True)
class Fresh:
    """A value that was judged on another map, when and by whom."""

    value: str
    at: datetime
    by_id: int | None
    member_id: int
    map: str


def freshest(
    members: Sequence[Member], maps: Iterable[PeopleMap], *, attributes: Iterable[str]
) -> Mapping[int, Mapping[str, Fresh]]:
    """For each member, by attribute, what was judged elsewhere later than here. Three queries for any number.

    Args:
        maps: sister maps of one account.
        attributes: those of the map that is looked at; roles and orientation are each of one kind of map.
    """
    contacts = {one.contact_id: one for one in members if one.contact_id is not None}
    names = {one.pk: str(one) for one in maps}
    twins = {one.pk: one for one in Member.objects.current().filter(contact__in=contacts, map__in=names)}
    here = _latest([one.pk for one in members])
    found: dict[int, dict[str, Fresh]] = {one.pk: {} for one in members}
    for (twin_id, attribute), row in _latest(twins).items():
        member = contacts[twins[twin_id].contact_id or 0]
        own, kept = here.get((member.pk, attribute)), found[member.pk].get(attribute)
        is_newer = (own is None or own.at < row.at) and (kept is None or kept.at < row.at)
        if row.value and attribute in attributes and is_newer:
            name = names[twins[twin_id].map_id]
            found[member.pk][attribute] = Fresh(row.value, row.at, row.by_id, twin_id, name)
    return found


def _latest(member_ids: Iterable[int]) -> Mapping[tuple[int, str], Judgement]:
    rows = Judgement.objects.filter(member__in=list(member_ids)).order_by("at", "pk")
    return {(row.member_id, row.attribute): row for row in rows}
