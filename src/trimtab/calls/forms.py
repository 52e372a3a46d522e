"""The form of a plan. It makes the rules kind; the rules themselves are in `actions`."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.accounts.models import Account, Contact
from trimtab.calls.actions.plans import FACTS
from trimtab.calls.models import Ask, Call, Channel, Opening, Step
from trimtab.calls.portraits import members_by_contact
from trimtab.calls.suggestions import open_insights
from trimtab.discovery.models import Insight
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.people.queries import label_of, person_meant
from trimtab.web.conflicts import Conflict, SeenField
from trimtab.web.fields import PersonInput, SeenAtField

OFFERED = 60  # people of the customer; those who take part in the opportunity first
LONG = 5_000
MANY = ("contacts", "insights")
COLLEAGUES = ("colleague_1", "colleague_2", "colleague_3")
CUSTOMER_SEES = ("title", "starts_at", "zone", "minutes", "channel", "place", "purpose", "points", "preparation")


def lines(label: Any, *, rows: int = 3, help_text: Any = "") -> forms.CharField:
    """Free text, or one thing a line."""
    widget = forms.Textarea({"rows": rows})
    return forms.CharField(label=label, required=False, max_length=LONG, widget=widget, help_text=help_text)


def choice(label: Any, choices: Sequence[tuple[Any, Any]]) -> forms.ChoiceField:
    """One of them, or none."""
    return forms.ChoiceField(label=label, choices=[("", "–"), *choices], required=False)


class LocalMoment(forms.DateTimeField):
    """A day and an hour by the clocks of another time zone than one's own: without any zone until it is known."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> datetime | None:
        """As it was typed."""
        with timezone.override(UTC):
            found = super().to_python(value)
        return found.replace(tzinfo=None) if found else None


def moment_in(zone: str, typed: datetime) -> datetime:
    """The moment at which the clocks there show that.

    Raises:
        ValidationError: they never do, since they are put forward then.
    """
    found = typed.replace(tzinfo=ZoneInfo(zone))
    if found.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != typed:
        raise ValidationError(_("The clocks are put forward then, so that hour does not exist. Choose another one."))
    return found


