"""Changing what is asked. A version that was in use never changes; nothing is deleted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from trimtab.assessments.models import Template, TemplateVersion
from trimtab.assessments.policy import require_set_up
from trimtab.assessments.shipped import SHIPPED
from trimtab.assessments.template_json import BadScorecard, as_json, scorecard_in
from trimtab.core.audit import record_event
from trimtab.core.versions import ChangedMeanwhile
from trimtab.people.models import User

State = TemplateVersion.State


def add_template(
    *, name: str, content: Mapping[str, Any], subject: str = "opportunity", by: User, now: datetime
) -> TemplateVersion:
    """A template of our own, first as a draft.

    Raises:
        BadScorecard: its content cannot be asked, or there is a template of that name.
        PermissionDenied: `by` does not set the organisation up.
    """
    with transaction.atomic():
        require_set_up(by)
        kept = as_json(scorecard_in(content))
        made = Template.objects.create(key=_free_key(name), name=name, subject=subject, created_at=now)
        version = _version(made, 1, kept, by=by, now=now)
        _tell("scorecard.added", made, {"name": name}, by=by, now=now)
    return version


def save_draft(
    key: str, *, content: Mapping[str, Any], seen: datetime | None = None, by: User, now: datetime
) -> TemplateVersion:
    """Keep what is being written as the draft of the template; what is in use stays as it is.

    Args:
        seen: when the draft that was edited was last changed; None: there was none.

    Raises:
        BadScorecard: its content cannot be asked.
        ChangedMeanwhile: somebody else saved a draft since.
    """
    with transaction.atomic():
        require_set_up(by)
        kept = as_json(scorecard_in(content))
        template = _template(key, now=now)
        draft = TemplateVersion.objects.select_for_update().filter(template=template, state=State.DRAFT).first()
        if draft is None:
            last = TemplateVersion.objects.filter(template=template).aggregate(last=Max("number"))["last"] or 0
            draft = _version(template, last + 1, kept, by=by, now=now)
        else:
            if draft.changed_at != seen:
                raise ChangedMeanwhile(draft)
            draft.content, draft.by, draft.changed_at = kept, by, now
            draft.save(update_fields=["content", "by", "changed_at"])
        _tell("scorecard.drafted", template, {"number": draft.number}, by=by, now=now)
    return draft


def activate_draft(key: str, *, seen: datetime | None = None, by: User, now: datetime) -> TemplateVersion:
    """Let new assessments ask the draft. Those that were begun stay on their version until they change over.

    Raises:
        BadScorecard: there is no draft.
        ChangedMeanwhile: somebody else saved a draft since it was read; None: whatever is there.
    """
    with transaction.atomic():
        require_set_up(by)
        template = _template(key, now=now)
        draft = TemplateVersion.objects.filter(template=template, state=State.DRAFT).first()
        if draft is None:
            raise BadScorecard(_("There is no draft. Change something first."))
        if seen is not None and draft.changed_at != seen:
            raise ChangedMeanwhile(draft)
        TemplateVersion.objects.filter(template=template, state=State.ACTIVE).update(state=State.ARCHIVED)
        draft.state, draft.activated_at = State.ACTIVE, now
        draft.save(update_fields=["state", "activated_at"])
        _tell("scorecard.activated", template, {"number": draft.number}, by=by, now=now)
    return draft


def discard_draft(key: str, *, by: User, now: datetime) -> None:
    """Work on the draft no longer; it stays readable among the archived versions."""
    with transaction.atomic():
        require_set_up(by)
        draft = TemplateVersion.objects.select_related("template").filter(template__key=key, state=State.DRAFT).first()
        if draft is None:
            return
        TemplateVersion.objects.filter(pk=draft.pk).update(state=State.ARCHIVED, changed_at=now)
        _tell("scorecard.draft_discarded", draft.template, {"number": draft.number}, by=by, now=now)


def archive_template(key: str, *, by: User, now: datetime) -> None:
    """Offer it no longer; assessments by it stay."""
    _set_archived(key, at=now, verb="scorecard.archived", by=by, now=now)


def restore_template(key: str, *, by: User, now: datetime) -> None:
    """Offer it again."""
    _set_archived(key, at=None, verb="scorecard.restored", by=by, now=now)


def _set_archived(key: str, *, at: datetime | None, verb: str, by: User, now: datetime) -> None:
    with transaction.atomic():
        require_set_up(by)
        if at is not None and key in SHIPPED:
            raise BadScorecard(_("Rules and figures use its answers, so it stays. Its questions can be changed."))
        template = _template(key, now=now)
        if (template.archived_at is None) == (at is None):
            return
        Template.objects.filter(pk=template.pk).update(archived_at=at)
        _tell(verb, template, {"key": key}, by=by, now=now)


def _template(key: str, *, now: datetime) -> Template:
    """The row of the template, locked; a shipped one gets it when it is first changed.

    Raises:
        BadScorecard: there is no such template.
    """
    if key in SHIPPED:
        Template.objects.get_or_create(key=key, defaults={"created_at": now})
    found = Template.objects.select_for_update().filter(key=key).first()
    if found is None:
        raise BadScorecard(_("There is no such template."))
    return found


def _version(template: Template, number: int, content: dict[str, Any], *, by: User, now: datetime) -> TemplateVersion:
    return TemplateVersion.objects.create(
        template=template, number=number, content=content, by=by, created_at=now, changed_at=now
    )


def _free_key(name: str) -> str:
    stem = slugify(name)[:50] or "template"
    taken = {*SHIPPED, *Template.objects.filter(key__startswith=stem).values_list("key", flat=True)}
    if Template.objects.filter(name__iexact=name).exists() or any(
        str(one.name).casefold() == name.casefold() for one in SHIPPED.values()
    ):
        raise BadScorecard(_("There is a template of that name already: %(name)s.") % {"name": name})
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(key for key in (stem, *numbered) if key not in taken)


def _tell(verb: str, template: Template, after: Mapping[str, object], *, by: User, now: datetime) -> None:
    record_event(verb, record="scorecard", record_id=template.pk, by=by, now=now, after=after)
