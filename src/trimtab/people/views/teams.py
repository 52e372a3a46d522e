"""The tree of teams: adding, renaming, moving with what it does to sight, removing."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trimtab.people import actions
from trimtab.people.forms import TeamForm
from trimtab.people.frame import setting_up
from trimtab.people.models import Team, User
from trimtab.people.queries import sight_after_move, tree_of_teams


@require_http_methods(["GET", "POST"])
def teams(request: HttpRequest) -> HttpResponse:
    """The tree of teams; add one."""
    user = setting_up(request)
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.create_team(by=user, now=timezone.now(), **form.cleaned_data)
        messages.info(request, _("The team was added."))
        return redirect("teams")
    context = {"tree": tree_of_teams(), "form": form}
    return render(request, "people/teams.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """Its name and place; a move shows first who would see more or less."""
    user = setting_up(request)
    shown = get_object_or_404(Team.objects.select_related("parent"), pk=pk)
    form = TeamForm(request.POST or None, initial={"name": shown.name, "parent": shown.parent_id})
    context: dict[str, object] = {"team": shown, "form": form, "people": User.objects.filter(team=shown).count()}
    if not (form.is_bound and form.is_valid()):
        return render(request, "people/team.html", context, status=422 if form.is_bound else 200)
    parent = form.cleaned_data["parent"]
    if parent is not None and parent.path.startswith(shown.path):
        form.add_error("parent", _("A team cannot stand below itself."))
        return render(request, "people/team.html", context, status=422)
    if parent != shown.parent and "save" not in request.POST:
        context |= {"move": sight_after_move(shown, parent), "parent": parent}
        return render(request, "people/team.html", context)
    _change(shown, form.cleaned_data["name"], parent, by=user)
    messages.info(request, _("The team was changed."))
    return redirect("teams")


def _change(team: Team, name: str, parent: Team | None, *, by: User) -> None:
    now = timezone.now()
    if name != team.name:
        actions.rename_team(team, name=name, by=by, now=now)
    if parent != team.parent:
        actions.move_team(team, parent=parent, by=by, now=now)


@require_POST
def team_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an empty team away."""
    user = setting_up(request)
    shown = get_object_or_404(Team, pk=pk)
    try:
        actions.remove_team(shown, by=user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("team", pk=pk)
    messages.info(request, _("The team %(name)s was removed.") % {"name": shown.name})
    return redirect("teams")
