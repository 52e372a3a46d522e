"""Who may set what all accounts are scored by, and who may say something of one account."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from trimtab.people.models import User


def can_define(user: User) -> bool:
    """Whether the person sets the scoring and the ideal customer: leaders, operations, administrators."""
    return user.is_active and (user.is_staff_member or user.role == User.Role.LEADER)


def require_define(user: User) -> None:
    """Refuse everybody else.

    Raises:
        PermissionDenied: with the reason in words.
    """
    if not can_define(user):
        raise PermissionDenied(_("Leaders, operations and administrators set what all accounts are scored by."))
