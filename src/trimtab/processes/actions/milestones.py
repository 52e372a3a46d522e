"""The milestones of a draft, and taking them over from another process."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from trimtab.core.audit import record_event
from trimtab.people.models import User
from trimtab.processes.actions.steps import StepChanged, found_in_draft, free_key, write_words
from trimtab.processes.actions.versions import copy_milestone, locked_draft
from trimtab.processes.models import Milestone, MilestoneAnswer, ProcessVersion, Step
from trimtab.processes.policy import require_process_edit

WORDS = ("text", "proof", "role", "help")
FACTS = (*WORDS, "side", "weight", "is_mandatory")


def add_milestone(step: Step, *, fields: Mapping[str, Any], by: User, now: datetime) -> Milestone:
    """A new milestone at the end of a step of a draft.

    Args:
        fields: FACTS, and contents: what to use there.

    Raises:
        NoDraft: the version is none any more.
        PermissionDenied: see `policy.require_process_edit`.
    """
    with transaction.atomic():
        require_process_edit(by)
        draft = locked_draft(step.version)
        current = found_in_draft(Step, step.pk)
        values = {name: fields[name] for name in FACTS if name in fields}
        key = free_key(slugify(values["text"]) or "milestone", _keys_like(values["text"]))
        made = Milestone.objects.create(step=current, key=key, position=_last_of(current) + 1, changed_at=now, **values)
        made.contents.set(fields.get("contents", ()))
        _record("milestone.added", draft, made, by=by, now=now)
    return made


def edit_milestone(
    milestone: Milestone, *, changes: Mapping[str, Any], seen_at: datetime | None = None, by: User, now: datetime
) -> Milestone:
    """Change a milestone of a draft; returns it as it is now. Its words are the organisation's from then on.

    Raises:
        NoDraft: its version is none any more.
        PermissionDenied: see `policy.require_process_edit`.
        StepChanged: somebody changed it after `seen_at`.
    """
    with transaction.atomic():
        require_process_edit(by)
        draft = locked_draft(milestone.step.version)
        current = found_in_draft(Milestone, milestone.pk)
        if seen_at is not None and current.changed_at != seen_at:
            raise StepChanged(current)
        write_words(current, changes, WORDS)
        for name in set(FACTS) - set(WORDS):
            setattr(current, name, changes.get(name, getattr(current, name)))
        current.changed_at = now
        current.save()
        if "contents" in changes:
            current.contents.set(changes["contents"])
        _record("milestone.edited", draft, current, by=by, now=now)
    return current


def remove_milestone(milestone: Milestone, *, by: User, now: datetime) -> None:
    """Take a milestone out of a draft. Answers to it are kept.

    Raises:
        NoDraft, PermissionDenied: see `edit_milestone`.
    """
    with transaction.atomic():
        require_process_edit(by)
        draft = locked_draft(milestone.step.version)
        _record("milestone.removed", draft, milestone, by=by, now=now)
        Milestone.objects.filter(pk=milestone.pk).delete()


def copy_milestones(milestones: Iterable[Milestone], *, into: Step, by: User, now: datetime) -> list[Milestone]:
    """Take milestones over into a step of a draft, with their keys: what is answered already counts there too.

    Those that the draft asks already are left out.

    Raises:
        NoDraft: the version is none any more.
        PermissionDenied: see `policy.require_process_edit`.
    """
    made = []
    with transaction.atomic():
        require_process_edit(by)
        draft = locked_draft(into.version)
        taken = set(Milestone.objects.filter(step__version=draft).values_list("key", flat=True))
        position = _last_of(into)
        for one in milestones:
            if one.key in taken:
                continue
            position += 1
            copied = copy_milestone(one, into, key=one.key, now=now)
            copied.position = position
            copied.save(update_fields=["position"])
            taken.add(one.key)
            made.append(copied)
            _record("milestone.added", draft, copied, by=by, now=now)
    return made


def _keys_like(text: str) -> set[str]:
    """Keys like the one that this text would get, wherever one is asked or answered: a key means one thing for ever."""
    begin = slugify(text)[:50] or "milestone"
    return set(Milestone.objects.filter(key__startswith=begin).values_list("key", flat=True)) | set(
        MilestoneAnswer.objects.filter(milestone_key__startswith=begin).values_list("milestone_key", flat=True)
    )


def _last_of(step: Step) -> int:
    return int(step.milestones.aggregate(last=Max("position"))["last"] or 0)


def _record(verb: str, version: ProcessVersion, milestone: Milestone, *, by: User, now: datetime) -> None:
    record_event(
        verb, record="sales_process", record_id=version.process_id, by=by, now=now, after={"milestone": milestone.key}
    )
