"""MEDDPICC as a second lens: eight letters read from the same answers, evidence and facts. Nothing is entered here.

A letter is validated (2) where every criterion it reads is Yes with evidence and every fact it needs is there; partial
(1) where some of that is; unknown (0) where nothing is. Σ of 16: 14 and more strong, 4 to 13 needs work, below it is
nearly unknown.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from trimtab.assessments.page import AssessmentPage, Cell
from trimtab.assessments.scorecard import YES
from trimtab.assessments.surroundings import Surroundings, surroundings_of
from trimtab.competition.queries import criteria_of
from trimtab.evidence.models import Evidence
from trimtab.opportunities.models import Opportunity
from trimtab.opportunities.signals import Value, sources
from trimtab.relationships.models import Member

MEDDPICC = "meddpicc"
UNKNOWN, PARTIAL, VALIDATED = 0, 1, 2
STRONG, FAINT = 14, 4
KEY = {"political", "inner"}
# What rooms above know, by their keys; absent until they know something.
ABOVE = {"value", "mutual", "strategy"}


@dataclass(frozen=True)
class Fact:
    """One thing that another room knows: whether it holds (None: nobody knows), in words, and where it is changed."""

    holds: bool | None
    text: str
    url: str = ""


@dataclass(frozen=True)
class Seen:
    """What letters read."""

    opportunity: Opportunity
    around: Surroundings
    criteria: Mapping[str, int]
    rivals: int
    signals: Mapping[str, Value]


@dataclass(frozen=True)
class Letter:
    """How a letter is read: which criteria, and what else."""

    letter: str
    name: "str | Promise"
    asks: "str | Promise"
    criteria: Sequence[str]
    facts: Callable[[Seen], Sequence[Fact]]


@dataclass(frozen=True)
class Read:
    """A letter as it stands. next_question: what to ask; confirmed_on: when the customer last said so."""

    letter: Letter
    status: int
    cells: Sequence[Cell]
    facts: Sequence[Fact]
    evidence: Sequence[Evidence] = ()
    contacts: Sequence[str] = ()
    confirmed_on: date | None = None
    next_question: "str | Promise" = ""
    champion: Sequence[tuple["str | Promise", str]] = field(default_factory=tuple)

    @property
    def mark(self) -> str:
        return ("bad", "warn", "good")[self.status]

    @property
    def word(self) -> str:
        return (_("Unknown"), _("Partial"), _("Validated"))[self.status]


@dataclass(frozen=True)
class Lens:
    """All letters and what they come to."""

    letters: Sequence[Read]

    @property
    def total(self) -> int:
        return sum(one.status for one in self.letters)

    @property
    def most(self) -> int:
        return VALIDATED * len(self.letters)

    @property
    def sentence(self) -> str:
        """The answer in a sentence."""
        weak = [str(one.letter.name) for one in self.letters if one.status == UNKNOWN]
        numbers = {"total": self.total, "most": self.most}
        if self.total >= STRONG:
            return _("%(total)s of %(most)s: nearly all of it is validated.") % numbers
        text = (
            _("%(total)s of %(most)s: it needs work.")
            if self.total >= FAINT
            else _("%(total)s of %(most)s: nearly nothing is known yet.")
        )
        end = _("Unknown: %(letters)s.") % {"letters": ", ".join(weak)} if weak else ""
        return f"{text % numbers} {end}".strip()


def status_of(criteria: Sequence[tuple[bool, bool]], facts: Sequence[bool | None]) -> int:
    """What a letter comes to: criteria as (is it Yes, does evidence stand behind it), facts as whether they hold."""
    is_whole = all(yes and proven for yes, proven in criteria) and all(facts) and bool(criteria or facts)
    if is_whole:
        return VALIDATED
    return PARTIAL if any(yes for yes, _proven in criteria) or any(facts) else UNKNOWN


def lens_of(page: AssessmentPage) -> Lens:
    """The eight letters of an opportunity."""
    opportunity, around = page.opportunity, surroundings_of(page.opportunity)
    kinds = [one.kind for one in criteria_of(opportunity)]
    rivals = sum(1 for one in page.parties[1:] if one.contender and not one.contender.is_nothing)
    counted = {kind: kinds.count(kind) for kind in ("formal", "informal")}
    seen = Seen(opportunity, around, counted, rivals, _from_above(opportunity, page.today))
    return Lens([_read(page, letter, seen) for letter in LETTERS])


def _read(page: AssessmentPage, letter: Letter, seen: Seen) -> Read:
    cells = [one for one in page.ours if one.question.key in letter.criteria]
    facts = letter.facts(seen)
    status = status_of([(one.value == YES, one.is_proven) for one in cells], [one.holds for one in facts])
    pieces = [
        one
        for cell in cells
        for one in page.pieces.get((page.assessment.pk if page.assessment else 0, cell.question.key), ())
        if one.value == cell.value
    ]
    heard = [one for one in pieces if not one.is_assumption]
    champion = _champion(cells) if letter.letter == "Ch" else ()
    return Read(
        letter,
        status,
        cells,
        facts,
        pieces[:3],
        list(dict.fromkeys(str(one.told_by) for one in heard if one.told_by)),
        max((one.happened_on for one in heard), default=None),
        _next_question(cells, facts, letter.asks),
        champion,
    )


def _next_question(cells: Sequence[Cell], facts: Sequence[Fact], asks: "str | Promise") -> "str | Promise":
    """Of the first criterion that is not a proven Yes: its first smaller question that is not Yes, or its own.

    Where only a fact is missing, what the letter asks.
    """
    for cell in cells:
        if cell.value == YES and cell.is_proven:
            continue
        steps = cell.answer.steps if cell.answer else {}
        open_steps = [one for one in cell.question.steps if steps.get(one.key) != YES]
        return open_steps[0].text if steps and open_steps else cell.question.next_question
    return "" if all(one.holds for one in facts) else asks


def _champion(cells: Sequence[Cell]) -> list[tuple["str | Promise", str]]:
    """The test of whoever wants us: has power, wins something, acted without us, tells bad news."""
    return [
        (step.text, (cell.answer.steps if cell.answer else {}).get(step.key, ""))
        for cell in cells
        for step in cell.question.steps
    ]


def _from_above(opportunity: Opportunity, today: date) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for source in sources():
        if source.room in ABOVE:
            found.update(source.read([opportunity], today).get(opportunity.pk, {}))
    return found


def _metrics(seen: Seen) -> Sequence[Fact]:
    lines = seen.signals.get("value_case_confirmed")
    if lines is None:
        return [Fact(None, _("There is no business case yet."), _place("opportunity-value", seen))]
    number = int(lines) if isinstance(lines, int | float) else 0
    text = ngettext(
        "The customer confirmed %(n)s line of the business case.",
        "The customer confirmed %(n)s lines of the business case.",
        number,
    )
    return [Fact(number > 0, text % {"n": number}, _place("opportunity-value", seen))]


def _buyer(seen: Seen) -> Sequence[Fact]:
    signs = [one for one in seen.around.members if "approver" in one.roles]
    inner = [one for one in signs if one.influence == "inner"]
    return [_people(inner or signs, bool(inner) if signs else None, _("Who approves it is not on the map."), seen)]


def _criteria(seen: Seen) -> Sequence[Fact]:
    url = _place("opportunity-competition", seen)
    formal, informal = seen.criteria["formal"], seen.criteria["informal"]
    text = _("%(formal)s written and %(informal)s unspoken criteria are listed.")
    return [Fact((formal > 0) if formal or informal else None, text % {"formal": formal, "informal": informal}, url)]


def _decision(seen: Seen) -> Sequence[Fact]:
    plan = seen.signals.get("mutual_plan")
    text = (
        _("A plan with the customer says who does what until when.") if plan else _("No plan is agreed with them yet.")
    )
    return [Fact(True if plan else None, text, _place("opportunity-mutual-plan", seen))]


def _paper(seen: Seen) -> Sequence[Fact]:
    unknown = seen.signals.get("mutual_paper_unknown")
    url = _place("opportunity-mutual-plan", seen)
    if unknown is None:
        return [Fact(None, _("Nothing is known of legal, security and purchasing."), url)]
    text = (
        _("A step of legal, security or purchasing has no date.")
        if unknown
        else _("Legal, security and purchasing have dates.")
    )
    return [Fact(not unknown, text, url)]


def _pain(seen: Seen) -> Sequence[Fact]:
    told = [one for one in seen.around.goals if one.layer in {"pressure", "obstacle"}]
    sure = [one for one in told if one.is_sure]
    url = _place("opportunity-discovery", seen)
    if not told:
        return [Fact(None, _("No pressure and no obstacle is on the board of their goals."), url)]
    text = _("%(sure)s of %(told)s pressures and obstacles are confirmed.") % {"sure": len(sure), "told": len(told)}
    return [Fact(bool(sure), text, url)]


def _who_wants_us(seen: Seen) -> Sequence[Fact]:
    mentors = [one for one in seen.around.members if one.support == "mentor"]
    strong = [one for one in mentors if one.influence in KEY]
    missing = _("Nobody on the map wants us to win and acts for it.")
    return [_people(strong or mentors, bool(strong) if mentors else None, missing, seen)]


def _rivals(seen: Seen) -> Sequence[Fact]:
    url = _place("opportunity-competition", seen)
    text = ngettext(
        "%(n)s competitor is named, beside doing nothing.",
        "%(n)s competitors are named, beside doing nothing.",
        seen.rivals,
    )
    strategy = seen.signals.get("strategy_chosen")
    chosen = _("A strategy is chosen.") if strategy else _("No strategy is chosen yet.")
    return [
        Fact(True if seen.rivals else None, text % {"n": seen.rivals}, url),
        Fact(True if strategy else None, chosen, _place("opportunity-strategy", seen)),
    ]


def _people(people: Sequence[Member], holds: bool | None, missing: str, seen: Seen) -> Fact:
    names = ", ".join(str(one) for one in people)
    return Fact(holds, names or missing, _place("opportunity-map", seen))


def _place(name: str, seen: Seen) -> str:
    """The page where it is changed; empty while there is none."""
    try:
        return reverse(name, args=[seen.opportunity.pk])
    except NoReverseMatch:
        return ""


LETTERS = (
    Letter("M", later("Metrics"), later("Which measured result do they want?"), ("unique_value",), _metrics),
    Letter("E", later("Economic buyer"), later("Who can release the money?"), ("funds", "credibility"), _buyer),
    Letter(
        "DC",
        later("Decision criteria"),
        later("By what do they choose?"),
        ("formal_criteria", "informal_criteria"),
        _criteria,
    ),
    Letter("DP", later("Decision process"), later("How and when do they choose?"), ("project",), _decision),
    Letter("PP", later("Paper process"), later("What happens between the yes and the signature?"), (), _paper),
    Letter("I", later("Identified pain"), later("What hurts, and until when?"), ("profile", "compelling_event"), _pain),
    Letter(
        "Ch", later("Champion"), later("Who sells for us when we are not there?"), ("inside_support",), _who_wants_us
    ),
    Letter("Co", later("Competition"), later("What else may they choose?"), ("fit", "relationship"), _rivals),
)
