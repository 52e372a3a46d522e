"""What the page of one person of a map shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from trimtab.accounts.policy import can_edit_contacts
from trimtab.evidence.models import Evidence
from trimtab.evidence.queries import evidence_of
from trimtab.people.models import User
from trimtab.relationships.closeness import closeness, proposed_coverage
from trimtab.relationships.feed import feed_of, touches_with
from trimtab.relationships.forms import AttitudeForm, RelationForm, TextsForm
from trimtab.relationships.freshest import freshest
from trimtab.relationships.headlines import address_of, feed_in_words
from trimtab.relationships.models import Adaptability, Judgement, Line, Member, TeamRelation
from trimtab.relationships.policy import can_edit_map
from trimtab.relationships.portrait import Face, Mark, marks_of
from trimtab.relationships.queries import attitude_of, lines_among, members_of, sister_maps
from trimtab.relationships.words import play_for

PAST_SHOWN = 50


@dataclass(frozen=True)
class Judged:
    """An attribute with the evidence about it, newest first, withdrawn pieces last."""

    mark: Mark
    evidence: Sequence[Evidence]


def page_of(member: Member, form: TextsForm, *, user: User, now: datetime, today: date) -> dict[str, object]:
    """Everything that the page of a person shows."""
    shown = member.map
    contact = member.contact
    face = face_of(member, user=user, now=now, today=today)
    evidence = evidence_of("map_member", [member.pk])
    adaptability = attitude_of(contact) if contact else ""
    return {
        "map": shown,
        "member": member,
        "face": face,
        "judged": [Judged(mark, evidence.get((member.pk, mark.attribute), ())) for mark in face.marks],
        "play": play_for(member.influence, member.support),
        "lines": _lines_of(member),
        "relations": face.relations,
        "elsewhere": _elsewhere(member, user),
        "past": Judgement.objects.filter(member=member).select_related("by").order_by("-at", "-pk")[:PAST_SHOWN],
        "texts": form,
        "attitude": AttitudeForm(adaptability=adaptability) if contact else None,
        "attitude_words": Adaptability(adaptability).label if adaptability else "",
        "relation": RelationForm(user=user) if contact else None,
        "may_edit": can_edit_map(user, shown),
        "may_edit_contact": contact is not None and can_edit_contacts(user, contact.account),
        "back": address_of(shown),
        "feed": feed_in_words(feed_of(shown.customer, now=now)),
    }


def face_of(member: Member, *, user: User, now: datetime, today: date) -> Face:
    """One person as on the map, without the lines."""
    if member.contact_id is None:
        return Face(member, marks_of(member.map, [member], today=today, proposals={})[member.pk], None, "")
    found = closeness(touches_with([member.contact_id], user=user, now=now).get(member.contact_id, ()), at=now)
    proposal = proposed_coverage(found, is_complete=feed_of(member.map.customer, now=now).is_complete)
    marks = marks_of(member.map, [member], today=today, proposals={member.contact_id: proposal})
    relations = (
        TeamRelation.objects.filter(contact=member.contact_id).select_related("user").order_by("user__name", "pk")
    )
    return Face(member, marks[member.pk], found, proposal, list(relations))


def _lines_of(member: Member) -> list[Line]:
    members = {one.pk: one for one in members_of(member.map)}
    lines = [one for one in lines_among(members.values()) if member.pk in {one.start_id, one.end_id}]
    for line in lines:
        line.start, line.end = members[line.start_id], members[line.end_id]
    return lines


def _elsewhere(member: Member, user: User) -> list[tuple[str, str, str, datetime]]:
    """What sister maps say later than this one: the attribute, its value, the map, when."""
    if member.contact_id is None:
        return []
    found = freshest([member], sister_maps(member.map, user), attributes=member.map.attributes)[member.pk]
    return [
        (Member.label_of(attribute), Member.in_words(attribute, fresh.value), fresh.map, fresh.at)
        for attribute, fresh in found.items()
    ]
