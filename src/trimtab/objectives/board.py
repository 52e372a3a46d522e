"""The board of actions: a column for each status, and what was done in the last two weeks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.http import QueryDict

from trimtab.objectives.columns import ACTION_LOADED
from trimtab.objectives.listing import ActionListing
from trimtab.objectives.models import Action
from trimtab.objectives.policy import editable_actions
from trimtab.people.frame import Frame
from trimtab.web.tables import COUNTED

CARDS = 50
DONE_SHOWN = timedelta(days=14)
COLUMNS = (Action.Status.TO_DO, Action.Status.DOING, Action.Status.WAITING, Action.Status.DONE)


@dataclass(frozen=True)
class Card:
    """One action on the board."""

    action: Action
    is_overdue: bool
    may_edit: bool


@dataclass(frozen=True)
class Column:
    """One status: its first cards, and how many there are, up to one more than COUNTED."""

    status: str
    label: str
    cards: Sequence[Card]
    count: int

    @property
    def is_cut(self) -> bool:
        """Whether the list holds more than the column."""
        return self.count > len(self.cards)


def board_of(parameters: QueryDict, frame: Frame, *, now: datetime) -> list[Column]:
    """The columns for the filters of the list. Two queries a column, one for all rights."""
    asked = parameters.copy()
    asked["standing"] = "all"
    records = ActionListing(asked, frame).records()
    rows = {status: _rows(records, status, now=now) for status in COLUMNS}
    editable = editable_actions(frame.user, [one for found in rows.values() for one in found])
    return [
        Column(
            status,
            str(status.label),
            [Card(one, one.is_overdue(frame.today), one.pk in editable) for one in found],
            _of_status(records, status, now=now).order_by()[: COUNTED + 1].count()
            if len(found) == CARDS
            else len(found),
        )
        for status, found in rows.items()
    ]


def _of_status(records: "QuerySet[Action]", status: str, *, now: datetime) -> "QuerySet[Action]":
    found = records.filter(status=status)
    return found.filter(done_at__gte=now - DONE_SHOWN) if status == Action.Status.DONE else found


def _rows(records: "QuerySet[Action]", status: str, *, now: datetime) -> list[Action]:
    """Open ones by their day, soonest first; done ones latest first."""
    found = _of_status(records, status, now=now).select_related(*ACTION_LOADED)
    order = ["-done_at", "pk"] if status == Action.Status.DONE else ["due_on", "priority", "pk"]
    with_day = list(found.filter(due_on__isnull=False).order_by(*order)[:CARDS]) if order[0] == "due_on" else []
    if order[0] != "due_on":
        return list(found.order_by(*order)[:CARDS])
    if len(with_day) < CARDS:
        with_day += list(found.filter(due_on__isnull=True).order_by("priority", "pk")[: CARDS - len(with_day)])
    return with_day
