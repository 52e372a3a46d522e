"""The form that moves a card of the board."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.opportunities.models import Opportunity, Stage


class MoveForm(forms.Form):
    """A card of the board that goes to another stage of its process; why, where it is lost."""

    loss_reason = forms.CharField(label=gettext_lazy("Loss reason, where it is lost"), max_length=200, required=False)
    seen_at = forms.DateTimeField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid"), gettext_lazy("It is not known which version you saw. Load the page again.")
        ),
    )
    since = forms.DateTimeField(widget=forms.HiddenInput, required=False)

    def __init__(self, typed: Mapping[str, Any] | None = None, *, opportunity: Opportunity) -> None:
        initial = {"stage": opportunity.stage_id, "seen_at": opportunity.changed_at.isoformat()}
        super().__init__(typed, initial=initial, auto_id=f"id_%s_{opportunity.pk}")
        stages = Stage.objects.filter(process=opportunity.process_id)
        stages = stages.filter(Q(archived_at__isnull=True) | Q(pk=opportunity.stage_id))
        self.fields["stage"] = forms.ModelChoiceField(
            stages.order_by("position", "pk"), label=_("Move to"), empty_label=None
        )
        self.order_fields(["stage"])

    def clean(self) -> dict[str, Any]:
        """A reason belongs to a loss."""
        found: dict[str, Any] = super().clean() or {}
        stage = found.get("stage")
        if found.get("loss_reason") and stage is not None and stage.kind != Stage.Kind.LOST:
            self.add_error("loss_reason", _("Only what is lost has a loss reason. Choose a stage of that kind."))
        return found

    @property
    def changes(self) -> dict[str, object]:
        """The stage, and the reason where one is given."""
        reason = self.cleaned_data["loss_reason"]
        return {"stage": self.cleaned_data["stage"]} | ({"loss_reason": reason} if reason else {})
