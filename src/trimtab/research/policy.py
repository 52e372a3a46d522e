"""Who reads which feeds and articles, and who may note something about an account."""

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from trimtab.accounts.models import Account
from trimtab.accounts.policy import can_edit_contacts
from trimtab.accounts.queries import visible_accounts
from trimtab.people.models import User
from trimtab.people.policy import can_set_up
from trimtab.research.models import Article, Mark, ResearchNote, Subscription, Tag


def subscriptions_of(user: User) -> QuerySet[Subscription]:
    """The own subscriptions, and those of everybody."""
    return Subscription.objects.filter(Q(user=user) | Q(user__isnull=True))


def get_subscription_for(user: User, pk: int, *, edit: bool = False) -> Subscription:
    """A subscription of the person, or of everybody; with `edit`, one that this person may end.

    Raises:
        Http404: there is none, or it is somebody else's.
        PermissionDenied: it is everybody's, and this person does not set up.
    """
    found = subscriptions_of(user).select_related("feed").filter(pk=pk).first()
    if found is None:
        raise Http404
    if edit and found.user_id is None and not can_set_up(user):
        raise PermissionDenied(_("Operations and administrators choose what everybody follows."))
    return found


def get_article_for(user: User, pk: int) -> Article:
    """An article of a feed that the person follows, or one that the person kept.

    Raises:
        Http404: there is none, or it is of a feed that only others follow.
    """
    found = found_articles(user).select_related("feed").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def found_articles(user: User) -> QuerySet[Article]:
    """The articles of feeds that the person follows, and those that the person kept or tagged."""
    followed = Exists(subscriptions_of(user).filter(feed=OuterRef("feed")))
    kept = Exists(Mark.objects.filter(_is_kept(), user=user, article=OuterRef("pk")))
    tagged = Exists(Tag.objects.filter(user=user, article=OuterRef("pk")))
    return Article.objects.filter(followed | kept | tagged)


def can_note(user: User, account: Account) -> bool:
    """Whoever may change the account's contacts: its owner, who leads the owner, and those who work with it."""
    return account.archived_at is None and can_edit_contacts(user, account)


def require_note(user: User, account: Account) -> None:
    """Refuse those who only read the account.

    Raises:
        PermissionDenied: with the reason.
    """
    if not can_note(user, account):
        raise PermissionDenied(_("Research is added by the account's owner and by those who work with it."))


def get_note_for(user: User, pk: int, *, edit: bool = False) -> ResearchNote:
    """A note about an account that the person sees.

    Raises:
        Http404: there is none, or the person is a stranger to its account.
        PermissionDenied: the person may read it, not change it.
    """
    notes = ResearchNote.objects.filter(account__in=visible_accounts(user))
    found = notes.select_related("account__owner__team", "by").filter(pk=pk).first()
    if found is None:
        raise Http404
    if edit:
        require_note(user, found.account)
    return found


def _is_kept() -> Q:
    return Q(favourite_at__isnull=False) | Q(saved_at__isnull=False)
