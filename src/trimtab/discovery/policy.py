"""The one door to a board, to a card, to an insight.

A board is seen by whoever sees its account or opportunity. An account's board is changed by those who work with the
account, as its people are; an opportunity's by those who may change the opportunity.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from trimtab.accounts.models import Division
from trimtab.accounts.policy import can_edit_contacts, get_account_for
from trimtab.accounts.queries import visible_accounts
from trimtab.discovery.boards import Board
from trimtab.discovery.models import Card, Insight, Placed, Section
from trimtab.opportunities.policy import get_opportunity_for
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.models import User
from trimtab.people.policy import access_to_owner, sees_everyone


def get_board_for(user: User, kind: str, pk: int, *, edit: bool = False) -> Board:
    """The board of an account, a division or an opportunity, if the user may see it; with `edit`, change it.

    Raises:
        Http404: there is no such record, or the user is a stranger to it.
        PermissionDenied: the user may read it, not change it.
    """
    board = _board(user, kind, pk)
    if edit:
        require_board_edit(user, board)
    return board


def get_card_for(user: User, pk: int, *, edit: bool = False) -> Card:
    """The card, if the user may see its board; with `edit`, if the user may change that.

    Raises:
        Http404, PermissionDenied: see `get_board_for`.
    """
    found = Card.objects.select_related(
        "insight", "section", "account__owner__team", "opportunity__owner__team", "division"
    )
    card = found.filter(pk=pk).first()
    if card is None:
        raise Http404
    _require_seen(user, card)
    if edit:
        require_board_edit(user, board_of(card))
    return card


def get_section_for(user: User, pk: int, *, edit: bool = False) -> Section:
    """The section, if the user may see its board; with `edit`, if the user may change that.

    Raises:
        Http404, PermissionDenied: see `get_board_for`.
    """
    found = Section.objects.select_related("account__owner__team", "opportunity__owner__team", "division")
    section = found.filter(pk=pk).first()
    if section is None:
        raise Http404
    _require_seen(user, section)
    if edit:
        require_board_edit(user, board_of(section))
    return section


def get_insight_for(user: User, insight_id: int, *, edit: bool = False) -> Insight:
    """The insight, if the user may see a board that shows it; with `edit`, if the user may change the board it is from.

    Raises:
        Http404: there is no such insight, or the user is a stranger to all its boards.
        PermissionDenied: the user may read it, not change it.
    """
    found = visible_insights(user).select_related(
        "account__owner__team", "opportunity__owner__team", "division", "product", "created_by", "copied_from"
    )
    insight = found.filter(pk=insight_id).first()
    if insight is None:
        raise Http404
    if edit:
        require_board_edit(user, board_of(insight))
    return insight


def visible_insights(user: User) -> QuerySet[Insight]:
    """The insights that stand on a board that the user may see."""
    if sees_everyone(user):
        return Insight.objects.all()
    accounts, opportunities = visible_accounts(user), visible_opportunities(user)
    shown = Card.objects.filter(Q(account__in=accounts) | Q(opportunity__in=opportunities))
    return Insight.objects.filter(
        Q(account__in=accounts) | Q(opportunity__in=opportunities) | Q(pk__in=shown.values("insight"))
    )


def can_edit_board(user: User, board: Board) -> bool:
    """Whether the user may change what stands on the board."""
    if board.opportunity is not None:
        return access_to_owner(user, board.opportunity.owner).can_edit
    return can_edit_contacts(user, board.account)


def require_board_edit(user: User, board: Board) -> None:
    """Refuse those who may not change it.

    Raises:
        PermissionDenied: with the reason in words.
    """
    if can_edit_board(user, board):
        return
    if board.opportunity is not None:
        raise PermissionDenied(access_to_owner(user, board.opportunity.owner).reason)
    raise PermissionDenied(
        _("What is known of a customer is changed by the account's owner and those who work with it.")
    )


def board_of(placed: Placed) -> Board:
    """The board on which something stands."""
    return Board(placed.account, placed.division, placed.opportunity)


def _board(user: User, kind: str, pk: int) -> Board:
    if kind == "opportunity":
        return Board(None, None, get_opportunity_for(user, pk))
    if kind == "division":
        division = Division.objects.filter(pk=pk).first()
        if division is None:
            raise Http404
        return Board(get_account_for(user, division.account_id), division, None)
    if kind != "account":
        raise Http404
    return Board(get_account_for(user, pk), None, None)


def _require_seen(user: User, placed: Placed) -> None:
    if placed.opportunity_id is not None:
        get_opportunity_for(user, placed.opportunity_id)
    else:
        get_account_for(user, placed.account_id or 0)
