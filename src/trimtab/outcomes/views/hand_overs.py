"""What delivery must know of a deal that was won."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.competition.policy import can_edit_competition
from trimtab.opportunities.models import Opportunity, Stage
from trimtab.outcomes import actions
from trimtab.outcomes.actions import HandOverChanged
from trimtab.outcomes.document import customer_document, internal_document, labels_of, pdf_of
from trimtab.outcomes.forms import GivingForm, HandOverForm
from trimtab.outcomes.models import HandOver
from trimtab.outcomes.policy import get_ended_for
from trimtab.outcomes.prefilling import draft_of, unread_in
from trimtab.people.frame import frame_of, signed_in
from trimtab.web.conflicts import Conflict

VERSIONS = {"internal": internal_document, "customer": customer_document}


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Write it, from a draft that the deal's pages fill."""
    user, now = signed_in(request), timezone.now()
    opportunity = _won(request, pk, edit=request.method == "POST")
    stands = HandOver.objects.filter(opportunity=opportunity).first()
    draft = None if stands else _draft(request, opportunity)
    form = HandOverForm(request.POST or None, instance=stands, initial=draft)
    if not form.is_bound or not form.is_valid():
        return _page(request, opportunity, form, status=422 if form.is_bound else 200)
    try:
        seen_at = form.cleaned_data["seen_at"]
        actions.write_hand_over(opportunity, texts=form.texts, by=user, now=now, seen_at=seen_at)
    except HandOverChanged as changed:
        conflict = Conflict(form, HandOverForm(instance=changed.hand_over))
        again = HandOverForm(conflict.merged, instance=changed.hand_over)
        return _page(request, opportunity, again, status=409, conflict=conflict)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _page(request, opportunity, form, status=422)
    messages.info(request, _("The hand-over was kept."))
    return redirect("hand-over", pk=pk)


@require_GET
def hand_over_file(request: HttpRequest, pk: int, version: str) -> HttpResponse:
    """The hand-over on paper, for us or for the customer."""
    opportunity = _won(request, pk)
    found = HandOver.objects.select_related("opportunity__account").filter(opportunity=opportunity).first()
    if found is None or version not in VERSIONS:
        raise Http404
    answer = HttpResponse(pdf_of(VERSIONS[version](found)), content_type="application/pdf")
    name = slugify(f"{opportunity.name} {version}") or version
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer


@require_POST
def hand_over_giving(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it to who delivers."""
    user = signed_in(request)
    opportunity = _won(request, pk, edit=True)
    found = HandOver.objects.filter(opportunity=opportunity).first()
    if found is None:
        raise Http404
    giving = GivingForm(request.POST, user=user)
    if not giving.is_valid():
        return _page(request, opportunity, HandOverForm(instance=found), status=422, giving=giving)
    actions.give_hand_over(found, to=giving.cleaned_data["to"], by=user, now=timezone.now())
    messages.info(request, _("%(name)s delivers it.") % {"name": giving.cleaned_data["to"]})
    return redirect("hand-over", pk=pk)


def _draft(request: HttpRequest, opportunity: Opportunity) -> Mapping[str, str]:
    """What the pages of the deal know today."""
    return draft_of(opportunity, today=frame_of(request, now=timezone.now()).today)


def _won(request: HttpRequest, pk: int, *, edit: bool = False) -> Opportunity:
    """The opportunity, if it was won.

    Raises:
        Http404: it was not.
    """
    found = get_ended_for(signed_in(request), pk, edit=edit)
    if found.status != Stage.Kind.WON:
        raise Http404
    return found


def _page(
    request: HttpRequest,
    opportunity: Opportunity,
    form: HandOverForm,
    *,
    status: int,
    conflict: Conflict | None = None,
    giving: GivingForm | None = None,
) -> HttpResponse:
    user = signed_in(request)
    stands = HandOver.objects.filter(opportunity=opportunity).select_related("given_to", "changed_by").first()
    labels, may_edit = labels_of(), can_edit_competition(user, opportunity)
    unread = unread_in(stands, _draft(request, opportunity)) if stands and may_edit else []
    context = {
        "opportunity": opportunity,
        "hand_over": stands,
        "form": form,
        "conflict": conflict,
        "giving": giving or GivingForm(user=user, given_to=stands.given_to if stands else None),
        "texts": [(label, getattr(stands, name)) for name, label in labels.items()] if stands else [],
        "unread": [(labels[name], lines) for name, lines in unread],
        "may_edit": may_edit,
    }
    return render(request, "outcomes/hand_over.html", context, status=status)
