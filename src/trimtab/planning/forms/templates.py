"""What plans of one type ask: questions, tiles, solutions."""

import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.opportunities.models import Product
from trimtab.planning.completeness import AREAS
from trimtab.planning.models import TemplateVersion
from trimtab.planning.models.research import About
from trimtab.planning.shipped import TEXTS, Question, words_of

EMPTY_ROWS = 3
MOST_QUESTIONS = 60


class TemplateForm(forms.Form):
    """Each question has its words, whom it is about, and whether it must be answered; empty words take it away."""

    tiles = forms.MultipleChoiceField(
        label=gettext_lazy("What counts for completeness"),
        choices=list(AREAS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    products = forms.ModelMultipleChoiceField(
        Product.objects.order_by("family", "name", "pk"), label=gettext_lazy("Solutions of new plans"), required=False
    )
    number = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, typed: Any = None, *, template: TemplateVersion) -> None:
        questions: list[Question] = template.questions
        super().__init__(
            typed,
            initial={
                "tiles": template.tiles,
                "products": list(template.products.values_list("pk", flat=True)) if template.pk else [],
                "number": template.number,
            },
        )
        self.fields["products"].help_text = _("None: the whole catalogue, where it is short.")
        self.asked = questions
        self.count = len(questions) + EMPTY_ROWS
        for index in range(self.count):
            self._add_question(index, questions[index] if index < len(questions) else None)

    def _add_question(self, index: int, question: Question | None) -> None:
        words = words_of(question) if question else ""
        self.fields[f"text_{index}"] = forms.CharField(
            label=_("Question"), max_length=300, required=False, initial=words
        )
        about = question["about"] if question else About.CUSTOMER
        self.fields[f"about_{index}"] = forms.ChoiceField(label=_("About"), choices=About.choices, initial=about)
        required = question["required"] if question else False
        self.fields[f"required_{index}"] = forms.BooleanField(
            label=_("Must be answered"), required=False, initial=required
        )

    @property
    def rows(self) -> Iterator[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """The fields of each question."""
        for index in range(self.count):
            yield self[f"text_{index}"], self[f"about_{index}"], self[f"required_{index}"]

    @property
    def questions(self) -> list[Question]:
        """The questions as typed. Words that equal the shipped ones stay shipped, so that they follow the language."""
        found = [self._question(index) for index in range(self.count)]
        return [one for one in found if one is not None][:MOST_QUESTIONS]

    def _question(self, index: int) -> Question | None:
        text = self.cleaned_data[f"text_{index}"].strip()
        if not text:
            return None
        key = self.asked[index]["key"] if index < len(self.asked) else f"own_{secrets.token_hex(4)}"
        is_shipped = key in TEXTS and text == str(TEXTS[key])
        return {
            "key": key,
            "about": self.cleaned_data[f"about_{index}"],
            "text": "" if is_shipped else text,
            "required": self.cleaned_data[f"required_{index}"],
        }

    @property
    def tiles_chosen(self) -> list[str]:
        """The areas that count, in their order."""
        ticked: Mapping[str, object] = dict.fromkeys(self.cleaned_data["tiles"])
        return [area for area in AREAS if area in ticked]
