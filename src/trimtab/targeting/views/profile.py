"""The ideal customer: the profile, what it says of the work, its versions, and what the records propose for it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.accounts.listing import AccountListing
from trimtab.core.ids import id_in
from trimtab.people.frame import frame_of, signed_in
from trimtab.targeting.actions import VersionChanged, adopt_profile, refuse_proposal, take_proposal
from trimtab.targeting.fit import criteria_of
from trimtab.targeting.models import AccountScore, Profile, ProfileProposal
from trimtab.targeting.policy import can_define, require_define
from trimtab.targeting.previewing import preview_profile
from trimtab.targeting.profile_form import ProfileForm, with_proposal
from trimtab.targeting.profiling import bands_in, leads_in, most_wasted, outside_of
from trimtab.targeting.refusal_form import RefusalForm
from trimtab.targeting.scoring import bands_of, latest_profile

VERSIONS = 20
PROPOSALS = 20


@require_GET
def profile(request: HttpRequest) -> HttpResponse:
    """The profile in force, and what it says of accounts and leads in view."""
    frame, present = frame_of(request, now=timezone.now()), latest_profile()
    proposals = ProfileProposal.objects.filter(state=ProfileProposal.State.OPEN).order_by("-decided", "pk")[:PROPOSALS]
    context: dict[str, object] = {
        "profile": present,
        "proposals": proposals,
        "versions": Profile.objects.order_by("-version")[:VERSIONS],
        "may_define": can_define(frame.user),
        "currency": frame.organisation.currency,
        "frame_label": frame.scope.label,
    }
    if present is not None:
        found = AccountScore.objects.filter(account__in=AccountListing(request.GET, frame).records().values("pk"))
        bands, criteria = bands_in(found), criteria_of(present.criteria)
        context |= {
            "criteria": criteria,
            "bands": bands,
            "outside": outside_of(bands),
            "wasted": most_wasted(found),
            "leads": leads_in(frame, criteria, bands_of(present)),
        }
    return render(request, "targeting/profile.html", context)


@require_http_methods(["GET", "POST"])
def profile_new(request: HttpRequest) -> HttpResponse:
    """Change the profile: first what would change, then a new version."""
    user, now, present = signed_in(request), timezone.now(), latest_profile()
    require_define(user)
    taken = _proposal(request.GET.get("take", ""))
    criteria = list(criteria_of(present.criteria)) if present else []
    if taken is not None:
        criteria = with_proposal(criteria, field=taken.field, value=taken.value, grade=taken.grade)
    form = ProfileForm(criteria, present, request.POST or None)
    context: dict[str, object] = {"form": form, "profile": present, "taken": taken}
    if not form.is_bound or not form.is_valid():
        return render(request, "targeting/profile_new.html", context, status=422 if form.is_bound else 200)
    if "save" not in request.POST:
        context["preview"] = preview_profile(form.criteria, form.bands)
        return render(request, "targeting/profile_new.html", context)
    why, seen = form.cleaned_data["why"], form.cleaned_data["seen"]
    try:
        made = adopt_profile(form.criteria, bands=form.bands, why=why, seen=seen, by=user, now=now)
    except VersionChanged as changed:
        form.add_error(None, changed)
        return render(request, "targeting/profile_new.html", context, status=409)
    if taken is not None:
        take_proposal(taken, by=user, now=now)
    messages.info(
        request, _("Version %(version)s is in force; all accounts are graded by it.") % {"version": made.version}
    )
    return redirect("ideal-customer")


@require_POST
def proposal_refusal(request: HttpRequest, pk: int) -> HttpResponse:
    """Do not take a proposal over, with the reason."""
    user = signed_in(request)
    require_define(user)
    proposal = get_object_or_404(ProfileProposal, pk=pk)
    form = RefusalForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "proposal": proposal}
        return render(request, "targeting/proposal_refusal.html", context, status=422)
    refuse_proposal(proposal, reason=form.cleaned_data["reason"], by=user, now=timezone.now())
    messages.info(request, _("The proposal was refused; it is not made again."))
    return redirect("ideal-customer")


def _proposal(text: str) -> ProfileProposal | None:
    pk = id_in(text)
    found = ProfileProposal.objects.filter(pk=pk or 0, state=ProfileProposal.State.OPEN)
    return found.first()
