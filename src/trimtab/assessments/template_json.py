"""A scorecard as JSON: what a version keeps, what is exported and imported.

An empty text of a shipped question or section is the shipped text, in the reader's language. What is read is checked
whole: a scorecard that nobody could answer is refused with a sentence.
"""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from trimtab.assessments.scorecard import KINDS, NO, UNKNOWN, YES, Option, Question, Scorecard, Section, Step, Text
from trimtab.assessments.shipped import SHIPPED

MOST_SECTIONS, MOST_QUESTIONS, MOST_OPTIONS, LONGEST = 12, 60, 12, 600
MOST_WEIGHT = 10
SHIPPED_SECTIONS = {one.key: one for card in SHIPPED.values() for one in card.sections}
SHIPPED_QUESTIONS = {one.key: one for card in SHIPPED.values() for one in card.questions()}
SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
TEXTS = ("text", "long", "next_question")


class BadScorecard(ValueError):
    """What was wrong with a scorecard, in a sentence."""


def as_json(card: Scorecard) -> dict[str, Any]:
    """What is kept of a scorecard; texts that are the shipped ones are left empty."""
    return {
        "name": "" if card.name in {str(one.name) for one in SHIPPED.values()} else str(card.name),
        "needs_evidence": card.needs_evidence,
        "green": card.green,
        "red": card.red,
        "half_life": card.half_life,
        "sections": [_section_json(one) for one in card.sections],
    }


def scorecard_in(content: Any) -> Scorecard:
    """The scorecard that JSON describes.

    Raises:
        BadScorecard: with what is wrong, in a sentence.
    """
    if not isinstance(content, Mapping):
        raise BadScorecard(_("A template is one object with a list of sections."))
    sections = _list(content, "sections", most=MOST_SECTIONS)
    card = Scorecard(
        name=_text(content, "name"),
        sections=tuple(_section_in(one) for one in sections),
        needs_evidence=bool(content.get("needs_evidence", True)),
        green=_number(content, "green", 0.6, low=0, high=1) or 0.0,
        red=_number(content, "red", 0.2, low=-1, high=1) or 0.0,
        half_life=int(_number(content, "half_life", 90, low=1, high=3650) or 90),
    )
    _require_whole(card)
    return card


def _section_json(section: Section) -> dict[str, Any]:
    shipped = SHIPPED_SECTIONS.get(section.key)
    questions = [_question_json(one) for one in section.questions]
    return {"key": section.key, "name": _own(section.name, shipped.name if shipped else None), "questions": questions}


def _question_json(question: Question) -> dict[str, Any]:
    shipped = SHIPPED_QUESTIONS.get(question.key)
    texts = {name: _own(getattr(question, name), getattr(shipped, name) if shipped else None) for name in TEXTS}
    plain = ("kind", "weight", "low", "high", "is_key", "is_mandatory", "of_rivals", "link")
    return {
        "key": question.key,
        **texts,
        **{name: getattr(question, name) for name in plain},
        "options": [{"key": one.key, "label": str(one.label), "score": one.score} for one in question.options],
        "steps": [
            {"key": one.key, "text": _own(one.text, _shipped_step(shipped, one.key)), "is_deciding": one.is_deciding}
            for one in question.steps
        ],
    }


def _own(text: Text, shipped: Text | None) -> str:
    """The text; empty where it is the shipped one."""
    return "" if shipped is not None and str(text) == str(shipped) else str(text)


def _section_in(raw: Any) -> Section:
    key = _key(raw)
    shipped = SHIPPED_SECTIONS.get(key)
    name = _text(raw, "name") or (shipped.name if shipped else "")
    if not name:
        raise BadScorecard(_("A section needs a name."))
    questions = tuple(_question_in(one) for one in _list(raw, "questions", most=MOST_QUESTIONS))
    return Section(key, name, questions)


