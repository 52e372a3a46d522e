"""The one door to a cadence, to who is in one, and to what a contact got.

Everybody reads cadences; those who lead, operations and administrators write them. An enrolment follows its contact:
whoever sees the contact sees it, whoever works with the contact, or does it, changes it.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from trimtab.accounts.models import Contact
from trimtab.accounts.policy import can_edit_contacts
from trimtab.accounts.queries import visible_contacts
from trimtab.cadences.models import Cadence, Enrolment, Refusal
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.policy import require_opportunity_edit
from trimtab.people.models import User
from trimtab.people.policy import LEADING_ROLES, can_set_up, sees_everyone

RELATED = ("cadence", "contact__account__owner__team", "opportunity__owner__team", "account", "person", "action")


def can_write_cadences(user: User) -> bool:
    """Whoever leads, does operations or administers."""
    return can_set_up(user) or (user.is_active and user.role in LEADING_ROLES)


def require_writing(user: User) -> None:
    """Refuse those who only use cadences.

    Raises:
        PermissionDenied: with the reason in words.
    """
    if not can_write_cadences(user):
        raise PermissionDenied(_("Cadences are written by those who lead, by operations and by administrators."))


def get_cadence_for(user: User, pk: int, *, edit: bool = False) -> Cadence:
    """The cadence; with `edit`, if the user may write cadences.

    Raises:
        Http404: there is none.
        PermissionDenied: the user reads it only.
    """
    found = Cadence.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    if edit:
        require_writing(user)
    return found


def visible_enrolments(user: User) -> "QuerySet[Enrolment]":
    """Those of visible contacts."""
    if sees_everyone(user):
        return Enrolment.objects.all()
    return Enrolment.objects.filter(Exists(visible_contacts(user).filter(pk=OuterRef("contact_id"))))


def get_enrolment_for(user: User, pk: int, *, edit: bool = False) -> Enrolment:
    """The enrolment, if the user sees its contact; with `edit`, if the user works with the contact or does it.

    Raises:
        Http404, PermissionDenied: see above.
    """
    found = visible_enrolments(user).select_related(*RELATED).filter(pk=pk).first()
    if found is None:
        raise Http404
    if edit:
        require_enrolment_edit(user, found)
    return found


def can_edit_enrolment(user: User, enrolment: Enrolment) -> bool:
    """Whoever works with the contact's account."""
    return can_edit_contacts(user, enrolment.contact.account)


def require_enrolment_edit(user: User, enrolment: Enrolment) -> None:
    """Refuse those who only read it.

    Raises:
        PermissionDenied: with the reason in words.
    """
    require_following_up(user, enrolment.contact)


def require_following_up(user: User, contact: Contact, *, opportunity: Opportunity | None = None) -> None:
    """Refuse those who may not follow the contact up.

    Raises:
        PermissionDenied: with the reason in words.
    """
    if not can_edit_contacts(user, contact.account):
        raise PermissionDenied(_("A contact is followed up by those who work with the account."))
    if opportunity is not None:
        require_opportunity_edit(user, opportunity)


def get_refusal_for(user: User, pk: int, *, edit: bool = False) -> Refusal:
    """A refusal, if the user sees the contact; with `edit`, if the user works with the contact.

    Raises:
        Http404, PermissionDenied: see above.
    """
    seen = visible_contacts(user).filter(pk=OuterRef("contact_id"))
    found = Refusal.objects.select_related("contact__account__owner__team")
    refusal = found.filter(Exists(seen), pk=pk).first() if not sees_everyone(user) else found.filter(pk=pk).first()
    if refusal is None:
        raise Http404
    if edit:
        require_following_up(user, refusal.contact)
    return refusal
