"""The visual editor of a template: a scorecard as fields of a form, and back. Pure.

Fields are named by place: `s0-name`, `s0-q2-text`. Answers to choose from stand one on a line as "words = score", the
smaller questions one on a line, with "~" before one that does not decide.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.text import slugify

from trimtab.assessments.scorecard import NO, UNKNOWN, YES, Question, Scorecard, Section
from trimtab.assessments.scores import Given, SectionScore, scores_of
from trimtab.assessments.template_json import LONGEST, MOST_OPTIONS, MOST_QUESTIONS, MOST_SECTIONS, SHIPPED_QUESTIONS

ADD = "add"
NUMBERS = ("weight", "low", "high", "order")
TEXTS = ("text", "long", "next_question", "kind", "link", "key")
CHECKS = ("is_key", "is_mandatory", "of_rivals")
OPEN_STEP = "~"


def fields_of(card: Scorecard) -> dict[str, Any]:
    """What the editor shows of a scorecard: every text in the reader's language."""
    return {
        "name": str(card.name),
        "needs_evidence": card.needs_evidence,
        "green": round(100 * card.green),
        "red": round(100 * card.red),
        "half_life": card.half_life,
        "sections": [_section(number, one) for number, one in enumerate(card.sections)],
    }


def typed_fields(typed: Mapping[str, str]) -> dict[str, Any]:
    """What was typed, in the same shape, whatever it is; an "add" of a section, or of "section", adds an empty one."""
    sections = [_typed_section(typed, number) for number in _numbers(typed, "s{}-key", MOST_SECTIONS)]
    added = typed.get(ADD, "")
    for one in sections:
        if one["place"] == added:
            one["questions"].append(_new_question(one))
    if added == "section":
        sections.append(_new_section(sections))
    names = ("name", "green", "red", "half_life")
    found: dict[str, Any] = {name: typed.get(name, "").strip()[:LONGEST] for name in names}
    return found | {"needs_evidence": "needs_evidence" in typed, "sections": sections}


def content_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON that the fields describe; what is no number stays as it was typed, for the check to say so."""
    limits = {name: _share(fields[name]) for name in ("green", "red")}
    return {
        "name": fields["name"],
        "needs_evidence": fields["needs_evidence"],
        "half_life": _number(fields["half_life"]),
        **limits,
        "sections": [
            {"key": one["key"], "name": one["name"], "questions": [_question_json(q) for q in _in_order(one)]}
            for one in fields["sections"]
            if not one.get("is_gone")
        ],
    }


def example_of(card: Scorecard) -> list[tuple[Section, list[tuple[Question, str]], SectionScore]]:
    """An example to see what the weights do: Yes, Yes, Unknown, No, and again, all with evidence."""
    rounds = (YES, YES, UNKNOWN, NO)
    found = []
    for section in card.sections:
        clicked = [one for one in section.questions if one.kind == "yes_no"]
        given = {one.key: rounds[number % len(rounds)] for number, one in enumerate(clicked)}
        answers = {key: Given(value, is_proven=True) for key, value in given.items()}
        score = scores_of(card, answers)[section.key]
        found.append((section, [(one, given[one.key]) for one in clicked], score))
    return found


def _section(number: int, section: Section) -> dict[str, Any]:
    questions = [_question(f"s{number}-q{place}", place, one) for place, one in enumerate(section.questions)]
    return {"place": f"s{number}", "key": section.key, "name": str(section.name), "questions": questions}


def _question(place: str, number: int, one: Question) -> dict[str, Any]:
    texts = {name: str(getattr(one, name)) for name in TEXTS}
    checks = {name: getattr(one, name) for name in CHECKS}
    numbers = {"weight": f"{one.weight:g}", "low": _plain(one.low), "high": _plain(one.high), "order": number + 1}
    scores = one.scores if one.kind == "yes_no" else {YES: 1.0, UNKNOWN: 0.0, NO: -1.0}
    return {
        "place": place,
        **texts,
        **checks,
        **numbers,
        **{f"score_{key}": _plain(scores[key]) for key in (YES, UNKNOWN, NO)},
        "options": "\n".join(f"{one.label} = {_plain(one.score)}" for one in one.options)
        if one.kind == "choice"
        else "",
        "steps": "\n".join(f"{'' if step.is_deciding else OPEN_STEP + ' '}{step.text}" for step in one.steps),
    }


def _plain(number: float | None) -> str:
    return "" if number is None else f"{number:g}"


def _typed_section(typed: Mapping[str, str], number: int) -> dict[str, Any]:
    place = f"s{number}"
    questions = [
        _typed_question(typed, f"{place}-q{one}") for one in _numbers(typed, place + "-q{}-key", MOST_QUESTIONS)
    ]
    return {
        "place": place,
        "key": typed.get(f"{place}-key", ""),
        "name": typed.get(f"{place}-name", "").strip(),
        "is_gone": f"{place}-gone" in typed,
        "questions": questions,
    }


def _typed_question(typed: Mapping[str, str], place: str) -> dict[str, Any]:
    names = (*TEXTS, *NUMBERS, "options", "steps", *(f"score_{one}" for one in (YES, UNKNOWN, NO)))
    found: dict[str, Any] = {name: typed.get(f"{place}-{name}", "").replace("\r", "").strip() for name in names}
    checks = {name: f"{place}-{name}" in typed for name in (*CHECKS, "gone")}
    return found | checks | {"place": place}


def _new_question(section: Mapping[str, Any]) -> dict[str, Any]:
    taken = {one["key"] for one in section["questions"]}
    number = len(section["questions"])
    key = next(f"{section['key']}-{one}" for one in range(number + 1, number + len(taken) + 2))
    fresh = _question(f"{section['place']}-q{number}", number, Question(key, ""))
    return fresh | {"is_new": True}


def _new_section(sections: list[dict[str, Any]]) -> dict[str, Any]:
    taken = {one["key"] for one in sections}
    key = next(key for number in range(1, len(taken) + 2) if (key := f"section-{number}") not in taken)
    fresh: dict[str, Any] = {"place": f"s{len(sections)}", "key": key, "name": "", "questions": []}
    return fresh | {"questions": [_new_question(fresh)]}


def _in_order(section: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The questions that stay, by the number typed beside each; those without one keep their place."""
    kept = [(_order(one, place), place, one) for place, one in enumerate(section["questions"]) if not one.get("gone")]
    return [one for _order, _place, one in sorted(kept, key=lambda row: row[:2])]


