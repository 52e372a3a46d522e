"""The one door to a map of people, and to what stands on it.

A map is seen and changed like the record that it is of: an account's by whoever may change its contacts, an
opportunity's by whoever may change the opportunity.
"""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from trimtab.accounts.policy import can_edit_contacts, get_account_for, require_contact_edit
from trimtab.evidence.models import Evidence
from trimtab.opportunities.policy import get_opportunity_for, require_opportunity_edit
from trimtab.people.models import User
from trimtab.people.policy import access_to_owner
from trimtab.relationships.models import Judgement, Line, Member, PeopleMap

MAP = ("account__owner__team", "opportunity__owner__team", "opportunity__account")
OF_MAP = tuple(f"map__{name}" for name in MAP)


def get_map_for(user: User, map_id: int, *, edit: bool = False) -> PeopleMap:
    """The map, if the user may see its record; with `edit`, if the user may change it.

    Raises:
        Http404: there is no such map, or the user is a stranger to its record.
        PermissionDenied: the user may read it, not change it.
    """
    found = PeopleMap.objects.select_related(*MAP).filter(pk=map_id).first()
    return _opened(user, found, edit=edit)


def get_member_for(user: User, member_id: int, *, edit: bool = False) -> Member:
    """The person on a map, taken off or not; see `get_map_for`."""
    found = Member.objects.select_related("contact__account", *OF_MAP).filter(pk=member_id).first()
    _opened(user, found.map if found else None, edit=edit)
    assert found is not None
    return found


def get_line_for(user: User, line_id: int, *, edit: bool = False) -> Line:
    """The line, taken away or not; see `get_map_for`."""
    found = Line.objects.select_related("start__contact", "end__contact", *OF_MAP).filter(pk=line_id).first()
    _opened(user, found.map if found else None, edit=edit)
    assert found is not None
    return found


def get_judgement_for(user: User, judgement_id: int, *, edit: bool = False) -> Judgement:
    """The judgement; see `get_map_for`."""
    related = [f"member__{name}" for name in ("contact", *OF_MAP)]
    found = Judgement.objects.select_related(*related).filter(pk=judgement_id).first()
    _opened(user, found.member.map if found else None, edit=edit)
    assert found is not None
    return found


def get_evidence_for(user: User, evidence_id: int, *, edit: bool = False) -> tuple[Evidence, Member]:
    """A piece of evidence about a person on a map, and that person; see `get_map_for`."""
    found = Evidence.objects.filter(pk=evidence_id, record="map_member").first()
    if found is None:
        raise Http404
    return found, get_member_for(user, found.record_id, edit=edit)


def can_edit_map(user: User, shown: PeopleMap) -> bool:
    """Whether the user may change the map."""
    if shown.opportunity is not None:
        return shown.opportunity.archived_at is None and access_to_owner(user, shown.opportunity.owner).can_edit
    account = shown.account
    return account is not None and account.archived_at is None and can_edit_contacts(user, account)


def require_map_edit(user: User, shown: PeopleMap) -> None:
    """Refuse those who may not change the map.

    Raises:
        PermissionDenied: with the reason in words.
    """
    if shown.opportunity is not None:
        require_opportunity_edit(user, shown.opportunity)
    else:
        require_contact_edit(user, shown.account)
    record = shown.opportunity or shown.account
    if record is not None and record.archived_at is not None:
        raise PermissionDenied(_("An archived record and its people are not changed. Restore it first."))


def _opened(user: User, found: PeopleMap | None, *, edit: bool) -> PeopleMap:
    if found is None:
        raise Http404
    if found.opportunity_id is not None:
        get_opportunity_for(user, found.opportunity_id)
    else:
        get_account_for(user, found.account_id or 0)
    if edit:
        require_map_edit(user, found)
    return found
