"""One rule: read by everybody, changed and tried by those who set up. The builder works without JavaScript."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trimtab.core.models import Organisation
from trimtab.people.frame import frame_of, signed_in
from trimtab.people.models import User
from trimtab.people.policy import can_set_up
from trimtab.rulebook import actions
from trimtab.rulebook.actions import RuleChanged
from trimtab.rulebook.builder import branch_of, signal_choices
from trimtab.rulebook.conditions import Group, NotARule
from trimtab.rulebook.drafting import EMPTY, as_draft, edited, read_draft, settled
from trimtab.rulebook.listed import lines_of
from trimtab.rulebook.policy import get_rule_for, require_set_up
from trimtab.rulebook.rule_forms import RuleForm, initial_of
from trimtab.rulebook.rules import Rule
from trimtab.rulebook.tables import known_signals
from trimtab.rulebook.trying import Trial, trial_of
from trimtab.rulebook.words import scope_in_words, sentence_of

NEW = Group("all", (EMPTY,))


@dataclass(frozen=True)
class Notice:
    """What the builder has to say of what was typed."""

    trial: Trial | None = None
    wrong: str = ""
    is_warned: bool = False
    is_conflict: bool = False


NOTHING = Notice()


@require_http_methods(["GET", "POST"])
def rule_new(request: HttpRequest) -> HttpResponse:
    """Write a rule of the organisation's own."""
    require_set_up(signed_in(request))
    if request.method == "POST":
        return _typed(request, None)
    return _builder(request, None, NEW, RuleForm())


@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, key: str) -> HttpResponse:
    """One rule with what it says and asks; those who set up change it here."""
    user = signed_in(request)
    shown = get_rule_for(user, key, edit=request.method == "POST")
    if request.method == "POST":
        return _typed(request, shown)
    if not can_set_up(user):
        return _reading(request, shown)
    draft = as_draft(shown.when, known_signals())
    assert isinstance(draft, Group)
    return _builder(request, shown, draft, RuleForm(initial=initial_of(shown)))


def _reading(request: HttpRequest, shown: Rule) -> HttpResponse:
    """The rule for those who do not change it, tried on what they see."""
    now = timezone.now()
    frame = frame_of(request, now=now)
    trial = _trial(shown, frame.user, frame.today) if "try" in request.GET else None
    currency = Organisation.get().currency
    context = {
        "frame": frame, "rule": shown, "trial": trial, "scope": scope_in_words(shown.scope, currency=currency),
        "sentence": sentence_of(shown.when, known_signals(), currency=currency),
        "line": next(one for one in lines_of(now=now) if one.rule.key == shown.key),
    }  # fmt: skip
    return render(request, "rulebook/reading.html", context)


def _typed(request: HttpRequest, shown: Rule | None) -> HttpResponse:
    """What was typed: changed by a command, tried, or saved."""
    draft, form, do = read_draft(request.POST), RuleForm(request.POST), request.POST.get("do", "")
    if do not in {"try", "save", "save-anyway"}:
        form = RuleForm(initial=_as_typed(request))
        return _builder(request, shown, edited(draft, request.POST.get("edit", "")), form)
    made, wrong = _made(draft, form, key=shown.key if shown else "own_new")
    if made is None:
        return _builder(request, shown, draft, form, Notice(wrong=wrong), 422)
    user, now = signed_in(request), timezone.now()
    trial = _trial(made, user, frame_of(request, now=now).today)
    if do == "try" or (do == "save" and not trial.matched):
        return _builder(request, shown, draft, form, Notice(trial, is_warned=do == "save"))
    return _saved(request, shown, made, draft, form)


def _saved(request: HttpRequest, shown: Rule | None, made: Rule, draft: Group, form: RuleForm) -> HttpResponse:
    user, now = signed_in(request), timezone.now()
    seen = request.POST.get("version", "")
    try:
        if shown is None:
            key = actions.add_rule(made, by=user, now=now).key
        else:
            key = actions.change_rule(made, seen=int(seen) if seen.isdigit() else None, by=user, now=now).key
    except RuleChanged:
        wrong = _("Somebody changed this rule in the meantime. Look at it below; saving again replaces it by yours.")
        return _builder(request, shown, draft, form, Notice(wrong=wrong, is_conflict=True), 409)
    messages.info(request, _("The rule was saved. It looks at each opportunity from its next look on."))
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": reverse("rule", args=[key])})
    return redirect("rule", key=key)


def _made(draft: Group, form: RuleForm, *, key: str) -> tuple[Rule | None, str]:
    """The rule that was typed, or what is wrong with it."""
    if not form.is_valid():
        return None, ""
    try:
        when = settled(draft, known_signals())
        assert isinstance(when, Group)
        return form.rule(when, key=key), ""
    except NotARule as wrong:
        return None, str(wrong)


def _as_typed(request: HttpRequest) -> dict[str, object]:
    """The fields as they were typed, not looked at yet."""
    return {
        name: request.POST.getlist(name) if name == "phases" else request.POST.get(name, "")
        for name in RuleForm.base_fields
    }


def _trial(made: Rule, user: User, today: date) -> Trial:
    return trial_of(made, user=user, today=today, currency=Organisation.get().currency)


def _builder(
    request: HttpRequest, shown: Rule | None, draft: Group, form: RuleForm, notice: Notice = NOTHING, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    known, currency = known_signals(), Organisation.get().currency
    is_fresh = notice.is_conflict or request.method == "GET"
    context = {
        "frame": frame_of(request, now=now), "rule": shown, "form": form, "branch": branch_of(draft, known),
        "signals": signal_choices(), "notice": notice, "trial": notice.trial,
        "line": next((one for one in lines_of(now=now) if shown and one.rule.key == shown.key), None),
        "sentence": sentence_of(shown.when, known, currency=currency) if shown and notice.is_conflict else None,
        "version": shown.version if shown and is_fresh else request.POST.get("version", ""),
    }  # fmt: skip
    return render(request, "rulebook/rule.html", context, status=status)
