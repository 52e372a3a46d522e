"""The tables of objectives and of actions: filters from the URL, one page of rows."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy

from trimtab.core.ids import LONGEST
from trimtab.objectives.columns import ACTION_LOADED, OBJECTIVE_LOADED, ObjectiveRow, action_columns, objective_columns
from trimtab.objectives.kinds import kind_names
from trimtab.objectives.models import Action, ActionQuerySet, Objective, ObjectiveQuerySet
from trimtab.objectives.policy import editable_actions
from trimtab.objectives.queries import steps_of, visible_actions, visible_objectives
from trimtab.people.frame import Frame
from trimtab.people.models import User
from trimtab.people.queries import person_meant, with_owner_named
from trimtab.web.fields import PersonInput
from trimtab.web.tables import COUNTED, Place, Table

FEW_PEOPLE = 8
SOON = timedelta(days=7)
DUE = [
    ("", gettext_lazy("At any time")),
    ("overdue", gettext_lazy("Overdue")),
    ("soon", gettext_lazy("Within 7 days")),
    ("later", gettext_lazy("Later")),
    ("none", gettext_lazy("Without a day")),
]


class FilterForm(forms.Form):
    """What the URL of both lists may ask for. All of it can be left out."""

    q = forms.CharField(label=gettext_lazy("Name or account"), required=False, max_length=100)
    standing = forms.ChoiceField(label=gettext_lazy("Shown"), required=False)
    due = forms.ChoiceField(label=gettext_lazy("Due"), choices=DUE, required=False)
    owner = forms.CharField(
        label=gettext_lazy("Who"),
        required=False,
        max_length=220,
        widget=PersonInput(),
    )
    account = forms.IntegerField(required=False, min_value=1, max_value=10**LONGEST, widget=forms.HiddenInput)
    sort = forms.CharField(required=False, widget=forms.HiddenInput)
    columns = forms.CharField(required=False, widget=forms.HiddenInput)
    view = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, parameters: QueryDict, *, user: User, standings: list[tuple[str, Any]]) -> None:
        self.user = user
        super().__init__(with_owner_named(parameters, user), auto_id="filter_%s")
        self.fields["standing"].choices = standings  # type: ignore[attr-defined]  # a choice field

    def clean_owner(self) -> User | None:
        """The person that the typed text means."""
        return person_meant(self.user, self.cleaned_data["owner"])


class ActionFilterForm(FilterForm):
    """What the list of actions may be asked for."""

    intent = forms.ChoiceField(
        label=gettext_lazy("What for"), choices=[("", gettext_lazy("All")), *Action.Intent.choices], required=False
    )
    day = forms.DateField(required=False, widget=forms.HiddenInput)
    objective = forms.IntegerField(required=False, min_value=1, max_value=10**LONGEST, widget=forms.HiddenInput)
    opportunity = forms.IntegerField(required=False, min_value=1, max_value=10**LONGEST, widget=forms.HiddenInput)
    field_order = ("q", "standing", "due", "intent", "owner")


class ObjectiveFilterForm(FilterForm):
    """What the list of objectives may be asked for."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    field_order = ("q", "standing", "kind", "due", "owner")


class ActionListing(Table[Action, Action]):
    """The actions that one person asked for by one URL."""

    list_name, first_sort = "actions", "due_on"

    def __init__(self, parameters: QueryDict, frame: Frame) -> None:
        super().__init__(parameters, columns=action_columns(frame.today))
        self.frame = frame
        standings = [
            ("", gettext_lazy("Open")),
            *Action.Status.choices,
            ("all", gettext_lazy("All")),
        ]
        self.form = ActionFilterForm(parameters, user=frame.user, standings=standings)
        self.filters = _filters_of(self.form)

    def records(self) -> ActionQuerySet:
        """The actions asked for, of the people in the scope, where the user sees what they belong to."""
        found: ActionQuerySet = _of_people(self._chosen(), self.frame, "assignee")
        return found.filter(_due(self.filters.get("due"), self.frame.today))

    def loaded(self) -> "QuerySet[Action]":
        """The rows with what the columns show and the rights need."""
        return self.records().select_related(*ACTION_LOADED)

    def lines(self, records: list[Action]) -> list[Action]:
        """An action is its own line; it knows whether the person may change it. One query."""
        editable = editable_actions(self.frame.user, records)
        for record in records:
            record.may_edit = record.pk in editable  # type: ignore[attr-defined]  # read by the columns
        return records

    def place_of(self, line: Action) -> Place:
        """The action's page."""
        return Place(line.pk, line.subject, reverse("action", args=[line.pk]))

    @property
    def matching(self) -> str:
        """The rows asked for as a query that stands for itself."""
        frame = {"scope": self.frame.scope.key, "period": self.frame.period.key}
        return self.query(without=["sort", "columns", "view"], **frame)

    def counts(self) -> Mapping[str, int]:
        """How many of the open ones are due when, each up to one more than COUNTED. A query each, by the index."""
        found = _of_people(self._chosen(), self.frame, "assignee").open().order_by()
        names = [name for name, _label in DUE if name]
        return {name: found.filter(_due(name, self.frame.today))[: COUNTED + 1].count() for name in names}

    def _chosen(self) -> ActionQuerySet:
        found = visible_actions(self.frame.user)
        standing = self.filters.get("standing") or ""
        if standing in Action.Status.values:
            found = found.filter(status=standing)
        elif standing != "all":
            found = found.open()
        for name in ("account", "objective", "opportunity", "intent"):
            if value := self.filters.get(name):
                found = found.filter(**{name: value})
        if day := self.filters.get("day"):
            found = found.filter(due_on=day)
        if person := self.filters.get("owner"):
            found = found.filter(assignee=person)
        if text := self.filters.get("q"):
            found = found.filter(Q(subject__icontains=text) | Q(account__name__icontains=text))
        return found


