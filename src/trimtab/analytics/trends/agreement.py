"""Agreeing on what a lead is: a sample of leads, labelled blind, and how far the labels agree."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from trimtab.analytics.models import AgreementJudge, AgreementSample, LeadLabel, SampledLead
from trimtab.core.audit import record_event
from trimtab.core.ids import id_in
from trimtab.insight.trends.agreement import Agreement, agreement, disputed
from trimtab.opportunities.models import Lead
from trimtab.people.models import User
from trimtab.people.policy import can_set_up

SIZE = 30
LEAST = 10
ARRIVED_WITHIN = timedelta(days=90)
DRAWN_FROM = 2_000  # of the newest
MOST_DISPUTED = 5


@dataclass(frozen=True)
class Outcome:
    """How far the labels of a sample agree. complete: leads that all three have labelled.

    reason: the item of the definition that was named most often where they differ; disputed: these leads.
    """

    sample: AgreementSample
    size: int
    complete: int
    found: Agreement
    reason: str
    disputed: Sequence[SampledLead]


def start_sample(*, judges: Mapping[str, User], by: User, now: datetime) -> AgreementSample:
    """Draw leads and ask three people to label them.

    Args:
        judges: side → person.

    Raises:
        PermissionDenied: `by` does not set the organisation up.
        ValidationError: too few leads, or one person for two sides.
    """
    if not can_set_up(by):
        raise PermissionDenied(_("Operations and administrators start a sample."))
    if len({person.pk for person in judges.values()}) < len(AgreementJudge.Side):
        raise ValidationError(_("Each side needs a person of its own: otherwise nobody could disagree."))
    newest = Lead.objects.filter(archived_at=None, created_at__gt=now - ARRIVED_WITHIN, created_at__lte=now)
    ids = list(newest.order_by("-created_at", "-pk").values_list("pk", flat=True)[:DRAWN_FROM])
    if len(ids) < LEAST:
        raise ValidationError(
            _("%(count)s leads arrived within 90 days; a sample needs %(least)s.") % {"count": len(ids), "least": LEAST}
        )
    with transaction.atomic():
        sample = AgreementSample.objects.create(at=now, by=by)
        drawn = random.Random(sample.pk).sample(ids, min(SIZE, len(ids)))  # a sample, no secret
        SampledLead.objects.bulk_create([SampledLead(sample=sample, lead_id=pk) for pk in drawn])
        AgreementJudge.objects.bulk_create(
            [AgreementJudge(sample=sample, person=person, side=side) for side, person in judges.items()]
        )
        record_event("agreement.started", record="agreement_sample", record_id=sample.pk, by=by, now=now)
    return sample


def label_lead(
    *, judge: AgreementJudge, sampled: SampledLead, label: str, reason: str, by: User, now: datetime
) -> None:
    """Say what the lead is, and which item of the definition decided.

    Raises:
        PermissionDenied: `by` is not that judge.
    """
    if judge.person_id != by.pk or sampled.sample_id != judge.sample_id:
        raise PermissionDenied(_("Only the person who was asked labels these leads."))
    with transaction.atomic():
        LeadLabel.objects.update_or_create(
            sampled=sampled, judge=judge, defaults={"label": label, "reason": reason, "at": now}
        )
        record_event("lead.labelled", record="agreement_sample", record_id=judge.sample_id, by=by, now=now)


def get_judge_for(user: User, sample_id: int) -> AgreementJudge:
    """The user as judge of a sample.

    Raises:
        Http404: there is no such sample, or the user was not asked.
    """
    known = id_in(str(sample_id))
    judge = AgreementJudge.objects.filter(sample=known, person=user).select_related("sample").first() if known else None
    if judge is None:
        raise Http404
    return judge


def outcome_of(sample: AgreementSample) -> Outcome:
    """How far the labels agree so far. Two queries."""
    leads = list(sample.leads.select_related("lead").order_by("pk"))
    given: dict[int, dict[int, LeadLabel]] = {one.pk: {} for one in leads}
    for label in LeadLabel.objects.filter(sampled__sample=sample):
        given[label.sampled_id][label.judge_id] = label
    units = [[label.label for label in given[one.pk].values()] for one in leads]
    places = disputed(units)
    reasons = Counter(label.reason for place in places for label in given[leads[place].pk].values())
    return Outcome(
        sample=sample,
        size=len(leads),
        complete=sum(len(labels) == len(AgreementJudge.Side) for labels in given.values()),
        found=agreement(units),
        reason=str(LeadLabel.Reason(reasons.most_common(1)[0][0]).label) if reasons else "",
        disputed=[leads[place] for place in places[:MOST_DISPUTED]],
    )


def latest_outcome() -> Outcome | None:
    """That of the last sample; None where there is none yet."""
    sample = AgreementSample.objects.order_by("-at", "-pk").first()
    return None if sample is None else outcome_of(sample)
