"""Alarms in words."""

from datetime import date

from django import template

from trimtab.analytics.service import words as service_words
from trimtab.analytics.service.comparison import Agreed
from trimtab.analytics.watch import words
from trimtab.analytics.watch.models import Setback
from trimtab.insight.results import NotEnoughData
from trimtab.insight.service import Difference, ServiceIndex
from trimtab.web import formats

register = template.Library()


@register.filter
def measure(name: str) -> str:
    """A measure in words."""
    return words.measure_label(name)


@register.filter
def subject(setback: Setback) -> str:
    """Whose measure it is."""
    return words.subject_label(setback)


@register.filter
def happened(setback: Setback) -> str:
    """What happened, in a sentence."""
    return words.happened(setback)


@register.filter
def value_of(value: float, measure: str) -> str:
    """A value of a measure."""
    return words.value_text(measure, value)


@register.filter
def mark(kind: str) -> str:
    """What else changed, in a sentence."""
    return str(words.KINDS.get(kind, kind))


@register.filter
def lever(name: str) -> str:
    """A lever in words."""
    return str(words.LEVERS.get(name, name))


@register.filter
def kept_date(text: str) -> str:
    """A day that is kept as text."""
    return formats.day(date.fromisoformat(text))


@register.filter
def plain(value: float) -> str:
    """A small number with one decimal where it needs one."""
    return formats.number(round(value, 1))


@register.filter
def one_in(chance: float) -> str:
    """A chance as one in so many."""
    return words.one_in(chance)


@register.filter
def channel(kind: str) -> str:
    """A channel in words."""
    return str(service_words.CHANNELS.get(kind, kind))


@register.filter
def share_of(part: int, whole: int) -> str:
    """A part as a share."""
    return formats.percent(part / whole if whole else None)


@register.filter
def own_value(one: Difference) -> str:
    """What the seller reached."""
    return service_words.value(one.measure, one.own)


@register.filter
def team_value(one: Difference) -> str:
    """What the others would have reached."""
    return service_words.value(one.measure, one.team)


@register.filter
def difference_text(one: Difference) -> str:
    """The difference with its bounds."""
    return service_words.difference(one)


@register.filter
def moved_text(one: Agreed) -> str:
    """How far a lever moved since."""
    return service_words.moved(one)


@register.filter
def part_name(measure: str) -> str:
    """A part of the index in words."""
    return str(service_words.PARTS[measure][0])


@register.filter
def part_meaning(measure: str) -> str:
    """What a part of the index counts, in a sentence."""
    return str(service_words.PARTS[measure][1])


@register.filter
def index_sentence(found: ServiceIndex) -> str:
    """What the index says."""
    return service_words.index_sentence(found)


@register.filter
def no_index(few: NotEnoughData) -> str:
    """Why there is no index."""
    return service_words.no_index(few)
