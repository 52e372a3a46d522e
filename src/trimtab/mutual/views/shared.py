"""What the customer opens by the link: the plan, its files, and the form by which they answer."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trimtab.core.models import Organisation
from trimtab.mutual import actions
from trimtab.mutual.exports import KINDS, file_of
from trimtab.mutual.forms import ReplyForm
from trimtab.mutual.models import MutualPlan, Reply, Step
from trimtab.mutual.shareable import SharedPlan, shared_plan_of
from trimtab.sharing.frame import for_customers, key_sent, open_link, shared_page
from trimtab.sharing.models import SecretLink

PURPOSE = "mutual-plan"
MOST_REPLIES = 1_000  # kept of one plan: nobody fills the disk through a link


@require_http_methods(["GET", "HEAD", "POST"])
@for_customers
def shared_mutual_plan(request: HttpRequest, token: str) -> HttpResponse:
    """The plan as the customer sees it, and what they answer."""
    now = timezone.now()
    link = open_link(request, token, PURPOSE, now=now)
    plan = _shared(link)
    if request.method != "POST":
        return _page(plan, ReplyForm(plan=plan), link=link, token=token, was_sent="sent" in request.GET)
    form, key = ReplyForm(request.POST, plan=plan), key_sent(request, link)
    if form.is_valid() and key is None:
        form.add_error(None, _("This page lay open for long. Nothing was saved yet: send it again."))
    if form.is_valid() and Reply.objects.filter(plan=link.record_id).count() >= MOST_REPLIES:
        form.add_error(None, _("This plan has had very many answers. Please call or write to us."))
    if not form.is_valid() or key is None:
        return _page(plan, form, link=link, token=token, status=422)
    steps = Step.objects.filter(plan=link.record_id, removed_at=None).in_bulk()
    actions.take_reply(
        MutualPlan(pk=link.record_id), said=form.said(steps), name=form.cleaned_data["name"], link=link, key=key,
        now=now, today=timezone.localdate(now),
    )  # fmt: skip
    return redirect(f"{reverse('shared-mutual-plan', args=[token])}?sent")


@require_safe
@for_customers
def shared_mutual_plan_file(request: HttpRequest, token: str, kind: str) -> HttpResponse:
    """The same on paper or as a calendar."""
    now = timezone.now()
    link = open_link(request, token, PURPOSE, now=now)
    plan = _shared(link)
    if kind not in KINDS:
        raise Http404
    return file_of(plan, kind, organisation=Organisation.get().name, now=now)


def _shared(link: SecretLink) -> SharedPlan:
    plan = shared_plan_of(link.record_id)
    if plan is None:
        raise Http404
    return plan


def _page(
    plan: SharedPlan, form: ReplyForm, *, link: SecretLink, token: str, status: int = 200, was_sent: bool = False
) -> HttpResponse:
    rows = [(one, *form.fields_of(one.pk)) for one in plan.steps]
    wrong = {one.pk for one, _tick, more in rows if any(field.errors for field in more)}
    context = {"plan": plan, "rows": rows, "wrong": wrong, "form": form, "was_sent": was_sent, "token": token}
    return shared_page("mutual/shared.html", context, link=link, status=status)
