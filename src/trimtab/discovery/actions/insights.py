"""Insights: added, edited."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _

from trimtab.accounts.models import Contact
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.discovery.boards import Board
from trimtab.discovery.layers import OWN_FACTS, ROWS
from trimtab.discovery.models import Card, Insight, Section
from trimtab.discovery.policy import board_of, require_board_edit
from trimtab.people.models import User

FACTS = ("title", "text", *OWN_FACTS)
PEOPLE = ("owners", "told_by")
MANY = (*PEOPLE, "opportunities", "objectives")
MOST_CARDS = 200  # on one board; more than anybody can look at, and what a page draws in time


class BoardFull(ValueError):
    """The board holds as many cards as one can be looked at."""


class InsightChanged(Exception):
    """Somebody changed the insight since it was read; nothing was written. `insight` is as it is now."""

    def __init__(self, insight: Insight) -> None:
        super().__init__(_("The insight was changed in the meantime."))
        self.insight = insight


def add_insight(
    board: Board, *, layer: str, facts: Mapping[str, Any], section: Section | None, by: User, now: datetime
) -> Card:
    """A new insight with its card, at the end of its cell.

    Args:
        facts: title, text, the facts of the layer, owners, told_by, opportunities.

    Raises:
        BoardFull: there is no room for another card.
        PermissionDenied: `by` may not change the board, or it is archived.
    """
    with transaction.atomic():
        require_board_open(board, by)
        require_room(board)
        require_section_of(board, section)
        values = {name: facts[name] for name in FACTS if name in facts and _belongs(name, layer)}
        insight = Insight.objects.create(
            **board.place, layer=layer, created_by=by, created_at=now, changed_at=now, **values
        )
        for name in MANY:
            getattr(insight, name).set(facts.get(name, ()))
        card = place_card(board, insight, section, now=now)
        after = {"title": insight.title, "layer": layer, board.kind: board.record.pk}
        record_event("insight.added", record="insight", record_id=insight.pk, by=by, now=now, after=after)
    return card


def edit_insight(
    insight: Insight, *, changes: Mapping[str, Any], by: User, now: datetime, seen_at: datetime | None = None
) -> Insight:
    """Change facts of an insight, on all its cards; returns it as it is now.

    Raises:
        InsightChanged: somebody changed it after `seen_at`.
        PermissionDenied: `by` may not change the board it is from.
    """
    with transaction.atomic():
        current = locked(Insight.objects.select_related("account", "division", "opportunity__owner"), insight.pk)
        require_board_open(board_of(current), by)
        if seen_at is not None and current.changed_at != seen_at:
            raise InsightChanged(current)
        before, after = _apply(current, changes)
        if after:
            current.changed_at = now
            current.save(update_fields=[*(name for name in after if name in FACTS), "changed_at"])
            record_event(
                "insight.edited", record="insight", record_id=current.pk, by=by, now=now, before=before, after=after
            )
    return current


def place_card(board: Board, insight: Insight, section: Section | None, *, now: datetime) -> Card:
    """A card of the insight at the end of its cell. Call it inside the transaction that says why."""
    there = Card.objects.filter(**board.place, section=section, insight__layer=insight.layer)
    last = there.aggregate(last=models.Max("position"))["last"] or 0
    return Card.objects.create(**board.place, insight=insight, section=section, position=last + 1, created_at=now)


def require_board_open(board: Board, by: User) -> None:
    """Refuse those who may not change the board, and changes to one whose record is archived.

    Raises:
        PermissionDenied: with the reason in words.
    """
    require_board_edit(by, board)
    if board.is_archived:
        raise PermissionDenied(_("It is archived. Restore it first; its insights are kept until then."))


def require_room(board: Board, wanted: int = 1) -> None:
    """Refuse more cards than can be looked at.

    Raises:
        BoardFull: with the next step in words.
    """
    if Card.objects.filter(**board.place, archived_at=None).count() + wanted > MOST_CARDS:
        raise BoardFull(
            _("This board holds %(most)d cards, which is as many as fit. Archive some, or begin a division.")
            % {"most": MOST_CARDS}
        )


def require_section_of(board: Board, section: Section | None) -> None:
    """Refuse a section of another board.

    Raises:
        ValueError: it is one.
    """
    if section is not None and not Section.objects.filter(pk=section.pk, **board.place).exists():
        raise ValueError("`section` must be one of this board. Got one of another board.")


def _belongs(name: str, layer: str) -> bool:
    return name not in OWN_FACTS or name in ROWS[layer].facts


def _apply(insight: Insight, changes: Mapping[str, Any]) -> tuple[dict[str, object], dict[str, object]]:
    """Set what differs; what it was and what it is, as JSON can hold it."""
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    for name in FACTS:
        if name in changes and _belongs(name, insight.layer) and getattr(insight, name) != changes[name]:
            before[name], after[name] = _plain(getattr(insight, name)), _plain(changes[name])
            setattr(insight, name, changes[name])
    for name in MANY:
        if name in changes:
            _apply_many(insight, name, changes[name], before, after)
    return before, after


def _apply_many(
    insight: Insight,
    name: str,
    wanted: "Iterable[Contact | models.Model]",
    before: dict[str, object],
    after: dict[str, object],
) -> None:
    was = sorted(getattr(insight, name).values_list("pk", flat=True))
    becomes = sorted(one.pk for one in wanted)
    if was != becomes:
        before[name], after[name] = was, becomes
        getattr(insight, name).set(becomes)


def _plain(value: object) -> object:
    return value.pk if isinstance(value, models.Model) else value
