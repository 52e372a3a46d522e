"""Who may answer, and who may change what is asked.

An assessment is seen by whoever sees its record, and answered by whoever may change that. Templates are changed by
those who set the organisation up.
"""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from trimtab.accounts.models import Account
from trimtab.accounts.policy import can_edit_contacts
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.policy import require_opportunity_edit
from trimtab.people.models import User
from trimtab.people.policy import access_to_owner, can_set_up

Record = Opportunity | Account


def require_answering(user: User, record: Record) -> None:
    """Refuse those who may not answer, and answers to what is archived.

    Raises:
        PermissionDenied: with the reason in words.
    """
    if isinstance(record, Opportunity):
        require_opportunity_edit(user, record)
    elif not can_edit_contacts(user, record):
        raise PermissionDenied(
            _("What is known of a customer is changed by the account's owner and those who work with it.")
        )
    if record.archived_at is not None:
        raise PermissionDenied(_("It is archived; its answers are kept and can be read."))


def can_answer(user: User, opportunity: Opportunity) -> bool:
    """Whether the user may answer for the opportunity now."""
    return opportunity.archived_at is None and access_to_owner(user, opportunity.owner).can_edit


def require_set_up(user: User) -> None:
    """Refuse those who may not change what is asked.

    Raises:
        PermissionDenied: the user neither does operations nor administers.
    """
    if not can_set_up(user):
        raise PermissionDenied(_("Only operations and administrators change what assessments ask."))
