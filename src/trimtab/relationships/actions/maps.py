"""A map begins, people come onto it and leave it, and stand where somebody put them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from trimtab.accounts.models import Account, Contact
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.evidence.actions import add_evidence
from trimtab.evidence.models import Evidence
from trimtab.evidence.queries import evidence_of
from trimtab.opportunities.models import ContactRole, Opportunity
from trimtab.people.models import User
from trimtab.relationships.actions.lines import managers_on
from trimtab.relationships.freshest import Fresh, freshest
from trimtab.relationships.models import Judgement, Line, Member, PeopleMap
from trimtab.relationships.policy import MAP, OF_MAP, require_map_edit
from trimtab.relationships.queries import map_of, map_of_opportunity
from trimtab.relationships.roles import role_meant
from trimtab.relationships.scores import circle_of

FIRST_PEOPLE = 40
MOST_PEOPLE = 500


class MapIsFull(ValueError):
    """A map holds so many people and no more; the message says so."""

    def __init__(self) -> None:
        super().__init__(_("A map holds at most %(most)s people. Take somebody off first.") % {"most": MOST_PEOPLE})


def begin_map(record: Account | Opportunity, *, by: User, now: datetime) -> PeopleMap:
    """The map of a record; a new one gets the people who are known to take part, and who reports to whom.

    Those with buying roles in the opportunity, or contacts of the account: at most forty, those with a part in
    opportunities and activities first. The others are added by hand.

    Raises:
        PermissionDenied: `by` may not change the record's people.
    """
    is_account = isinstance(record, Account)
    with transaction.atomic():
        type(record)._default_manager.select_for_update().only("pk").get(pk=record.pk)  # two begin at once: one map
        found = map_of(record) if is_account else map_of_opportunity(record)  # type: ignore[arg-type]  # by its kind
        if found is not None:
            return found
        made = PeopleMap(created_at=now, changed_at=now, **{"account" if is_account else "opportunity": record})
        require_map_edit(by, made)
        made.save()
        contacts = _contacts_of(record) if is_account else _participants_of(record, now=now)  # type: ignore[arg-type]
        names = {"record": "people_map", "record_id": made.pk}
        record_event("people_map.begun", **names, by=by, now=now, after={"people": len(contacts)})  # type: ignore[arg-type]
        for contact, roles in contacts.items():
            _put_on(made, contact=contact, roles=roles, now=now)
        _draw_reporting_lines(made, now=now)
    return made


def add_member(shown: PeopleMap, *, by: User, now: datetime, contact: Contact) -> Member:
    """Put a contact on the map; one who was taken off comes back with what was judged then."""
    with transaction.atomic():
        current = locked(PeopleMap.objects.select_related(*MAP), shown.pk)
        require_map_edit(by, current)
        member = _put_on(current, contact=contact, roles=(), now=now)
        _draw_reporting_lines(current, now=now)
        after = {"map": shown.pk, "contact": contact.pk}
        record_event("map_member.added", record="map_member", record_id=member.pk, by=by, now=now, after=after)
    return member


def name_member(shown: PeopleMap, *, persona: str, name: str, by: User, now: datetime, is_external: bool) -> Member:
    """Put somebody on the map who is no contact yet: a post whose holder is not known, or a name.

    Raises:
        ValueError: neither is given.
    """
    if not persona and not name:
        raise ValueError("`persona` or `name` must be given. Got neither.")
    with transaction.atomic():
        current = locked(PeopleMap.objects.select_related(*MAP), shown.pk)
        require_map_edit(by, current)
        _require_room(current)
        fields = {"persona": persona, "name": name, "is_external": is_external}
        member = Member(map=current, created_at=now, changed_at=now, **fields)
        member.name = name or str(member.get_persona_display())
        member.save()
        _touch(current, now)
        record_event("map_member.added", record="map_member", record_id=member.pk, by=by, now=now, after=fields)
    return member


def take_off(member: Member, *, by: User, now: datetime) -> None:
    """Take a person off the map. What was judged stays, and comes back with the person."""
    _set_removed(member, "map_member.removed", at=now, by=by, now=now)


def put_back(member: Member, *, by: User, now: datetime) -> None:
    """Put a person back who was taken off."""
    _set_removed(member, "map_member.restored", at=None, by=by, now=now)


def bring_over(
    shown: PeopleMap, contacts: Iterable[Contact], *, carry: bool, sisters: Iterable[PeopleMap], by: User, now: datetime
) -> list[Member]:
    """Bring people over from sister maps, with `carry` with what was judged there last, and why.

    Args:
        sisters: the sister maps to look at, all of the same account; see `queries.sister_maps`.
        carry: an attribute is taken where it was not judged here, or longer ago; it stays as old as it is there.
    """
    maps = [one for one in sisters if one.customer == shown.customer]
    with transaction.atomic():
        current = locked(PeopleMap.objects.select_related(*MAP), shown.pk)
        require_map_edit(by, current)
        members = [_put_on(current, contact=contact, roles=(), now=now) for contact in contacts]
        if carry:
            found = freshest(members, maps, attributes=current.attributes)
            for member in members:
                _carry(member, found.get(member.pk, {}), by=by, now=now)
        _draw_reporting_lines(current, now=now)
        after = {"people": [one.pk for one in members], "carried": carry}
        record_event("people_map.brought_over", record="people_map", record_id=shown.pk, by=by, now=now, after=after)
    return members


def arrange(
    shown: PeopleMap, *, places: Mapping[int, tuple[int, int] | None], by: User, now: datetime
) -> Mapping[int, tuple[int, int] | None]:
    """Let people stand where somebody put them, None: where the layout does. Returns where they stood before."""
    with transaction.atomic():
        current = locked(PeopleMap.objects.select_related(*MAP), shown.pk)
        require_map_edit(by, current)
        members = list(Member.objects.filter(map=current, pk__in=places))
        before = {one.pk: (one.x, one.y) if one.x is not None and one.y is not None else None for one in members}
        for member in members:
            place = places[member.pk]
            member.x, member.y = place if place is not None else (None, None)
        Member.objects.bulk_update(members, ["x", "y"], batch_size=200)
        _touch(current, now)
        after = {"moved": len(members)}
        record_event("people_map.arranged", record="people_map", record_id=shown.pk, by=by, now=now, after=after)
    return before


def _contacts_of(account: Account) -> dict[Contact, tuple[str, ...]]:
    known = Contact.objects.filter(account=account, archived_at__isnull=True, left_on__isnull=True)
    busy = known.annotate(parts=Count("roles", distinct=True)).order_by("-parts", "name", "pk")
    return dict.fromkeys(busy[:FIRST_PEOPLE], ())


def _participants_of(opportunity: Opportunity, *, now: datetime) -> dict[Contact, tuple[str, ...]]:
    roles = ContactRole.objects.filter(opportunity=opportunity, contact__archived_at__isnull=True)
    roles = roles.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=now))
    found: dict[Contact, tuple[str, ...]] = {}
    for role in roles.select_related("contact").order_by("-is_primary", "pk"):
        meant = role_meant(role.role)
        found[role.contact] = (*found.get(role.contact, ()), *([meant] if meant else []))
    return found


def _put_on(shown: PeopleMap, *, contact: Contact, roles: Iterable[str], now: datetime) -> Member:
    member = Member.objects.filter(map=shown, contact=contact).first()
    if member is None or member.removed_at is not None:
        _require_room(shown)
    if member is None:
        customer = shown.customer
        is_external = customer is None or contact.account_id != customer.pk
        fields = {"name": contact.name, "roles": sorted(set(roles)), "is_external": is_external}
        member = Member.objects.create(map=shown, contact=contact, created_at=now, changed_at=now, **fields)
    elif member.removed_at is not None:
        member.removed_at, member.changed_at = None, now
        member.save(update_fields=["removed_at", "changed_at"])
    _touch(shown, now)
    return member


def _require_room(shown: PeopleMap) -> None:
    if shown.members.current().count() >= MOST_PEOPLE:
        raise MapIsFull


def _draw_reporting_lines(shown: PeopleMap, *, now: datetime) -> None:
    """Lines that the contacts' own records tell of, between people on the map; none that would close a circle."""
    members = {one.contact_id: one for one in shown.members.current().select_related("contact") if one.contact}
    managers = managers_on(shown.pk)
    for member in members.values():
        boss = members.get(member.contact.reports_to_id) if member.contact else None
        if boss is None or member.pk in managers or circle_of(member.pk, boss.pk, managers):
            continue
        Line.objects.create(map=shown, start=member, end=boss, kind=Line.Kind.REPORTS, created_at=now)
        managers[member.pk] = boss.pk


