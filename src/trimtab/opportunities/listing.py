"""The table of opportunities: filters from the URL, order, one page of rows, count and total."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat, Lower
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trimtab.accounts.models import Account
from trimtab.core.ids import LONGEST, id_in
from trimtab.core.models import CustomField
from trimtab.core.money import Money
from trimtab.core.own_fields import own_fields
from trimtab.core.rates import rates_for
from trimtab.core.searching import starting_with
from trimtab.opportunities.columns import LOADED, Row, columns_of, row_of
from trimtab.opportunities.models import LineItem, Opportunity, Process, Stage, StageRemapping
from trimtab.opportunities.models.opportunity import OpportunityQuerySet
from trimtab.opportunities.queries import (
    active_stages,
    processes,
    stages_read_as,
    standings,
    visible_opportunities,
    with_close_date_moved_later,
    without_activity_since,
)
from trimtab.people.frame import Frame
from trimtab.people.models import Team, User
from trimtab.people.policy import access_to_owner
from trimtab.people.queries import person_meant, with_owner_named
from trimtab.web.fields import DayInput, PersonInput
from trimtab.web.tables import COUNTED, Place, Table

IDS = 500
FEW_PEOPLE = 8
# Sums of up to so many people go from owner to owner; of more, through all rows of the stages.
SUMMED_BY_OWNER = 50
# The ids of up to so many people travel in the query, which at most takes some ten thousand.
NAMED_PEOPLE = 200
# Up to here a text is looked for inside names; beyond, that takes seconds, and names are found by their beginning.
SEARCHED_INSIDE = 100_000
PREFIXES = 1_000
NONE = "-"  # in a text filter: only rows where the field is empty

TEXT_FILTERS = {
    "segment": "account__segment",
    "region": "account__region",
    "industry": "account__industry",
    "kind": "kind",
    "source": "lead_source",
    "category": "forecast_category",
}
MORE_FILTERS = (*TEXT_FILTERS, "process", "close_from", "close_to", "product", "silent", "slipped")


class FilterForm(forms.Form):
    """What the URL may ask for. All of it can be left out."""

    STATUSES = [
        ("open", _("Open")),
        ("won", _("Won")),
        ("lost", _("Lost")),
        ("closed", _("Won or lost")),
        ("all", _("Open and closed")),
    ]
    q = forms.CharField(label=_("Name or account"), required=False, max_length=100)
    status = forms.ChoiceField(label=_("Status"), choices=STATUSES, required=False)
    closing = forms.ChoiceField(
        label=_("Close date"), choices=[("", _("In the period")), ("any", _("Any"))], required=False
    )
    process = forms.ModelChoiceField(Process.objects.none(), label=_("Process"), required=False, empty_label=_("All"))
    stage = forms.ModelChoiceField(Stage.objects.none(), label=_("Stage"), required=False, empty_label=_("All"))
    owner = forms.CharField(
        label=_("Owner"),
        required=False,
        max_length=220,
        widget=PersonInput(),
    )
    team = forms.ModelChoiceField(Team.objects.all(), required=False, widget=forms.HiddenInput)
    account = forms.IntegerField(required=False, min_value=1, max_value=10**LONGEST, widget=forms.HiddenInput)
    close_from = forms.DateField(label=_("Closes from"), required=False, widget=DayInput())
    close_to = forms.DateField(label=_("Closes to"), required=False, widget=DayInput())
    segment = forms.CharField(label=_("Segment"), required=False)
    region = forms.CharField(label=_("Region"), required=False)
    industry = forms.CharField(label=_("Industry"), required=False)
    kind = forms.CharField(label=_("Kind"), required=False)
    source = forms.CharField(label=_("Source"), required=False)
    product = forms.CharField(label=_("Product"), required=False)
    category = forms.ChoiceField(
        label=_("Forecast category"),
        choices=[("", _("All")), *Opportunity.ForecastCategory.choices, (NONE, _("None"))],
        required=False,
    )
    slipped = forms.BooleanField(label=_("Close date was moved later"), required=False)
    silent = forms.IntegerField(label=_("Days without activity"), required=False, min_value=1, max_value=3650)
    sort = forms.CharField(required=False, widget=forms.HiddenInput)
    columns = forms.CharField(required=False, widget=forms.HiddenInput)
    view = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, parameters: QueryDict, *, user: User) -> None:
        self.user = user
        super().__init__(with_owner_named(parameters, user), auto_id="filter_%s")
        self._choose_from("process", processes(), self._processes)
        self._choose_from("stage", active_stages(), self._stages)

    def clean_owner(self) -> User | None:
        """The person that the typed text means."""
        return person_meant(self.user, self.cleaned_data["owner"])

    @cached_property
    def _active_stages(self) -> list[Stage]:
        return list(active_stages())

    def _stages(self) -> list[tuple[object, str]]:
        return [("", str(_("All"))), *((stage.pk, stage.name) for stage in self._active_stages)]

    def _processes(self) -> list[tuple[object, str]]:
        found = {stage.process_id: stage.process.name for stage in self._active_stages}
        return [("", str(_("All"))), *found.items()]

    def _choose_from(
        self,
        name: str,
        records: Any,  # a queryset of any model, by which what was chosen is checked
        offered: Callable[[], list[tuple[object, str]]],
    ) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = records
        field.choices = offered


@dataclass(frozen=True)
class Count:
    """How many rows there are, to COUNTED at most, and what they are worth; None: a rate is missing, or too many."""

    rows: int
    is_more: bool
    total: Money | None
    without_amount: int


class Listing(Table[Opportunity, Row]):
    """The rows that one person asked for by one URL."""

    list_name = "opportunities"

    def __init__(
        self, parameters: QueryDict, frame: Frame, *, now: datetime, own: Sequence[CustomField] | None = None
    ) -> None:
        super().__init__(parameters, columns=columns_of(own_fields("opportunity") if own is None else own))
        self.frame, self.now = frame, now
        self.form = FilterForm(parameters, user=frame.user)
        if not self.searches_inside:
            self.form.fields["q"].label = _("Name or account begins with")
        self.form.is_valid()
        self.filters: Mapping[str, Any] = self.form.cleaned_data  # the values of a form have no common type
        self.ids = _ids(parameters.get("ids", ""))

    @property
    def first_sort(self) -> str:  # type: ignore[override]  # here it depends on what is asked
        """What suits the status."""
        return {"open": "close_on", "all": "-changed_at"}.get(self.status, "-close_on")

    @property
    def status(self) -> str:
        """open unless the URL says otherwise; rows chosen by id are shown whatever they are."""
        return str(self.filters.get("status") or ("all" if self.ids is not None else "open"))

    @property
    def status_label(self) -> str:
        """The status in words."""
        return str(dict(FilterForm.STATUSES)[self.status])

    @property
    def keeps_to_period(self) -> bool:
        """Whether only close dates in the frame's period are shown."""
        asked = ("closing", "close_from", "close_to", "account")
        return self.ids is None and not any(self.filters.get(name) for name in asked)

    @cached_property
    def searches_inside(self) -> bool:
        """Whether q is looked for inside names; in very large tables only at their beginning."""
        return (Opportunity.objects.aggregate(last=Max("pk"))["last"] or 0) <= SEARCHED_INSIDE

    @property
    def is_plain(self) -> bool:
        """Whether nothing narrows it but people, days of closing in a period, process and stage."""
        narrowing = ("q", "owner", "team", "account", *(name for name in MORE_FILTERS if name != "process"))
        return self.ids is None and not any(self.filters.get(name) for name in narrowing)

    @property
    def uses_more(self) -> bool:
        """Whether one of the filters is used that the page folds away."""
        return any(self.filters.get(name) or name in self.form.errors for name in MORE_FILTERS)

    def records(self) -> OpportunityQuerySet:
        """All rows asked for, that the user may see."""
        return self._narrowed(walks=False)

    def summed(self) -> OpportunityQuerySet:
        """`records`, asked for so that sums read the index of sums and not row after row."""
        people = self.frame.scope.ids
        if people is None or self.is_of_few or self.ids is not None:
            return self.records()
        return self._narrowed(walks=False, scope=_with_hidden_owner(self._people(people)))

    @property
    def is_of_few(self) -> bool:
        """Whether sums go from owner to owner."""
        people = self.frame.scope.ids
        return people is not None and len(people) <= SUMMED_BY_OWNER

    def loaded(self) -> OpportunityQuerySet:
        """The rows with what the chosen columns show."""
        records = self._with_columns(self._narrowed(walks=True))
        return records.annotate(lower_name=Lower("name")) if self.order.column == "lower_name" else records

    def line_of(self, opportunity_id: int) -> Row:
        """The line of one opportunity, whether or not it is among those asked for: it may have just left them."""
        visible = visible_opportunities(self.frame.user).filter(pk=opportunity_id)
        return self.lines(list(self._with_columns(visible)))[0]

    def lines(self, records: list[Opportunity]) -> list[Row]:
        """The lines of these opportunities. Three queries."""
        found = standings((one.pk for one in records), at=self.now)
        read_as = dict(StageRemapping.objects.values_list("stage", "into__name"))
        today = self.frame.today
        return [row_of(one, found[one.pk], read_as, now=self.now, today=today) for one in records]

    def place_of(self, line: Row) -> Place:
        """The opportunity's page, and its form for those who may edit it."""
        one = line.opportunity
        url = reverse("opportunity", args=[one.pk])
        may_edit = access_to_owner(self.frame.user, one.owner).can_edit
        return Place(one.pk, one.name, url, f"{url}edit/" if may_edit else "", f"{url}cells/" if may_edit else "")

    @property
    def matching(self) -> str:
        """The rows asked for as a query that stands for itself: filters and frame, without order and columns."""
        frame = {"scope": self.frame.scope.key, "period": self.frame.period.key}
        return self.query(without=["sort", "columns", "view"], **frame)

    def count(self) -> Count:
        """How many, and worth how much, each amount at the rate of its day: today, or the day it was closed."""
        amounts = list(self.records().order_by().values_list("amount", "currency", "closed_at")[: COUNTED + 1])
        organisation = self.frame.organisation
        is_more = len(amounts) > COUNTED
        without = sum(amount is None for amount, _currency, _closed in amounts)
        if is_more:
            return Count(COUNTED, is_more, None, without)
        rates = rates_for((currency for _amount, currency, _closed in amounts), into=organisation.currency)
        dated = (
            (Money(amount, currency), closed_at.astimezone(organisation.zone).date() if closed_at else self.frame.today)
            for amount, currency, closed_at in amounts
            if amount is not None
        )
        return Count(len(amounts), is_more, rates.total(dated), without)

    def count_before_period(self) -> int:
        """How many open ones have a close date before the period, to COUNTED at most; 0 where that is no question."""
        if not self.keeps_to_period or self.status != "open":
            return 0
        owned = self._in_scope(walks=False).current().open()
        return owned.filter(close_on__lt=self.frame.period.start).order_by()[: COUNTED + 1].count()

    def _narrowed(self, *, walks: bool, scope: OpportunityQuerySet | None = None) -> OpportunityQuerySet:
        """`records`; a page `walks` the index of its order, while counting goes by the indexes of what narrows."""
        if self.ids is not None:
            visible = visible_opportunities(self.frame.user).filter(pk__in=self.ids)
        else:
            visible = self._in_scope(walks=walks) if scope is None else scope
        visible = visible.current()
        visible = _by_status(self, visible, is_hidden=walks and self.order.column != "close_on")
        for narrow in (_by_close_date, _by_people, _by_place, _by_text, _by_behaviour):
            visible = narrow(self, visible)
        return visible

    def _with_columns(self, records: OpportunityQuerySet) -> OpportunityQuerySet:
        fields = (*LOADED, *self.needed)
        related = {field.rpartition("__")[0] for field in fields if "__" in field}
        return records.select_related(*related).only(*fields)

    def _in_scope(self, *, walks: bool) -> OpportunityQuerySet:
        """The opportunities of the people in the frame's scope, who are never more than the user may see."""
        people = self.frame.scope.ids
        if people is None:
            return visible_opportunities(self.frame.user)
        if not walks or len(people) <= FEW_PEOPLE:
            return Opportunity.objects.filter(owner__in=self._people(people))
        # The sum or EXISTS hides the column from the planner. With the index of owners it would read and sort all rows
        # of all these people (9.4 s of a million, measured); so it walks the index of the order and stops after a page.
        if len(people) <= NAMED_PEOPLE:
            return _with_hidden_owner(people)
        return Opportunity.objects.filter(Exists(self.frame.scope.people.filter(pk=OuterRef("owner_id"))))

    def _people(self, ids: Sequence[int]) -> "Sequence[int] | QuerySet[User, Any]":
        return ids if len(ids) <= NAMED_PEOPLE else self.frame.scope.people.order_by().values("pk")


