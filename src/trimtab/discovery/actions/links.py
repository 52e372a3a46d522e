"""Links between insights."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.discovery.actions.insights import require_board_open
from trimtab.discovery.layers import may_link
from trimtab.discovery.models import Card, Insight, Link
from trimtab.discovery.policy import board_of
from trimtab.people.models import User


def add_link(below: Insight, above: Insight, *, note: str = "", by: User, now: datetime) -> Link:
    """Link an insight to one of a higher row.

    Raises:
        ValidationError: the rows are not linked so, or the two never stand on one board.
        PermissionDenied: `by` may not change the board of the lower one.
    """
    if not may_link(below.layer, above.layer):
        raise ValidationError(_("These two rows are not linked with each other."))
    if not _share_a_board(below, above):
        raise ValidationError(_("Only insights that stand on one board are linked."))
    with transaction.atomic():
        require_board_open(board_of(below), by)
        link, is_new = Link.objects.select_for_update().get_or_create(below=below, above=above, defaults={"note": note})
        if not is_new and link.removed_at is None and link.note == note:
            return link
        link.note, link.removed_at = note, None
        link.save(update_fields=["note", "removed_at"])
        after = {"above": above.pk, "note": note}
        record_event("insight.linked", record="insight", record_id=below.pk, by=by, now=now, after=after)
    return link


def remove_link(link: Link, *, by: User, now: datetime) -> None:
    """Take a link away; it is kept as removed."""
    with transaction.atomic():
        require_board_open(board_of(link.below), by)
        if not Link.objects.filter(pk=link.pk, removed_at=None).update(removed_at=now):
            return
        before = {"above": link.above_id, "note": link.note}
        record_event("insight.unlinked", record="insight", record_id=link.below_id, by=by, now=now, before=before)


def _share_a_board(one: Insight, other: Insight) -> bool:
    places = ("account", "division", "opportunity")
    boards = [set(Card.objects.filter(insight=insight).values_list(*places)) for insight in (one, other)]
    return bool(boards[0] & boards[1])