def _carry(member: Member, found: Mapping[str, Fresh], *, by: User, now: datetime) -> None:
    for attribute, fresh in found.items():
        old = member.judged(attribute)
        setattr(member, attribute, fresh.value.split(",") if attribute == "roles" else fresh.value)
        member.changed_at = now
        member.save(update_fields=[attribute, "changed_at"])
        Judgement.objects.create(
            member=member, attribute=attribute, old=old, value=fresh.value, at=fresh.at, by_id=fresh.by_id
        )
        names = {"record": "map_member", "record_id": member.pk}
        change = {"before": {attribute: old}, "after": {attribute: fresh.value, "from": fresh.member_id}}
        record_event("map_member.judged", **names, by=by, now=now, **change)  # type: ignore[arg-type]
        for piece in evidence_of("map_member", [fresh.member_id]).get((fresh.member_id, attribute), []):
            if piece.withdrawn_at is None and piece.value == fresh.value:
                _copy(piece, member, by=by, now=now)


def _copy(piece: Evidence, member: Member, *, by: User, now: datetime) -> None:
    kept = ("kind", "note", "place", "link", "told_by", "happened_on")
    fields = {name: getattr(piece, name) for name in kept}
    add_evidence(
        record="map_member",
        record_id=member.pk,
        subject=piece.subject,
        value=piece.value,
        fields=fields,
        by=by,
        now=now,
    )


def _set_removed(member: Member, verb: str, *, at: datetime | None, by: User, now: datetime) -> None:
    with transaction.atomic():
        current = locked(Member.objects.select_related("contact", *OF_MAP), member.pk)
        require_map_edit(by, current.map)
        if (current.removed_at is None) == (at is None):
            return
        current.removed_at, current.changed_at = at, now
        current.save(update_fields=["removed_at", "changed_at"])
        _touch(current.map, now)
        record_event(verb, record="map_member", record_id=current.pk, by=by, now=now, after={"name": str(current)})


def _touch(shown: PeopleMap, now: datetime) -> None:
    PeopleMap.objects.filter(pk=shown.pk).update(changed_at=now)
