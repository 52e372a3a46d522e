"""Changes to people, teams and the organisation. Each checks who acts, changes, and records it, in one transaction."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.core.locking import lock_all, locked
from trimtab.core.models import Event, Organisation
from trimtab.core.rates import rebase_rates
from trimtab.core.versions import require_version
from trimtab.people.models import Team, Territory, User
from trimtab.people.policy import can_set_up

PREFERENCES = ("theme", "density", "language", "time_zone")
# What the form holds; whoever edits a person says which version was seen.
PERSON_FIELDS = ("name", "email", "title", "role", "sees", "team", "hired_on", "left_on", "is_active")
ORGANISATION_FIELDS = ("name", "currency", "fiscal_start_month", "fiscal_pattern", "week_start", "time_zone")
RESTATING_SETTINGS = {"currency", "time_zone"}


def create_team(*, name: str, parent: Team | None, by: User | None, now: datetime) -> Team:
    """A new team below `parent`, or at the top."""
    _require_set_up(by)
    with transaction.atomic():
        parent = locked(Team.objects.all(), parent.pk) if parent else None  # its path is that of this moment
        team = Team.objects.create(name=name, parent=parent)
        team.path = path_of(team)
        team.save(update_fields=["path"])
        record_event("team.created", record="team", record_id=team.pk, by=by, now=now, after={"name": name})
    return team


def move_team(team: Team, *, parent: Team | None, by: User, now: datetime) -> None:
    """Put a team, with all teams below it, under another one.

    Raises:
        ValidationError: `parent` is the team itself or stands below it.
    """
    _require_set_up(by)
    with transaction.atomic():
        # All of them: two teams that are put below each other at one moment may have others in between.
        lock_all(Team.objects.all(), Team.objects.values_list("pk", flat=True))
        team.refresh_from_db()
        if parent is not None:
            parent.refresh_from_db()
            if parent.path.startswith(team.path):
                raise ValidationError(_("A team cannot stand below itself."))
        before = team.parent_id
        below = list(Team.objects.filter(path__startswith=team.path).order_by("path"))
        Team.objects.filter(pk=team.pk).update(parent=parent)
        team.refresh_from_db()
        old_path, team.path = team.path, path_of(team)
        for one in below:
            one.path = team.path + one.path.removeprefix(old_path)
        Team.objects.bulk_update(below, ["path"])
        record_event(
            "team.moved",
            record="team",
            record_id=team.pk,
            by=by,
            now=now,
            before={"parent": before},
            after={"parent": team.parent_id},
        )
        Organisation.restate()


def rename_team(team: Team, *, name: str, by: User, now: datetime) -> None:
    """Give a team another name."""
    _require_set_up(by)
    with transaction.atomic():
        before = team.name
        team.name = name
        team.save(update_fields=["name"])
        record_event(
            "team.renamed",
            record="team",
            record_id=team.pk,
            by=by,
            now=now,
            before={"name": before},
            after={"name": name},
        )


def remove_team(team: Team, *, by: User, now: datetime) -> None:
    """Take an empty team away.

    Raises:
        ValidationError: people belong to it, teams stand below it, or something else, such as a target, is its own.
    """
    _require_set_up(by)
    with transaction.atomic():
        if team.members.exists():
            raise ValidationError(_("People belong to this team. Give them another one first."))
        if team.children.exists():
            raise ValidationError(_("Teams stand below this one. Move them first."))
        kept = [relation for relation in team._meta.related_objects if relation.name not in {"members", "children"}]
        if any(getattr(team, str(relation.get_accessor_name())).exists() for relation in kept):
            raise ValidationError(_("Targets are set for this team, so it stays."))
        before = {"name": team.name, "parent": team.parent_id}
        record_event("team.removed", record="team", record_id=team.pk, by=by, now=now, before=before)
        team.delete()
        Organisation.restate()


def create_territory(*, name: str, region: str, by: User, now: datetime) -> Territory:
    """A new part of the market.

    Raises:
        ValidationError: there is one of that name.
    """
    _require_set_up(by)
    with transaction.atomic():
        territory = Territory(name=name, region=region)
        territory.full_clean()
        territory.save()
        after = {"name": name, "region": region}
        record_event("territory.created", record="territory", record_id=territory.pk, by=by, now=now, after=after)
    return territory


def edit_territory(territory: Territory, *, name: str, region: str, by: User, now: datetime) -> None:
    """Another name or region.

    Raises:
        ValidationError: there is another one of that name.
    """
    _require_set_up(by)
    with transaction.atomic():
        before = {"name": territory.name, "region": territory.region}
        territory.name, territory.region = name, region
        territory.full_clean()
        territory.save(update_fields=["name", "region"])
        after = {"name": name, "region": region}
        record_event(
            "territory.edited",
            record="territory",
            record_id=territory.pk,
            by=by,
            now=now,
            before=before,
            after=after,
        )


def set_territory_person(territory: Territory, *, person: User, is_in: bool, by: User, now: datetime) -> None:
    """Let somebody be responsible for a territory, or no longer; said twice it is done once."""
    _require_set_up(by)
    with transaction.atomic():
        if territory.people.filter(pk=person.pk).exists() == is_in:
            return
        change = territory.people.add if is_in else territory.people.remove
        change(person)
        verb = "territory.person_added" if is_in else "territory.person_removed"
        after = {"person": str(person)}
        record_event(verb, record="territory", record_id=territory.pk, by=by, now=now, after=after)


def path_of(team: Team) -> str:
    """The ids of the team's ancestors and its own: /1/4/9/."""
    return f"{team.parent.path if team.parent else '/'}{team.pk}/"


