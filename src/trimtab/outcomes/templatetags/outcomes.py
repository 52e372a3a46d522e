"""Names of reasons in templates."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def named(names: Mapping[str, str], key: str) -> str:
    """The name of a reason; its key where nobody knows it any more."""
    return names.get(key, key)
