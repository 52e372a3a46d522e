"""Settings: what plans of each type ask."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from trimtab.core.versions import ChangedMeanwhile
from trimtab.people.frame import setting_up
from trimtab.planning import actions
from trimtab.planning.forms import TemplateForm
from trimtab.planning.models import Plan
from trimtab.planning.models.research import PlanType
from trimtab.planning.queries import newest_template


@require_GET
def plan_templates(request: HttpRequest) -> HttpResponse:
    """The types with their present version, and how many plans ask something older."""
    setting_up(request)
    rows = []
    for plan_type in PlanType:
        newest = newest_template(plan_type)
        current = Plan.objects.current().filter(plan_type=plan_type)
        older = current.filter(template__number__lt=newest.number).count()
        rows.append((plan_type, newest, current.count(), older))
    return render(request, "planning/templates.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def plan_template(request: HttpRequest, plan_type: str) -> HttpResponse:
    """Edit what new plans of a type ask; saving makes the next version, and open plans stay on theirs."""
    user, now = setting_up(request), timezone.now()
    if plan_type not in PlanType.values:
        raise Http404
    template = newest_template(plan_type)
    form = TemplateForm(request.POST or None, template=template)
    if form.is_bound and form.is_valid():
        try:
            made = actions.save_template(
                plan_type,
                questions=form.questions,
                tiles=form.tiles_chosen,
                products=form.cleaned_data["products"],
                seen=form.cleaned_data["number"],
                by=user,
                now=now,
            )
        except ChangedMeanwhile:
            form.add_error(None, _("Somebody else saved a newer version. What you typed is kept; open it again."))
        else:
            messages.info(request, _("Version %(number)s holds for new plans.") % {"number": made.number})
            return redirect("plan-templates")
    context = {"form": form, "plan_type": PlanType(plan_type), "template": template}
    return render(request, "planning/template.html", context, status=422 if form.is_bound else 200)
