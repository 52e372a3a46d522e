"""The business case of a deal: its page, its terms, its lines, what was given to the customer."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.people.frame import frame_of, signed_in
from trimtab.value import actions
from trimtab.value.case_page import Figures, case_page_of
from trimtab.value.exports import file_of
from trimtab.value.forms import AcceptForm, CaseForm, LineForm
from trimtab.value.models import CaseLine
from trimtab.value.policy import can_edit, get_answer_for, get_case_for, get_deal_for, get_line_for, get_version_for
from trimtab.value.queries import case_of
from trimtab.value.shareable import case_then
from trimtab.value.views.editing import Editing, answer

TITLES = {
    "benefit": gettext_lazy("What do they gain?"),
    "one_off": gettext_lazy("What do they pay once?"),
    "yearly": gettext_lazy("What do they pay each year?"),
}


@require_GET
def business_case(request: HttpRequest, pk: int) -> HttpResponse:
    """The case of a deal, or the way to begin one."""
    user = signed_in(request)
    deal = get_deal_for(user, pk)
    case = case_of(deal)
    if case is None:
        return redirect("business-case-new" if can_edit(user, deal) else "opportunity-value", pk=pk)
    case.opportunity = deal
    page = case_page_of(case, user, today=frame_of(request, now=timezone.now()).today)
    context = {"opportunity": deal, "page": page, "figures": page.figures}
    context["accept_form"] = AcceptForm(opportunity=deal) if page.may_edit and page.open_answers else None
    return render(request, "value/case.html", context)


@require_http_methods(["GET", "POST"])
def business_case_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the case."""
    user, now = signed_in(request), timezone.now()
    deal = get_deal_for(user, pk, edit=True)
    title = _("What it brings %(account)s") % {"account": deal.account} if deal.account else ""
    begun = {"title": title, "currency": deal.currency}
    editing = Editing(
        title=_("What does the change bring them in money?"),
        back=reverse("business-case", args=[pk]),
        form_of=lambda typed, record: CaseForm(typed, instance=record, initial={} if record else begun),
        save=lambda facts, _seen: actions.begin_case(deal, facts=facts, by=user, now=now),
        said=_("The case is begun. Add what they gain and what they pay."),
        opportunity=deal,
    )
    return answer(request, editing)


@require_http_methods(["GET", "POST"])
def business_case_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Its terms."""
    user, now = signed_in(request), timezone.now()
    case = get_case_for(user, pk, edit=True)
    editing = Editing(
        title=str(case),
        back=reverse("business-case", args=[case.opportunity_id]),
        form_of=lambda typed, record: CaseForm(typed, instance=record),
        save=lambda facts, seen: actions.edit_case(case, changes=facts, by=user, now=now, seen=seen),
        said=_("The terms were changed."),
        record=case,
        opportunity=case.opportunity,
    )
    return answer(request, editing)


@require_http_methods(["GET", "POST"])
def case_line_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A benefit or a cost more."""
    user, now = signed_in(request), timezone.now()
    case = get_case_for(user, pk, edit=True)
    kind = request.GET.get("kind", CaseLine.Kind.BENEFIT)
    kind = kind if kind in CaseLine.Kind.values else CaseLine.Kind.BENEFIT
    editing = Editing(
        title=str(TITLES[kind]),
        back=reverse("business-case", args=[case.opportunity_id]),
        form_of=lambda typed, record: LineForm(typed, instance=record, kind=kind, case=case, user=user),
        save=lambda facts, _seen: actions.add_line(case, kind=kind, facts=facts, by=user, now=now),
        said=_("The line counts. Let the customer confirm it."),
        opportunity=case.opportunity,
    )
    return answer(request, editing)


@require_http_methods(["GET", "POST"])
def case_line_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a line."""
    user, now = signed_in(request), timezone.now()
    line = get_line_for(user, pk, edit=True)
    editing = Editing(
        title=str(line),
        back=f"{reverse('business-case', args=[line.case.opportunity_id])}#line-{pk}",
        form_of=lambda typed, record: LineForm(typed, instance=record, kind=line.kind, case=line.case, user=user),
        save=lambda facts, seen: actions.edit_line(line, changes=facts, by=user, now=now, seen=seen),
        said=_("The line was changed. Where its figures changed, the customer has to confirm it again."),
        record=line,
        opportunity=line.case.opportunity,
    )
    return answer(request, editing)


@require_POST
def case_line_archiving(request: HttpRequest, pk: int) -> HttpResponse:
    """It counts no more."""
    user = signed_in(request)
    line = get_line_for(user, pk, edit=True)
    actions.archive_line(line, by=user, now=timezone.now())
    undo = f"undo {reverse('case-line-restoration', args=[pk])}"
    messages.info(request, _("“%(name)s” counts no more.") % {"name": line}, extra_tags=undo)
    return redirect("business-case", pk=line.case.opportunity_id)


@require_POST
def case_line_restoration(request: HttpRequest, pk: int) -> HttpResponse:
    """It counts again."""
    user = signed_in(request)
    line = get_line_for(user, pk, edit=True)
    try:
        actions.restore_line(line, by=user, now=timezone.now())
        messages.info(request, _("“%(name)s” counts again.") % {"name": line})
    except ValidationError as wrong:
        messages.warning(request, " ".join(wrong.messages))
    return redirect("business-case", pk=line.case.opportunity_id)


@require_POST
def case_versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the case as it is now, for the customer."""
    user = signed_in(request)
    case = get_case_for(user, pk, edit=True)
    try:
        made = actions.keep_version(case, by=user, now=timezone.now())
        messages.info(request, _("Version %(number)d is what the customer sees now.") % {"number": made.number})
    except ValidationError as wrong:
        messages.warning(request, " ".join(wrong.messages))
    return redirect(f"{reverse('business-case', args=[case.opportunity_id])}#customer")


@require_GET
def case_version(request: HttpRequest, pk: int) -> HttpResponse:
    """What the customer was given."""
    version = get_version_for(signed_in(request), pk)
    context = {"version": version, "figures": Figures(case_then(version)), "opportunity": version.case.opportunity}
    return render(request, "value/version.html", context)


@require_GET
def case_version_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same on paper."""
    return file_of(case_then(get_version_for(signed_in(request), pk)), "pdf")


@require_GET
def case_version_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a workbook that reckons by itself."""
    return file_of(case_then(get_version_for(signed_in(request), pk)), "xlsx")


@require_POST
def answer_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Take over what the customer wrote, or leave our figure as it is."""
    user, now = signed_in(request), timezone.now()
    given = get_answer_for(user, pk, edit=True)
    form = AcceptForm(request.POST, opportunity=given.case.opportunity)
    try:
        if "decline" in request.POST:
            actions.decline_answer(given, by=user, now=now)
            messages.info(request, _("Our figure stays as it is; theirs stays readable beside it."))
        elif form.is_valid():
            actions.accept_answer(given, told_by=form.cleaned_data["told_by"], by=user, now=now)
            messages.info(request, _("It is noted as read.") if given.kind == "comment" else _("It is evidence now."))
        else:
            messages.warning(request, _("Choose one of this customer's people."))
    except ValidationError as wrong:
        messages.warning(request, " ".join(wrong.messages))
    return redirect(f"{reverse('business-case', args=[given.case.opportunity_id])}#answers")
