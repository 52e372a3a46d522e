"""What changed between two dates: facts of the opportunity, answers, scores. Pure but for reading what stood then.

Nothing is copied: answers, evidence and facts keep their whole past, so what stood on any date is worked out from it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from trimtab.assessments.models import Occasion
from trimtab.assessments.queries import Standing, standings_of
from trimtab.assessments.scorecard import Scorecard
from trimtab.opportunities.models import FieldChange, Opportunity
from trimtab.opportunities.queries import last_known

FACTS = ("stage", "amount", "close_on", "forecast_category", "owner")
WEEKS = 12


@dataclass(frozen=True)
class Snapshot:
    """What stood at one moment. facts: as history writes them."""

    at: datetime
    facts: Mapping[str, str | None]
    standing: Standing


@dataclass(frozen=True)
class Delta:
    """One difference. kind: fact, answer, proof, section. key: of that fact, question or section; party: competitor."""

    kind: str
    key: str
    before: str | None
    after: str | None
    party: int | None = None

    @property
    def is_score(self) -> bool:
        return self.kind == "section"


@dataclass(frozen=True)
class Moment:
    """A date that one can compare with. name: stage, review, mark or week; about: what it was."""

    at: datetime
    name: str
    about: str = ""


def snapshots_of(opportunity: Opportunity, *moments: tuple[datetime, date]) -> list[Snapshot]:
    """What stood at each of the moments, with the day on which evidence is weighed."""
    changes = list(FieldChange.objects.filter(opportunity=opportunity, field__in=FACTS))
    found = []
    for at, day in moments:
        facts = {}
        for name in FACTS:
            change = last_known((one for one in changes if one.field == name), at=at)
            facts[name] = change.new if change else None
        found.append(Snapshot(at, facts, standings_of([opportunity.pk], today=day, at=at)[opportunity.pk]))
    return found


def difference(before: Snapshot, after: Snapshot, card: Scorecard) -> list[Delta]:
    """Everything that is different, facts first, then sections, then answers in the order of the questions."""
    return [*_facts(before, after), *_sections(before, after, card), *_answers(before, after, card)]


def moments_of(opportunity: Opportunity, *, now: datetime) -> list[Moment]:
    """Dates to compare with, newest first: changes of stage, reviews, and the weeks of the last quarter."""
    stages = FieldChange.objects.filter(opportunity=opportunity, field="stage", old__isnull=False)
    found = [Moment(at, "stage", new or "") for at, new in stages.values_list("valid_at", "new")]
    kept = Occasion.objects.filter(opportunity=opportunity)
    found += [Moment(one.at, one.kind) for one in kept]
    weeks = (now - timedelta(weeks=number) for number in range(1, WEEKS + 1))
    found += [Moment(at, "week") for at in weeks if at > opportunity.opened_at]
    return sorted(found, key=lambda one: one.at, reverse=True)


def last_review(opportunity: Opportunity, *, before: datetime) -> Moment | None:
    """The last review that was held; None: none was."""
    kept = Occasion.objects.filter(opportunity=opportunity, kind=Occasion.Kind.REVIEW, at__lt=before)
    latest = kept.order_by("-at").first()
    return Moment(latest.at, latest.kind) if latest else None


def _facts(before: Snapshot, after: Snapshot) -> Iterator[Delta]:
    for name in FACTS:
        old, new = before.facts[name], after.facts[name]
        if old != new:
            yield Delta("fact", name, old, new)


def _sections(before: Snapshot, after: Snapshot, card: Scorecard) -> Iterator[Delta]:
    parties = [None, *sorted(before.standing.rivals.keys() | after.standing.rivals.keys())]
    for section in card.sections:
        for party in parties:
            old, new = (_read(one.standing, section.key, party) for one in (before, after))
            if old != new:
                yield Delta("section", section.key, old, new, party)


def _read(standing: Standing, section: str, party: int | None) -> str:
    """A section as "colour share"; empty: nothing was asked."""
    found = (standing.sections if party is None else standing.rivals.get(party, {})).get(section)
    return f"{found.colour} {found.share:.4f}" if found is not None and found.share is not None else ""


def _answers(before: Snapshot, after: Snapshot, card: Scorecard) -> Iterator[Delta]:
    parties = [None, *sorted(before.standing.rival_answers.keys() | after.standing.rival_answers.keys())]
    for question in card.questions():
        for party in parties:
            old, new = (_answer(one.standing, question.key, party) for one in (before, after))
            if old != new:
                yield Delta("answer", question.key, old, new, party)
        was, is_now = (question.key in one.standing.proven for one in (before, after))
        if was != is_now and _answer(before.standing, question.key, None) == _answer(
            after.standing, question.key, None
        ):
            yield Delta("proof", question.key, "yes" if was else "", "yes" if is_now else "")


def _answer(standing: Standing, question: str, party: int | None) -> str:
    answers = standing.answers if party is None else standing.rival_answers.get(party, {})
    return answers.get(question, "")
