"""How well a party meets a criterion, in the customer's eyes: judged, with what it rests on."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.competition.models import Contender, DecisionCriterion, FitJudgement, fit_subject
from trimtab.competition.policy import OF_OPPORTUNITY, require_competition_edit
from trimtab.core.audit import record_event
from trimtab.core.locking import locked
from trimtab.evidence.actions import add_evidence, withdraw_evidence
from trimtab.evidence.models import Evidence
from trimtab.people.models import User

RECORD = "decision_criterion"


class FitJudgedMeanwhile(Exception):
    """Somebody judged it since it was read; nothing was written. `value` is what stands now."""

    def __init__(self, value: int | None) -> None:
        super().__init__(_("Somebody judged this in the meantime."))
        self.value = value


def judge_fit(
    criterion: DecisionCriterion,
    contender: Contender | None,
    *,
    value: int | None,
    by: User,
    now: datetime,
    seen: int | None = None,
    evidence: Mapping[str, object] | None = None,
) -> FitJudgement | None:
    """Say how a party meets a criterion; None where nothing was new.

    Args:
        contender: the party; None: we. value: 0 to 3; None: not known.
        seen: what stood when the person looked. evidence: fields of `add_evidence`; None: a view so far.

    Raises:
        FitJudgedMeanwhile: something else stands than what the person saw.
        PermissionDenied: `by` may not change the opportunity. ValueError: the party is of another deal.
    """
    with transaction.atomic():
        current = locked(DecisionCriterion.objects.select_related(*OF_OPPORTUNITY), criterion.pk)
        require_competition_edit(by, current.opportunity)
        if contender is not None and contender.opportunity_id != current.opportunity_id:
            raise ValueError("`contender` must be one of the criterion's opportunity. Got one of another.")
        stands = _standing(current, contender)
        if stands not in {seen, value}:
            raise FitJudgedMeanwhile(stands)
        if stands == value and evidence is None:
            return None
        made = FitJudgement.objects.create(
            criterion=current, contender=contender, old=stands, value=value, at=now, by=by
        )
        if evidence is not None and value is not None:
            subject = fit_subject(contender.pk if contender else None)
            add_evidence(
                record=RECORD, record_id=current.pk, subject=subject, value=str(value), fields=evidence, by=by, now=now
            )
        party = contender.competitor_id if contender else None
        before, after = {"fit": stands, "competitor": party}, {"fit": value, "competitor": party}
        record_event("fit.judged", record=RECORD, record_id=current.pk, by=by, now=now, before=before, after=after)
    return made


def withdraw_fit_evidence(evidence: Evidence, criterion: DecisionCriterion, *, by: User, now: datetime) -> None:
    """It no longer counts; it stays readable.

    Raises:
        PermissionDenied: `by` may not change the opportunity.
    """
    with transaction.atomic():
        require_competition_edit(by, criterion.opportunity)
        withdraw_evidence(evidence, by=by, now=now)


def _standing(criterion: DecisionCriterion, contender: Contender | None) -> int | None:
    rows = FitJudgement.objects.filter(criterion=criterion, contender=contender)
    latest = rows.order_by("-pk").first()
    return latest.value if latest else None