class CallForm(forms.Form):
    """A plan of a call, on one card: what the customer sees, then what is ours alone."""

    title = forms.CharField(label=gettext_lazy("Title, as the customer reads it"), max_length=200)
    starts_at = LocalMoment(label=gettext_lazy("When"))
    zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        max_length=64,
        widget=forms.TextInput({"list": "time-zones", "autocomplete": "off"}),
    )
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=5, max_value=1_440)
    channel = forms.ChoiceField(label=gettext_lazy("How"), choices=Channel.choices)
    place = forms.CharField(label=gettext_lazy("Place or address of the call"), max_length=500, required=False)
    purpose = lines(gettext_lazy("Purpose, as the customer sees it"), rows=2)
    points = lines(gettext_lazy("Agenda, one point a line"))
    preparation = lines(gettext_lazy("What they should have ready, one thing a line"), rows=2)
    step = forms.ChoiceField(label=gettext_lazy("What the call is for"), choices=Step.choices)
    reason = lines(gettext_lazy("Why they would give us the time"), rows=2)
    ask = choice(gettext_lazy("Kind of step"), Ask.choices)
    best = forms.CharField(
        label=gettext_lazy("Best commitment: what will they do?"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Begin with a name: “Kim brings the head of operations on Tuesday.”"),
    )
    minimum = forms.CharField(label=gettext_lazy("Least that makes it worth the time"), max_length=300, required=False)
    opening = choice(gettext_lazy("With what we begin"), Opening.choices)
    situation = lines(gettext_lazy("Situation: what we need to know"), rows=2)
    problem = lines(gettext_lazy("Problem: what does not go well"), rows=2)
    implication = lines(gettext_lazy("What follows from it for them"), rows=2)
    payoff = lines(gettext_lazy("What a solution would be worth to them"), rows=2)
    risks = lines(gettext_lazy("What could go wrong, one thing a line"), rows=2)
    answers = lines(gettext_lazy("What we do then, line by line"), rows=2)
    expectation = lines(gettext_lazy("What they expect of us"), rows=2)
    material = lines(gettext_lazy("Material, one thing a line"), rows=2)
    colleague_1 = forms.CharField(label=gettext_lazy("Who of us comes along"), max_length=220, required=False)
    colleague_2 = forms.CharField(label=gettext_lazy("A second one of us"), max_length=220, required=False)
    colleague_3 = forms.CharField(label=gettext_lazy("A third one of us"), max_length=220, required=False)
    seen_at = SeenAtField()
    seen = SeenField()

    def __init__(
        self,
        typed: Mapping[str, Any] | None = None,
        *,
        user: User,
        opportunity: Opportunity | None = None,
        account: Account | None = None,
        call: Call | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        self.user, self.call = user, call
        given = _values_of(call) if call else dict(initial or {})
        super().__init__(typed, initial=given)
        self.customer = opportunity.account if opportunity else account
        self.members = members_by_contact(opportunity, call)
        self.open_insights = open_insights(opportunity, account)
        self._offer_contacts(opportunity)
        self._offer_insights()
        for name in COLLEAGUES:
            self.fields[name].widget = PersonInput()
        SeenField.remember(self)

    def _offer_contacts(self, opportunity: Opportunity | None) -> None:
        offered = list(offered_contacts(self.customer, opportunity, self.members)[:OFFERED])
        present = [pk for pk in self.initial.get("contacts", ()) if int(pk) not in {one.pk for one in offered}]
        offered += list(Contact.objects.filter(pk__in=present))
        choices = [(str(one.pk), one.name) for one in offered]
        self.offered = {one.pk: one for one in offered}
        self.fields["contacts"] = forms.MultipleChoiceField(
            label=_("Who of theirs takes part"), choices=choices, required=False, widget=forms.CheckboxSelectMultiple
        )
        self._in_order("contacts")

    def _offer_insights(self) -> None:
        linked = list(self.call.insights.order_by("pk")) if self.call else []
        rows = {one.pk: one for one in [*linked, *self.open_insights]}
        self.insights = rows
        choices = [(str(pk), f"{one.get_layer_display()}: {one.title}") for pk, one in rows.items()]
        self.fields["insights"] = forms.MultipleChoiceField(
            label=_("What they should confirm"), choices=choices, required=False, widget=forms.CheckboxSelectMultiple
        )
        self._in_order("insights")

    def _in_order(self, name: str) -> None:
        """What is chosen, in the order in which a browser sends it: two versions are then compared as texts."""
        chosen = {str(one) for one in self.initial.get(name, ())}
        self.initial[name] = [key for key, _label in self.fields[name].choices if key in chosen]  # type: ignore[attr-defined]  # a choice field

    @property
    def people(self) -> Iterator[tuple[Any, Contact, str]]:
        """The boxes of theirs, each with the contact and what was judged, in one line: for us alone."""
        for box in self["contacts"]:
            contact = self.offered[int(str(box.data["value"]))]
            member = self.members.get(contact.pk)
            said = [member.words(one) for one in ("roles", "influence", "support", "coverage")] if member else []
            yield box, contact, " · ".join(filter(None, said))

    def clean_zone(self) -> str:
        """A time zone that exists."""
        zone: str = self.cleaned_data["zone"].strip()
        if zone not in available_timezones():
            raise ValidationError(_("There is no time zone of that name. Type one as Europe/Zurich or UTC."))
        return zone

    def clean(self) -> dict[str, Any]:
        """The moment in its time zone, and the colleagues whom the names mean."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("starts_at") and found.get("zone"):
            try:
                found["starts_at"] = moment_in(found["zone"], found["starts_at"])
            except ValidationError as error:
                self.add_error("starts_at", error)
        found["colleagues"] = [person for name in COLLEAGUES if (person := self._colleague(name)) is not None]
        return found

    def _colleague(self, name: str) -> User | None:
        text = str(self.cleaned_data.get(name, "")).strip()
        try:
            return person_meant(self.user, text)
        except ValidationError as error:
            self.add_error(name, error)
            return None

    @property
    def values(self) -> dict[str, Any]:
        """The cleaned values by the fields of a call."""
        found = {name: self.cleaned_data[name] for name in FACTS}
        found["contacts"] = [self.offered[int(pk)] for pk in self.cleaned_data["contacts"]]
        found["insights"] = [self.insights[int(pk)] for pk in self.cleaned_data["insights"]]
        return found | {"colleagues": self.cleaned_data["colleagues"]}

    @property
    def chosen_insights(self) -> list[Insight]:
        """The insights that can be chosen."""
        return list(self.insights.values())


def offered_contacts(
    customer: Account | None, opportunity: Opportunity | None, members: Mapping[int, object]
) -> "QuerySet[Contact]":
    """The customer's people: those on the map or with a role first, then by name."""
    if customer is None:
        return Contact.objects.none()
    known = Q(pk__in=list(members)) | (Q(roles__opportunity=opportunity) if opportunity else Q(pk__in=()))
    first = Contact.objects.filter(known, account=customer).values("pk")
    found = Contact.objects.filter(account=customer, archived_at=None, left_on=None)
    place = Case(When(pk__in=first, then=Value(0)), default=Value(1), output_field=IntegerField())
    return found.order_by(place, "name", "pk")


def merged_of(typed: forms.Form, now: forms.Form, *, many: Sequence[str] = MANY) -> tuple[Conflict, Any]:
    """Two people changed one thing: what differs, and what to fill the form with so that nothing is lost.

    Args:
        many: fields of which several values are sent.
    """
    conflict = Conflict(typed, now)
    merged = typed.data.copy()  # type: ignore[attr-defined]  # the data of a request
    for name, value in conflict.merged.items():
        if name not in many:
            merged[name] = value
    for name in many:
        if str(now.fields[name].label) in conflict.taken_over:
            merged.setlist(name, now.initial.get(name, []))
    return conflict, merged


def _values_of(call: Call) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(call, name) for name in FACTS}
    attendees = list(call.attendees.select_related("user").order_by("pk"))
    ours = [one.user for one in attendees if one.user is not None]
    for name, person in zip(COLLEAGUES, ours, strict=False):
        values[name] = label_of(person)
    return values | {
        "starts_at": call.local_start.replace(tzinfo=None, second=0, microsecond=0),
        "contacts": [str(one.contact_id) for one in attendees if one.contact_id is not None],
        "insights": [str(pk) for pk in call.insights.values_list("pk", flat=True)],
        "seen_at": call.changed_at,
    }
