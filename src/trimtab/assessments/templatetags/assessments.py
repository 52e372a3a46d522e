"""Filters of the pages of assessments."""

from collections.abc import Sequence
from typing import Any

from django import template

from trimtab.assessments.scorecard import ANSWERS, NO, NOT_ASKED, UNKNOWN, YES
from trimtab.assessments.words import COLOURS, MARKS, SIGNS
from trimtab.web import formats

register = template.Library()
STEP_TONES = {YES: "good", UNKNOWN: "unknown", NO: "bad"}


@register.filter
def at(rows: Sequence[Any], index: int) -> Any:  # whatever the rows hold
    """The row of that number."""
    return rows[index]


@register.filter
def colour_word(colour: str) -> str:
    """Good, Weak, Bad, or that nothing was asked."""
    return str(COLOURS[colour])


@register.filter
def colour_mark(colour: str) -> str:
    """The mark of a colour, for `badge`."""
    return MARKS[colour]


@register.filter
def signed_share(share: float) -> str:
    """A share of −100 % to 100 %."""
    text = formats.percent(abs(share))
    return f"−{text}" if round(share, 4) < 0 else text


@register.filter
def plain(points: float) -> str:
    """Points without zeros that say nothing: 3, −0.5."""
    return f"{points:g}".replace("-", "−")


@register.filter
def sign(value: str) -> str:
    """The sign of an answer."""
    return SIGNS.get(value, "")


@register.filter
def step_tone(value: str) -> str:
    """The tone of an answer to a smaller question."""
    return STEP_TONES.get(value, "none")


@register.filter
def answer_word(value: str) -> str:
    """An answer to a smaller question in words."""
    return str(ANSWERS.get(value, NOT_ASKED))
