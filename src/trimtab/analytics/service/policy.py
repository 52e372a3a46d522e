"""Where a seller differs from the team is private: that seller and those who lead this person see it, nobody else."""

from django.db.models import Q, QuerySet
from django.http import Http404

from trimtab.analytics.service.models import IndexSharing
from trimtab.people.models import User
from trimtab.people.policy import LEADING_ROLES

MOST_PEOPLE = 200  # of one leader, on one page


def people_to_coach(user: User) -> QuerySet[User]:
    """The sellers whose differences this person may see: oneself, and the people led."""
    if not user.is_active:
        return User.objects.none()
    own = Q(pk=user.pk)
    if user.role in LEADING_ROLES and user.team is not None:
        own |= Q(team__path__startswith=user.team.path)
    return User.objects.filter(own, role=User.Role.SELLER, left_on=None).select_related("team")


def get_seller_for(user: User, seller_id: int) -> User:
    """One seller.

    Raises:
        Http404: there is none, or this is neither oneself nor somebody led.
    """
    found = people_to_coach(user).filter(pk=seller_id).first()
    if found is None:
        raise Http404
    return found


def sees_index(user: User, seller: User) -> bool:
    """Whether this person may see the index of a seller: the seller first, then, once it was shown, who leads."""
    if user.pk == seller.pk:
        return True
    return can_agree(user, seller) and IndexSharing.objects.filter(seller=seller).exists()


def can_agree(user: User, seller: User) -> bool:
    """Whether this person leads the seller; what is agreed is written by whoever coaches."""
    return user.pk != seller.pk and people_to_coach(user).filter(pk=seller.pk).exists()
