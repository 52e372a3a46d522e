"""Looking a word up by its key in templates of this room."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def at(words: Mapping[str, object], key: str) -> object:
    """What stands there by that key; empty where nothing does."""
    return words.get(key, "")
