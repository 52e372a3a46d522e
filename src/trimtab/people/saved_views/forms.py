"""Forms of saved views."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.people.models import SavedView, User
from trimtab.people.queries import MOST_OF_A_QUERY, kept_query


class ViewForm(forms.Form):
    """How a view is called, who reads it, and where one finds it oneself."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    is_shared = forms.BooleanField(
        label=gettext_lazy("Share it with everyone"),
        required=False,
        help_text=gettext_lazy("Others see the rows that they may see, and cannot change the view."),
    )
    is_pinned = forms.BooleanField(label=gettext_lazy("Show it as a tab above my list"), required=False)
    is_default = forms.BooleanField(label=gettext_lazy("Open my list with it"), required=False)

    def __init__(
        self, typed: Mapping[str, Any] | None = None, *, user: User, list_name: str, view: SavedView | None = None
    ) -> None:
        self.user, self.list_name, self.view = user, list_name, view
        initial = {"name": view.name, "is_shared": view.is_shared} if view else {"is_pinned": True}
        pin = view.pins.filter(user=user).first() if view else None
        if pin is not None:
            initial |= {"is_pinned": True, "is_default": pin.is_default}
        super().__init__(typed, initial=initial)

    def clean_name(self) -> str:
        """A person's views of one list have different names."""
        name = str(self.cleaned_data["name"])
        others = SavedView.objects.filter(owner=self.user, list=self.list_name, name=name)
        if others.exclude(pk=self.view.pk if self.view else 0).exists():
            raise ValidationError(_("You have a view of that name already. Choose another name, or change that view."))
        return name


class NewViewForm(ViewForm):
    """A view, with the query that the list has at the moment."""

    query = forms.CharField(required=False, max_length=MOST_OF_A_QUERY, widget=forms.HiddenInput, strip=True)

    def clean_query(self) -> str:
        """Without what the frame says."""
        return kept_query(self.cleaned_data["query"])


class PinForm(forms.Form):
    """Where one finds a view."""

    is_pinned = forms.BooleanField(required=False)
    is_default = forms.BooleanField(required=False)
