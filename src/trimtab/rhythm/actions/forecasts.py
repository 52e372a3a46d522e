"""Saying what a period will bring. Each checks who acts, adds a row, and records it, in one step."""

from datetime import datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from trimtab.core.audit import record_event
from trimtab.core.calendars import Period
from trimtab.core.models import Organisation
from trimtab.people.models import User
from trimtab.rhythm.models import BiasSharing, ForecastAdjustment, ForecastSubmission
from trimtab.rhythm.policy import can_adjust_forecast, can_submit_forecast


def submit_forecast(
    *,
    period: Period,
    commit: Decimal,
    best_case: Decimal,
    comment: str,
    computed: Decimal | None,
    by: User,
    now: datetime,
) -> ForecastSubmission:
    """Say what the own period will bring; earlier submissions stay.

    Args:
        computed: the middle of the computed forecast at this moment; None where there is none.

    Raises:
        PermissionDenied: the person neither sells nor leads.
        ValidationError: the period is over, or the best case is below the commit.
    """
    if not can_submit_forecast(by):
        raise PermissionDenied(_("Only people who sell or lead say what their period will bring."))
    organisation = Organisation.get()
    _check(period, commit=commit, best_case=best_case, now=now, organisation=organisation)
    with transaction.atomic():
        made = ForecastSubmission.objects.create(
            person=by,
            period=period.key,
            start_on=period.start,
            end_on=period.end,
            commit=commit,
            best_case=best_case,
            currency=organisation.currency,
            comment=comment,
            computed=computed,
            submitted_at=now,
        )
        said = {"period": period.key, "commit": str(commit), "best_case": str(best_case), "comment": comment}
        record_event("forecast.submitted", record="forecast", record_id=made.pk, by=by, now=now, after=said)
    return made


def adjust_forecast(
    submission: ForecastSubmission, *, commit: Decimal, comment: str, by: User, now: datetime
) -> ForecastAdjustment:
    """Set another commit beside what the person said, with the reason.

    Raises:
        PermissionDenied: `by` does not lead the person.
        ValidationError: the amount is negative, or no reason is given.
    """
    if not can_adjust_forecast(by, submission.person):
        raise PermissionDenied(_("Only who leads this person adjusts the submission."))
    if commit < 0 or not comment.strip():
        raise ValidationError(_("An adjustment is an amount from zero up, with a reason."))
    with transaction.atomic():
        made = ForecastAdjustment.objects.create(
            submission=submission, commit=commit, comment=comment, adjusted_by=by, adjusted_at=now
        )
        record_event(
            "forecast.adjusted",
            record="forecast",
            record_id=submission.pk,
            by=by,
            now=now,
            before={"commit": str(submission.commit)},
            after={"commit": str(commit), "comment": comment},
        )
    return made


def share_bias(*, by: User, now: datetime) -> BiasSharing:
    """Let those who lead see how own submissions compared with what came; shared once, it stays."""
    with transaction.atomic():
        made, is_new = BiasSharing.objects.get_or_create(person=by, defaults={"shared_at": now})
        if is_new:
            record_event("forecast_record.shared", record="person", record_id=by.pk, by=by, now=now)
    return made


def _check(period: Period, *, commit: Decimal, best_case: Decimal, now: datetime, organisation: Organisation) -> None:
    if period.instants(organisation.zone)[1] <= now:
        raise ValidationError(_("%(period)s is over.") % {"period": period.key})
    if commit < 0 or best_case < commit:
        raise ValidationError(_("The best case holds at least the commit, and neither is negative."))
