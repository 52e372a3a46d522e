"""Answers and the four lists."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.core.ids import id_in
from trimtab.planning.models import Answer, SwotEntry
from trimtab.web.fields import DayInput

ANSWER_FIELDS = ("text", "source", "link", "known_on", "confidence")


class AnswerForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the type checker only
    """What is known about one question, from where, since when and how surely."""

    link = forms.URLField(label=gettext_lazy("Link"), max_length=500, required=False, assume_scheme="https")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Answer
        fields = ANSWER_FIELDS
        widgets = {
            "text": forms.Textarea({"rows": 3}),
            "known_on": DayInput(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].help_text = _("Who said it, or which document.")
        self.fields["known_on"].help_text = _("After 180 days the answer counts as old.")

    @property
    def values(self) -> dict[str, object]:
        """The cleaned values by field."""
        return {name: self.cleaned_data[name] for name in ANSWER_FIELDS}

    @property
    def seen_id(self) -> int:
        """The answer that the person saw; 0 for none."""
        return id_in(self.cleaned_data["seen"]) or 0


class SwotForm(forms.ModelForm):  # type: ignore[type-arg]  # as above
    """One more entry on one of the four lists."""

    class Meta:
        model = SwotEntry
        fields = ("side", "text")
        labels = {"side": gettext_lazy("List"), "text": gettext_lazy("What it is")}
