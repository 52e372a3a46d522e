"""Processes and answers of tests."""

from datetime import datetime

from tests.cast import LONG_AGO, NOW
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.processes.actions import answer_milestone, begin_sales_process, publish_version
from trimtab.processes.models import Milestone, MilestoneAnswer, ProcessVersion, SalesProcess
from trimtab.processes.queries import outline_of, progress_of
from trimtab.processes.standing import Progress

HEARD = {"kind": "said", "happened_on": NOW.date(), "note": "They told us."}


def only_process(finn: User, *, starter: str = "seven-steps", at: datetime = LONG_AGO) -> ProcessVersion:
    """The one process there is, published; what a migration left, if anything, is gone."""
    SalesProcess.objects.all().delete()
    process = begin_sales_process(starter=starter, by=finn, now=at)
    return publish_version(process.versions.get(), by=finn, now=at)


def answer(
    deal: Opportunity, key: str, value: str = "yes", *, by: User, now: datetime = NOW, proven: bool = True
) -> MilestoneAnswer:
    """An answer, with somebody's word behind it."""
    return answer_milestone(deal, key, value=value, evidence=HEARD if proven else None, by=by, now=now)


def answer_step(deal: Opportunity, version: ProcessVersion, number: int, *, by: User, now: datetime = NOW) -> None:
    """Yes to everything of the step of that number, from 0."""
    for one in outline_of(version).steps[number][1]:
        answer(deal, one.key, by=by, now=now)


def found_of(deal: Opportunity, *, at: datetime = NOW) -> Progress:
    """How far the deal is."""
    deal.refresh_from_db()
    return progress_of([deal], at.date())[deal.pk]


def milestone_of(version: ProcessVersion, key: str) -> Milestone:
    return Milestone.objects.get(step__version=version, key=key)
