"""Forms of processes, their steps and milestones, and of content."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.core.models import CustomField
from trimtab.opportunities.queries import active_stages
from trimtab.processes.actions.processes import FACTS
from trimtab.processes.models import Content, Milestone, SalesProcess, Step
from trimtab.processes.queries import contents_offered
from trimtab.processes.starters import STARTERS, Start, shipped, start_of
from trimtab.web.conflicts import SeenField, VersionedForm
from trimtab.web.fields import SeenAtField

LARGEST = 1_000_000  # bytes of a file with a process


class BeginForm(forms.Form):
    """What a new process begins with."""

    starter = forms.ChoiceField(label=gettext_lazy("Begin with"), required=False, widget=forms.RadioSelect)
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Empty: as the process that it begins with."),
    )

    def __init__(self, typed: Mapping[str, Any] | None = None) -> None:
        super().__init__(typed)
        taken = set(SalesProcess.objects.filter(name="").values_list("key", flat=True))
        if isinstance(field := self.fields["starter"], forms.ChoiceField):
            field.choices = [*((key, shipped(key)) for key in STARTERS), ("", _("An empty list"))]
        self.initial["starter"] = next((key for key in STARTERS if key not in taken), "")

    @property
    def starts(self) -> list[tuple[BoundWidget, Start | None]]:
        """Each choice with what it begins with; None: an empty list."""
        return [(choice, start_of(choice.data["value"])) for choice in self["starter"]]


class ProcessForm(VersionedForm):
    """What a process is called, for which opportunities it is, how it counts."""

    own_field = forms.ChoiceField(label=gettext_lazy("Own field of the account"), required=False)

    class Meta:
        model = SalesProcess
        fields = FACTS
        widgets = {"description": forms.Textarea({"rows": 2})}
        help_texts = {
            "name": gettext_lazy("Empty: as shipped."),
            "position": gettext_lazy("The first process whose conditions hold is taken."),
            "kind": gettext_lazy("A condition that is left empty is not asked."),
            "at_least": gettext_lazy("In the reporting currency."),
            "is_default": gettext_lazy("Taken where the conditions of no other process hold."),
            "needs_evidence": gettext_lazy("A yes without somebody's word or a document counts as in progress."),
            "counts_half": gettext_lazy("Otherwise it counts as nothing."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = CustomField.objects.filter(record="account", archived_at=None).order_by("position", "label")
        choices = [("", "–"), *offered.values_list("key", "label")]
        kept = self.instance.own_field
        if kept and kept not in dict(choices):
            choices.append((kept, kept))
        if isinstance(field := self.fields["own_field"], forms.ChoiceField):
            field.choices = choices
        SeenField.remember(self)

    def clean_name(self) -> str:
        """Empty only where a name ships."""
        name = str(self.cleaned_data["name"]).strip()
        if not name and not shipped(self.instance.key):
            raise ValidationError(_("A process needs a name."))
        if name and SalesProcess.objects.filter(name=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another process has this name."))
        return name

    def _post_clean(self) -> None:
        """The form changes nothing by itself: an action does, with its rights and its event."""

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FACTS}


class PartForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the type checker only
    """What forms of steps and milestones share: they show the words that ship, and know what was seen."""

    seen_at = SeenAtField()
    seen = SeenField()

    def __init__(self, typed: Mapping[str, Any] | None = None, *, part: Step | Milestone | None = None) -> None:
        super().__init__(typed, instance=part, auto_id="part-%s")
        self.fields[self.first].required = True
        if part is not None:
            self.initial.update({name: text for name, text in part.words.items() if name in self.fields})
            self.initial["seen_at"] = part.changed_at

    first = "name"

    def _post_clean(self) -> None:
        """The form changes nothing by itself: an action does, with its rights and its event."""

    @property
    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in {"seen", "seen_at"}}


class StepForm(PartForm):
    """A step: how long, how heavy, when it is passed, and which stages mean it."""

    class Meta:
        model = Step
        fields = ("name", "purpose", "duration", "weight", "threshold", "yellow_from", "green_from", "stages")
        widgets = {"stages": forms.CheckboxSelectMultiple}

    def __init__(self, typed: Mapping[str, Any] | None = None, *, part: Step | None = None) -> None:
        super().__init__(typed, part=part)
        if isinstance(field := self.fields["stages"], forms.ModelMultipleChoiceField):
            field.queryset = active_stages().filter(kind="open")
            field.choices = [(one.pk, f"{one.process}: {one}") for one in field.queryset]
        SeenField.remember(self)

    def clean(self) -> dict[str, Any]:
        """Green begins where yellow ends."""
        cleaned = super().clean() or self.cleaned_data
        if (cleaned.get("yellow_from") or 0) > (cleaned.get("green_from") or 0):
            self.add_error("green_from", _("Green must begin above yellow."))
        return cleaned


class MilestoneForm(PartForm):
    """A milestone: what must be true, what proves it, who does it."""

    first = "text"

    class Meta:
        model = Milestone
        fields = ("text", "proof", "side", "role", "help", "weight", "is_mandatory", "contents")
        widgets = {"help": forms.Textarea({"rows": 2}), "contents": forms.CheckboxSelectMultiple}

    def __init__(self, typed: Mapping[str, Any] | None = None, *, part: Milestone | None = None) -> None:
        super().__init__(typed, part=part)
        kept = part.contents.values("pk") if part else Content.objects.none().values("pk")
        if isinstance(field := self.fields["contents"], forms.ModelMultipleChoiceField):
            field.queryset = Content.objects.filter(Q(pk__in=contents_offered().values("pk")) | Q(pk__in=kept))
        SeenField.remember(self)


class CopyForm(forms.Form):
    """Milestones of other processes, to take over."""

    milestones = forms.ModelMultipleChoiceField(
        Milestone.objects.none(), label=gettext_lazy("Milestones"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, typed: Mapping[str, Any] | None = None, *, step: Step) -> None:
        super().__init__(typed)
        asked = Milestone.objects.filter(step__version=step.version_id).values("key")
        offered = Milestone.objects.exclude(step__version__state="archived").exclude(key__in=asked)
        offered = offered.exclude(step__version__process=step.version.process_id)
        offered = offered.select_related("step__version__process").order_by(
            "step__version", "step__position", "position"
        )
        self.is_empty = not offered.exists()
        groups: dict[str, list[tuple[int, str]]] = {}
        for one in offered:
            groups.setdefault(f"{one.step.version.process}: {one.step.label}", []).append((one.pk, one.label))
        if isinstance(field := self.fields["milestones"], forms.ModelMultipleChoiceField):
            field.queryset = offered
            field.choices = list(groups.items())


class ContentForm(VersionedForm):
    """What to use at a milestone."""

    link = forms.URLField(label=gettext_lazy("Link"), max_length=500, required=False, assume_scheme="https")

    class Meta:
        model = Content
        fields = ("name", "link", "description")

    def _post_clean(self) -> None:
        """The form changes nothing by itself: an action does, with its rights and its event."""

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "link", "description")}


class PublishForm(forms.Form):
    """What changed, in words, for those who read the versions."""

    note = forms.CharField(label=gettext_lazy("What changed"), max_length=300, required=False)


class FileForm(forms.Form):
    """A process of another installation."""

    file = forms.FileField(label=gettext_lazy("JSON file"))

    def clean_file(self) -> str:
        """Its text."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(_("The file is larger than a process ever is."))
        try:
            return str(file.read().decode("utf-8"))
        except UnicodeDecodeError:
            raise ValidationError(_("This is no text in UTF-8.")) from None
