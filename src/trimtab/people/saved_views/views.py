"""The pages of saved views: all of a list, one to change, and small forms that lead back to the list."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trimtab.people.frame import signed_in
from trimtab.people.models import SavedView
from trimtab.people.queries import kept_query, views_with_pins
from trimtab.people.saved_views import actions
from trimtab.people.saved_views.forms import NewViewForm, PinForm, ViewForm
from trimtab.people.saved_views.policy import get_view_for


@require_http_methods(["GET", "POST"])
def saved_views(request: HttpRequest) -> HttpResponse:
    """The views of a list that the person has or that are shared; save a new one."""
    user, now = signed_in(request), timezone.now()
    list_name = _list_of(request)
    form = NewViewForm(request.POST or None, user=user, list_name=list_name)
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        is_pinned, is_default = typed.pop("is_pinned"), typed.pop("is_default")
        view = actions.save_view(list_name=list_name, **typed, by=user, now=now)
        actions.pin_view(view, is_pinned=is_pinned, is_default=is_default, by=user, now=now)
        messages.info(request, _("The view “%(name)s” was saved.") % {"name": view})
        return redirect(_address_of(view))
    context = {
        "list_name": list_name,
        "views": views_with_pins(user, list_name),
        "form": form,
        "url": reverse(list_name),
    }
    return render(request, "people/views/list.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def saved_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the name of a view, who reads it, and where one finds it."""
    user, now = signed_in(request), timezone.now()
    view = get_view_for(user, pk, edit=request.method == "POST")
    form = ViewForm(request.POST or None, user=user, list_name=view.list, view=view)
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        changes = {"name": typed["name"], "is_shared": typed["is_shared"]}
        edited = actions.edit_view(view, changes=changes, by=user, now=now)
        actions.pin_view(edited, is_pinned=typed["is_pinned"], is_default=typed["is_default"], by=user, now=now)
        messages.info(request, _("The view “%(name)s” was changed.") % {"name": edited})
        return redirect(_address_of(edited))
    context = {"view": view, "form": form, "is_own": view.owner_id == user.pk, "url": reverse(view.list)}
    return render(request, "people/views/form.html", context, status=422 if form.is_bound else 200)


@require_POST
def filters(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the view ask what the list asks now."""
    user = signed_in(request)
    view = get_view_for(user, pk, edit=True)
    query = kept_query(request.POST.get("query", ""))
    edited = actions.edit_view(view, changes={"query": query}, by=user, now=timezone.now())
    messages.info(request, _("The view “%(name)s” shows this from now on.") % {"name": edited})
    return redirect(_address_of(edited))


@require_POST
def pinning(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a view, one's own or a shared one, as a tab or as what the list opens with; or neither."""
    user = signed_in(request)
    view = get_view_for(user, pk)
    form = PinForm(request.POST)
    form.is_valid()
    actions.pin_view(view, **form.cleaned_data, by=user, now=timezone.now())
    return redirect(f"{reverse('saved-views')}?list={view.list}")


@require_POST
def deletion(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a view. The rows that it showed are not touched."""
    user = signed_in(request)
    view = get_view_for(user, pk, edit=True)
    actions.delete_view(view, by=user, now=timezone.now())
    messages.info(
        request, _("The view “%(name)s” was deleted. The records it showed are as they were.") % {"name": view}
    )
    return redirect(f"{reverse('saved-views')}?list={view.list}")


def _list_of(request: HttpRequest) -> str:
    """The list that is asked for; without one, the first."""
    name = request.POST.get("list") or request.GET.get("list") or settings.LISTS[0]
    if name not in settings.LISTS:
        raise Http404
    return name


def _address_of(view: SavedView) -> str:
    return f"{reverse(view.list)}?{view.address}"
