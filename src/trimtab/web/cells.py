"""The cells of a table as HTML. A page has hundreds of them: made here, they cost a tenth of a template each."""

from dataclasses import dataclass
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


@dataclass(frozen=True)
class Words:
    """The words that every row repeats, translated and escaped once a page. `%s` stands for the row's name."""

    beside: str
    select: str

    @classmethod
    def of_the_language(cls) -> "Words":
        """In the language of the page."""
        return cls(str(conditional_escape(_("Show %s beside the list"))), str(conditional_escape(_("Select %s"))))


def row(pk: int, *, name: str, cells: str, cells_url: str, words: Words | None) -> SafeString:
    """A row; with `words` for it, one that can be selected.

    Args:
        cells: HTML.
        cells_url: below which its cells are edited; empty: they are not.
    """
    marks = f' data-cells="{cells_url}"' if cells_url else ""
    box = ""
    if words is not None:
        label = words.select.replace("%s", conditional_escape(name))
        box = (
            f'<td class="pick"><input type="checkbox" name="ids" value="{pk}" form="selection" '
            f'aria-label="{label}"></td>'
        )
    return mark_safe(f'<tr data-row="{pk}"{marks}>{box}{cells}</tr>')  # noqa: S308  # each part is safe


def head_cell(text: str, *, url: str, name: str, words: Words) -> str:
    """The cell that names the row: a link to its page, and one that opens it beside the list."""
    if not url:
        return f'<th scope="row">{conditional_escape(text)}</th>'
    beside = words.beside.replace("%s", conditional_escape(name))
    return (
        f'<th scope="row"><a href="{url}">{conditional_escape(text)}</a>'
        f'<a class="beside" data-peek href="{url}" aria-label="{beside}"></a></th>'
    )


def cell(text: str, *, start: str, key: str, edit_url: str) -> str:
    """A cell; with `edit_url`, one that can be edited in place and otherwise leads to the form.

    Args:
        start: see `cell_start`.
        key: the field that it edits.
    """
    inner = conditional_escape(text)
    if edit_url:
        return f'{start} data-field="{key}"><a class="cell" href="{edit_url}#id_{key}">{inner or NOTHING}</a></td>'
    return f"{start}>{inner}</td>"


def cell_start(label: str, *, css: str) -> str:
    """What the cells of a column begin with: their class, and what stands before the value where rows are stacked."""
    marks = f' class="{css}"' if css else ""
    return f'<td{marks} data-label="{conditional_escape(label)}"'
