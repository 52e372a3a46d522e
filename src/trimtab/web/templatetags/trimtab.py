"""Filters and tags of every template: formats, icons, charts, addresses that keep the frame."""

from datetime import date, datetime
from decimal import Decimal

from django import forms, template
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from trimtab.web import charts, formats

register = template.Library()
register.filter("compact", formats.compact)
register.filter("whole", formats.whole)
register.filter("money", formats.money)
register.filter("percent", formats.percent)
register.filter("signed", formats.signed)
register.filter("days", formats.days)
register.filter("day", formats.day)
register.filter("moment", formats.moment)
register.filter("interval", formats.interval)
register.filter("percent_interval", formats.percent_interval)

ICONS = {
    "pipeline": "M2 13h12M3 11V7h2v4M7 11V4h2v7M11 11V2h2v9",
    "opportunities": "M2 3h12v3H2zM2 8h12M2 12h12",
    "accounts": "M3 14V3h6v11M9 7h4v7M5 6h2M5 9h2M2 14h12",
    "people": "M8 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M3 14c0-3 2-4.5 5-4.5s5 1.5 5 4.5",
    "data": "M3 4c0-1.3 10-1.3 10 0s-10 1.3-10 0v8c0 1.3 10 1.3 10 0V4M3 8c0 1.3 10 1.3 10 0",
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small line drawing; decoration, the word stands beside it."""
    return format_html('<svg viewBox="0 0 16 16" aria-hidden="true"><path d="{}"/></svg>', ICONS[name])


@register.filter
def or_unknown(value: object) -> object:
    """The value, or the word for unknown where it is missing. No and zero stay what they are."""
    if value is None or value == "":
        return format_html('<span class="unknown">{}</span>', formats.unknown())
    return value


@register.filter
def change_class(value: float | Decimal | None) -> str:
    """up or down, for the colour of a signed figure; the sign says the same."""
    return "" if not value else "up" if value > 0 else "down"


@register.filter
def is_check(field: forms.BoundField) -> bool:
    """Whether the field is a check box."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def iso(value: date | datetime) -> str:
    """For the datetime attribute of <time>."""
    return value.isoformat()


@register.simple_tag(takes_context=True)
def address_with(context: template.Context, **changes: object) -> str:
    """The current address with some parameters set, or dropped where the value is empty; keyset marks are dropped."""
    query: QueryDict = context["request"].GET.copy()
    for mark in ("after", "before"):
        query.pop(mark, None)
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.inclusion_tag("components/waterfall.html")
def draw_waterfall(chart: charts.Waterfall, label: str) -> dict[str, object]:
    """A waterfall."""
    return {"chart": chart, "label": label}


@register.inclusion_tag("components/line.html")
def draw_line(chart: charts.Line, label: str) -> dict[str, object]:
    """A small line chart."""
    return {"chart": chart, "label": label}


@register.inclusion_tag("components/spark.html")
def draw_spark(chart: charts.Line) -> dict[str, object]:
    """A sparkline."""
    return {"chart": chart}


@register.inclusion_tag("components/bar.html")
def draw_bar(chart: charts.Bar) -> dict[str, object]:
    """A bar with its interval."""
    return {"chart": chart}
