"""The table of activities: filters from the URL, columns, one page of rows."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import F, Max, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.accounts.models import Account
from trimtab.core.ids import LONGEST
from trimtab.core.paging import Order
from trimtab.core.searching import starting_with
from trimtab.opportunities.models import Activity, Opportunity
from trimtab.opportunities.queries import visible_among
from trimtab.people.frame import Frame
from trimtab.people.models import User
from trimtab.people.queries import person_meant, with_owner_named
from trimtab.web import formats
from trimtab.web.cells import link, unknown
from trimtab.web.fields import PersonInput
from trimtab.web.tables import Column, Place, Table

FEW_PEOPLE = 20  # a team of eleven: 35 ms instead of 95 among 160,000 activities
# Up to here a text is looked for inside subjects; beyond, that takes seconds, and records are found by their beginning.
SEARCHED_INSIDE = 100_000
PREFIXES = 1_000
LOADED = ("subject", "kind", "at", "opportunity__name", "account__name")


class ActivityFilterForm(forms.Form):
    """What the URL may ask for. All of it can be left out."""

    q = forms.CharField(label=gettext_lazy("Subject, opportunity or account"), required=False, max_length=100)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=[("", gettext_lazy("All")), *Activity.Kind.choices], required=False
    )
    when = forms.ChoiceField(
        label=gettext_lazy("When"),
        choices=[
            ("", gettext_lazy("In the period")),
            ("ahead", gettext_lazy("From now on")),
            ("any", gettext_lazy("At any time")),
        ],
        required=False,
    )
    direction = forms.ChoiceField(
        label=gettext_lazy("Direction"),
        choices=[("", gettext_lazy("All")), *Activity.Direction.choices],
        required=False,
    )
    owner = forms.CharField(
        label=gettext_lazy("Who"),
        required=False,
        max_length=220,
        widget=PersonInput(),
    )
    opportunity = forms.IntegerField(required=False, min_value=1, max_value=10**LONGEST, widget=forms.HiddenInput)
    account = forms.IntegerField(required=False, min_value=1, max_value=10**LONGEST, widget=forms.HiddenInput)
    sort = forms.CharField(required=False, widget=forms.HiddenInput)
    columns = forms.CharField(required=False, widget=forms.HiddenInput)
    view = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, parameters: QueryDict, *, user: User) -> None:
        self.user = user
        super().__init__(with_owner_named(parameters, user), auto_id="filter_%s")

    def clean_owner(self) -> User | None:
        """The person that the typed text means."""
        return person_meant(self.user, self.cleaned_data["owner"])


class ActivityListing(Table[Activity, Activity]):
    """The activities that one person asked for by one URL."""

    list_name, first_sort = "activities", "-at"
    is_selectable = False

    def __init__(self, parameters: QueryDict, frame: Frame, *, now: datetime) -> None:
        super().__init__(parameters, columns=COLUMNS)
        self.frame, self.now = frame, now
        self.form = ActivityFilterForm(parameters, user=frame.user)
        if not _searches_inside():
            self.form.fields["q"].label = _("Opportunity or account begins with")
        self.form.is_valid()
        self.filters: Mapping[str, Any] = self.form.cleaned_data  # the values of a form have no common type

    def records(self) -> "QuerySet[Activity]":
        """The activities asked for: those of the people in the scope, where the user sees what they belong to."""
        found = _of_people(_visible(self.frame.user), self.frame)
        found = self._in_time(found)
        for name in ("kind", "direction", "opportunity", "account"):
            if value := self.filters.get(name):
                found = found.filter(**{name: value})
        if person := self.filters.get("owner"):
            found = found.filter(user=person)
        if text := self.filters.get("q"):
            found = found.filter(_is_about(text))
        return found

    def loaded(self) -> "QuerySet[Activity]":
        """The rows with what the chosen columns show."""
        fields = (*LOADED, *self.needed)
        related = {field.rpartition("__")[0] for field in fields if "__" in field}
        return self.records().select_related(*related).only(*fields)

    def lines(self, records: list[Activity]) -> list[Activity]:
        """An activity is its own line."""
        return records

    def place_of(self, line: Activity) -> Place:
        """The page of the opportunity, else of the account, where the activity stands."""
        url = ""
        if line.opportunity_id:
            url = reverse("opportunity", args=[line.opportunity_id])
        elif line.account_id:
            url = reverse("account", args=[line.account_id])
        return Place(line.pk, str(line), url)

    @property
    def keeps_to_period(self) -> bool:
        """Whether only activities in the frame's period are shown."""
        return not any(self.filters.get(name) for name in ("when", "opportunity", "account"))

    def _in_time(self, found: "QuerySet[Activity]") -> "QuerySet[Activity]":
        if self.filters.get("when") == "ahead":
            return found.filter(at__gte=self.now)
        if not self.keeps_to_period:
            return found
        zone, period = self.frame.organisation.zone, self.frame.period
        begin = datetime.combine(period.start, time(), zone)
        end = datetime.combine(period.end + timedelta(1), time(), zone)
        return found.filter(at__gte=begin, at__lt=end)