def _with_hidden_owner(people: "Sequence[int] | QuerySet[User, Any]") -> OpportunityQuerySet:
    return Opportunity.objects.alias(owner_key=F("owner_id") + 0).filter(owner_key__in=people)


Narrow = Callable[[Listing, OpportunityQuerySet], OpportunityQuerySet]


def _by_status(listing: Listing, records: OpportunityQuerySet, *, is_hidden: bool) -> OpportunityQuerySet:
    """Hidden from the planner, whose index of the status would read and sort 300,000 open ones (1.5 s, measured)."""
    if listing.status == "all":
        return records
    statuses = (Stage.Kind.WON, Stage.Kind.LOST) if listing.status == "closed" else (listing.status,)
    if is_hidden:
        return records.alias(status_text=Concat("status", Value(""))).filter(status_text__in=statuses)
    return records.filter(status__in=statuses)


def _by_close_date(listing: Listing, records: OpportunityQuerySet) -> OpportunityQuerySet:
    if listing.keeps_to_period:
        period = listing.frame.period
        return records.filter(close_on__gte=period.start, close_on__lte=period.end)
    if begin := listing.filters.get("close_from"):
        records = records.filter(close_on__gte=begin)
    if end := listing.filters.get("close_to"):
        records = records.filter(close_on__lte=end)
    return records


