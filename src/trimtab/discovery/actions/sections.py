"""Sections of a board: added, renamed, moved, archived, restored."""

from datetime import datetime

from django.db import models, transaction

from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.discovery.actions.insights import require_board_open
from trimtab.discovery.boards import Board
from trimtab.discovery.models import Section
from trimtab.discovery.policy import board_of
from trimtab.people.models import User

RELATED = ("account", "division", "opportunity__owner")


def add_section(board: Board, *, name: str, by: User, now: datetime) -> Section:
    """A new section behind the others."""
    with transaction.atomic():
        require_board_open(board, by)
        last = Section.objects.filter(**board.place).aggregate(last=models.Max("position"))["last"] or 0
        section = Section.objects.create(**board.place, name=name, position=min(last + 1, 30_000), created_at=now)
        after = {"name": name, board.kind: board.record.pk}
        record_event("section.added", record="section", record_id=section.pk, by=by, now=now, after=after)
    return section


def edit_section(section: Section, *, name: str, place: int, by: User, now: datetime) -> None:
    """Rename a section, and give it its place among the others.

    Args:
        place: 1 for the first; larger than there are sections: the last.
    """
    with transaction.atomic():
        current = locked(Section.objects.select_related(*RELATED), section.pk)
        board = board_of(current)
        require_board_open(board, by)
        others = list(
            Section.objects.filter(**board.place, archived_at=None).exclude(pk=current.pk).order_by("position", "pk")
        )
        others.insert(max(place - 1, 0), current)
        for position, one in enumerate(others, 1):
            Section.objects.filter(pk=one.pk).exclude(position=position).update(position=position)
        before = {"name": current.name, "place": current.position}
        after = {"name": name, "place": others.index(current) + 1}
        if before == after:
            return
        Section.objects.filter(pk=current.pk).update(name=name)
        record_event(
            "section.edited", record="section", record_id=current.pk, by=by, now=now, before=before, after=after
        )


def archive_section(section: Section, *, by: User, now: datetime) -> None:
    """Take a section off the board; its cards stand among those without one until it is restored."""
    with transaction.atomic():
        current = locked(Section.objects.select_related(*RELATED), section.pk)
        require_board_open(board_of(current), by)
        if not Section.objects.filter(pk=current.pk, archived_at=None).update(archived_at=now):
            return
        record_event("section.archived", record="section", record_id=current.pk, by=by, now=now)


def restore_section(section: Section, *, by: User, now: datetime) -> None:
    """Bring a section back, with the cards that still belong to it."""
    with transaction.atomic():
        current = locked(Section.objects.select_related(*RELATED), section.pk)
        require_board_open(board_of(current), by)
        if not Section.objects.filter(pk=current.pk, archived_at__isnull=False).update(archived_at=None):
            return
        record_event("section.restored", record="section", record_id=current.pk, by=by, now=now)
