"""A plan to take along, and what the customer would see of it."""

from collections.abc import Callable, Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from trimtab.core.audit import record_event
from trimtab.planning.exports.document import PlanDocument, text_of
from trimtab.planning.exports.internal import internal_document
from trimtab.planning.exports.pdf import pdf_of
from trimtab.planning.exports.shareable import customer_document
from trimtab.planning.exports.sheets import workbook_of
from trimtab.planning.exports.slides import slides_of
from trimtab.planning.views.frames import Visit, visit_of

OFFICE = "application/vnd.openxmlformats-officedocument"
MADE: Mapping[str, tuple[Callable[[PlanDocument], bytes], str]] = {
    "pdf": (pdf_of, "application/pdf"),
    "pptx": (slides_of, f"{OFFICE}.presentationml.presentation"),
    "xlsx": (workbook_of, f"{OFFICE}.spreadsheetml.sheet"),
}


@require_GET
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """What can be taken along, and the version for the customer as it would be."""
    visit = visit_of(request, pk)
    document = customer_document(visit.plan, user=visit.user, today=visit.today)
    sections = [(one, [[text_of(value) for value in row] for row in one.rows]) for one in document.sections]
    return visit.page("files", "files", document=document, sections=sections, kinds=list(MADE))


@require_GET
def file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The plan as a file, for ourselves."""
    visit = visit_of(request, pk)
    document = internal_document(visit.plan, user=visit.user, today=visit.today, zone=visit.zone)
    return _file(visit, document, kind=kind, version="internal")


@require_GET
def customer_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The plan as a file, for the customer: shareable fields only."""
    visit = visit_of(request, pk)
    document = customer_document(visit.plan, user=visit.user, today=visit.today)
    return _file(visit, document, kind=kind, version="customer")


def _file(visit: Visit, document: PlanDocument, *, kind: str, version: str) -> HttpResponse:
    if kind not in MADE:
        raise Http404
    make, content_type = MADE[kind]
    answer = HttpResponse(make(document), content_type=content_type)
    name = slugify(document.title) or "plan"
    answer["Content-Disposition"] = f'attachment; filename="{name}-{visit.today}.{kind}"'
    after = {"format": kind, "version": version}
    record_event("plan.exported", record="plan", record_id=visit.plan.pk, by=visit.user, now=visit.now, after=after)
    return answer