def _by_people(listing: Listing, records: OpportunityQuerySet) -> OpportunityQuerySet:
    if owner := listing.filters.get("owner"):
        records = records.filter(owner=owner)
    if team := listing.filters.get("team"):
        records = records.filter(owner__team__path__startswith=team.path)
    if account := listing.filters.get("account"):
        records = records.filter(account=account)
    return records


def _by_place(listing: Listing, records: OpportunityQuerySet) -> OpportunityQuerySet:
    if process := listing.filters.get("process"):
        records = records.filter(process=process)
    if stage := listing.filters.get("stage"):
        records = records.filter(stage__in=stages_read_as([stage.pk]))
    return records


def _by_text(listing: Listing, records: OpportunityQuerySet) -> OpportunityQuerySet:
    for name, column in TEXT_FILTERS.items():
        if text := listing.filters.get(name):
            records = records.filter(_is_empty(column) if text == NONE else Q(**{column: text}))
    if product := listing.filters.get("product"):
        lines = LineItem.objects.filter(opportunity=OuterRef("pk"))
        found = Exists(lines if product == NONE else lines.filter(product__name=product))
        records = records.filter(~found if product == NONE else found)
    if text := listing.filters.get("q"):
        records = records.filter(_is_named(text, inside=listing.searches_inside))
    return records


