"""The registry of metrics, and the rules of the organisation that figures are computed with."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from trimtab.analytics import actions
from trimtab.analytics.definitions import RULES, load_definitions
from trimtab.analytics.extracts import read_manifest
from trimtab.analytics.metrics import ALL_METRICS
from trimtab.analytics.models import DefinitionVersion, Restatement
from trimtab.analytics.previews import preview_definitions
from trimtab.analytics.registry import NAMED, entries, entry_of
from trimtab.analytics.setting_forms import OwnerForm, RuleForm
from trimtab.analytics.views.organisation import reading_or_none
from trimtab.core.models import Event, Organisation
from trimtab.people.frame import setting_up


@require_GET
def definitions(request: HttpRequest) -> HttpResponse:
    """All metrics: the question each answers, who owns it, which version it is."""
    found = entries(NAMED, load_definitions())
    return render(request, "analytics/definitions.html", {"entries": found})


@require_GET
def definition(request: HttpRequest, metric: str) -> HttpResponse:
    """One metric: question, owner, formula, versions, where it is shown, its rows and its query."""
    if metric not in ALL_METRICS:
        raise Http404
    entry = entry_of(metric, load_definitions())
    manifest = read_manifest(settings.EXTRACTS)
    form = OwnerForm(initial={"owner": entry.owner.email if entry.owner else ""})
    context = {"entry": entry, "metric": entry.metric, "as_of": manifest.as_of if manifest else None, "form": form}
    return render(request, "analytics/definition.html", context)


@require_POST
def definition_owner(request: HttpRequest, metric: str) -> HttpResponse:
    """Say who answers for a metric."""
    user = setting_up(request)
    if metric not in ALL_METRICS:
        raise Http404
    form = OwnerForm(request.POST)
    if not form.is_valid():
        entry = entry_of(metric, load_definitions())
        context = {"entry": entry, "metric": entry.metric, "form": form}
        return render(request, "analytics/definition.html", context, status=422)
    actions.set_metric_owner(metric, owner=form.cleaned_data["owner"], by=user, now=timezone.now())
    messages.info(request, _("The owner of %(metric)s was set.") % {"metric": metric})
    return redirect("pipeline-definition", metric=metric)


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule with its numbers in force and its version."""
    setting_up(request)
    present = load_definitions()
    last = {row.rule: row for row in DefinitionVersion.objects.order_by("version")}
    rows = [
        {"rule": rule, "settings": _numbers(rule.key, present.values), "last": last.get(rule.key)}
        for rule in RULES.values()
    ]
    return render(request, "settings/rules.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, rule: str) -> HttpResponse:
    """One rule: its versions, and a form whose first POST shows what a new one does to the figures."""
    user, now = setting_up(request), timezone.now()
    if rule not in RULES:
        raise Http404
    shown, present = RULES[rule], load_definitions()
    form = RuleForm(shown, present.of(shown), request.POST or None)
    context = {"rule": shown, "form": form, "versions": _versions(rule), "version": present.versions.get(rule, 1)}
    if not (form.is_bound and form.is_valid()):
        return render(request, "settings/rule.html", context, status=422 if form.is_bound else 200)
    changed = present.with_rule(shown, form.parameters)
    preview = preview_definitions(reading_or_none(), Organisation.get(), changed)
    if "save" not in request.POST:
        return render(request, "settings/rule.html", {**context, "preview": preview, "is_previewed": True})
    why = form.cleaned_data["why"]
    actions.change_definition(shown, parameters=form.parameters, why=why, preview=preview, by=user, now=now)
    messages.info(
        request,
        _("“%(rule)s” is now version %(version)s.")
        % {
            "rule": shown.label,
            "version": changed.versions[rule],
        },
    )
    return redirect("definition-rule", rule=rule)


def _numbers(rule: str, values: object) -> list[tuple[object, object]]:
    return [(one, values[one.name]) for one in RULES[rule].settings]  # type: ignore[index]  # a mapping by name


def _versions(rule: str) -> list[dict[str, object]]:
    """All versions, newest first, each with its numbers and its restatement; the shipped one last."""
    events = Event.objects.filter(verb="definition.changed", record="definition")
    rows = list(DefinitionVersion.objects.filter(rule=rule).order_by("-version"))
    event_of = dict(events.filter(record_id__in=[row.pk for row in rows]).values_list("record_id", "pk"))
    restated = dict(Restatement.objects.filter(last_event_id__in=event_of.values()).values_list("last_event_id", "pk"))
    told: list[dict[str, object]] = [
        {
            "version": row.version,
            "row": row,
            "numbers": _numbers(rule, row.parameters),
            "restatement": restated.get(event_of.get(row.pk, 0)),
        }
        for row in rows
    ]
    shipped = [(one, one.default) for one in RULES[rule].settings]
    return [*told, {"version": 1, "row": None, "numbers": shipped, "restatement": None}]
