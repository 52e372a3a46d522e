"""The cells of a table as HTML. A page has hundreds of them: made here, they cost a tenth of a template each."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from trimtab.web import formats

NOTHING = "–"


def link(url: str, text: object) -> SafeString:
    """A link; empty where there is no text."""
    return format_html('<a href="{}">{}</a>', url, text) if text else SafeString("")


def unknown() -> SafeString:
    """The word for what is not known."""
    return format_html('<span class="unknown">{}</span>', formats.unknown())


def quiet(text: str) -> SafeString:
    """A word that steps back."""
    return format_html('<span class="quiet">{}</span>', text)


def warned(text: str, warning: str) -> SafeString:
    """A value, and under it what is wrong with it."""
    return format_html('{} <small class="warn">▲ {}</small>', text, warning)


def with_note(text: object, note: str) -> SafeString:
    """A value with a small text under it."""
    return format_html("{}<small>{}</small>", text, note)


def shown_value(value: object) -> str:
    """A value in the locale's words; nothing where there is none."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return formats.moment(value)
    if isinstance(value, date):
        return formats.day(value)
    if isinstance(value, int):
        return formats.whole(value)
    if isinstance(value, Decimal | float):
        return formats.number(value)
    return str(value)


def head_cell(text: str, *, url: str, name: str) -> str:
    """The cell that names the row: a link to its page, and one that opens it beside the list."""
    if not url:
        return f'<th scope="row">{conditional_escape(text)}</th>'
    beside = conditional_escape(_("Show %(name)s beside the list") % {"name": name})
    address = conditional_escape(url)
    return (
        f'<th scope="row"><a href="{address}">{conditional_escape(text)}</a>'
        f'<a class="beside" data-peek href="{address}" aria-label="{beside}"></a></th>'
    )


def cell(text: str, *, label: str, css: str, field: str, edit_url: str) -> str:
    """A cell; with `field`, one that can be edited in place and otherwise leads to the form.

    Args:
        label: what stands before the value where the rows are stacked.
        field: the field that it edits; empty: it does not.
    """
    inner = conditional_escape(text)
    if field:
        inner = mark_safe(f'<a class="cell" href="{edit_url}#id_{field}">{inner or NOTHING}</a>')  # noqa: S308
    marks = f' class="{css}"' if css else ""
    marks += f' data-field="{field}"' if field else ""
    return f'<td{marks} data-label="{conditional_escape(label)}">{inner}</td>'