def _visible(user: User) -> "QuerySet[Activity]":
    """The same rows as `visible_activities`, asked of each: the page stops after fifty of them."""
    return visible_among(user, Activity.objects.all())


def _of_people(found: "QuerySet[Activity]", frame: Frame) -> "QuerySet[Activity]":
    people = frame.scope.ids
    if people is None:
        return found
    if len(people) <= FEW_PEOPLE:
        return found.filter(user__in=people)
    # The sum hides the column from the planner, which would otherwise read and sort all rows of all these people.
    return found.alias(user_key=F("user_id") + 0).filter(user_key__in=people)


def _is_about(text: str) -> Q:
    """The subject, the opportunity or the account contains the text; in a large table, a name begins with it."""
    if _searches_inside():
        return Q(subject__icontains=text) | Q(opportunity__name__icontains=text) | Q(account__name__icontains=text)
    opportunities = starting_with(Opportunity.objects.all(), text).values_list("pk", flat=True)[:PREFIXES]
    accounts = starting_with(Account.objects.all(), text).values_list("pk", flat=True)[:PREFIXES]
    return Q(opportunity__in=list(opportunities)) | Q(account__in=list(accounts))


def _searches_inside() -> bool:
    last: int = Activity.objects.aggregate(last=Max("pk"))["last"] or 0
    return last <= SEARCHED_INSIDE


def _when(activity: Activity) -> str:
    """A day where the source gave no time of day."""
    local = timezone.localtime(activity.at)
    return formats.day(activity.at) if local.time() == time() else formats.moment(activity.at)


def _opportunity(activity: Activity) -> str:
    found = activity.opportunity
    return link(reverse("opportunity", args=[found.pk]), found.name) if found else ""


def _account(activity: Activity) -> str:
    found = activity.account
    return link(reverse("account", args=[found.pk]), found.name) if found else unknown()


COLUMNS: tuple[Column[Activity], ...] = (
    Column("subject", gettext_lazy("Activity"), str),
    Column("kind", gettext_lazy("Kind"), lambda activity: activity.get_kind_display()),
    Column(
        "at",
        gettext_lazy("When"),
        lambda activity: timezone.localtime(activity.at),
        _when,
        css="day",
        order=Order("at", read=datetime.fromisoformat),
    ),
    Column(
        "account",
        gettext_lazy("Account"),
        lambda activity: activity.account.name if activity.account else None,
        _account,
    ),
    Column(
        "opportunity",
        gettext_lazy("Opportunity"),
        lambda activity: activity.opportunity.name if activity.opportunity else None,
        _opportunity,
    ),
    Column(
        "who",
        gettext_lazy("Who"),
        lambda activity: str(activity.user) if activity.user else None,
        lambda activity: str(activity.user) if activity.user else unknown(),
        needs=("user__name", "user__email"),
    ),
    Column("outcome", gettext_lazy("Outcome"), lambda activity: activity.outcome, needs=("outcome",)),
    Column(
        "direction",
        gettext_lazy("Direction"),
        lambda activity: activity.get_direction_display(),
        is_default=False,
        needs=("direction",),
    ),
    Column(
        "minutes",
        gettext_lazy("Minutes"),
        lambda activity: activity.minutes,
        css="n",
        is_default=False,
        needs=("minutes",),
    ),
    Column(
        "recorded_at",
        gettext_lazy("Recorded"),
        lambda activity: timezone.localtime(activity.recorded_at),
        css="day",
        is_default=False,
        needs=("recorded_at",),
    ),
    Column(
        "is_automatic",
        gettext_lazy("Logged by a machine"),
        lambda activity: activity.is_automatic,
        is_default=False,
        needs=("is_automatic",),
    ),
)