def _is_named(text: str, *, inside: bool) -> Q:
    """The name of the opportunity or of its account contains, or begins with, the text."""
    if inside:
        return Q(name__icontains=text) | Q(account__name__icontains=text)
    named = list(starting_with(Opportunity.objects.all(), text).values_list("pk", flat=True)[: PREFIXES + 1])
    accounts = list(starting_with(Account.objects.all(), text).values_list("pk", flat=True)[: PREFIXES + 1])
    if max(len(named), len(accounts)) > PREFIXES:
        # So many match that reading in the order of the table finds a page of them soon.
        return Q(name__istartswith=text) | Q(account__name__istartswith=text)
    return Q(pk__in=named) | Q(account__in=accounts)


def _is_empty(column: str) -> Q:
    return Q(**{column: ""}) | Q(**{f"{column}__isnull": True})


def _by_behaviour(listing: Listing, records: OpportunityQuerySet) -> OpportunityQuerySet:
    if listing.filters.get("slipped"):
        records = with_close_date_moved_later(records)
    if days := listing.filters.get("silent"):
        begin = datetime.combine(listing.frame.today - timedelta(days=days), time(), listing.frame.organisation.zone)
        records = without_activity_since(records, begin)
    return records


def _ids(text: str) -> list[int] | None:
    """The ids of `ids=1,2,3`, the first 500; None where the URL has none."""
    if not text:
        return None
    return [found for one in text.split(",")[:IDS] if (found := id_in(one)) is not None]
