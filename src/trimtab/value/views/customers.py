"""The business case as a customer opens it by a secret link."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trimtab.sharing.frame import for_customers, key_sent, open_link, shared_page
from trimtab.sharing.models import SecretLink
from trimtab.value import actions
from trimtab.value.case_page import Figures
from trimtab.value.exports import file_of
from trimtab.value.forms import AnswerForm
from trimtab.value.models import CaseVersion
from trimtab.value.queries import written_by_customer
from trimtab.value.shareable import SharedCase, case_then

PURPOSE = "case"


@require_safe
@for_customers
def shared_case(request: HttpRequest, token: str) -> HttpResponse:
    """The last version that was made for them."""
    link, version = _behind(request, token)
    return _page(link, token, version, sent="sent" in request.GET)


@require_POST
@for_customers
def shared_case_answers(request: HttpRequest, token: str) -> HttpResponse:
    """They confirm a line, correct it, or write a comment."""
    link, version = _behind(request, token)
    if version is None:
        raise Http404
    form = AnswerForm(request.POST, lines=case_then(version).lines)
    key = key_sent(request, link)
    if key is None:
        form.add_error(None, _("This page lay open for too long. Look at it anew, and send it again."))
    if key is None or not form.is_valid():
        return _page(link, token, version, form=form, status=422)
    try:
        actions.note_answer(version, facts=form.facts, link=link, key=key, now=timezone.now())
    except ValidationError as full:
        form.add_error(None, full)
        return _page(link, token, version, form=form, status=422)
    answer = redirect("shared-case", token=token)
    answer["Location"] += "?sent#answers"
    return answer


@require_safe
@for_customers
def shared_case_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The case on paper."""
    return file_of(_case_behind(request, token), "pdf")


@require_safe
@for_customers
def shared_case_xlsx(request: HttpRequest, token: str) -> HttpResponse:
    """The case as a workbook that reckons by itself."""
    return file_of(_case_behind(request, token), "xlsx")


def _behind(request: HttpRequest, token: str) -> tuple[SecretLink, CaseVersion | None]:
    """The link, and what was last made for the customer; nothing of a deal that was put out of use."""
    link = open_link(request, token, PURPOSE, now=timezone.now())
    found = CaseVersion.objects.filter(case=link.record_id, case__opportunity__archived_at=None)
    return link, found.order_by("-number").first()


def _case_behind(request: HttpRequest, token: str) -> SharedCase:
    _link, version = _behind(request, token)
    if version is None:
        raise Http404
    return case_then(version)


def _page(
    link: SecretLink,
    token: str,
    version: CaseVersion | None,
    *,
    form: AnswerForm | None = None,
    sent: bool = False,
    status: int = 200,
) -> HttpResponse:
    if version is None:
        return shared_page("value/shared_empty.html", {}, link=link)
    shown = case_then(version)
    context = {
        "figures": Figures(shown),
        "token": token,
        "made_on": version.made_at,
        "form": form or AnswerForm(lines=shown.lines),
        "written": written_by_customer(version),
        "sent": sent,
    }
    return shared_page("value/shared.html", context, link=link, status=status)
