"""Who has a say in a customer's decisions: the key players of the maps of people."""

from trimtab.accounts.models import Account
from trimtab.discovery.boards import Board
from trimtab.relationships.queries import KEY, ids_with_a_say, map_of_opportunity, people_at


def key_player_ids(account: Account | None) -> frozenset[int]:
    """The ids of the contacts who are key players by the account's map."""
    return ids_with_a_say(people_at([account]).get(account.pk, ())) if account is not None else frozenset()


def key_players_on(board: Board) -> frozenset[int]:
    """Those of the board's customer; for a deal also those of its own map."""
    of_account = key_player_ids(board.customer)
    deal_map = map_of_opportunity(board.opportunity) if board.opportunity is not None else None
    if deal_map is None:
        return of_account
    of_deal = deal_map.members.current().filter(influence__in=KEY, contact__isnull=False)
    return of_account | frozenset(of_deal.values_list("contact", flat=True))
