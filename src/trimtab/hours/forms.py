"""Forms of hours. They make the rules kind; the rules themselves are in `actions`."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.accounts.models import Account
from trimtab.accounts.queries import account_meant
from trimtab.core.versions import version_of
from trimtab.hours.actions import Allotted
from trimtab.hours.actions.entries import FIELDS
from trimtab.hours.calendars.blocks import LARGEST
from trimtab.hours.models import FIRST_DAY, LAST_DAY, WEEK_MINUTES, Asker, Category, TimeEntry
from trimtab.hours.shares import CUSTOMER
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.web.fields import DayInput
from trimtab.web.formats import number

DAY_MINUTES = 24 * 60
OFFERED = 200  # deals to choose from
LONGEST = 12  # signs of a figure
NOT_SAID: tuple[str, Any] = ("", gettext_lazy("not said"))


class HoursField(forms.Field):
    """Hours, as people write them: 4, 4.5, 4,5 or 4:30. Its value is minutes; none where nothing was typed."""

    widget = forms.TextInput

    def __init__(self, *, most: int, **options: Any) -> None:
        self.most = most
        super().__init__(**options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "size": 5, "maxlength": 8, "autocomplete": "off", "class": "hours"}

    def prepare_value(self, value: Any) -> Any:
        return hours_text(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").strip()
        if not text:
            return None
        minutes = _minutes_in(text)
        if minutes is None or not 0 <= minutes <= self.most:
            raise ValidationError(
                _("Write hours from 0 to %(most)s, as 4.5 or 4:30.") % {"most": number(Decimal(self.most) / 60)}
            )
        return minutes


def hours_text(minutes: int) -> str:
    """Minutes as hours with at most two decimals, as a form holds them."""
    hours = (Decimal(minutes) / 60).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return f"{hours.normalize():f}"


def _minutes_in(text: str) -> int | None:
    if len(text) > LONGEST:
        return None
    whole, colon, minutes = text.partition(":")
    if colon:
        is_time = whole.isascii() and whole.isdigit() and minutes.isascii() and minutes.isdigit() and len(minutes) == 2
        return int(whole) * 60 + int(minutes) if is_time and int(minutes) < 60 else None
    try:
        hours = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return int((hours * 60).to_integral_value(ROUND_HALF_UP)) if hours.is_finite() and abs(hours) < 1_000 else None


def asker_field(**options: Any) -> forms.ChoiceField:
    """Who asked for it."""
    return forms.ChoiceField(
        label=gettext_lazy("Who asked for it"), choices=[NOT_SAID, *Asker.choices], required=False, **options
    )


class WeekForm(forms.Form):
    """The hours of a week, category by category; who asked, for what is not for customers."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, typed: Mapping[str, Any] | None = None, *, allotted: Iterable[TimeEntry] = (), seen: str = ""
    ) -> None:
        present = {one.category: one for one in allotted}
        super().__init__(typed, initial={"seen": seen})
        for category in Category:
            one = present.get(category)
            label = category.label
            self.fields[f"hours_{category}"] = HoursField(
                most=WEEK_MINUTES, label=label, required=False, initial=one.minutes if one else None
            )
            self.fields[f"hours_{category}"].widget.attrs["aria-label"] = _("%(what)s, hours") % {"what": label}
            if category not in CUSTOMER:
                field = asker_field(initial=one.asked_by if one else "")
                field.widget.attrs["aria-label"] = _("%(what)s: who asked for it") % {"what": label}
                self.fields[f"asked_{category}"] = field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if sum(cleaned.get(f"hours_{category}") or 0 for category in Category) > WEEK_MINUTES:
            raise ValidationError(_("A week has 168 hours. Look at the figures again."))
        return cleaned

    @property
    def hours(self) -> Mapping[str, Allotted]:
        """What was typed, by category."""
        said = self.cleaned_data
        return {
            category.value: Allotted(said[f"hours_{category}"] or 0, said.get(f"asked_{category}", ""))
            for category in Category
        }

    def of(self, category: str) -> tuple[forms.BoundField, forms.BoundField | None]:
        """The two fields of a category."""
        asked = f"asked_{category}"
        return self[f"hours_{category}"], self[asked] if asked in self.fields else None


