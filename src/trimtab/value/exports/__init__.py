"""A business case as a file, built from what a customer may see and from nothing else."""

from django.http import Http404, HttpResponse
from django.utils.text import slugify

from trimtab.value.exports.pdf import pdf_of
from trimtab.value.exports.sheets import workbook_of
from trimtab.value.shareable import SharedCase

MADE = {
    "pdf": (pdf_of, "application/pdf"),
    "xlsx": (workbook_of, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def file_of(shown: SharedCase, kind: str) -> HttpResponse:
    """The file to be taken along.

    Raises:
        Http404: there is no such kind.
    """
    if kind not in MADE:
        raise Http404
    make, content_type = MADE[kind]
    answer = HttpResponse(make(shown), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{slugify(shown.title) or "case"}.{kind}"'
    return answer