def _question_in(raw: Any) -> Question:
    key = _key(raw)
    shipped = SHIPPED_QUESTIONS.get(key)
    texts = {name: _text(raw, name) or (getattr(shipped, name) if shipped else "") for name in TEXTS}
    if not texts["text"]:
        raise BadScorecard(_("A question needs its words."))
    kind = str(raw.get("kind", "yes_no"))
    if kind not in KINDS:
        allowed = ", ".join(KINDS)
        raise BadScorecard(
            _("The kind of an answer must be one of %(allowed)s. Got “%(kind)s”.") % {"allowed": allowed, "kind": kind}
        )
    return Question(
        key,
        **texts,
        kind=kind,
        weight=_number(raw, "weight", 1, low=0, high=MOST_WEIGHT) or 0.0,
        options=_options_in(raw, kind),
        low=_number(raw, "low", None),
        high=_number(raw, "high", None),
        is_key=bool(raw.get("is_key")),
        is_mandatory=bool(raw.get("is_mandatory")),
        of_rivals=bool(raw.get("of_rivals")),
        link=_link(raw),
        steps=tuple(_step_in(one, shipped) for one in _list(raw, "steps", most=MOST_OPTIONS, needed=False)),
    )


def _options_in(raw: Mapping[str, Any], kind: str) -> Sequence[Option]:
    found = _list(raw, "options", most=MOST_OPTIONS, needed=kind == "choice")
    options = tuple(
        Option(_key(one), _text(one, "label"), _number(one, "score", None, low=-1, high=1)) for one in found
    )
    if kind == "yes_no" and not {one.key for one in options} <= {YES, NO, UNKNOWN}:
        raise BadScorecard(_("A question of Yes, No and Unknown has no other answers."))
    if kind == "choice" and any(not one.label for one in options):
        raise BadScorecard(_("Each answer to choose from needs its words."))
    if len({one.key for one in options}) < len(options):
        raise BadScorecard(_("Two answers to one question are the same."))
    return options


def _step_in(raw: Any, shipped: Question | None) -> Step:
    key = _key(raw)
    text = _text(raw, "text") or _shipped_step(shipped, key) or ""
    if not text:
        raise BadScorecard(_("A smaller question needs its words."))
    return Step(key, text, bool(raw.get("is_deciding", True)))


def _shipped_step(shipped: Question | None, key: str) -> Text | None:
    return next((one.text for one in shipped.steps if one.key == key), None) if shipped else None


def _require_whole(card: Scorecard) -> None:
    keys = [one.key for one in card.questions()]
    if not keys:
        raise BadScorecard(_("A template asks at least one question."))
    if len(keys) > MOST_QUESTIONS:
        raise BadScorecard(_("A template asks at most %(most)s questions.") % {"most": MOST_QUESTIONS})
    if len(set(keys)) < len(keys) or len({one.key for one in card.sections}) < len(card.sections):
        raise BadScorecard(_("Two questions or two sections have the same key."))
    if card.red >= card.green:
        raise BadScorecard(_("A section must be bad below a share that is lower than the one from which it is good."))


def _key(raw: Any) -> str:
    key = raw.get("key") if isinstance(raw, Mapping) else None
    if not isinstance(key, str) or not key or not SLUG.fullmatch(key):
        raise BadScorecard(_("Each section, question and answer needs a key of small letters, digits and dashes."))
    return key


def _text(raw: Any, name: str) -> str:
    value = raw.get(name, "") if isinstance(raw, Mapping) else ""
    if not isinstance(value, str) or len(value) > LONGEST:
        raise BadScorecard(_("A text is words of at most %(most)s letters.") % {"most": LONGEST})
    return value.replace("\x00", "").strip()


def _link(raw: Mapping[str, Any]) -> str:
    link = _text(raw, "link")
    if link and not link.startswith(("https://", "http://", "/")):
        raise BadScorecard(_("A link begins with https://."))
    return link


def _number(raw: Any, name: str, default: float | None, *, low: float = -1e12, high: float = 1e12) -> float | None:
    value = raw.get(name, default) if isinstance(raw, Mapping) else default
    if value is None or value == "":
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadScorecard(_("“%(name)s” must be a number.") % {"name": name})
    if not low <= value <= high:
        span = {"name": name, "low": f"{low:g}", "high": f"{high:g}", "value": f"{value:g}"}
        raise BadScorecard(_("“%(name)s” must be from %(low)s to %(high)s. Got %(value)s.") % span)
    return value


def _list(raw: Any, name: str, *, most: int, needed: bool = True) -> Sequence[Any]:
    value = raw.get(name, []) if isinstance(raw, Mapping) else None
    if not isinstance(value, list) or len(value) > most:
        raise BadScorecard(_("“%(name)s” must be a list of at most %(most)s.") % {"name": name, "most": most})
    if needed and not value:
        raise BadScorecard(_("“%(name)s” must not be empty.") % {"name": name})
    return value
