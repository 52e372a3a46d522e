"""Answers at some deals of the sample, so that their process is alive."""

from datetime import date, datetime, timedelta

from trimtab.opportunities.demo import largest_deals
from trimtab.opportunities.models import Opportunity, Stage
from trimtab.people.models import User
from trimtab.processes.actions import answer_milestone, learn_calibration, link_stages, pause_opportunity
from trimtab.processes.models import MilestoneAnswer, ProcessVersion, Step
from trimtab.processes.queries import outline_of

DEALS = 4
# How many milestones are answered, from the first; of the last ones some are in progress or no.
ANSWERED = (12, 17, 7, 22)


def fill_processes(seller: User, *, operations: User, today: date, now: datetime) -> int:
    """Link the steps to the stages, answer milestones of the largest open deals, once; how many answers there are."""
    if MilestoneAnswer.objects.exists():
        return MilestoneAnswer.objects.count()
    for version in ProcessVersion.objects.filter(state=ProcessVersion.State.ACTIVE):
        _link_stages(version, operations, now)
    for number, deal in enumerate(largest_deals(seller, most=DEALS)):
        _answer(deal, seller, ANSWERED[number], today=today, now=now)
        if number == DEALS - 2:
            reason = "The new budget year begins first"
            pause_opportunity(deal, reason=reason, until_on=today + timedelta(40), by=seller, now=now)
    learn_calibration(now=now)
    return MilestoneAnswer.objects.count()


def _link_stages(version: ProcessVersion, operations: User, now: datetime) -> None:
    """Each open stage of each pipeline means the step at the same share of the way."""
    steps = list(Step.objects.filter(version=version).order_by("position"))
    by_pipeline: dict[int, list[Stage]] = {}
    for stage in Stage.objects.filter(kind=Stage.Kind.OPEN, archived_at=None).order_by("position", "pk"):
        by_pipeline.setdefault(stage.process_id, []).append(stage)
    # The last step begins when the deal is won.
    step_of = {
        stage: steps[place * (len(steps) - 1) // len(stages)]
        for stages in by_pipeline.values()
        for place, stage in enumerate(stages)
    }
    link_stages(version, step_of=step_of, by=operations, now=now)


def _answer(deal: Opportunity, seller: User, number: int, *, today: date, now: datetime) -> None:
    version = ProcessVersion.objects.select_related("process").get(process__is_default=True, state="active")
    asked = [one for _step, milestones in outline_of(version).steps for one in milestones]
    for place, milestone in enumerate(asked[:number]):
        value = "in_progress" if place >= number - 2 else "no" if place % 9 == 7 else "yes"
        when = now - timedelta(days=3 + 4 * (number - place), hours=place)
        heard = {"kind": "said", "happened_on": today - timedelta(days=3 + 4 * (number - place))}
        evidence = heard if value == "yes" and place not in {9, 16} else None
        answer_milestone(deal, milestone.key, value=value, evidence=evidence, by=seller, now=when)
