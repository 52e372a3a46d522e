"""Writes figures as their unit asks, linked to the rows behind them."""

from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlencode

from babel.numbers import format_decimal
from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from trimtab.analytics.addresses import address_of, kept_parameters
from trimtab.analytics.cuts import LABELS
from trimtab.analytics.forms import GROUPS
from trimtab.analytics.metrics import ALL_METRICS
from trimtab.analytics.review.model import Figure, Value
from trimtab.web import charts, formats

register = template.Library()


@register.filter
def by_unit(value: Value, unit: str) -> str:
    """The value as its unit is written."""
    if value is None:
        return formats.unknown()
    if unit == "share":
        return formats.percent(value)
    if unit == "days":
        return formats.days(value)
    if unit == "count":
        return formats.whole(value)
    return formats.compact(value)


@register.filter
def kept_by_unit(value: object, unit: str) -> str:
    """The same for a value of a restatement: exact amounts are kept as text; empty: there was no such figure."""
    if value == "":
        return "–"
    if isinstance(value, str):
        return exact(Decimal(value)) if unit == "money" else by_unit(Decimal(value), unit)
    return by_unit(value if isinstance(value, int | float) else None, unit)


@register.filter
def kept_moment(text: str) -> str:
    """An instant that a restatement keeps as ISO text."""
    return formats.moment(datetime.fromisoformat(text))


@register.filter
def kept_day(text: str) -> str:
    """A day that a restatement keeps as ISO text."""
    return formats.day(date.fromisoformat(text))


@register.filter
def exact(amount: Decimal) -> str:
    """An amount to the cent, as a column of amounts writes it."""
    return format_decimal(amount, format="#,##0.00;−#,##0.00", locale=formats.locale())


@register.filter
def group_label(by: str) -> str:
    """What the members of a breakdown are called."""
    return str(GROUPS[by])


@register.filter
def written(figure: Figure) -> str:
    """A figure as its unit is written."""
    return by_unit(figure.value, figure.unit)


@register.filter
def between(figure: Figure) -> str:
    """The interval of a figure; empty where there is none."""
    if figure.low is None or figure.high is None:
        return ""
    write = formats.percent_interval if figure.unit == "share" else formats.interval
    return write(figure.low, figure.high)


@register.simple_tag(takes_context=True)
def rows_address(context: template.Context, rows: str) -> str:
    """The address of the rows behind a figure, in the frame of the page. `rows`: as in `Figure.rows`."""
    return address_of(rows, context["frame"], context["request"].GET)


@register.simple_tag(takes_context=True)
def kept_query(context: template.Context) -> str:
    """Scope, period, and what else was chosen on the review, for links between its pages."""
    return urlencode(_asked(context))


@register.simple_tag(takes_context=True)
def whole_query(context: template.Context) -> str:
    """The same, of all records instead of a part."""
    return urlencode({key: value for key, value in _asked(context).items() if key not in LABELS})


@register.inclusion_tag("analytics/kept.html", takes_context=True)
def kept_inputs(context: template.Context, *others: str) -> dict[str, object]:
    """The same as hidden inputs of a form, but for the fields that the form has itself. others: their names."""
    return {"kept": {key: value for key, value in _asked(context).items() if key not in others}}


def _asked(context: template.Context) -> dict[str, str]:
    return kept_parameters(context["frame"], context["request"].GET)


@register.simple_tag(takes_context=True)
def linked(context: template.Context, text: object, rows: str) -> SafeString | str:
    """The text, as a link to the rows behind it; plain in a file, or where there are none."""
    if not rows or context.get("is_file"):
        return str(text)
    return format_html('<a class="figure" href="{}">{}</a>', rows_address(context, rows), text)


@register.simple_tag(takes_context=True)
def shown(context: template.Context, figure: Figure) -> SafeString | str:
    """A figure, linked to its rows; unknown in its own style."""
    if figure.value is None:
        return format_html('<span class="unknown">{}</span>', formats.unknown())
    return linked(context, written(figure), figure.rows)


@register.inclusion_tag("components/about.html", takes_context=True)
def about_metric(context: template.Context, name: str) -> dict[str, object]:
    """What a figure means: definition, cases and as-of, with the way to its query."""
    metric = ALL_METRICS[name]
    answered = next((one for one in context["review"].answered if one.metric == name), None)
    return {
        "definition": f"{_(metric.question)} {_('Formula:')} {_(metric.formula)}",
        "n": answered.n if answered is not None and metric.counted else None,
        "as_of": formats.moment(context["review"].as_of),
        "url": ""
        if context.get("is_file")
        else f"{reverse('pipeline-definition', args=[name])}?{context['frame'].query}",
    }


@register.inclusion_tag("components/bar.html")
def draw_rate(figure: Figure) -> dict[str, object]:
    """A share from 0 to 1 as a bar with its interval."""
    low, high = (None if end is None else float(end) for end in (figure.low, figure.high))
    return {"chart": charts.bar(float(figure.value or 0), most=1.0, low=low, high=high)}


@register.inclusion_tag("components/bar.html")
def draw_amount(figure: Figure, among: tuple[Figure, ...]) -> dict[str, object]:
    """An amount as a bar, beside the largest of its kind."""
    return {"chart": charts.bar(float(figure.value or 0), most=max(float(one.value or 0) for one in among))}
