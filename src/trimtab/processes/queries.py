"""Reading processes, and how far opportunities are in them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from trimtab.accounts.models import Account
from trimtab.core.models import Organisation
from trimtab.core.money import Money
from trimtab.core.rates import rates_for
from trimtab.evidence.models import Evidence
from trimtab.evidence.queries import evidence_of
from trimtab.opportunities.models import Opportunity
from trimtab.processes.matching import Facts, looks_at_accounts, looks_at_amounts, process_for, version_for
from trimtab.processes.models import (
    Calibration,
    Content,
    Following,
    Milestone,
    MilestoneAnswer,
    Pause,
    ProcessVersion,
    SalesProcess,
    Step,
    StepEntry,
)
from trimtab.processes.progress import Share
from trimtab.processes.standing import AnsweredMilestone, AnsweredStep, Known, Outline, Progress, stand

__all__ = ["AnsweredMilestone", "AnsweredStep", "Outline", "Progress", "Share", "calibrated_of", "progress_of"]
ANSWER, SUBJECT = "milestone_answer", "value"  # what evidence names: the answer, so that it goes along in a merge
MANY = 500  # ids in one query


@dataclass(frozen=True)
class Catalogue:
    """The processes in use in their order, and all published versions by process, oldest first."""

    in_use: tuple[SalesProcess, ...]
    versions: Mapping[int, tuple[ProcessVersion, ...]]

    def version(self, pk: int) -> ProcessVersion | None:
        """A published version."""
        return next((one for found in self.versions.values() for one in found if one.pk == pk), None)

    def active(self, process_id: int) -> ProcessVersion | None:
        """The version of a process that new opportunities follow."""
        return next((one for one in self.versions.get(process_id, ()) if one.state == "active"), None)


def sales_processes() -> QuerySet[SalesProcess]:
    """The processes in use, in the order in which their conditions are asked, the default one last."""
    return SalesProcess.objects.filter(archived_at=None).order_by("is_default", "position", "pk")


def contents_offered() -> QuerySet[Content]:
    """The content that can be put to milestones."""
    return Content.objects.filter(archived_at=None).order_by("name", "pk")


def catalogue() -> Catalogue:
    """All of it, in one query."""
    versions: dict[int, list[ProcessVersion]] = defaultdict(list)
    published = ProcessVersion.objects.exclude(state=ProcessVersion.State.DRAFT)
    for one in published.select_related("process").order_by("published_at", "number"):
        versions[one.process_id].append(one)
    processes = {found[0].process for found in versions.values()}
    in_use = [one for one in processes if one.archived_at is None]
    in_use.sort(key=lambda one: (one.is_default, one.position, one.pk))
    return Catalogue(tuple(in_use), {pk: tuple(found) for pk, found in versions.items()})


def outlines(versions: Iterable[ProcessVersion]) -> Mapping[int, Outline]:
    """The steps and milestones of these versions, in three queries."""
    by_id = {one.pk: one for one in versions}
    asked: dict[int, list[Milestone]] = defaultdict(list)
    for milestone in Milestone.objects.filter(step__version__in=by_id).order_by("position", "pk"):
        asked[milestone.step_id].append(milestone)
    steps: dict[int, list[Step]] = defaultdict(list)
    for step in Step.objects.filter(version__in=by_id).order_by("position", "pk"):
        steps[step.version_id].append(step)
    stages: dict[int, list[int]] = defaultdict(list)
    for step_id, stage_id in Step.stages.through.objects.filter(step__version__in=by_id).values_list("step", "stage"):
        stages[step_id].append(stage_id)
    return {
        pk: Outline(
            version,
            tuple((step, tuple(asked[step.pk])) for step in steps[pk]),
            {stage: place for place, step in enumerate(steps[pk]) for stage in stages[step.pk]},
        )
        for pk, version in by_id.items()
    }


def outline_of(version: ProcessVersion) -> Outline:
    """The steps and milestones of one version."""
    return outlines([version])[version.pk]


def facts_of(
    opportunities: Sequence[Opportunity], processes: Sequence[SalesProcess], today: date
) -> Mapping[int, Facts]:
    """What the conditions of these processes look at; asks only for what they need."""
    accounts: dict[int, tuple[str, Mapping[str, object]]] = {}
    if looks_at_accounts(processes):
        wanted = {one.account_id for one in opportunities if one.account_id is not None}
        rows = Account.objects.filter(pk__in=wanted).values_list("pk", "segment", "custom")
        accounts = {pk: (segment, custom) for pk, segment, custom in rows}
    amounts = _amounts(opportunities, today) if looks_at_amounts(processes) else {}
    found = {}
    for one in opportunities:
        segment, custom = accounts.get(one.account_id or 0, ("", {}))
        found[one.pk] = Facts(one.kind, amounts.get(one.pk), segment, custom)
    return found


def _amounts(opportunities: Sequence[Opportunity], today: date) -> Mapping[int, Decimal]:
    """In the reporting currency, where there are an amount and a rate."""
    rates = rates_for({one.currency for one in opportunities}, into=Organisation.get().currency)
    found = {}
    for one in opportunities:
        money = None if one.amount is None else rates.converted(Money(one.amount, one.currency), on=today)
        if money is not None:
            found[one.pk] = money.amount
    return found


def versions_of(
    opportunities: Sequence[Opportunity], known: Catalogue, today: date
) -> Mapping[int, tuple[ProcessVersion, bool, str]]:
    """Which version each follows, whether it is pinned there, and how it is superseded. None by id: no process fits."""
    kept = {one.opportunity_id: one for one in Following.objects.filter(opportunity__in=opportunities)}
    facts = facts_of(opportunities, known.in_use, today)
    found = {}
    for one in opportunities:
        by_rule = process_for(known.in_use, facts[one.pk])
        following = kept.get(one.pk)
        version = known.version(following.version_id) if following else None
        if version is None and by_rule is not None:
            version = version_for(known.versions[by_rule.pk], one.opened_at)
        if version is None:
            continue
        is_elsewhere = by_rule is not None and by_rule.pk != version.process_id
        is_moved = is_elsewhere and not (following and following.is_chosen)
        superseded = "process" if is_moved else "version" if known.active(version.process_id) != version else ""
        found[one.pk] = (version, following is not None, superseded)
    return found


def progress_of(opportunities: Sequence[Opportunity], today: date) -> Mapping[int, Progress]:
    """How far each is, by id; without those for which there is no process. A fixed number of queries."""
    known = catalogue()
    versions = versions_of(opportunities, known, today)
    read = outlines({one.pk: one for one, _pinned, _superseded in versions.values()}.values())
    kept = known_of([one.pk for one in opportunities])
    found = {}
    for one in opportunities:
        if one.pk in versions:
            version, is_pinned, superseded = versions[one.pk]
            found[one.pk] = stand(
                one, read[version.pk], kept[one.pk], superseded=superseded, is_pinned=is_pinned, today=today
            )
    return found


def progress_in(opportunities: Sequence[Opportunity], version: ProcessVersion, today: date) -> Mapping[int, Progress]:
    """How far each would be if it followed that version."""
    read, kept = outline_of(version), known_of([one.pk for one in opportunities])
    return {one.pk: stand(one, read, kept[one.pk], superseded="", is_pinned=True, today=today) for one in opportunities}


def known_of(ids: Sequence[int]) -> Mapping[int, Known]:
    """Answers, their evidence, pauses and entries into steps, by opportunity. Four queries."""
    answers: dict[int, dict[str, MilestoneAnswer]] = defaultdict(dict)
    pauses: dict[int, list[Pause]] = defaultdict(list)
    entries: dict[int, list[StepEntry]] = defaultdict(list)
    proofs: dict[int, dict[str, list[Evidence]]] = defaultdict(dict)
    zone = Organisation.get().zone
    for answer in MilestoneAnswer.objects.filter(opportunity__in=ids):
        answers[answer.opportunity_id][answer.milestone_key] = answer
    for pause in Pause.objects.filter(opportunity__in=ids).order_by("from_on", "pk"):
        pauses[pause.opportunity_id].append(pause)
    for entry in StepEntry.objects.filter(opportunity__in=ids).order_by("at", "pk"):
        entries[entry.opportunity_id].append(entry)
    by_id = {one.pk: one for given in answers.values() for one in given.values()}
    for (pk, _subject), pieces in evidence_of(ANSWER, by_id).items():
        proofs[by_id[pk].opportunity_id][by_id[pk].milestone_key] = pieces
    return {
        pk: Known(
            answers[pk],
            proofs[pk],
            pauses[pk],
            entries[pk],
            {key: one.changed_at.astimezone(zone).date() for key, one in answers[pk].items() if one.value},
        )
        for pk in ids
    }


@dataclass(frozen=True)
class Calibrated:
    """What came of opportunities that stood where this one stands: by the computed step, and by the stage."""

    step: Share | None
    stage: Share | None

    @property
    def best(self) -> Share | None:
        """The one to believe: by step where enough of them ended, else by stage; None where neither is enough."""
        return next((one for one in (self.step, self.stage) if one and one.is_enough), None)


def calibrated_of(found: Iterable[Progress]) -> Mapping[int, Calibrated]:
    """The shares of history for these, by opportunity. One query."""
    found = list(found)
    stages = {one.opportunity.stage_id for one in found}
    rows = Calibration.objects.filter(Q(stage__in=stages) | Q(process__in={one.process.pk for one in found}))
    by_step, by_stage = {}, {}
    for row in rows:
        share = Share(row.won, row.ended, row.as_of)
        if row.stage_id is not None:
            by_stage[row.stage_id] = share
        else:
            by_step[row.process_id, row.step_key] = share
    return {
        one.opportunity.pk: Calibrated(
            by_step.get((one.process.pk, one.current.step.key if one.current else "")),
            by_stage.get(one.opportunity.stage_id),
        )
        for one in found
    }
