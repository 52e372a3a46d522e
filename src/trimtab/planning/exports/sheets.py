"""A plan as a workbook: a sheet for each section; numbers and days keep their kind, a text stays a text."""

import io

from django.utils.translation import gettext as _

from trimtab.core.workbooks import write_sheets
from trimtab.planning.exports.document import PlanDocument


def workbook_of(document: PlanDocument) -> bytes:
    """The document as a workbook."""
    file = io.BytesIO()
    first = (_("Plan"), [document.title, ""], [["", document.lead], ["", document.by]])
    write_sheets([first, *((one.title, one.head, one.rows) for one in document.sections if one.rows)], file)
    return file.getvalue()
