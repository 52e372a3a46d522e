"""Filters of the pages of hours."""

from django import template

from trimtab.hours.words import hours_of
from trimtab.web.formats import interval, percent_to_tenth

register = template.Library()


@register.filter
def in_hours(minutes: float) -> str:
    """Minutes as hours with one decimal."""
    return hours_of(minutes)


register.filter("tenth", percent_to_tenth)
register.filter("interval_to", interval)
