"""A business case on paper. Typst sets it; the texts come in as values, so that nothing typed can be read as markup."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from trimtab.core.papers import typeset
from trimtab.value import sentences
from trimtab.value.case_page import Figures
from trimtab.value.cases import cents
from trimtab.value.shareable import SharedCase, SharedLine
from trimtab.web import formats

Section = dict[str, object]


def pdf_of(shown: SharedCase) -> bytes:
    """The case as PDF."""
    return typeset("trimtab.value.exports", "case.typ", case=texts_of(shown))


def texts_of(shown: SharedCase) -> dict[str, object]:
    """All that goes into the PDF."""
    figures = Figures(shown)
    return {
        "title": _printable(shown.title),
        "by": _printable(shown.customer),
        "lead": sentences.worth(shown),
        "problem": _printable(shown.problem),
        "figures": _headline(shown, figures),
        "sections": [
            _lines(_("What it brings in a full year"), shown.benefits, shown),
            _lines(_("What it costs"), shown.costs, shown),
            _years(shown, figures),
            _spread(shown),
            _moves(shown, figures),
        ],
        "definitions": definitions(),
    }


def definitions() -> str:
    """What the words mean, in one paragraph."""
    return " ".join(
        [
            _("Present value: what all years are worth today, each discounted at its end, after what is paid once."),
            _("Return: what comes back beyond what is paid once, as a share of it."),
            _("A month of doing nothing costs a twelfth of what a fully grown year brings, after its yearly costs."),
            _("The range is drawn 10,000 times from the lowest, likely and highest figure of each line."),
        ]
    )


def _headline(shown: SharedCase, figures: Figures) -> list[tuple[str, str]]:
    money = shown.currency
    payback = formats.number(figures.payback) if figures.payback is not None else _("not within these years")
    return [
        (_("Present value"), formats.money(figures.present_value, money)),
        (_("Paid back after months"), payback),
        (_("Return"), formats.percent(shown.case.roi) if shown.case.roi is not None else "–"),
        (_("A month of doing nothing"), formats.money(figures.waiting, money)),
    ]


def _lines(title: str, lines: Sequence[SharedLine], shown: SharedCase) -> Section:
    rows = [
        [
            _printable(one.label),
            _reckoning(one, shown.currency),
            formats.money(cents(one.amount), shown.currency),
            _printable(one.source) or "–",
            _("yes") if one.is_confirmed else _("not yet"),
        ]
        for one in lines
    ]
    head = [_("What"), _("Reckoned"), _("Amount"), _("Source"), _("Confirmed")]
    return _section(title, head, rows, figures=(2,))


def _reckoning(one: SharedLine, currency: str) -> str:
    """How a benefit is reckoned; a cost is its amount."""
    if not one.is_benefit:
        return _("once") if one.kind == "one_off" else _("each year")
    quantity = f"{formats.number(one.quantity)} {_printable(one.unit)}".strip()
    text = f"{quantity} × {formats.money(one.unit_value, currency)}"
    return text if one.times == 1 else f"{text} × {formats.number(one.times)}"


def _years(shown: SharedCase, figures: Figures) -> Section:
    rows = [
        [formats.whole(year), *(formats.money(amount, shown.currency) for amount in amounts)]
        for year, *amounts in figures.years
    ]
    head = [_("Year"), _("Comes in"), _("Goes out"), _("Net"), _("Sum until then")]
    return _section(_("Year by year"), head, rows, figures=(1, 2, 3, 4))


def _spread(shown: SharedCase) -> Section:
    return _section(_("How far it may turn out otherwise"), [], [], said=sentences.spread(shown))


def _moves(shown: SharedCase, figures: Figures) -> Section:
    rows = [[_printable(bar.label), bar.lower, bar.higher] for bar in figures.tornado.bars]
    head = [_("Figure"), _("Present value with it 20% lower"), _("20% higher")]
    return _section(_("What hangs on which figure"), head, rows, figures=(1, 2))


def _section(
    title: str, head: Sequence[str], rows: Sequence[Sequence[str]], *, figures: Sequence[int] = (), said: str = ""
) -> Section:
    right = [column in figures for column in range(len(head))]
    return {"title": title, "head": list(head), "rows": [list(row) for row in rows], "figures": right, "said": said}


def _printable(text: str | Decimal) -> str:
    return "".join(one for one in str(text) if one == "\n" or ord(one) >= 32)
