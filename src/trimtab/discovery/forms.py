"""What is typed at a board."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.accounts.models import Account, Contact
from trimtab.discovery.boards import Board
from trimtab.discovery.layers import OWN_FACTS, ROWS
from trimtab.discovery.models import Card, Insight, Layer, Section, State
from trimtab.evidence.models import Evidence, Kind
from trimtab.objectives.queries import visible_objectives
from trimtab.opportunities.models import Product
from trimtab.opportunities.queries import visible_opportunities
from trimtab.people.models import User
from trimtab.web.conflicts import SeenField
from trimtab.web.fields import DayInput, SeenAtField

MOST_PEOPLE = 300
MOST_CHOICES = 200
RECORDS = {"opportunities", "objectives"}


class PeopleField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # generic for the type checker only
    """People of the customer, those who have a say first and marked."""

    def __init__(self, *, account: Account | None, key_players: frozenset[int], chosen: frozenset[int], **kwargs: Any):
        found = Contact.objects.filter(account=account, archived_at=None) if account else Contact.objects.none()
        super().__init__(Contact.objects.filter(pk__in=[*found.values_list("pk", flat=True), *chosen]), **kwargs)
        people = list((found | Contact.objects.filter(pk__in=chosen)).order_by("name", "pk")[:MOST_PEOPLE])
        people.sort(key=lambda one: one.pk not in key_players)
        self.choices = [(one.pk, self._label(one, one.pk in key_players)) for one in people]

    def _label(self, one: Contact, is_key: bool) -> str:
        title = f"{one.name}, {one.title}" if one.title else one.name
        return _("%(person)s (has a say)") % {"person": title} if is_key else title


class InsightForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the type checker only
    """An insight: what every row has, and what belongs to its own row only."""

    seen_at = SeenAtField()
    seen = SeenField()

    class Meta:
        model = Insight
        fields = ("title", "text", *OWN_FACTS)
        widgets = {"text": forms.Textarea({"rows": 3})}

    def __init__(
        self,
        typed: Mapping[str, Any] | None = None,
        *,
        board: Board,
        layer: str,
        user: User,
        key_players: frozenset[int],
        insight: Insight | None = None,
    ) -> None:
        super().__init__(typed, instance=insight, auto_id="insight-%s")
        for name in OWN_FACTS:
            if name not in ROWS[layer].facts:
                del self.fields[name]
        if isinstance(field := self.fields.get("product"), forms.ModelChoiceField):
            field.queryset = Product.objects.order_by("family", "name", "pk")
        chosen = {
            name: frozenset(getattr(insight, name).values_list("pk", flat=True)) if insight else frozenset()
            for name in ("owners", "told_by")
        }
        labels = {"owners": ROWS[layer].owner, "told_by": gettext_lazy("Who told us?")}
        for name, label in labels.items():
            self.fields[name] = PeopleField(
                account=board.customer,
                key_players=key_players,
                chosen=chosen[name],
                label=label,
                required=False,
                widget=forms.SelectMultiple({"size": 5}),
            )
            self.initial[name] = sorted(chosen[name])
        self._add_records(board, user, insight)
        if insight is not None:
            self.initial["seen_at"] = insight.changed_at
        SeenField.remember(self)

    def _add_records(self, board: Board, user: User, insight: Insight | None) -> None:
        """On a customer's board, the deals and objectives that serve it."""
        if board.opportunity is not None or board.account is None:
            return
        deals = visible_opportunities(user).current().filter(account=board.account)
        aims = visible_objectives(user).filter(account=board.account)
        offered: dict[str, tuple[str | Promise, QuerySet[Any]]] = {
            "opportunities": (gettext_lazy("Opportunities that serve it"), deals),
            "objectives": (gettext_lazy("Objectives that serve it"), aims),
        }
        for name, (label, found) in offered.items():
            widget = forms.SelectMultiple({"size": 4})
            self.fields[name] = forms.ModelMultipleChoiceField(
                found.order_by("name", "pk"), label=label, required=False, widget=widget
            )
            if insight is not None:
                self.initial[name] = sorted(getattr(insight, name).values_list("pk", flat=True))

    @property
    def facts(self) -> dict[str, Any]:
        """The cleaned values by field; what the person does not see stays linked."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in {"seen_at", "seen"}}
        for name in RECORDS & values.keys() if self.instance.pk else ():
            offered = self.fields[name].queryset  # type: ignore[attr-defined]  # of a choice field
            unseen = getattr(self.instance, name).exclude(pk__in=offered.values("pk"))
            values[name] = [*values[name], *unseen]
        return values

    def _post_clean(self) -> None:
        """The form changes nothing by itself: an action does, with its rights and its event."""


class MoveForm(forms.Form):
    """Where a card goes. The board sends the same by script."""

    lane = forms.ChoiceField(label=gettext_lazy("Row"), choices=Layer.choices)
    column = forms.ChoiceField(label=gettext_lazy("Section"), required=False)
    before = forms.ChoiceField(label=gettext_lazy("In front of"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, typed: Mapping[str, Any] | None = None, *, card: Card, board: Board, seen: str) -> None:
        initial = {"lane": card.insight.layer, "column": str(card.section_id or ""), "seen": seen}
        super().__init__(typed, initial=initial)
        place = board.place
        self.sections = {
            str(one.pk): one for one in Section.objects.filter(**place, archived_at=None).order_by("position", "pk")
        }
        others = Card.objects.filter(**place, archived_at=None).exclude(pk=card.pk).select_related("insight")
        self.cards = {str(one.pk): one for one in others.order_by("position", "pk")[:MOST_CHOICES]}
        choices = {
            "column": [("", gettext_lazy("No section")), *((key, one.name) for key, one in self.sections.items())]
        }
        choices["before"] = [("", gettext_lazy("At the end")), *((key, str(one)) for key, one in self.cards.items())]
        for name, offered in choices.items():
            if isinstance(field := self.fields[name], forms.ChoiceField):
                field.choices = offered

    @property
    def section(self) -> Section | None:
        return self.sections.get(self.cleaned_data["column"])

    @property
    def next_card(self) -> Card | None:
        """The card that it goes in front of."""
        return self.cards.get(self.cleaned_data["before"])


class CopyForm(forms.Form):
    """Where a copy goes, and whether it stays one with the original."""

    column = forms.ChoiceField(label=gettext_lazy("Section"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("What the copy is"),
        choices=[
            ("linked", gettext_lazy("Linked: both cards show one insight; edit one, and the other says the same")),
            ("own", gettext_lazy("Of its own: an insight that starts with the same words, unconfirmed and unlinked")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, typed: Mapping[str, Any] | None = None, *, board: Board) -> None:
        super().__init__(typed)
        self.sections = {
            str(one.pk): one
            for one in Section.objects.filter(**board.place, archived_at=None).order_by("position", "pk")
        }
        if isinstance(field := self.fields["column"], forms.ChoiceField):
            field.choices = [("", gettext_lazy("No section")), *((key, one.name) for key, one in self.sections.items())]

    @property
    def section(self) -> Section | None:
        return self.sections.get(self.cleaned_data["column"])


class SectionForm(forms.Form):
    """A section's name and its place among the others."""

    name = forms.CharField(label=gettext_lazy("Name of the section"), max_length=120)
    place = forms.IntegerField(label=gettext_lazy("Place, from 1"), min_value=1, max_value=999, required=False)


class StateForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the type checker only
    """How we know that it is so."""

    state = forms.ChoiceField(label=gettext_lazy("It is"), widget=forms.RadioSelect)
    link = forms.URLField(label=gettext_lazy("Link"), max_length=500, required=False, assume_scheme="https")

    class Meta:
        model = Evidence
        fields = ("kind", "told_by", "happened_on", "place", "note", "link")
        widgets = {
            "note": forms.Textarea({"rows": 2}),
            "happened_on": DayInput(),
        }

    def __init__(
        self, typed: Mapping[str, Any] | None = None, *, insight: Insight, board: Board, done: str | None, today: date
    ) -> None:
        super().__init__(typed, auto_id="state-%s", initial={"happened_on": today.isoformat(), "kind": Kind.SAID})
        self.today = today
        states: list[tuple[str, str | Promise]] = [(State.CONFIRMED, State.CONFIRMED.label)]
        if done:
            states.append((State.DONE, done))
        if insight.state != State.UNCONFIRMED:
            states.append((State.UNCONFIRMED, gettext_lazy("Open again")))
        if isinstance(field := self.fields["state"], forms.ChoiceField):
            field.choices = states
        self.initial["state"] = State.CONFIRMED
        if isinstance(kind := self.fields["kind"], forms.ChoiceField):
            kind.choices = [(key, label) for key, label in Kind.choices if key != Kind.ASSUMPTION]
        if isinstance(people := self.fields["told_by"], forms.ModelChoiceField):
            people.queryset = Contact.objects.filter(account=board.customer, archived_at=None).order_by("name", "pk")
        self.order_fields(["state", "kind", "told_by", "happened_on", "place", "note", "link"])

    def clean_happened_on(self) -> date:
        """Nothing was heard tomorrow."""
        day: date = self.cleaned_data["happened_on"]
        if day > self.today:
            raise ValidationError(_("That day is still to come. Write the day on which you heard it."))
        return day

    @property
    def evidence(self) -> dict[str, Any]:
        """What supports it; empty where it is open again."""
        if self.cleaned_data["state"] == State.UNCONFIRMED:
            return {}
        return {name: value for name, value in self.cleaned_data.items() if name != "state" and value not in (None, "")}

    def _post_clean(self) -> None:
        """The form changes nothing by itself: an action does."""


