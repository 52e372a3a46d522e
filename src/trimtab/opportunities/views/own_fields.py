"""Fields of the organisation's own."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods, require_POST

from trimtab.core.models import CustomField
from trimtab.opportunities.actions import own_fields as actions
from trimtab.opportunities.own_fields import COUNTED, use_of
from trimtab.people.frame import setting_up

RECORDS = {
    "account": later("Accounts"),
    "contact": later("Contacts"),
    "opportunity": later("Opportunities"),
    "lead": later("Leads"),
}


class OwnFieldForm(forms.Form):
    """What a field is called, and what may be chosen."""

    label = forms.CharField(label=later("name"), max_length=200)
    choices = forms.CharField(
        label=later("choices"),
        required=False,
        help_text=later("One on each line; for a choice or several choices only."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    @property
    def lines(self) -> list[str]:
        """The choices."""
        return str(self.cleaned_data["choices"]).splitlines()


class NewOwnFieldForm(OwnFieldForm):
    """A new field: also on which record, and of which kind; neither changes later."""

    record = forms.ChoiceField(label=later("on"), choices=list(RECORDS.items()), initial="opportunity")
    kind = forms.ChoiceField(label=later("kind"), choices=CustomField.Kind.choices)
    field_order = ("record", "label", "kind", "choices")


@require_http_methods(["GET", "POST"])
def own_fields(request: HttpRequest) -> HttpResponse:
    """All fields by record, in their order; add one."""
    user, now = setting_up(request), timezone.now()
    form = NewOwnFieldForm(request.POST or None)
    if form.is_bound and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("record", "label", "kind")}
        if _done(form, lambda: actions.create_own_field(**given, choices=form.lines, by=user, now=now)):
            messages.info(request, _("The field “%(label)s” was added.") % {"label": given["label"]})
            return redirect("own-fields")
    found = list(CustomField.objects.order_by("position", "label", "pk"))
    groups = [
        (label, [one for one in found if one.record == record and one.archived_at is None])
        for record, label in RECORDS.items()
    ]
    archived = [one for one in found if one.archived_at is not None]
    context = {"form": form, "groups": groups, "archived": archived}
    return render(request, "opportunities/own_fields.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def own_field(request: HttpRequest, pk: int) -> HttpResponse:
    """One field: its use; rename it, change its choices."""
    user, now = setting_up(request), timezone.now()
    field = get_object_or_404(CustomField, pk=pk)
    form = OwnFieldForm(
        request.POST or None, initial={"label": field.label, "choices": "\n".join(map(str, field.choices))}
    )
    if field.kind not in actions.WITH_CHOICES:
        del form.fields["choices"]
    if form.is_bound and form.is_valid():
        label, choices = form.cleaned_data["label"], form.cleaned_data.get("choices", "").splitlines()
        if _done(form, lambda: actions.edit_own_field(field, label=label, choices=choices, by=user, now=now)):
            messages.info(request, _("The field was changed."))
            return redirect("own-fields")
    context = {"field": field, "record": RECORDS[field.record], "form": form, "use": use_of(field), "counted": COUNTED}
    return render(request, "opportunities/own_field.html", context, status=422 if form.is_bound else 200)


@require_POST
def own_field_order(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a field up or down by one place."""
    user = setting_up(request)
    field = get_object_or_404(CustomField, pk=pk, archived_at__isnull=True)
    is_up = request.POST.get("direction") == "up"
    actions.move_own_field(field, is_up=is_up, by=user, now=timezone.now())
    return redirect("own-fields")


@require_POST
def own_field_archiving(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a field no longer, or again."""
    user, now = setting_up(request), timezone.now()
    field = get_object_or_404(CustomField, pk=pk)
    try:
        if field.archived_at is None:
            actions.archive_own_field(field, by=user, now=now)
            said = _("“%(label)s” is archived. Its values stay.")
        else:
            actions.restore_own_field(field, by=user, now=now)
            said = _("“%(label)s” is asked for again.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.info(request, said % {"label": field.label})
    return redirect("own-fields")


def _done(form: forms.Form, act: Callable[[], object]) -> bool:
    """Whether it was done; what stood against it is said in the form."""
    try:
        act()
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return False
    return True
