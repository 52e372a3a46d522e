"""The form that changes an activity after it was logged."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.accounts.models import Contact
from trimtab.opportunities.forms import ActivityForm, contacts_of
from trimtab.opportunities.models import Activity


class ActivityEditForm(ActivityForm):
    """An activity that was logged, and of a task since when it is done."""

    done_at = forms.DateTimeField(
        label=gettext_lazy("Done"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("Only a task is done. Leave it empty while it is to do."),
    )

    def __init__(self, typed: Mapping[str, Any] | None = None, *, activity: Activity, now: datetime) -> None:
        attended = [one.pk for one in Contact.objects.filter(appearances__in=activity.parties.filter(part="attended"))]
        initial: dict[str, object] = {
            name: getattr(activity, name) for name in ("kind", "subject", "direction", "minutes", "outcome")
        }
        initial |= {name: _to_minute(getattr(activity, name)) for name in ("at", "done_at")}
        super().__init__(typed, account=activity.account, now=now, initial=initial | {"contacts": attended})
        self.activity = activity
        attending = contacts_of(activity.account) | Contact.objects.filter(pk__in=attended)
        self.fields["contacts"] = forms.ModelMultipleChoiceField(
            attending.order_by("name", "pk"), label=_("Who took part"), required=False
        )

    def clean(self) -> dict[str, Any]:
        """Only a task is done."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("done_at") and found.get("kind") != Activity.Kind.TASK:
            self.add_error("done_at", _("Only a task is done. Choose that kind, or leave this empty."))
        return found

    @property
    def facts(self) -> dict[str, object]:
        """The fields of the activity itself; a moment that the form shows to the minute keeps its seconds."""
        found = super().facts | {"done_at": self.cleaned_data["done_at"]}
        for name in ("at", "done_at"):
            kept = getattr(self.activity, name)
            if found[name] == _to_minute(kept):
                found[name] = kept
        return found


def _to_minute(moment: datetime | None) -> datetime | None:
    return timezone.localtime(moment).replace(second=0, microsecond=0) if moment else None
