"""Cards: moved to another row or section and back, copied, archived and restored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.discovery.actions.insights import (
    MANY,
    place_card,
    require_board_open,
    require_room,
    require_section_of,
)
from trimtab.discovery.boards import Board
from trimtab.discovery.layers import OWN_FACTS, ROWS, may_link
from trimtab.discovery.models import Card, Insight, Link, Move, Section
from trimtab.discovery.policy import board_of
from trimtab.opportunities.models import Product
from trimtab.people.models import User

RELATED = ("insight__product", "section", "account", "division", "opportunity__owner")


class CardMoved(Exception):
    """Somebody moved the card to another row or section since it was seen; nothing was written."""

    def __init__(self, card: Card) -> None:
        super().__init__(_("The card was moved in the meantime."))
        self.card = card


@dataclass(frozen=True)
class Moved:
    """What a move came to. `links`: those that the new row does not have; `facts`: those that belong to the old row."""

    move: Move
    links: tuple[Link, ...]
    facts: tuple[str, ...]


def seen_of(card: Card) -> str:
    """Where a card was when somebody saw it."""
    return f"{card.insight.layer}:{card.section_id or ''}"


def move_card(
    card: Card,
    *,
    layer: str,
    section: Section | None,
    before: Card | None = None,
    by: User,
    now: datetime,
    seen: str | None = None,
) -> Moved:
    """Put a card into another row, section or place; another row makes its insight another kind.

    What the rows share is kept, and so is each link that the new row has too. What is dropped is told, and comes back
    when the move is undone.

    Args:
        before: the card that it stands in front of; None: at the end.
        seen: where the person saw the card (`seen_of`); None: wherever it is.

    Raises:
        CardMoved: it is elsewhere by now.
        PermissionDenied: `by` may not change the board.
    """
    with transaction.atomic():
        current = locked(Card.objects.select_related(*RELATED), card.pk)
        board = board_of(current)
        require_board_open(board, by)
        _require_home(current, layer, by)
        require_section_of(board, section)
        if seen and seen_of(current) != seen:
            raise CardMoved(current)
        was = _state_of(current)
        links, facts = _retype(current.insight, layer, now=now)
        current.section = section
        current.save(update_fields=["section"])
        _put_before(current, before)
        move = Move.objects.create(
            card=current, by=by, at=now, before=was, after=_state_of(current), dropped=[one.pk for one in links]
        )
        if move.before != move.after:
            _record("insight.moved", current, by=by, now=now, before=was, after=move.after)
    return Moved(move, links, facts)


def undo_move(move: Move, *, by: User, now: datetime) -> Card:
    """Put a card back where it was before a move, with the facts and links that the move dropped.

    Raises:
        CardMoved: the card was moved again since, or this was undone already.
        PermissionDenied: `by` may not change the board.
    """
    with transaction.atomic():
        current = locked(Card.objects.select_related(*RELATED), move.card_id)
        kept = locked(Move.objects.all(), move.pk)
        require_board_open(board_of(current), by)
        _require_home(current, kept.before["layer"], by)
        now_is = _state_of(current)
        if kept.undone_at is not None or any(now_is[name] != kept.after[name] for name in ("layer", "section")):
            raise CardMoved(current)
        _restore(current, kept, now=now)
        Move.objects.filter(pk=kept.pk).update(undone_at=now)
        _record("insight.moved", current, by=by, now=now, before=now_is, after=_state_of(current))
    return current


def copy_card(card: Card, *, section: Section | None, is_linked: bool, by: User, now: datetime) -> Card:
    """Show an insight in another section too.

    Args:
        is_linked: both cards show one insight, and what is edited on one, the other shows; else the copy is an insight
            of its own, unconfirmed and unlinked, since nobody confirmed it in its new place.
    """
    with transaction.atomic():
        current = locked(Card.objects.select_related(*RELATED), card.pk)
        board = board_of(current)
        require_board_open(board, by)
        require_room(board)
        require_section_of(board, section)
        insight = current.insight if is_linked else _independent(current.insight, board, by=by, now=now)
        made = place_card(board, insight, section, now=now)
        after = {"of": current.insight_id, "linked": is_linked}
        _record("insight.copied", made, by=by, now=now, before={}, after=after)
    return made


def show_card_on(board: Board, card: Card, *, by: User, now: datetime) -> Card:
    """Show an insight of the account's board on the board of one of its opportunities, as a linked copy.

    Raises:
        PermissionDenied: `by` may not change the board, or the insight is of another customer.
    """
    with transaction.atomic():
        require_board_open(board, by)
        require_room(board)
        if board.opportunity is None or board.customer is None or card.account_id != board.customer.pk:
            raise PermissionDenied(_("A deal shows the insights of its own customer."))
        shown = Card.objects.filter(**board.place, insight=card.insight, archived_at=None).first()
        if shown is not None:
            return shown
        made = place_card(board, card.insight, None, now=now)
        after = {"of": card.insight_id, "linked": True, board.kind: board.record.pk}
        _record("insight.copied", made, by=by, now=now, before={}, after=after)
    return made


def archive_card(card: Card, *, by: User, now: datetime) -> None:
    """Take a card off its board. Nothing is destroyed: links, state and evidence wait for it."""
    with transaction.atomic():
        current = locked(Card.objects.select_related(*RELATED), card.pk)
        require_board_open(board_of(current), by)
        if current.archived_at is not None:
            return
        current.archived_at = now
        current.save(update_fields=["archived_at"])
        _record("insight.archived", current, by=by, now=now, before={}, after={"card": current.pk})


def restore_card(card: Card, *, by: User, now: datetime) -> Card:
    """Bring a card back to its board; where its division is archived, to the account's board."""
    with transaction.atomic():
        current = locked(Card.objects.select_related(*RELATED), card.pk)
        board = board_of(current)
        if board.division is not None and not is_division_current(board):
            board = Board(board.account, None, None)
        require_board_open(board, by)
        require_room(board)
        was = {"division": current.division_id, "card": current.pk}
        current.archived_at, current.division = None, board.division
        if current.section is not None and current.section.division_id != current.division_id:
            current.section = None
        current.save(update_fields=["archived_at", "division", "section"])
        if current.insight.division_id != current.division_id and current.insight.division_id == was["division"]:
            Insight.objects.filter(pk=current.insight_id).update(division=current.division)
        _record("insight.restored", current, by=by, now=now, before=was, after={"division": current.division_id})
    return current


