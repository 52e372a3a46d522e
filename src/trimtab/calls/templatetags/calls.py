"""Figures of calls in words."""

from collections.abc import Mapping

from django import template

from trimtab.calls.figure_words import told as told_in_words
from trimtab.core.shares import Share

register = template.Library()


@register.filter
def told(share: Share | None) -> str:
    """A share with interval and number of cases, or that it cannot be told."""
    return told_in_words(share or Share(0, 0))


@register.filter
def of_key(shares: Mapping[str, Share], key: str) -> Share | None:
    """The share of that key."""
    return shares.get(key)
