"""A plan to take along, and what the customer would see of it."""

from collections.abc import Callable, Mapping

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from trimtab.core.audit import record_event
from trimtab.people.frame import setting_up
from trimtab.planning.exports.document import PlanDocument, text_of
from trimtab.planning.exports.internal import internal_document
from trimtab.planning.exports.pdf import pdf_of
from trimtab.planning.exports.restoring import MOST_BYTES, WrongFile, import_plan
from trimtab.planning.exports.shareable import customer_document
from trimtab.planning.exports.sheets import workbook_of
from trimtab.planning.exports.slides import slides_of
from trimtab.planning.exports.whole import whole_plan
from trimtab.planning.views.frames import Visit, visit_of

OFFICE = "application/vnd.openxmlformats-officedocument"
MADE: Mapping[str, tuple[Callable[[PlanDocument], bytes], str]] = {
    "pdf": (pdf_of, "application/pdf"),
    "pptx": (slides_of, f"{OFFICE}.presentationml.presentation"),
    "xlsx": (workbook_of, f"{OFFICE}.spreadsheetml.sheet"),
}


class ImportForm(forms.Form):
    """The file of a whole plan."""

    file = forms.FileField(label=gettext_lazy("File of the plan (JSON)"))

    def clean_file(self) -> "UploadedFile[bytes]":
        """No more than is read in; asked before anything is read."""
        sent: UploadedFile[bytes] = self.cleaned_data["file"]
        if (sent.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("The file has more than %(most)s MB.") % {"most": MOST_BYTES // 1_000_000})
        return sent


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
    document = internal_document(visit.reach, user=visit.user)
    return _file(visit, document, kind=kind, version="internal")


@require_GET
def customer_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The plan as a file, for the customer: shareable fields only."""
    visit = visit_of(request, pk)
    document = customer_document(visit.plan, user=visit.user, today=visit.today)
    return _file(visit, document, kind=kind, version="customer")


@require_GET
def whole(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole plan as JSON, to be read into another installation; for those who may edit it."""
    visit = visit_of(request, pk, edit=True)
    answer = HttpResponse(whole_plan(visit.reach, user=visit.user, now=visit.now), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{slugify(visit.plan.name) or "plan"}-{visit.today}.json"'
    after = {"format": "json", "version": "whole"}
    record_event("plan.exported", record="plan", record_id=visit.plan.pk, by=visit.user, now=visit.now, after=after)
    return answer


@require_http_methods(["GET", "POST"])
def plan_import(request: HttpRequest) -> HttpResponse:
    """Read a plan from another installation in."""
    user = setting_up(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        try:
            made = import_plan(form.cleaned_data["file"].read(), by=user, now=timezone.now())
        except WrongFile as wrong:
            form.add_error("file", str(wrong))
        else:
            messages.info(request, _("The plan was read in: %(name)s.") % {"name": made})
            return redirect("plan", pk=made.pk)
    return render(request, "planning/import.html", {"form": form}, status=422 if form.is_bound else 200)


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
