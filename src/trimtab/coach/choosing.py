"""From all findings to at most seven next actions. Pure: no database, no clock."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from trimtab.coach.candidates import Candidate
from trimtab.coach.findings import Finding, Moment
from trimtab.coach.kept_rules import untouched
from trimtab.coach.models import Kind
from trimtab.coach.promises import Promise
from trimtab.coach.queries import Advice
from trimtab.coach.rules import findings_of, promised

SEVEN = 7
WITH_AN_HOUR = 4  # of the seven; a day full of meetings leaves room for the deals
FEW = 3  # so many findings of one rule are shown one by one, however few opportunities there are
ABOUT_SILENCE = (Kind.SILENT, Kind.VANISHING)
LEAST_COMPLETE = 0.5  # below this share with any activity, silence says more about recording than about customers

Key = tuple[str, int, str]


@dataclass(frozen=True)
class NextAction:
    """One record to act on, with its reasons, the strongest first.

    None for the opportunity: it is a lead, or with an account.
    """

    opportunity_id: int | None
    findings: tuple[Finding, ...]
    worth: Decimal | None = None

    @property
    def first(self) -> Finding:
        """The strongest reason."""
        return self.findings[0]

    @property
    def urgency(self) -> Decimal:
        """All its reasons together."""
        return sum((finding.urgency for finding in self.findings), Decimal(0))


@dataclass(frozen=True)
class Judged:
    """What the rules found. found: by rule, every finding. always_on: rules that say so much that they say nothing.

    is_silence_known: whether enough open ones have any activity on record for silence to mean something.
    """

    found: Mapping[Kind, tuple[Finding, ...]]
    always_on: tuple[Kind, ...]
    is_silence_known: bool
    with_activity: int


def judged(candidates: Sequence[Candidate], moment: Moment) -> Judged:
    """All findings, and which rules are to be replaced by one sentence: those that flag more than a third."""
    with_activity = sum(one.last_activity_at is not None for one in candidates)
    is_silence_known = with_activity >= LEAST_COMPLETE * len(candidates)
    found: dict[Kind, list[Finding]] = defaultdict(list)
    for one in candidates:
        for finding in findings_of(one, moment):
            if finding.kind not in ABOUT_SILENCE or is_silence_known:
                found[finding.kind].append(finding)
    always_on = [kind for kind, some in found.items() if is_too_many(len(some), len(candidates))]
    return Judged(
        {kind: tuple(some) for kind, some in found.items()}, tuple(always_on), is_silence_known, with_activity
    )


def is_too_many(found: int, of: int) -> bool:
    """Whether a rule says so much that it says nothing: of more than a third, and of more than a few."""
    return found > FEW and 3 * found > of


def next_actions(
    candidates: Iterable[Candidate],
    judged: Judged,
    promises: Iterable[Promise],
    moment: Moment,
    *,
    answered: Collection[Key] = (),
    others: Iterable[NextAction] = (),
) -> list[NextAction]:
    """Everything to act on, the first to act on first, each record once.

    First what has an hour, by the hour; then by worth × urgency. An unknown worth counts as the middle one of the
    others: it is not zero.

    Args:
        answered: findings that the person put off or refused.
        others: about leads, and about deals that ended.
    """
    known = {one.pk: one for one in candidates}
    reasons: dict[tuple[int | None, int], list[Finding]] = defaultdict(list)
    for promise in promises:
        finding, opportunity_id = promised(promise, moment), promise.activity.opportunity_id
        reasons[(opportunity_id, 0) if opportunity_id in known else (None, finding.of_id)].append(finding)
    for kind, listed in judged.found.items():
        for finding in () if kind in judged.always_on else listed:
            reasons[finding.of_id, 0].append(finding)
    actions = []
    for (opportunity_id, _activity), some in reasons.items():
        left = [finding for finding in some if finding.key not in answered]
        if not left:
            continue
        if opportunity_id is None:
            actions.append(NextAction(None, _strongest_first(left)))
        else:
            one = known[opportunity_id]
            actions.append(NextAction(one.pk, _strongest_first(left), one.worth))
    return _in_order([*actions, *others])


def of_leads(leads: Iterable[Advice], answered: Collection[Key]) -> Iterator[NextAction]:
    """One action a lead; its worth is what leads of its source usually bring."""
    for lead in leads:
        finding = untouched(lead)
        if finding.key not in answered:
            yield NextAction(None, (finding,), None if lead.worth is None else Decimal(round(lead.worth)))


def _strongest_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    order = list(Kind)
    return tuple(sorted(findings, key=lambda one: (one.at is None, -one.urgency, order.index(one.kind), one.of_id)))


def _in_order(actions: list[NextAction]) -> list[NextAction]:
    worths = [one.worth for one in actions if one.worth is not None]
    usual = median(worths) if worths else Decimal(1)

    def place(one: NextAction) -> tuple[bool, float, Decimal, date, int]:
        worth, at = usual if one.worth is None else one.worth, one.first.at
        hour = at.timestamp() if at else 0.0
        return at is None, hour, -worth * one.urgency, one.first.since or date.max, one.first.of_id

    return sorted(actions, key=place)


def first_of(actions: Sequence[NextAction]) -> list[NextAction]:
    """Three to begin with where rules flag too many to mean any one: worth most; then what is not long so."""

    def place(one: NextAction) -> tuple[Decimal, int]:
        return -(one.worth or Decimal(0)) * one.urgency, -(one.first.since or date.min).toordinal()

    return sorted(actions, key=place)[:FEW]


def seven_of(actions: Sequence[NextAction]) -> list[NextAction]:
    """The first seven, of which at most four have an hour."""
    with_an_hour = [one for one in actions if one.first.at is not None]
    others = [one for one in actions if one.first.at is None]
    first = with_an_hour[: max(WITH_AN_HOUR, SEVEN - len(others))][:SEVEN]
    return [*first, *others[: SEVEN - len(first)]]