def create_person(*, fields: Mapping[str, object], password: str | None, by: User | None, now: datetime) -> User:
    """Somebody who can sign in (with a password), or who only owns records."""
    _require_set_up(by)
    with transaction.atomic():
        email = str(fields["email"])
        others = {key: value for key, value in fields.items() if key != "email"}
        user = User.objects.create_user(email, password, **others)
        record_event("person.created", record="person", record_id=user.pk, by=by, now=now, after={"email": email})
    return user


def give_sign_in(user: User, *, password: str, role: str, by: User | None, now: datetime) -> None:
    """Let a person who came with an import sign in with `password`, in that role."""
    _require_set_up(by)
    with transaction.atomic():
        before = {"role": user.role, "is_active": user.is_active}
        user.set_password(password)
        user.role, user.is_active = role, True
        user.save(update_fields=["password", "role", "is_active"])
        after = {"role": role, "is_active": True}
        record_event(
            "person.sign_in_given", record="person", record_id=user.pk, by=by, now=now, before=before, after=after
        )


def edit_person(user: User, *, changes: Mapping[str, object], by: User, now: datetime, seen: str | None = None) -> None:
    """Change a person's name, role, sight, team, dates.

    Args:
        seen: `version_of` the person's fields that `by` saw; None: whatever is there is overwritten.

    Raises:
        ChangedMeanwhile: somebody changed the person since.
        PermissionDenied: `by` may not set up people, or would take the last administrator's role away.
    """
    _require_set_up(by)
    with transaction.atomic():
        current = _locked_with_administrators(user)
        require_version(current, PERSON_FIELDS, seen=seen)
        if changes.get("role", current.role) != current.role and by.role != User.Role.ADMINISTRATOR:
            raise PermissionDenied(_("Only an administrator changes roles."))
        before = {key: _plain(getattr(current, key)) for key in changes}
        was_administrator = current.role == User.Role.ADMINISTRATOR
        for key, value in changes.items():
            setattr(current, key, value)
        current.save(update_fields=list(changes))
        if was_administrator:
            _require_an_administrator()
        after = {key: _plain(value) for key, value in changes.items()}
        record_event("person.edited", record="person", record_id=user.pk, by=by, now=now, before=before, after=after)
        if "team" in changes:
            Organisation.restate()


def set_preferences(user: User, *, changes: Mapping[str, str], now: datetime) -> None:
    """A person's own theme, density, language or time zone."""
    allowed = {key: value for key, value in changes.items() if key in PREFERENCES}
    with transaction.atomic():
        for key, value in allowed.items():
            setattr(user, key, value)
        user.full_clean(exclude={"password", "email", "name"})
        user.save(update_fields=list(allowed))
        record_event("person.preferences", record="person", record_id=user.pk, by=user, now=now, after=allowed)


def edit_organisation(
    organisation: Organisation,
    *,
    changes: Mapping[str, object],
    by: User | None,
    now: datetime,
    seen: str | None = None,
) -> Event:
    """Change the organisation's name, calendar, currency or time zone. No history is touched; figures are restated.

    Exchange rates are turned into the new reporting currency.

    Args:
        seen: `version_of` the ORGANISATION_FIELDS that `by` saw; None: whatever is there is overwritten.

    Raises:
        ChangedMeanwhile: somebody changed them since.
        ValidationError: a value is not allowed, or the rates cannot be turned (see `rates.rebase_rates`).
    """
    _require_set_up(by)
    with transaction.atomic():
        current = locked(Organisation.objects.all(), organisation.pk)
        require_version(current, ORGANISATION_FIELDS, seen=seen)
        before = {key: getattr(current, key) for key in changes}
        for key, value in changes.items():
            setattr(organisation, key, value)
        organisation.full_clean()
        if "currency" in changes:
            rebase_rates(before=str(before["currency"]), after=organisation.currency, by=by, now=now)
        organisation.save(update_fields=list(changes))
        event = record_event(
            "organisation.edited", record="organisation", record_id=1, by=by, now=now, before=before, after=changes
        )
        if any(key in RESTATING_SETTINGS and before[key] != value for key, value in changes.items()):
            Organisation.restate()
    return event


def _plain(value: object) -> object:
    """A value that JSON can hold: records by id, dates as text."""
    if value is None or isinstance(value, str | int | bool):
        return value
    return getattr(value, "pk", None) or str(value)


def _require_set_up(by: User | None) -> None:
    """`by` is None where the machine's administrator acts on the command line."""
    if by is not None and not can_set_up(by):
        raise PermissionDenied(_("Only operations and administrators change this."))


def _locked_with_administrators(user: User) -> User:
    """The person as it is now. All administrators are locked: two of them must not take the role from each other."""
    administrators = Q(role=User.Role.ADMINISTRATOR, is_active=True)
    locked = User.objects.select_for_update(of=("self",)).filter(administrators | Q(pk=user.pk)).order_by("pk")
    return next(one for one in locked if one.pk == user.pk)


def _require_an_administrator() -> None:
    if not User.objects.filter(role=User.Role.ADMINISTRATOR, is_active=True).exists():
        raise PermissionDenied(_("One administrator who can sign in must remain."))