def _order(question: Mapping[str, Any], place: int) -> float:
    number = _number(question["order"])
    return number if isinstance(number, int | float) else place + 1


def _question_json(one: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: one[name] for name in (*TEXTS, *CHECKS)}
    found |= {name: _number(one[name]) for name in ("weight", "low", "high")}
    steps = [line.strip() for line in one["steps"].split("\n") if line.strip()]
    return found | {"options": _options(one), "steps": list(_steps(one, steps))}


def _options(one: Mapping[str, Any]) -> list[dict[str, Any]]:
    if one["kind"] == "yes_no":
        usual = {YES: 1, UNKNOWN: 0, NO: -1}
        typed = {key: _number(one[f"score_{key}"]) for key in usual}
        if all(typed[key] in (None, score) for key, score in usual.items()):
            return []
        return [{"key": key, "label": "", "score": typed[key]} for key in usual]
    if one["kind"] != "choice":
        return []
    lines = [line for line in one["options"].split("\n") if line.strip()][: MOST_OPTIONS + 1]
    return [_option(number, line) for number, line in enumerate(lines, 1)]


def _option(number: int, line: str) -> dict[str, Any]:
    label, _equals, score = line.rpartition("=") if "=" in line else (line, "", "")
    return {"key": slugify(label)[:60] or f"answer-{number}", "label": label.strip(), "score": _number(score.strip())}


def _steps(one: Mapping[str, Any], lines: list[str]) -> Iterator[dict[str, Any]]:
    """The smaller questions; one with the words of a shipped one keeps its key, and with it its translation."""
    shipped = SHIPPED_QUESTIONS.get(one["key"])
    known = {str(step.text): step.key for step in shipped.steps} if shipped else {}
    for number, line in enumerate(lines[: MOST_OPTIONS + 1], 1):
        is_deciding = not line.startswith(OPEN_STEP)
        text = line.lstrip(OPEN_STEP).strip()
        yield {"key": known.get(text, f"step-{number}"), "text": text, "is_deciding": is_deciding}


def _numbers(typed: Mapping[str, str], pattern: str, most: int) -> list[int]:
    return [number for number in range(most + 1) if pattern.format(number) in typed]


def _number(text: Any) -> Any:
    """The number that was typed; what is none, as it is; nothing for nothing."""
    if text in ("", None):
        return None
    try:
        return float(str(text).replace(",", ".").replace("−", "-"))
    except ValueError:
        return text


def _share(percent: Any) -> Any:
    number = _number(percent)
    return number / 100 if isinstance(number, float) else number
