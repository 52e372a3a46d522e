"""What the customer writes on the page of the case, and what we make of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.accounts.models import Contact
from trimtab.core.audit import record_event
from trimtab.evidence.models import Kind
from trimtab.people.models import User
from trimtab.sharing.frame import claim_post
from trimtab.sharing.models import SecretLink
from trimtab.value.actions.cases import locked_case
from trimtab.value.actions.confirming import confirm
from trimtab.value.actions.lines import edit_line
from trimtab.value.models import CaseLine, CaseVersion, CustomerAnswer

MOST_OPEN = 200  # that wait for us, of one case
FIGURES = ("unit_value", "quantity")


def note_answer(
    version: CaseVersion, *, facts: Mapping[str, Any], link: SecretLink, key: str, now: datetime
) -> CustomerAnswer | None:
    """Keep what the customer wrote; nothing of ours changes by it. None: it came in twice, and was kept once.

    Args:
        facts: kind, line (a line of the version as it was shown, or None), unit_value, quantity, text, name.
        link, key: through which link it came, and the key of the form.

    Raises:
        ValidationError: so many wait already that no more are taken.
    """
    with transaction.atomic():
        locked_case(version.case_id, None)
        if not claim_post(link, key=key, now=now):
            return None
        if CustomerAnswer.objects.filter(case=version.case_id, state=CustomerAnswer.State.OPEN).count() >= MOST_OPEN:
            raise ValidationError(_("So much was written here already that it has to be read first. Try again later."))
        shown = facts.get("line") or {}
        made = CustomerAnswer.objects.create(
            case_id=version.case_id,
            version=version,
            line_id=shown.get("key"),
            wording=shown.get("wording"),
            at=now,
            **{name: facts.get(name) for name in FIGURES},
            **{name: facts[name] for name in ("kind", "text", "name")},
        )
        after = {"answer": made.pk, "kind": made.kind, "line": made.line_id, "link": link.pk}
        record_event(
            "business_case.answered", record="business_case", record_id=version.case_id, by=None, now=now, after=after
        )
    return made


def accept_answer(answer: CustomerAnswer, *, told_by: Contact | None, by: User, now: datetime) -> CustomerAnswer:
    """Take it over. A correction becomes the line's figure; that and a confirmation become evidence of the line.

    A confirmation of a wording that is no longer there is kept as evidence of that one.

    Args:
        told_by: who of the customer's people wrote it.

    Raises:
        ValidationError: nobody is named, where it becomes evidence.
        PermissionDenied: `by` may not change the opportunity, or it is archived.
    """
    with transaction.atomic():
        locked_case(answer.case_id, by)
        current = CustomerAnswer.objects.select_related("line__case", "version").get(pk=answer.pk)
        if current.state != CustomerAnswer.State.OPEN:
            return current
        if current.line is not None and current.kind != CustomerAnswer.Kind.COMMENT:
            _take_over(current, current.line, told_by=told_by, by=by, now=now)
        _decide(current, CustomerAnswer.State.ACCEPTED, told_by=told_by, by=by, now=now)
    return current


def decline_answer(answer: CustomerAnswer, *, by: User, now: datetime) -> CustomerAnswer:
    """Leave our figure as it is; theirs stays readable beside it.

    Raises:
        PermissionDenied: `by` may not change the opportunity, or it is archived.
    """
    with transaction.atomic():
        locked_case(answer.case_id, by)
        current = CustomerAnswer.objects.get(pk=answer.pk)
        if current.state == CustomerAnswer.State.OPEN:
            _decide(current, CustomerAnswer.State.DECLINED, told_by=None, by=by, now=now)
    return current


def _take_over(answer: CustomerAnswer, line: CaseLine, *, told_by: Contact | None, by: User, now: datetime) -> None:
    wording = answer.wording
    if answer.kind == CustomerAnswer.Kind.CORRECT:
        changes = {name: getattr(answer, name) for name in FIGURES if getattr(answer, name) is not None}
        changed = edit_line(line, changes=changes | _wider(line, changes), by=by, now=now)
        wording = changed.wording
    evidence = {"kind": Kind.WRITTEN, "told_by": told_by, "happened_on": answer.at.date()}
    said = answer.text or _("%(name)s wrote it on the page of the business case.") % {"name": answer.name}
    confirm(line, evidence=evidence | {"note": said}, wording=wording, by=by, now=now)


def _wider(line: CaseLine, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The range, where it would not hold the corrected figure."""
    quantity, found = changes.get("quantity", line.quantity), {}
    if line.quantity_low is not None and line.quantity_low > quantity:
        found["quantity_low"] = quantity
    if line.quantity_high is not None and line.quantity_high < quantity:
        found["quantity_high"] = quantity
    return found


def _decide(answer: CustomerAnswer, state: str, *, told_by: Contact | None, by: User, now: datetime) -> None:
    answer.state, answer.told_by, answer.decided_by, answer.decided_at = state, told_by, by, now
    answer.save(update_fields=["state", "told_by", "decided_by", "decided_at"])
    after = {"answer": answer.pk, "state": state}
    record_event(
        "business_case.answer_decided", record="business_case", record_id=answer.case_id, by=by, now=now, after=after
    )
