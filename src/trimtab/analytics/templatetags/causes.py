"""Differences of shares in points, and what stopped a report in words."""

from datetime import datetime
from typing import Any

from django import template

from trimtab.analytics.causes.wording import PROBLEMS, raw_difference
from trimtab.analytics.causes.wording import points as in_points
from trimtab.web import formats

register = template.Library()


@register.filter
def points(share: float | None) -> str:
    """A difference of shares in points, signed."""
    return formats.unknown() if share is None else in_points(share)


@register.filter
def raw_points(written: dict[str, Any]) -> str:
    """The usual comparison of a card, in points."""
    return points(raw_difference(written))


@register.filter
def problem_in_words(problem: str) -> str:
    """Why a report stopped."""
    return str(PROBLEMS.get(problem, ""))


@register.filter
def kept_moment(text: str) -> str:
    """An instant that is kept as ISO text."""
    return formats.moment(datetime.fromisoformat(text))
