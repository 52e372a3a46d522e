"""Settings: what assessments ask."""

import json
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.assessments import actions
from trimtab.assessments.editing import ADD, content_of, example_of, fields_of, typed_fields
from trimtab.assessments.models import Assessment, TemplateVersion
from trimtab.assessments.scorecard import KINDS
from trimtab.assessments.template_json import BadScorecard, as_json, scorecard_in
from trimtab.assessments.templates import Known, all_templates, card_of, template_of
from trimtab.core.versions import ChangedMeanwhile
from trimtab.people.frame import setting_up

LARGEST = 500_000  # bytes of an imported file
FORMAT = "trimtab-assessment-1"
MOST_VERSIONS = 30_000  # more than the database numbers


@require_GET
def assessment_templates(request: HttpRequest) -> HttpResponse:
    """The templates, with how many assessments are on each and how many on an older version."""
    setting_up(request)
    rows = []
    for one in all_templates():
        kept = Assessment.objects.filter(template=one.key)
        rows.append((one, kept.count(), kept.exclude(version=one.active).count()))
    return render(request, "assessments/templates.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def assessment_template(request: HttpRequest, key: str) -> HttpResponse:
    """Edit what a template asks; saving keeps a draft, and what is in use stays as it is."""
    user, now = setting_up(request), timezone.now()
    known, draft = _known(key), _draft(key)
    if request.method == "GET":
        return _editor(request, known, draft, fields_of(card_of(key, draft.number if draft else known.active)))
    fields = typed_fields(request.POST)
    if request.POST.get(ADD):
        return _editor(request, known, draft, fields)
    if request.headers.get("HX-Request"):
        return _example(request, fields)
    try:
        seen = _seen(request)
        actions.save_draft(key, content=content_of(fields), seen=seen, by=user, now=now)
    except BadScorecard as wrong:
        return _editor(request, known, draft, fields, wrong=str(wrong), status=422)
    except ChangedMeanwhile:
        newer = _(
            "Somebody else saved this draft since. What you typed is kept; saving again takes the place of theirs."
        )
        return _editor(request, known, draft, fields, wrong=newer, status=409)
    messages.info(request, _("The draft was kept. Put it into use when it is ready."))
    return redirect("assessment-template", key=key)


@require_POST
def assessment_template_activation(request: HttpRequest, key: str) -> HttpResponse:
    """Put the draft into use."""
    user = setting_up(request)
    _known(key)
    try:
        made = actions.activate_draft(key, by=user, now=timezone.now())
    except BadScorecard as wrong:
        messages.error(request, str(wrong))
        return redirect("assessment-template", key=key)
    text = _("Version %(number)s is in use. Assessments that were begun stay on theirs until they change over.")
    messages.info(request, text % {"number": made.number})
    return redirect("assessment-templates")


@require_POST
def assessment_draft_discarding(request: HttpRequest, key: str) -> HttpResponse:
    """Work on the draft no longer."""
    user = setting_up(request)
    _known(key)
    actions.discard_draft(key, by=user, now=timezone.now())
    messages.info(request, _("The draft was put aside. It can be exported still."))
    return redirect("assessment-templates")


@require_POST
def assessment_template_archiving(request: HttpRequest, key: str) -> HttpResponse:
    """Offer a template no longer, or again."""
    user, now = setting_up(request), timezone.now()
    known = _known(key)
    try:
        if known.is_archived:
            actions.restore_template(key, by=user, now=now)
        else:
            actions.archive_template(key, by=user, now=now)
    except BadScorecard as wrong:
        messages.error(request, str(wrong))
    return redirect("assessment-templates")


@require_GET
def assessment_template_json(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """One version as a file that another installation can read."""
    setting_up(request)
    if number > MOST_VERSIONS:
        raise Http404
    try:
        card = card_of(_known(key).key, number)
    except KeyError as missing:
        raise Http404 from missing
    content = {"format": FORMAT, "key": key, "version": number, **as_json(card)}
    answer = HttpResponse(json.dumps(content, indent=2, ensure_ascii=False), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{key}-{number}.json"'
    return answer


@require_http_methods(["GET", "POST"])
def assessment_template_import(request: HttpRequest) -> HttpResponse:
    """Read a file of another installation: as a new template, first as a draft."""
    user, now = setting_up(request), timezone.now()
    name, wrong = request.POST.get("name", "").strip()[:120], ""
    if request.method == "POST":
        try:
            content = _content_in(request)
            made = actions.add_template(name=name or str(content.get("name", "")), content=content, by=user, now=now)
            messages.info(request, _("It was read as a draft. Look through it, then put it into use."))
            return redirect("assessment-template", key=made.template.key)
        except BadScorecard as error:
            wrong = str(error)
    context = {"name": name, "wrong": wrong}
    return render(request, "assessments/import.html", context, status=422 if wrong else 200)


def _known(key: str) -> Known:
    """The template with that key.

    Raises:
        Http404: there is none.
    """
    found = template_of(key)
    if found is None:
        raise Http404
    return found


def _draft(key: str) -> TemplateVersion | None:
    found = TemplateVersion.objects.filter(template__key=key, state=TemplateVersion.State.DRAFT)
    return found.select_related("by").first()


def _editor(
    request: HttpRequest,
    known: Known,
    draft: TemplateVersion | None,
    fields: dict[str, Any],
    *,
    wrong: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {"known": known, "draft": draft, "fields": fields, "kinds": KINDS.items(), "wrong": wrong}
    context |= {"shown_version": draft.number if draft else known.active} | _example_context(fields)
    return render(request, "assessments/template.html", context, status=status)


def _example(request: HttpRequest, fields: dict[str, Any]) -> HttpResponse:
    return render(request, "assessments/_example.html", _example_context(fields))


def _example_context(fields: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"example": example_of(scorecard_in(content_of(fields))), "example_wrong": ""}
    except BadScorecard as wrong:
        return {"example": (), "example_wrong": str(wrong)}


def _seen(request: HttpRequest) -> datetime | None:
    """When the draft that was edited was last changed."""
    try:
        return datetime.fromisoformat(request.POST.get("seen", ""))
    except ValueError:
        return None


def _content_in(request: HttpRequest) -> dict[str, Any]:
    """What the file holds.

    Raises:
        BadScorecard: there is no file, or it is no JSON of a template.
    """
    file = request.FILES.get("file")
    if file is None or file.size is None or file.size > LARGEST:
        raise BadScorecard(_("Choose a JSON file of a template, of at most 500 kB."))
    try:
        content = json.loads(file.read().decode())
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise BadScorecard(_("That is no JSON file.")) from error
    if not isinstance(content, dict):
        raise BadScorecard(_("A template is one object with a list of sections."))
    return content
