"""What came of opportunities that stood at a step or stage: learned from all that ended in the last three years."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q

from trimtab.core.audit import record_event
from trimtab.opportunities.models import FieldChange, Opportunity, Stage
from trimtab.opportunities.models.process import StageRemapping
from trimtab.processes.models import Calibration, StepEntry

REACH = timedelta(days=3 * 365)  # a way of selling of four years ago is no measure
ENDED = [Stage.Kind.WON, Stage.Kind.LOST]
WON = Q(opportunity__status=Stage.Kind.WON)


def learn_calibration(*, now: datetime) -> int:
    """Work the shares out anew; how many there are. An opportunity counts once at each place where it stood."""
    rows = [*_by_step(now), *_by_stage(now)]
    with transaction.atomic():
        Calibration.objects.all().delete()
        Calibration.objects.bulk_create(rows)
        record_event(
            "calibration.learned", record="calibration", record_id=None, by=None, now=now, after={"places": len(rows)}
        )
    return len(rows)


def _by_step(now: datetime) -> list[Calibration]:
    found = StepEntry.objects.filter(
        opportunity__status__in=ENDED, opportunity__archived_at=None, opportunity__closed_at__gte=now - REACH
    )
    counted = found.values("process", "step_key").annotate(
        ended=Count("opportunity", distinct=True), won=Count("opportunity", distinct=True, filter=WON)
    )
    return [
        Calibration(process_id=row["process"], step_key=row["step_key"], ended=row["ended"], won=row["won"], as_of=now)
        for row in counted.order_by("process", "step_key")
    ]


def _by_stage(now: datetime) -> list[Calibration]:
    """By stages as they are read today; only of those whose whole past is known."""
    read_as = dict(StageRemapping.objects.values_list("stage", "into"))
    kinds = dict(Stage.objects.values_list("pk", "kind"))
    moves = FieldChange.objects.filter(
        field="stage", opportunity__status__in=ENDED, opportunity__archived_at=None,
        opportunity__history__in=[Opportunity.History.CHANGES, Opportunity.History.EXPORTS],
        opportunity__closed_at__gte=now - REACH,
    )  # fmt: skip
    counted = moves.values("new").annotate(
        ended=Count("opportunity", distinct=True), won=Count("opportunity", distinct=True, filter=WON)
    )
    sums: dict[int, list[int]] = {}
    for row in counted.order_by("new"):
        stage = int(row["new"] or 0)
        stage = read_as.get(stage, stage)
        if kinds.get(stage) != Stage.Kind.OPEN:
            continue
        both = sums.setdefault(stage, [0, 0])
        both[0] += row["ended"]
        both[1] += row["won"]
    return [Calibration(stage_id=pk, ended=ended, won=won, as_of=now) for pk, (ended, won) in sums.items()]
