"""Forms that change nothing by themselves: an action does, with its rights and its event."""

from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field

from trimtab.core.versions import version_of
from trimtab.value.actions.changing import SEEN
from trimtab.web.conflicts import NO_FACTS, SeenField


class CheckedForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the type checker only
    """Checks what its model checks, and leaves the record as it is."""

    def _post_clean(self) -> None:
        for name, value in list(self.cleaned_data.items()):
            try:
                field = self._meta.model._meta.get_field(name)
                if isinstance(field, Field) and not field.is_relation:
                    field.run_validators(value)
            except FieldDoesNotExist:
                continue
            except ValidationError as wrong:
                self.add_error(name, wrong)


class SeenForm(CheckedForm):
    """Its facts, with what the person saw of them."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)
    seen = SeenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer()
        if self.instance.pk is not None:
            self.initial["version"] = version_of(self.instance, SEEN)
        SeenField.remember(self)

    def offer(self) -> None:
        """Set what there is to choose from."""

    @property
    def facts(self) -> dict[str, Any]:
        """The cleaned values by field."""
        return {name: value for name, value in self.cleaned_data.items() if name not in NO_FACTS}
