"""Playing a play: who, until when, and what came of it."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.accounts.models import Contact
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.objectives.actions import add_action, complete_action, drop_action, reopen_action
from trimtab.objectives.policy import editable_actions
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.policy import require_opportunity_edit
from trimtab.people.models import User
from trimtab.playbook.actions.writing import kept_version
from trimtab.playbook.catalogue import ListedPlay
from trimtab.playbook.models import PlayUse
from trimtab.playbook.policy import require_use


def start_play(
    opportunity: Opportunity,
    listed: ListedPlay,
    *,
    who: User | None,
    due_on: date,
    contact: Contact | None = None,
    by: User,
    now: datetime,
) -> PlayUse:
    """Begin a play with an opportunity; its follow-up becomes an action of whoever plays it.

    Raises:
        PermissionDenied: `by` only reads the opportunity.
        ValidationError: it is under way already, is in no use, or `who` does not see the opportunity.
    """
    with transaction.atomic():
        require_opportunity_edit(by, opportunity)
        if not listed.is_active or listed.is_archived:
            raise ValidationError(_("This play is not in use. Choose another one."))
        version = kept_version(listed, now=now)
        open_ones = PlayUse.objects.filter(opportunity=opportunity, version__play=version.play_id, ended_at=None)
        if open_ones.exists():
            raise ValidationError(_("This play is under way already. Say what came of it first."))
        use = PlayUse(version=version, opportunity=opportunity, stage_id=opportunity.stage_id, contact=contact)
        use.who, use.started_by, use.started_at = who, by, now
        use.save()
        use.action = add_action(
            fields={
                "subject": str(listed.said.follow_subject or listed.said.name)[:300],
                "assignee": who,
                "due_on": due_on,
                "opportunity": opportunity,
                "contact": contact,
                "origin_record": "play_use",
                "origin_id": use.pk,
            },
            by=by,
            now=now,
        )
        use.save(update_fields=["action"])
        after = {"play": listed.key, "number": version.number, "opportunity": opportunity.pk}
        record_event("play.started", record="play_use", record_id=use.pk, by=by, now=now, after=after)
    return use


def end_use(use: PlayUse, *, outcome: str, by: User, now: datetime) -> PlayUse:
    """What came of it; the action that belongs to it is done, or dropped where the play was not played.

    Raises:
        PermissionDenied: `by` neither plays it nor may change the opportunity.
    """
    outcome = PlayUse.Outcome(outcome)
    with transaction.atomic():
        require_use(by, use)
        current = locked(PlayUse.objects.select_related("action", "opportunity__owner"), use.pk)
        if not current.is_open:
            return current
        current.outcome, current.ended_at = outcome, now
        current.save(update_fields=["outcome", "ended_at"])
        _close_action(current, by=by, now=now)
        after = {"outcome": str(outcome)}
        record_event("play.ended", record="play_use", record_id=use.pk, by=by, now=now, after=after)
    return current


def reopen_use(use: PlayUse, *, by: User, now: datetime) -> None:
    """Take back what was said of it: it is under way again, and so is its action.

    Raises:
        ValidationError: the play was started again in the meantime.
    """
    with transaction.atomic():
        require_use(by, use)
        current = locked(PlayUse.objects.select_related("action", "version"), use.pk)
        if current.is_open:
            return
        again = PlayUse.objects.filter(opportunity=current.opportunity_id, version__play=current.version.play_id)
        if again.filter(ended_at=None).exists():
            raise ValidationError(_("This play is under way already. Say what came of it first."))
        before: dict[str, object] = {"outcome": current.outcome}
        current.outcome, current.ended_at = "", None
        current.save(update_fields=["outcome", "ended_at"])
        if current.action is not None and not current.action.is_open and editable_actions(by, [current.action]):
            reopen_action(current.action, by=by, now=now)
        record_event("play.reopened", record="play_use", record_id=use.pk, by=by, now=now, before=before)


def _close_action(use: PlayUse, *, by: User, now: datetime) -> None:
    action = use.action
    if action is None or not action.is_open or not editable_actions(by, [action]):
        return
    if use.outcome == PlayUse.Outcome.NOT_PLAYED:
        drop_action(action, reason=_("The play was not played."), by=by, now=now)
    else:
        complete_action(action, by=by, now=now)
