"""What we judge of a person: on one map, and about the person on all of them."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.accounts.models import Contact
from trimtab.accounts.policy import require_contact_edit
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.evidence.actions import add_evidence
from trimtab.people.models import User
from trimtab.relationships.models import Attitude, Judgement, Member, TeamRelation
from trimtab.relationships.policy import OF_MAP, require_map_edit
from trimtab.relationships.queries import attitude_of


class JudgedMeanwhile(Exception):
    """Somebody judged the same attribute since it was read; nothing was written. `member` is as it is now."""

    def __init__(self, member: Member, attribute: str) -> None:
        super().__init__(_("Somebody else judged this in the meantime."))
        self.member = member
        self.attribute = attribute


def judge(
    member: Member,
    *,
    attribute: str,
    value: str,
    by: User,
    now: datetime,
    seen: str | None = None,
    evidence: Mapping[str, object] | None = None,
) -> Judgement | None:
    """Judge one attribute of a person on this map; other maps stay as they are. Returns None where nothing changed.

    Args:
        value: a key of the attribute's scale, roles separated by commas, or blank to leave it open again.
        seen: the value that the person saw; None: whatever is there is overwritten.
        evidence: what the judgement rests on, see `add_evidence`. With it, a judgement that stands is confirmed.

    Raises:
        JudgedMeanwhile: the attribute is not `seen` any more.
        PermissionDenied: `by` may not change the map.
    """
    with transaction.atomic():
        current = locked(Member.objects.select_related("contact", *OF_MAP), member.pk)
        require_map_edit(by, current.map)
        _require_of_scale(current, attribute, value)
        there = current.judged(attribute)
        if seen is not None and there not in {seen, value}:
            raise JudgedMeanwhile(current, attribute)
        made = _judged(current, attribute, value, by=by, now=now) if there != value or evidence else None
        if evidence and value:
            names = {"record": "map_member", "record_id": current.pk, "subject": attribute, "value": value}
            add_evidence(**names, fields=evidence, by=by, now=now)  # type: ignore[arg-type]  # one dict of mixed values
    return made


def take_back(judgement: Judgement, *, by: User, now: datetime) -> None:
    """Judge as before, if this judgement still stands.

    Raises:
        JudgedMeanwhile: somebody judged it anew since.
    """
    judge(judgement.member, attribute=judgement.attribute, value=judgement.old, seen=judgement.value, by=by, now=now)


def edit_texts(
    member: Member, *, changes: Mapping[str, object], seen: Mapping[str, object], by: User, now: datetime
) -> None:
    """Change what is written of a person on this map.

    Args:
        changes: text field → value. seen: the same fields as the person saw them.

    Raises:
        JudgedMeanwhile: somebody changed one of these fields since; nothing was written.
    """
    with transaction.atomic():
        current = locked(Member.objects.select_related("contact", *OF_MAP), member.pk)
        require_map_edit(by, current.map)
        changed = {field: value for field, value in changes.items() if getattr(current, field) != value}
        for field in changed:
            if getattr(current, field) != seen.get(field):
                raise JudgedMeanwhile(current, field)
        if not changed:
            return
        before = {field: getattr(current, field) for field in changed}
        for field, value in changed.items():
            setattr(current, field, value)
        current.changed_at = now
        current.save(update_fields=[*changed, "changed_at"])
        names = {"record": "map_member", "record_id": current.pk}
        record_event("map_member.edited", **names, by=by, now=now, before=before, after=changed)  # type: ignore[arg-type]


def judge_attitude(contact: Contact, *, adaptability: str, by: User, now: datetime) -> None:
    """Judge how a person takes change. It is about the person, so it holds on all maps.

    Raises:
        PermissionDenied: `by` may not change contacts of the account.
    """
    with transaction.atomic():
        require_contact_edit(by, contact.account)
        before = attitude_of(contact)
        if before == adaptability:
            return
        Attitude.objects.create(contact=contact, adaptability=adaptability, at=now, by=by)
        record_event(
            "contact.attitude_judged",
            record="contact",
            record_id=contact.pk,
            by=by,
            now=now,
            before={"adaptability": before},
            after={"adaptability": adaptability},
        )


def set_relation(contact: Contact, user: User, *, fields: Mapping[str, object], by: User, now: datetime) -> None:
    """Say what one of us is to a contact and ought to become. All maps show it.

    Args:
        fields: current, desired, note.

    Raises:
        PermissionDenied: `by` may not change contacts of the account.
    """
    with transaction.atomic():
        require_contact_edit(by, contact.account)
        relation, _made = TeamRelation.objects.select_for_update().get_or_create(
            contact=contact, user=user, defaults={"changed_at": now}
        )
        before = {field: getattr(relation, field) for field in fields}
        if before == dict(fields):
            return
        for field, value in fields.items():
            setattr(relation, field, value)
        relation.changed_at = now
        relation.save(update_fields=[*fields, "changed_at"])
        record_event(
            "team_relation.set",
            record="contact",
            record_id=contact.pk,
            by=by,
            now=now,
            before={"user": user.pk, **before},
            after={"user": user.pk, **fields},
        )


def _require_of_scale(member: Member, attribute: str, value: str) -> None:
    if attribute not in member.map.attributes:
        allowed = ", ".join(member.map.attributes)
        raise ValueError(f"`attribute` must be one of {allowed} on this map. Got {attribute!r}.")
    scale = member.CHOICES[attribute].values
    given = value.split(",") if attribute == "roles" else [value]
    for one in given if value else ():
        if one not in scale:
            raise ValueError(f"`value` must be one of {', '.join(scale)}. Got {one!r}.")


def _judged(member: Member, attribute: str, value: str, *, by: User, now: datetime) -> Judgement:
    """Keep the value and the row that tells of it."""
    old = member.judged(attribute)
    setattr(member, attribute, [one for one in value.split(",") if one] if attribute == "roles" else value)
    member.changed_at = now
    member.save(update_fields=[attribute, "changed_at"])
    made = Judgement.objects.create(member=member, attribute=attribute, old=old, value=value, at=now, by=by)
    record_event(
        "map_member.judged",
        record="map_member",
        record_id=member.pk,
        by=by,
        now=now,
        before={attribute: old},
        after={attribute: value},
    )
    return made