class ObjectiveListing(Table[Objective, ObjectiveRow]):
    """The objectives that one person asked for by one URL."""

    list_name, first_sort = "objectives", "due_on"
    is_selectable = False

    def __init__(self, parameters: QueryDict, frame: Frame) -> None:
        super().__init__(parameters, columns=objective_columns(frame.today, kind_names()))
        self.frame = frame
        standings = [
            ("", gettext_lazy("Open")),
            *Objective.Status.choices,
            ("all", gettext_lazy("All")),
        ]
        self.form = ObjectiveFilterForm(parameters, user=frame.user, standings=standings)
        kinds = [("", gettext_lazy("All")), *kind_names().items()]
        self.form.fields["kind"].choices = kinds  # type: ignore[attr-defined]  # a choice field
        self.filters = _filters_of(self.form)

    def records(self) -> ObjectiveQuerySet:
        """The objectives asked for, of the people in the scope, where the user sees the account."""
        found = visible_objectives(self.frame.user)
        standing = self.filters.get("standing") or ""
        if standing in Objective.Status.values:
            found = found.filter(status=standing)
        elif standing != "all":
            found = found.open()
        for name in ("account", "kind"):
            if value := self.filters.get(name):
                found = found.filter(**{name: value})
        if person := self.filters.get("owner"):
            found = found.filter(owner=person)
        if text := self.filters.get("q"):
            found = found.filter(Q(name__icontains=text) | Q(account__name__icontains=text))
        theirs: ObjectiveQuerySet = _of_people(found, self.frame, "owner")
        return theirs.filter(_due(self.filters.get("due"), self.frame.today))

    def loaded(self) -> "QuerySet[Objective]":
        """The rows with what the columns show."""
        return self.records().select_related(*OBJECTIVE_LOADED)

    def lines(self, records: list[Objective]) -> list[ObjectiveRow]:
        """Each with how far its actions are. One query."""
        steps = steps_of(one.pk for one in records)
        return [ObjectiveRow(one, steps.get(one.pk)) for one in records]

    def place_of(self, line: ObjectiveRow) -> Place:
        """The objective's page."""
        return Place(line.objective.pk, line.objective.name, reverse("objective", args=[line.objective.pk]))

    def overdue(self) -> int:
        """How many of the rows are overdue, up to one more than COUNTED."""
        late = self.records().order_by().filter(_due("overdue", self.frame.today), closed_at=None)
        return late[: COUNTED + 1].count()


def _filters_of(form: FilterForm) -> Mapping[str, Any]:  # the values of a form have no common type
    form.is_valid()
    return form.cleaned_data


def _due(when: object, today: date) -> Q:
    """The condition on the day."""
    conditions = {
        "overdue": Q(due_on__lt=today, closed_at__isnull=True),
        "soon": Q(due_on__gte=today, due_on__lte=today + SOON),
        "later": Q(due_on__gt=today + SOON),
        "none": Q(due_on__isnull=True),
    }
    return conditions.get(str(when or ""), Q())


def _of_people(found: Any, frame: Frame, person: str) -> Any:  # a queryset of either model
    people = frame.scope.ids
    if people is None:
        return found
    if len(people) <= FEW_PEOPLE:
        return found.filter(**{f"{person}__in": people})
    # The sum hides the column from the planner, which would otherwise read and sort all rows of all these people.
    return found.alias(person_key=F(f"{person}_id") + 0).filter(person_key__in=people)