class EntryForm(forms.Form):
    """One entry: when, how long, what it went to, who asked, with whom."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=DayInput())
    minutes = HoursField(most=DAY_MINUTES, label=gettext_lazy("Hours"))
    category = forms.ChoiceField(label=gettext_lazy("What it went to"), choices=Category.choices)
    asked_by = asker_field()
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200, required=False)
    account = forms.CharField(
        label=gettext_lazy("Account"),
        max_length=320,
        required=False,
        widget=forms.TextInput({"list": "account-names", "autocomplete": "off"}),
    )
    opportunity = forms.ModelChoiceField(
        Opportunity.objects.none(), label=gettext_lazy("Deal"), required=False, empty_label=gettext_lazy("none")
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, typed: Mapping[str, Any] | None = None, *, user: User, day: date, entry: TimeEntry | None = None
    ) -> None:
        self.user, self.entry = user, entry
        super().__init__(typed, initial=_values_of(entry) if entry else {"day": day})
        offered = _deals_of(user, entry)
        self.fields["opportunity"].queryset = offered  # type: ignore[attr-defined]  # of a choice among models
        if entry is not None and not entry.category:
            self.fields["category"].choices = [("", _("not known")), *Category.choices]  # type: ignore[attr-defined]
            self.fields["category"].required = False

    def clean_day(self) -> date:
        """A day of this century or the next."""
        day: date = self.cleaned_data["day"]
        if not FIRST_DAY <= day <= LAST_DAY:
            raise ValidationError(_("Choose a day from 2000 to 2199."))
        return day

    def clean_minutes(self) -> int:
        """At least one."""
        minutes: int = self.cleaned_data["minutes"]
        if not minutes:
            raise ValidationError(_("Say how long it took, or take the entry out."))
        return minutes

    def clean_account(self) -> Account | None:
        """The account that is meant."""
        if self.entry is not None and self.entry.account and self.cleaned_data["account"] == _name_of(self.entry):
            return self.entry.account
        return account_meant(self.user, self.cleaned_data["account"])

    def clean(self) -> dict[str, Any]:
        """A deal names its account."""
        cleaned = super().clean() or {}
        deal, account = cleaned.get("opportunity"), cleaned.get("account")
        if deal is not None and account is None and "account" not in self.errors:
            cleaned["account"] = deal.account
        elif deal is not None and account is not None and deal.account_id != account.pk:
            self.add_error("opportunity", _("It is not one of this account. Choose another one, or none."))
        return cleaned

    @property
    def values(self) -> Mapping[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS}


class CalendarForm(forms.Form):
    """A file of a calendar."""

    file = forms.FileField(
        label=gettext_lazy("File of your calendar (ICS)"), widget=forms.FileInput({"accept": ".ics,text/calendar"})
    )

    def clean_file(self) -> bytes:
        """Its content."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(_("The file is larger than 5 MB. Export fewer months of the calendar."))
        return bytes(file.read())


class PerDealForm(forms.Form):
    """What a deal takes in a week, where the records do not say."""

    per_deal = HoursField(most=80 * 60, label=gettext_lazy("hours that a deal takes in a week"), required=False)

    def clean_per_deal(self) -> int | None:
        """Something, or nothing at all."""
        minutes: int | None = self.cleaned_data["per_deal"]
        if minutes == 0:
            raise ValidationError(_("A deal that takes no time needs no capacity. Write more than 0."))
        return minutes


def _deals_of(user: User, entry: TimeEntry | None) -> Any:  # a queryset, for a choice among models
    mine = Opportunity.objects.current().open().filter(owner=user).order_by("name", "pk")
    kept = [*mine.values_list("pk", flat=True)[:OFFERED]]
    if entry is not None and entry.opportunity_id is not None:
        kept.append(entry.opportunity_id)
    return Opportunity.objects.filter(pk__in=kept).select_related("account").order_by("name", "pk")


def _name_of(entry: TimeEntry) -> str:
    return entry.account.name if entry.account else ""


def _values_of(entry: TimeEntry) -> dict[str, Any]:
    found = {name: getattr(entry, name) for name in FIELDS}
    return found | {"account": _name_of(entry), "seen": version_of(entry, FIELDS)}
