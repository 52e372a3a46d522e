"""Forms of processes and stages."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from trimtab.opportunities.models import Opportunity, Process, Stage


class ProcessForm(forms.Form):
    """A process by its name."""

    name = forms.CharField(label=later("name"), max_length=200)


class StageForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the type checker only
    """What a stage is called and what it counts as."""

    forecast_category = forms.ChoiceField(
        label=later("forecast category"),
        required=False,
        choices=[("", later("leaves it as it is")), *Opportunity.ForecastCategory.choices],
        help_text=later("An opportunity that enters the stage takes this category."),
    )

    class Meta:
        model = Stage
        fields = ("name", "is_qualified", "forecast_category")
        help_texts = {"is_qualified": later("From here on an opportunity counts in the levers and win rates.")}

    @property
    def changes(self) -> dict[str, object]:
        """The fields that the form changed, with their new values."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


class NewStageForm(forms.Form):
    """A stage to be added at the end."""

    name = forms.CharField(label=later("name"), max_length=200)
    kind = forms.ChoiceField(label=later("kind"), choices=Stage.Kind.choices)
    is_qualified = forms.BooleanField(label=later("counts as qualified"), required=False, initial=True)


class RemappingForm(forms.Form):
    """Into which stage another is merged."""

    def __init__(self, stage: Stage, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]  # passed on as they came
        others = Stage.objects.filter(kind=stage.kind, archived_at__isnull=True).exclude(pk=stage.pk)
        self.fields["into"] = forms.ModelChoiceField(
            others.select_related("process").order_by("process__name", "position"),
            label=_("is read as"),
            empty_label=_("choose a stage"),
        )
        self.fields["into"].label_from_instance = _named  # type: ignore[attr-defined]  # a ModelChoiceField


def _named(stage: Stage) -> str:
    return _("%(stage)s, %(process)s") % {"stage": stage.name, "process": stage.process.name}


def moved(process: Process, stage: int, direction: str) -> list[Stage]:
    """The stages in use with one of them moved up or down by one place; unchanged where it cannot move."""
    stages = list(process.stages.filter(archived_at__isnull=True).order_by("position", "pk"))
    place = next((index for index, one in enumerate(stages) if one.pk == stage), None)
    if place is None:
        return stages
    target = place + (-1 if direction == "up" else 1)
    if 0 <= target < len(stages) and stages[place].kind == stages[target].kind:
        stages[place], stages[target] = stages[target], stages[place]
    return stages
