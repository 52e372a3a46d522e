"""How answers, scores and changes are read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from trimtab.assessments.scorecard import NO, NOT_ASKED, UNKNOWN, YES, Question
from trimtab.web import formats

if TYPE_CHECKING:
    from trimtab.assessments.page import AssessmentPage, Cell

SIGNS = {YES: "+", UNKNOWN: "?", NO: "−", "": "·"}
COLOURS: Mapping[str, str | Promise] = {
    "good": gettext_lazy("Good"),
    "weak": gettext_lazy("Weak"),
    "bad": gettext_lazy("Bad"),
    "": gettext_lazy("Not asked"),
}
MARKS = {"good": "good", "weak": "warn", "bad": "bad", "": "quiet"}


def answer_in_words(question: Question, value: str) -> str:
    """The answer as a person reads it."""
    if not value:
        return str(NOT_ASKED)
    if value in question.labels:
        return str(question.labels[value])
    if value == UNKNOWN:
        return _("Unknown")
    if question.kind == "date":
        return formats.day(date.fromisoformat(value))
    return value


def label_of(cell: Cell) -> str:
    """Whose answer to what it is, what it says, and what stands behind it."""
    names = {"question": cell.question.text, "party": cell.party.name or _("us"), "answer": cell.words}
    text = _("%(question)s, %(party)s: %(answer)s") % names
    if cell.tone == "opinion":
        return f"{text} ({_('faded') if cell.behind.state == 'faded' else _('an opinion')})"
    return f"{text} ({_('with evidence')})" if cell.is_proven else text


def sentence_of(page: AssessmentPage) -> str:
    """The answer of the page in a sentence: what stands badly and why, or what is missing."""
    counts, blocks = page.counts, page.blocks
    bad = [one for one in blocks if one.ours.colour == "bad"]
    if not page.has_answers:
        return _("Nobody has answered yet whether it is there, can be won, and is worth it.")
    if bad:
        return " ".join(_why_bad(page, one.section.name, one.ours.broken) for one in bad)
    if all(one.ours.colour == "good" for one in blocks):
        return _("All of it is answered well, and evidence stands behind it.")
    good = [str(one.section.name) for one in blocks if one.ours.colour == "good"]
    text = _("Nothing stands badly.")
    if good:
        text += " " + _("Good: %(sections)s") % {"sections": " · ".join(good)}
    return f"{text} {_missing(counts)}".strip()


def _why_bad(page: AssessmentPage, section: str | Promise, broken: tuple[str, ...]) -> str:
    named = [page.card.question(key) for key in broken]
    because = ", ".join(f"“{one.text}”: {answer_in_words(one, NO)}" for one in named if one is not None)
    if because:
        return _("“%(section)s” stands badly: %(because)s.") % {"section": section, "because": because}
    return _("“%(section)s” stands badly: too little speaks for us.") % {"section": section}


def _missing(counts: Mapping[str, int]) -> str:
    parts = []
    if counts["unknown"]:
        parts.append(ngettext("%(n)s answer is unknown", "%(n)s answers are unknown", counts["unknown"]))
    if counts["not_asked"]:
        parts.append(ngettext("%(n)s was not asked", "%(n)s were not asked", counts["not_asked"]))
    if counts["opinions"]:
        parts.append(ngettext("%(n)s is an opinion", "%(n)s are opinions", counts["opinions"]))
    numbers = [counts[name] for name in ("unknown", "not_asked", "opinions") if counts[name]]
    said = [part % {"n": number} for part, number in zip(parts, numbers, strict=True)]
    return f"{'; '.join(said)}." if said else ""
