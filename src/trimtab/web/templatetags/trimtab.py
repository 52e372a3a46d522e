"""Filters and tags of every template: formats, icons, charts, addresses that keep the frame."""

from datetime import date, datetime
from decimal import Decimal

from django import forms, template
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from trimtab.web import charts, formats

register = template.Library()
register.filter("compact", formats.compact)
register.filter("whole", formats.whole)
register.filter("money", formats.money)
register.filter("rounded", formats.rounded)
register.filter("percent", formats.percent)
register.filter("rate", formats.rate)
register.filter("signed", formats.signed)
register.filter("days", formats.days)
register.filter("day", formats.day)
register.filter("moment", formats.moment)
register.filter("day_or_moment", formats.day_or_moment)
register.filter("interval", formats.interval)
register.filter("percent_interval", formats.percent_interval)

ICONS = {
    "today": "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2M8 5v3l2 2",
    "pipeline": "M2 13h12M3 11V7h2v4M7 11V4h2v7M11 11V2h2v9",
    "opportunities": "M2 3h12v3H2zM2 8h12M2 12h12",
    "accounts": "M3 14V3h6v11M9 7h4v7M5 6h2M5 9h2M2 14h12",
    "people": "M8 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M3 14c0-3 2-4.5 5-4.5s5 1.5 5 4.5",
    "settings": "M2 4h7M13 4h1M2 12h1M7 12h7M9 2v4M13 2v4M3 10v4M7 10v4M9 4h4M3 12h4M2 8h12",
    "bell": "M3 12h10M4.5 12V7.5a3.5 3.5 0 0 1 7 0V12M8 4V2.5M7 14h2",
    "data": "M3 4c0-1.3 10-1.3 10 0s-10 1.3-10 0v8c0 1.3 10 1.3 10 0V4M3 8c0 1.3 10 1.3 10 0",
}
# A mark is a shape and a colour; the word beside it says the same.
SHAPES = {"good": "●", "warn": "◆", "bad": "▲", "quiet": "○"}


@register.filter
def asked(request: object) -> list[tuple[str, str]]:
    """What the address asks for, by name. `request.GET.items` would be a parameter of that name, where one is given."""
    parameters = getattr(request, "GET", None)
    return [(name, str(value)) for name, value in parameters.items()] if isinstance(parameters, QueryDict) else []


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
def translated(text: str | None) -> str:
    """A text that is written where gettext is not known, in the reader's language; catalogued by tools/reference.py."""
    return _(text) if text else ""


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


@register.simple_tag
def badge(word: str, kind: str = "quiet") -> SafeString:
    """A word with a shape. kind: good, warn, bad or quiet."""
    return format_html('<span class="tag {}"><span aria-hidden="true">{}</span> {}</span>', kind, SHAPES[kind], word)


@register.simple_tag
def change(value: float | Decimal | None, better: str = "up", text: str = "") -> SafeString:
    """A change as ▲ or ▼ with its amount.

    Args:
        better: up or down, the direction that is good; empty where neither is.
        text: the amount in words, where compact figures do not say it (94 d, 3%).
    """
    if value is None:
        return format_html('<span class="unknown">{}</span>', formats.unknown())
    direction = "up" if value > 0 else "down" if value < 0 else ""
    css = "even" if not (direction and better) else "good" if direction == better else "bad"
    shape, word = {"up": ("▲", _("up")), "down": ("▼", _("down")), "": ("●", _("unchanged"))}[direction]
    return format_html(
        '<span class="change {}"><span aria-hidden="true">{}</span><span class="visually-hidden">{}</span> {}</span>',
        css,
        shape,
        word,
        text or formats.compact(max(value, -value)),
    )


@register.filter
def undo_address(tags: str | None) -> str:
    """The address that takes back what a message tells: messages.success(request, text, extra_tags="undo /path/")."""
    words = (tags or "").split()
    is_undo = len(words) > 1 and words[0] == "undo" and words[1].startswith("/") and not words[1].startswith("//")
    return words[1] if is_undo else ""


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(
    context: template.Context, name: str, label: str, css: str = "", default: str = ""
) -> dict[str, object]:
    """A column's head that sorts by it: first ascending, then descending.

    Args:
        name: value of `sort` in the URL; descending with a minus before it.
        css: n for figures.
        default: the order of a page whose URL has no `sort`.
    """
    current = context["request"].GET.get("sort") or default
    order = {name: "ascending", f"-{name}": "descending"}.get(current, "")
    url = address_with(context, sort=f"-{name}" if order == "ascending" else name)
    return {"label": label, "css": css, "order": order, "url": url}


@register.inclusion_tag("components/waterfall.html")
def draw_waterfall(chart: charts.Waterfall, label: str, table: bool = True) -> dict[str, object]:
    """A waterfall, its table behind a click; on a narrow page the table with lying bars stands in its place."""
    return {"chart": chart, "label": label, "table": table}


@register.inclusion_tag("components/line.html")
def draw_line(chart: charts.Line, label: str, table: bool = True) -> dict[str, object]:
    """A small line chart; its table, where the chart was given labels, behind a click."""
    return {"chart": chart, "label": label, "table": table}


@register.inclusion_tag("components/spark.html")
def draw_spark(chart: charts.Line) -> dict[str, object]:
    """A sparkline."""
    return {"chart": chart}


@register.inclusion_tag("components/bar.html")
def draw_bar(chart: charts.Bar) -> dict[str, object]:
    """A bar with its interval."""
    return {"chart": chart}


@register.inclusion_tag("components/bars.html")
def draw_bars(measures: tuple[charts.Measure, ...], label: str, head: str = "", figure: str = "") -> dict[str, object]:
    """Bars with their intervals as a table. head, figure: what the rows and their figures are."""
    return {"measures": measures, "label": label, "head": head or label, "figure": figure or _("Value")}


@register.inclusion_tag("components/strip.html")
def draw_strip(chart: charts.Strip, label: str) -> dict[str, object]:
    """A distribution as five quantiles with marks."""
    return {"chart": chart, "label": label}


@register.inclusion_tag("components/multiples.html")
def draw_multiples(multiples: tuple[charts.Multiple, ...], label: str) -> dict[str, object]:
    """Small lines on one scale."""
    return {"multiples": multiples, "label": label}