class LinkForm(forms.Form):
    """What an insight is for."""

    above = forms.ModelChoiceField(Insight.objects.none(), label=gettext_lazy("Linked to"))
    note = forms.CharField(label=gettext_lazy("How"), max_length=300, required=False)

    def __init__(self, typed: Mapping[str, Any] | None = None, *, insight: Insight, board: Board) -> None:
        super().__init__(typed, auto_id="link-%s")
        there = Card.objects.filter(**board.place, archived_at=None).values("insight")
        offered = Insight.objects.filter(pk__in=there, layer__in=ROWS[insight.layer].above)
        if isinstance(field := self.fields["above"], forms.ModelChoiceField):
            field.queryset = offered.exclude(links_down__below=insight, links_down__removed_at=None).order_by(
                "layer", "title", "pk"
            )


class ThirdStateForm(forms.Form):
    """Whether each row has a state after confirmed, and what it is called."""

    def __init__(self, typed: Mapping[str, Any] | None = None, *, labels: Mapping[str, str]) -> None:
        super().__init__(typed)
        for layer, row in ROWS.items():
            self.fields[f"{layer}_on"] = forms.BooleanField(
                label=_("%(row)s can be more than confirmed") % {"row": row.name},
                required=False,
                initial=layer in labels,
            )
            self.fields[f"{layer}_label"] = forms.CharField(
                label=_("What that is called"),
                max_length=40,
                required=False,
                initial=labels.get(layer, ""),
                help_text=_("Empty: %(label)s.") % {"label": row.done},
            )

    @property
    def chosen(self) -> list[tuple[str, bool, str]]:
        """Layer, whether it is offered, the organisation's own label or empty."""
        values = self.cleaned_data
        return [
            (
                layer,
                values[f"{layer}_on"],
                "" if values[f"{layer}_label"] == str(row.done) else values[f"{layer}_label"],
            )
            for layer, row in ROWS.items()
        ]
