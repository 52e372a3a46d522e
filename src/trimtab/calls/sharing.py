"""The agenda that a customer opens by a secret link, and what comes in there."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.calls.actions import wish_otherwise
from trimtab.calls.forms import LocalMoment, moment_in
from trimtab.calls.models import Call
from trimtab.calls.policy import get_call_for
from trimtab.sharing.frame import claim_post
from trimtab.sharing.models import SecretLink
from trimtab.sharing.subjects import Kind

PURPOSE = "agenda"


def page_of(call: Call) -> str:
    """Where our people see what is shared."""
    return reverse("call-agenda", args=[call.pk])


KIND = Kind(
    PURPOSE,
    record="call",
    get_for=get_call_for,
    label=gettext_lazy("Agenda"),
    page=page_of,
    shared="shared-agenda",
    holds=gettext_lazy("The customer sees title, time, place, purpose, points, what to have ready, and names."),
)


class WishForm(forms.Form):
    """What somebody of the customer would like otherwise."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=100)
    point = forms.CharField(
        label=gettext_lazy("A point that should be added"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Leave it empty if the agenda is complete."),
    )
    starts_at = LocalMoment(label=gettext_lazy("Another time that suits you better"), required=False)

    def __init__(self, typed: Mapping[str, Any] | None = None, *, zone: str) -> None:
        self.zone = zone
        super().__init__(typed)
        self.fields["starts_at"].help_text = _("By the clocks of %(zone)s.") % {"zone": zone}

    def clean_starts_at(self) -> datetime | None:
        """By the clocks of the call."""
        typed: datetime | None = self.cleaned_data["starts_at"]
        return moment_in(self.zone, typed) if typed else None

    def clean(self) -> dict[str, Any]:
        """A point or a time."""
        found: dict[str, Any] = super().clean() or {}
        if not self.errors and not found.get("point") and not found.get("starts_at"):
            raise ValidationError(_("Name a point or another time."))
        return found


def call_behind(link: SecretLink) -> Call:
    """The call that the link opens.

    Raises:
        Http404: it is gone.
    """
    found = Call.objects.select_related("owner").filter(pk=link.record_id).first()
    if found is None:
        raise Http404
    return found


def take_in(link: SecretLink, call: Call, form: WishForm, *, key: str, now: datetime) -> None:
    """Keep the wish, once for each form that was opened, however often it is sent.

    Raises:
        TooManyWishes, ValidationError: see `wish_otherwise`; the form may then be sent again.
    """
    with transaction.atomic():
        if claim_post(link, key=key, now=now):
            wish_otherwise(call, **form.cleaned_data, now=now)
