"""Judging one attribute of a person, with evidence; taking it back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trimtab.evidence.actions import withdraw_evidence
from trimtab.people.frame import frame_of, signed_in
from trimtab.relationships import actions
from trimtab.relationships.actions import JudgedMeanwhile
from trimtab.relationships.feed import feed_of
from trimtab.relationships.forms import JudgementForm
from trimtab.relationships.headlines import address_of, feed_in_words
from trimtab.relationships.models import Member
from trimtab.relationships.pages import face_of
from trimtab.relationships.policy import get_evidence_for, get_judgement_for, get_member_for
from trimtab.relationships.words import MEANINGS, TREES


@require_http_methods(["GET", "POST"])
def judging(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a value of an attribute, with help, and say what it rests on."""
    user, now = signed_in(request), timezone.now()
    member = get_member_for(user, pk, edit=True)
    attribute = (request.POST or request.GET).get("attribute", "support")
    if attribute not in member.map.attributes:
        raise Http404
    today = frame_of(request, now=now).today
    form = JudgementForm(request.POST or None, member=member, attribute=attribute, today=today)
    if not form.is_bound or not form.is_valid():
        return _page(request, member, attribute, form, status=422 if form.is_bound else 200)
    try:
        seen, value = form.cleaned_data["seen"], form.value
        made = actions.judge(
            member, attribute=attribute, value=value, seen=seen, evidence=form.evidence, by=user, now=now
        )
    except JudgedMeanwhile as meanwhile:
        typed = request.POST.copy()
        typed["seen"] = meanwhile.member.judged(attribute)
        again = JudgementForm(typed, member=meanwhile.member, attribute=attribute, today=today)
        return _page(request, meanwhile.member, attribute, again, status=409)
    undo = f"undo {reverse('map-judgement-withdrawals', args=[made.pk])}" if made else ""
    messages.info(request, _said(member, attribute, form.value), extra_tags=undo)
    return redirect(_back(request, member))


@require_POST
def withdrawals(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge as before."""
    user = signed_in(request)
    judgement = get_judgement_for(user, pk, edit=True)
    try:
        actions.take_back(judgement, by=user, now=timezone.now())
        messages.info(request, _("It is judged as before."))
    except JudgedMeanwhile as meanwhile:
        messages.warning(request, _("%(error)s So it stays.") % {"error": meanwhile})
    return redirect(_back(request, judgement.member))


@require_POST
def evidence_withdrawals(request: HttpRequest, pk: int) -> HttpResponse:
    """A piece of evidence no longer counts; it stays readable."""
    user = signed_in(request)
    evidence, member = get_evidence_for(user, pk, edit=True)
    withdraw_evidence(evidence, by=user, now=timezone.now())
    messages.info(request, _("This no longer counts. It stays readable."))
    return redirect("map-member", pk=member.pk)


def _page(request: HttpRequest, member: Member, attribute: str, form: JudgementForm, *, status: int) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    face = face_of(member, user=user, now=now, today=frame_of(request, now=now).today)
    context = {
        "member": member,
        "map": member.map,
        "mark": next(mark for mark in face.marks if mark.attribute == attribute),
        "face": face,
        "form": form,
        "tree": TREES.get(attribute),
        "labels": dict(member.CHOICES[attribute].choices),
        "meanings": MEANINGS[attribute],
        "back": _back(request, member),
        "from_map": "map" if request.GET.get("from") == "map" else "",
        "has_changed": status == 409,
        "feed": feed_in_words(feed_of(member.map.customer, now=now)),
    }
    return render(request, "relationships/judging.html", context, status=status)


def _said(member: Member, attribute: str, value: str) -> str:
    words = Member.in_words(attribute, value) or _("not judged")
    names = {"name": member, "attribute": Member.label_of(attribute), "value": words}
    return _("%(name)s, %(attribute)s: %(value)s.") % names


def _back(request: HttpRequest, member: Member) -> str:
    """The map as a drawing where the person came from it, else the person's row in the list."""
    if (request.POST or request.GET).get("from") == "map":
        return f"{address_of(member.map)}?view=map"
    return f"{address_of(member.map)}#member-{member.pk}"
