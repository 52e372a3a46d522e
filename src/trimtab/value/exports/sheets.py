"""A business case as a workbook that reckons by itself: change a figure on the sheet of lines, and everything follows.

Formulas are ours alone, and refer to cells; what people typed stands in cells as text, whatever it begins with.
"""

import io
from collections.abc import Sequence

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from trimtab.core.workbooks import Formula, sheet_title, write_sheets
from trimtab.value.cases import BENEFIT, ONE_OFF
from trimtab.value.shareable import SharedCase, SharedLine

Row = Sequence[object]
Sheet = tuple[str, Sequence[str], Sequence[Row]]
SHARE, MONTHS = "0%", "0.0"
FIRST_GROWTH = 14  # the column of the growth in year 1 on the sheet of lines


class Names:
    """The sheets' titles as formulas name them, and the last row of lines."""

    def __init__(self, shown: SharedCase) -> None:
        titles = (_("Business case"), _("Lines"), _("Years"), _("Months"))
        self.case, self.lines, self.years, self.months = (sheet_title(title) for title in titles)
        self.last = max(len(shown.lines), 1) + 1
        self.kinds = {"benefit": _("Benefit"), "one_off": _("One-off cost"), "yearly": _("Yearly cost")}

    def cell(self, sheet: str, place: str) -> str:
        """A cell or range of another sheet."""
        return f"'{sheet}'!{place}"

    def column(self, letter: str) -> str:
        """A column of the sheet of lines."""
        return self.cell(self.lines, f"${letter}$2:${letter}${self.last}")


def workbook_of(shown: SharedCase) -> bytes:
    """The case as a workbook."""
    names, file = Names(shown), io.BytesIO()
    write_sheets([_case(shown, names), _lines(shown, names), _years(shown, names), _months(shown, names)], file)
    return file.getvalue()


def _case(shown: SharedCase, names: Names) -> Sheet:
    """Terms and results; the results are the rows 7 to 11."""
    nets = names.cell(names.years, f"D3:D{shown.years + 2}")
    months = f"2:{{0}}{12 * shown.years + 1}"
    crossings = names.cell(names.months, "D" + months.format("D"))
    last = names.cell(names.months, f"C{12 * shown.years + 1}")
    never = _("not within these years").replace('"', '""')
    rows: list[Row] = [
        [_("Customer"), shown.customer],
        [_("The problem"), shown.problem],
        [_("Currency"), shown.currency],
        [_("Years"), shown.years],
        [_("Discount rate"), shown.rate / 100],
        [_("Paid once"), Formula(f"=SUMPRODUCT({names.column('L')}*{names.column('J')})")],
        [_("Present value"), Formula(f"=-B7+NPV(B6,{nets})")],
        [
            _("Months until it has paid for itself"),
            Formula(f'=IF({last}<0,"{never}",IF(COUNT({crossings})=0,0,MAX({crossings})))', MONTHS),
        ],
        [_("Return on what is paid once"), Formula(f'=IF(B7=0,"",(SUM({nets})-B7)/B7)', SHARE)],
        [_("A month of doing nothing costs"), Formula(f"=SUM({names.column('M')})/12")],
    ]
    return names.case, [shown.title, ""], rows


def _lines(shown: SharedCase, names: Names) -> Sheet:
    """What each line is; the columns K and L say how it counts, the growth by year stands at the end."""
    head = [
        _("What it is"),
        _("Kind"),
        _("Unit"),
        _("Worth of one unit"),
        _("Quantity"),
        _("At least"),
        _("At most"),
        _("How often a year"),
        _("Begins after months"),
        _("Full year"),
        _("Counts each year"),
        _("Counts once"),
        _("Full-grown year"),
        *(_("Growth in year %(year)d") % {"year": year} for year in range(1, shown.years + 1)),
        _("Where they have the figure from"),
        _("Confirmed"),
    ]
    return names.lines, head, [_line(one, row, shown, names) for row, one in enumerate(shown.lines, 2)]


def _line(one: SharedLine, row: int, shown: SharedCase, names: Names) -> Row:
    sign = 1 if one.kind == BENEFIT else 0 if one.kind == ONE_OFF else -1
    growth = [one.line.share_in(year) for year in range(1, shown.years + 1)]
    first, last = get_column_letter(FIRST_GROWTH), get_column_letter(FIRST_GROWTH + shown.years - 1)
    return [
        one.label,
        names.kinds[one.kind],
        one.unit,
        one.unit_value,
        one.quantity,
        one.quantity_low,
        one.quantity_high,
        one.times,
        one.start_month,
        Formula(f"=D{row}*E{row}*H{row}"),
        sign,
        1 if one.kind == ONE_OFF else 0,
        Formula(f"=K{row}*J{row}*MAX({first}{row}:{last}{row})"),
        *growth,
        one.source,
        _("yes") if one.is_confirmed else _("not yet"),
    ]


def _years(shown: SharedCase, names: Names) -> Sheet:
    """What comes in and goes out in each year, year 0 being what is paid at once."""
    once = names.cell(names.case, "$B$7")
    rows: list[Row] = [[0, 0, Formula(f"={once}"), Formula(f"=-{once}"), Formula("=D2")]]
    for year in range(1, shown.years + 1):
        row, months = year + 2, names.cell(names.months, "{0}")
        span = months.format(f"B{12 * year - 10}:B{12 * year + 1}")
        growth = names.column(get_column_letter(FIRST_GROWTH + year - 1))
        running = "+".join(f"({names.column('I')}<{month})" for month in range(12 * year - 11, 12 * year + 1))
        gained = f"SUMPRODUCT(({names.column('K')}=1)*{names.column('J')}*{growth}*({running}))"
        net = Formula(f"=SUM({span})")
        rows.append([year, Formula(f"={gained}/12"), Formula(f"=B{row}-D{row}"), net, Formula(f"=E{row - 1}+D{row}")])
    head = [_("Year"), _("Comes in"), _("Goes out"), _("Net"), _("Sum until then")]
    return names.years, head, rows


def _months(shown: SharedCase, names: Names) -> Sheet:
    """The net of each month, the sum until then, and where the sum rises above zero."""
    once, rows = names.cell(names.case, "$B$7"), []
    for month in range(1, 12 * shown.years + 1):
        row, growth = month + 1, names.column(get_column_letter(FIRST_GROWTH + (month - 1) // 12))
        product = f"{names.column('K')}*{names.column('J')}*{growth}*({names.column('I')}<A{row})"
        before = f"-{once}" if month == 1 else f"C{row - 1}"
        crossing = f'=IF(AND({before}<0,C{row}>=0),A{row}-1-({before})/B{row},"")'
        rows.append(
            [month, Formula(f"=SUMPRODUCT({product})/12"), Formula(f"={before}+B{row}"), Formula(crossing, MONTHS)]
        )
    return names.months, [_("Month"), _("Net"), _("Sum until then"), _("Above zero from month")], rows
