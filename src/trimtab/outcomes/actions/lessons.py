"""What was learnt: written down, archived, restored."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.competition.policy import require_competition_edit
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.opportunities.models import Opportunity
from trimtab.outcomes.models import Lesson
from trimtab.outcomes.policy import can_edit_lesson
from trimtab.people.models import User


def add_lesson(opportunity: Opportunity | None, *, facts: Mapping[str, Any], by: User, now: datetime) -> Lesson:
    """Something that the next one should know. Everybody who signs in can read it.

    Args:
        facts: title, text, competitor.

    Raises:
        PermissionDenied: `by` may not change the opportunity that it is from. ValueError: there is no sentence.
    """
    title = str(facts.get("title", "")).strip()
    if not title:
        raise ValueError(_("Say the lesson in one sentence."))
    with transaction.atomic():
        if opportunity is not None:
            require_competition_edit(by, opportunity)
        competitor, text = facts.get("competitor"), str(facts.get("text", "")).strip()
        made = Lesson.objects.create(
            opportunity=opportunity, competitor=competitor, title=title, text=text, by=by, at=now
        )
        after = {"title": title, "opportunity": opportunity.pk if opportunity else None}
        record_event("lesson.added", record="lesson", record_id=made.pk, by=by, now=now, after=after)
    return made


def archive_lesson(lesson: Lesson, *, by: User, now: datetime) -> None:
    """It is in no list any more."""
    _set_archived(lesson, by=by, now=now, verb="lesson.archived", archived_at=now)


def restore_lesson(lesson: Lesson, *, by: User, now: datetime) -> None:
    """It is in the list again."""
    _set_archived(lesson, by=by, now=now, verb="lesson.restored", archived_at=None)


def _set_archived(lesson: Lesson, *, by: User, now: datetime, verb: str, archived_at: datetime | None) -> None:
    with transaction.atomic():
        current = locked(Lesson.objects.all(), lesson.pk)
        if not can_edit_lesson(by, current):
            raise PermissionDenied(_("A lesson is archived by whoever wrote it, by operations and administrators."))
        if (current.archived_at is None) == (archived_at is None):
            return
        Lesson.objects.filter(pk=current.pk).update(archived_at=archived_at)
        record_event(verb, record="lesson", record_id=current.pk, by=by, now=now)
