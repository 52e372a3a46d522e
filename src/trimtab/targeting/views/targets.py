"""The board from target to customer, and what moves a card on it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trimtab.accounts.listing import AccountListing
from trimtab.accounts.policy import get_account_for
from trimtab.people.frame import frame_of, signed_in
from trimtab.targeting.actions import TargetMoved, add_target, drop_target, move_target
from trimtab.targeting.board import columns_for, signs_to_look_at
from trimtab.targeting.dossier_forms import MoveForm, TargetForm
from trimtab.targeting.models import Target


@require_GET
def targets(request: HttpRequest) -> HttpResponse:
    """All targets in view by their step; with `step`, all of one."""
    return _board(request)


@require_POST
def target_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an account on the board."""
    user = signed_in(request)
    account = get_account_for(user, pk, edit=True)
    form = TargetForm(request.POST)
    if form.is_valid():
        add_target(account, why=form.cleaned_data["why"], by=user, now=timezone.now())
        messages.info(request, _("%(account)s is a target now.") % {"account": account})
    return redirect("account-dossier", pk=pk)


@require_POST
def target_moves(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a target to another step."""
    user = signed_in(request)
    account = get_account_for(user, pk, edit=True)
    target = get_object_or_404(Target.objects.select_related("account__owner__team"), account=account)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _board(request, wrong=(target, form), status=422)
    try:
        moved = move_target(target, **form.cleaned_data, by=user, now=timezone.now())
    except TargetMoved as changed:
        messages.warning(request, changed.messages[0])
        return _board(request, status=409)
    messages.info(
        request, _("%(account)s is in %(step)s now.") % {"account": account, "step": moved.get_step_display()}
    )
    back = "account-dossier" if request.POST.get("back") == "dossier" else ""
    return redirect(back, pk=pk) if back else redirect(f"{reverse('targets')}?{request.POST.get('frame', '')}")


@require_POST
def target_dropping(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a target off the board."""
    user = signed_in(request)
    target = get_object_or_404(Target, account=get_account_for(user, pk, edit=True))
    drop_target(target, by=user, now=timezone.now())
    messages.info(request, _("It is no target any more. Its dossier stays."))
    return redirect("account-dossier", pk=pk)


def _board(request: HttpRequest, *, wrong: tuple[Target, MoveForm] | None = None, status: int = 200) -> HttpResponse:
    frame = frame_of(request, now=timezone.now())
    only = request.GET.get("step", "")
    if only and only not in Target.Step.values:
        raise Http404
    accounts = AccountListing(request.GET, frame).records()
    columns = columns_for(frame, accounts, only=only)
    filled = [column.step for column in columns if column.count]
    context = {
        "columns": columns,
        "only": only,
        "chosen": request.GET.get("column") or (filled[0] if filled else Target.Step.SPOTTED),
        "signs": signs_to_look_at(accounts, today=frame.today),
        "count": sum(column.count for column in columns),
        "steps": Target.Step.choices,
        "frame_label": frame.scope.label,
        "wrong": wrong,
    }
    return render(request, "targeting/targets.html", context, status=status)
