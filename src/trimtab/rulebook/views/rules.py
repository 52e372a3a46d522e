"""The rules of the organisation: their list with what came of them, archiving, resetting, taking along."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trimtab.people.frame import frame_of, signed_in
from trimtab.people.policy import can_set_up
from trimtab.rulebook import actions
from trimtab.rulebook.conditions import NotARule
from trimtab.rulebook.library import THEMES
from trimtab.rulebook.listed import Line, lines_of
from trimtab.rulebook.models import PhaseSetting
from trimtab.rulebook.policy import get_rule_for, require_set_up
from trimtab.rulebook.queries import rules_in_use
from trimtab.rulebook.rule_forms import BringInForm, PhaseForm
from trimtab.rulebook.rules import Rule, read_rule
from trimtab.rulebook.tables import known_signals

FORMAT = "trimtab-rules"


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule: whether it speaks, of how many, what was done with it, and what followed."""
    return _page(request)


@require_GET
def rules_export(request: HttpRequest) -> HttpResponse:
    """All rules in use, as one file that another site reads."""
    signed_in(request)
    kept = {"format": FORMAT, "version": 1, "rules": [one.as_json() for one in rules_in_use()]}
    response = JsonResponse(kept, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="trimtab-rules.json"'
    return response


@require_POST
def rules_import(request: HttpRequest) -> HttpResponse:
    """Bring rules in from a file; all of them, or none where one is wrong."""
    user = signed_in(request)
    require_set_up(user)
    form = BringInForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, bring_in=form)
    try:
        found = _read_file(form.cleaned_data["file"])
    except NotARule as wrong:
        form.add_error("file", str(wrong))
        return _page(request, bring_in=form)
    counts = actions.bring_in_rules(found, by=user, now=timezone.now())
    messages.info(request, _("%(added)s rules were added, %(changed)s changed, %(alike)s were alike.") % counts)
    return redirect("rules")


@require_POST
def phases(request: HttpRequest) -> HttpResponse:
    """Say from where on an opportunity is in the middle, and late."""
    user = signed_in(request)
    require_set_up(user)
    form = PhaseForm(request.POST)
    if not form.is_valid():
        return _page(request, phase_form=form)
    actions.set_phases(form.phasing, by=user, now=timezone.now())
    messages.info(request, _("The phases were changed. Rules look with them from the next look on."))
    return redirect("rules")


@require_POST
def archiving(request: HttpRequest, key: str) -> HttpResponse:
    """Let a rule speak no longer, or again."""
    user = signed_in(request)
    rule = get_rule_for(user, key, edit=True)
    act = actions.restore_rule if rule.is_archived else actions.archive_rule
    act(key, by=user, now=timezone.now())
    text = _("The rule speaks again.") if rule.is_archived else _("The rule speaks no longer.")
    messages.info(request, text)
    return redirect("rule", key=key)


@require_POST
def reset(request: HttpRequest, key: str) -> HttpResponse:
    """Set a shipped rule back to what it was when it came."""
    user = signed_in(request)
    rule = get_rule_for(user, key, edit=True)
    if rule.is_shipped:
        actions.reset_rule(key, by=user, now=timezone.now())
        messages.info(request, _("The rule is as it came. Its earlier versions are kept."))
    return redirect("rule", key=key)


@require_POST
def cloning(request: HttpRequest, key: str) -> HttpResponse:
    """Make a copy of the organisation's own."""
    user = signed_in(request)
    kept = actions.clone_rule(get_rule_for(user, key, edit=True), by=user, now=timezone.now())
    messages.info(request, _("This is the copy. It speaks once you let it."))
    return redirect("rule", key=kept.key)


def _read_file(content: bytes) -> list[Rule]:
    """The rules of a file.

    Raises:
        NotARule: the file, or one of its rules, is wrong; the text says which.
    """
    try:
        facts = json.loads(content.decode())
    except (ValueError, RecursionError):
        raise NotARule(_("This is no JSON. Choose a file that was written by “Take the rules along”.")) from None
    listed = facts.get("rules") if isinstance(facts, dict) and facts.get("format") == FORMAT else None
    if not isinstance(listed, list) or not listed:
        raise NotARule(_("This file holds no rules of Trimtab."))
    known, found = known_signals(), []
    for number, one in enumerate(listed, 1):
        try:
            found.append(read_rule(one, known=known if _is_askable(one, known) else None))
        except NotARule as wrong:
            raise NotARule(_("Rule %(number)s: %(wrong)s") % {"number": number, "wrong": wrong}) from None
    if len({one.key for one in found}) < len(found):
        raise NotARule(_("Two rules of the file have the same key."))
    return found


def _is_askable(facts: object, known: object) -> bool:
    """Whether every signal of the rule is known here; one from a room that is not there is kept, and waits for it."""
    assert isinstance(known, dict)
    try:
        return set(read_rule(facts).signals) <= set(known)
    except NotARule:
        return True


def _page(
    request: HttpRequest, *, bring_in: BringInForm | None = None, phase_form: PhaseForm | None = None
) -> HttpResponse:
    """The page; with a form that needs another look, as 422."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    lines = lines_of(now=now)
    context = {
        "frame": frame,
        "groups": _groups(lines),
        "to_revise": [one for one in lines if one.is_always_on],
        "may_edit": can_set_up(frame.user),
        "bring_in": bring_in or BringInForm(),
        "phase_form": phase_form or _phase_form(),
        "speaking": sum(one.found > 0 for one in lines),
        "in_use": sum(not one.rule.is_archived for one in lines),
        "waiting": sum(one.is_waiting for one in lines),
    }
    return render(request, "rulebook/rules.html", context, status=422 if bring_in or phase_form else 200)


def _groups(lines: list[Line]) -> list[tuple[str, list[Line]]]:
    by_theme = {theme: [one for one in lines if one.rule.theme == theme] for theme in THEMES}
    return [(str(THEMES[theme]), some) for theme, some in by_theme.items() if some]


def _phase_form() -> PhaseForm:
    phasing = PhaseSetting.phasing()
    return PhaseForm(initial={"basis": phasing.basis, "mid": 100 * phasing.mid, "late": 100 * phasing.late})
