"""How factors are written."""

from django import template
from django.utils.translation import gettext as _

from trimtab.targeting.factors import MEASURES, Factor
from trimtab.targeting.fit import ANY, BANDS, FIELDS, Criterion
from trimtab.web import formats

register = template.Library()


@register.simple_tag
def meaning_of(factor: Factor, level: str) -> str:
    """What an answer means."""
    return factor.meaning(level)


@register.simple_tag
def line_of(factor: Factor, level: str, currency: str) -> str:
    """From where on a measure is high or medium; empty where no line is set."""
    line = factor.high if level == "high" else factor.medium
    if line is None:
        return ""
    unit = MEASURES[factor.measure].unit
    if unit == "money":
        return formats.money(line, currency)
    return f"{formats.signed(round(100 * line))}%" if unit == "percent" else formats.number(line)


@register.simple_tag
def band_name(key: str) -> str:
    """What the profile advises."""
    return str(BANDS[key]) if key in BANDS else ""


@register.simple_tag
def field_name(key: str) -> str:
    """A field of an account as pages call it."""
    return str(FIELDS.get(key, key.removeprefix("custom:")))


@register.simple_tag
def grade_of(criterion: Criterion, name: str) -> str:
    """What earns a grade, in words."""
    grade = criterion.grades.get(name)
    if grade is None or not grade.is_set:
        return "–"
    if ANY in grade.texts:
        return _("any that is known")
    if grade.texts:
        return ", ".join(grade.texts)
    if grade.least is None:
        return _("up to %(most)s") % {"most": formats.number(grade.most)}
    if grade.most is None:
        return _("from %(least)s") % {"least": formats.number(grade.least)}
    return f"{formats.number(grade.least)}–{formats.number(grade.most)}"  # a range


@register.simple_tag
def points_between(low: float, high: float) -> str:
    """A difference of shares with its interval, in points of a hundred."""
    return _("%(low)s to %(high)s points") % {
        "low": formats.signed(round(100 * low)),
        "high": formats.signed(round(100 * high)),
    }
