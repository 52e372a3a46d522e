"""All that the page of a business case shows."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from trimtab.evidence.fading import Standing
from trimtab.people.models import User
from trimtab.value import sentences
from trimtab.value.cases import cents
from trimtab.value.confirming import standings_of
from trimtab.value.drawing import Tornado, strip_of, tornado_of
from trimtab.value.models import BusinessCase, CaseLine, CaseVersion, CustomerAnswer
from trimtab.value.policy import can_edit
from trimtab.value.shareable import SharedCase, case_now, case_then, is_confirmed
from trimtab.web import charts

MOST_ANSWERS = 100
MOST_VERSIONS = 50


@dataclass(frozen=True)
class ShownLine:
    """A line with what stands behind it, and what the customer wrote beside it."""

    line: CaseLine
    standing: Standing
    answers: Sequence[CustomerAnswer]

    @property
    def is_confirmed(self) -> bool:
        return is_confirmed(self.line, self.standing.is_confirmed)

    @property
    def state(self) -> str:
        """confirmed; sourceless: said, but nobody knows where they have it from; faded; none."""
        if self.standing.is_confirmed:
            return "confirmed" if self.line.source else "sourceless"
        return "faded" if self.standing.state == "faded" else "none"


class Figures:
    """What a case comes to, drawn: by us and by the customer from the same facts."""

    def __init__(self, shown: SharedCase) -> None:
        self.shown = shown

    @property
    def lead(self) -> str:
        return sentences.worth(self.shown)

    @property
    def spread(self) -> str:
        return sentences.spread(self.shown)

    @property
    def present_value(self) -> Decimal:
        return cents(self.shown.case.present_value)

    @property
    def payback(self) -> Decimal | None:
        found = self.shown.case.payback
        return None if found is None else round(found, 1)

    @property
    def waiting(self) -> Decimal:
        return cents(self.shown.case.waiting)

    @property
    def one_off(self) -> Decimal:
        return cents(self.shown.case.one_off)

    @property
    def years(self) -> list[tuple[int, Decimal, Decimal, Decimal, Decimal]]:
        """Year, what comes in, what goes out, the net, and the sum until then; year 0 is what is paid at once."""
        case, total = self.shown.case, -self.shown.case.one_off
        rows = [(0, Decimal(0), cents(case.one_off), cents(total), cents(total))]
        for year, net in enumerate(case.nets, 1):
            gained = sum((one.in_year(year) for one in case.lines if one.sign > 0), Decimal(0))
            total += net
            rows.append((year, cents(gained), cents(gained - net), cents(net), cents(total)))
        return rows

    @cached_property
    def tornado(self) -> Tornado:
        return tornado_of(self.shown)

    @cached_property
    def strip(self) -> charts.Strip | None:
        return strip_of(self.shown)


@dataclass(frozen=True)
class CasePage:
    """The case, its lines, its figures, what the customer wrote, and the versions that they were given."""

    case: BusinessCase
    figures: Figures
    lines: Sequence[ShownLine]
    archived: Sequence[CaseLine]
    answers: Sequence[CustomerAnswer]
    versions: Sequence[CaseVersion]
    is_newer: bool  # than the last version
    may_edit: bool

    @property
    def confirmed(self) -> str:
        return sentences.confirmed(self.figures.shown)

    @property
    def benefits(self) -> list[ShownLine]:
        return [one for one in self.lines if one.line.is_benefit]

    @property
    def costs(self) -> list[ShownLine]:
        return [one for one in self.lines if not one.line.is_benefit]

    @property
    def open_answers(self) -> list[CustomerAnswer]:
        return [one for one in self.answers if one.state == CustomerAnswer.State.OPEN]


def case_page_of(case: BusinessCase, user: User, *, today: date) -> CasePage:
    """Everything, in a fixed number of queries."""
    lines = list(case.lines.select_related("insight").order_by("pk"))
    current = [one for one in lines if one.archived_at is None]
    standings = standings_of(current, today=today)
    answers = list(case.answers.select_related("line", "told_by", "version").order_by("-pk")[:MOST_ANSWERS])
    beside: dict[int | None, list[CustomerAnswer]] = defaultdict(list)
    for answer in answers:
        beside[answer.line_id].append(answer)
    versions = list(case.versions.select_related("made_by").order_by("-number")[:MOST_VERSIONS])
    shown = case_now(case, today=today)
    return CasePage(
        case,
        Figures(shown),
        [ShownLine(one, standings[one.pk], beside[one.pk]) for one in current],
        [one for one in lines if one.archived_at is not None],
        answers,
        versions,
        not versions or shared_differs(versions[0], shown),
        can_edit(user, case.opportunity),
    )


def shared_differs(version: CaseVersion, shown: SharedCase) -> bool:
    """Whether the customer's last version says something else than the case says now."""
    return case_then(version) != shown