def is_division_current(board: Board) -> bool:
    """Whether the division is in use, and still one of the account: a merge may have left it with the other one."""
    division, account = board.division, board.account
    return (
        division is not None
        and division.archived_at is None
        and account is not None
        and division.account_id == account.pk
    )


def _require_home(card: Card, layer: str, by: User) -> None:
    """Another row changes the insight itself, which whoever may change its own board does."""
    if layer != card.insight.layer:
        require_board_open(board_of(card.insight), by)


def _retype(insight: Insight, layer: str, *, now: datetime) -> tuple[tuple[Link, ...], tuple[str, ...]]:
    """Give an insight another layer; the links and the facts that it loses."""
    if insight.layer == layer:
        return (), ()
    insight.layer = layer
    lost = tuple(name for name in OWN_FACTS if getattr(insight, name) and name not in ROWS[layer].facts)
    for name in lost:
        setattr(insight, name, None if name == "product" else "")
    insight.changed_at = now
    insight.save(update_fields=["layer", *lost, "changed_at"])
    links = [one for one in _links_of(insight) if not may_link(one.below.layer, one.above.layer)]
    Link.objects.filter(pk__in=[one.pk for one in links]).update(removed_at=now)
    return tuple(links), lost


def _links_of(insight: Insight) -> list[Link]:
    touching = Link.objects.filter(Q(below=insight) | Q(above=insight), removed_at=None)
    return list(touching.select_related("below", "above").order_by("pk"))


def _restore(card: Card, move: Move, *, now: datetime) -> None:
    """Layer, facts, section and links as they were."""
    insight, was = card.insight, move.before
    insight.layer, insight.changed_at = was["layer"], now
    for name in OWN_FACTS:
        if name == "product":
            insight.product = Product.objects.filter(pk=was["product"] or 0).first()
        else:
            setattr(insight, name, was[name])
    insight.save(update_fields=["layer", *OWN_FACTS, "changed_at"])
    Link.objects.filter(pk__in=move.dropped).update(removed_at=None)
    gone = [one.pk for one in _links_of(insight) if not may_link(one.below.layer, one.above.layer)]
    Link.objects.filter(pk__in=gone).update(removed_at=now)
    place = board_of(card).place
    card.section = Section.objects.filter(pk=was["section"] or 0, **place).first()
    card.position = was["position"]
    card.save(update_fields=["section", "position"])


def _put_before(card: Card, before: Card | None) -> None:
    """Give the card its place in its cell; the others keep their order."""
    place = board_of(card).place
    cell = Card.objects.filter(**place, section=card.section, insight__layer=card.insight.layer, archived_at=None)
    others = list(cell.exclude(pk=card.pk).order_by("position", "pk"))
    at = next((index for index, one in enumerate(others) if before is not None and one.pk == before.pk), len(others))
    others.insert(at, card)
    for position, one in enumerate(others, 1):
        if one.position != position:
            one.position = position
            one.save(update_fields=["position"])


def _independent(insight: Insight, board: Board, *, by: User, now: datetime) -> Insight:
    """Another insight that says the same."""
    facts: Mapping[str, Any] = {name: getattr(insight, name) for name in ("layer", "title", "text", *OWN_FACTS)}
    made = Insight.objects.create(
        **board.place, **facts, copied_from=insight, created_by=by, created_at=now, changed_at=now
    )
    for name in MANY:
        getattr(made, name).set(getattr(insight, name).all())
    return made


def _state_of(card: Card) -> dict[str, Any]:
    insight = card.insight
    own = {name: getattr(insight, name) for name in OWN_FACTS if name != "product"}
    own["product"] = insight.product_id
    return {"layer": insight.layer, "section": card.section_id, "position": card.position, **own}


def _record(
    verb: str, card: Card, *, by: User, now: datetime, before: Mapping[str, object], after: Mapping[str, object]
) -> None:
    record_event(verb, record="insight", record_id=card.insight_id, by=by, now=now, before=before, after=after)
