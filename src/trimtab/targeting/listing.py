"""The table of scored accounts: filters from the URL, columns, one page of rows."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.accounts.listing import AccountFilterForm, AccountListing
from trimtab.core.paging import Order
from trimtab.people.frame import Frame
from trimtab.targeting.fit import BANDS
from trimtab.targeting.models import AccountScore
from trimtab.targeting.models.accounts import DECIDED_FROM
from trimtab.targeting.words import QUADRANTS
from trimtab.web import formats
from trimtab.web.cells import unknown, with_note
from trimtab.web.tables import Column, Place, Table


class ScoreFilterForm(AccountFilterForm):
    """What the quadrant page may be asked for."""

    quadrant = forms.ChoiceField(
        label=gettext_lazy("Quadrant"),
        required=False,
        choices=[("", gettext_lazy("All")), *((key, words.name) for key, words in QUADRANTS.items())],
    )
    standing = forms.ChoiceField(
        label=gettext_lazy("How sure"),
        required=False,
        choices=[("", gettext_lazy("All")), ("open", gettext_lazy("Undecided")), ("sure", gettext_lazy("Decided"))],
    )
    band = forms.ChoiceField(
        label=gettext_lazy("Fit"), required=False, choices=[("", gettext_lazy("All")), *BANDS.items()]
    )
    field_order = ("q", "quadrant", "standing", "band", "industry", "region", "segment", "owner")  # type: ignore[assignment]  # longer


class ScoreListing(Table[AccountScore, AccountScore]):
    """The scored accounts that one person asked for by one URL."""

    list_name, first_sort, is_selectable = "quadrant", "-headroom", False

    def __init__(self, parameters: QueryDict, frame: Frame) -> None:
        super().__init__(parameters, columns=columns_in(frame.organisation.currency))
        self.frame = frame
        self.accounts = AccountListing(parameters, frame)
        self.form = ScoreFilterForm(parameters, user=frame.user)
        self.form.is_valid()
        self.filters = self.form.cleaned_data

    def records(self) -> "QuerySet[AccountScore]":
        """The scores of the accounts asked for."""
        found = self.in_scope()
        if quadrant := self.filters.get("quadrant"):
            found = found.filter(quadrant=quadrant)
        if band := self.filters.get("band"):
            found = found.filter(fit_band=band)
        standing = self.filters.get("standing")
        if standing == "open":
            found = found.filter(certainty__lt=DECIDED_FROM)
        return found.filter(certainty__gte=DECIDED_FROM) if standing == "sure" else found

    def in_scope(self) -> "QuerySet[AccountScore]":
        """The same in all quadrants and bands, decided and undecided: what the drawing shows."""
        return AccountScore.objects.filter(account__in=self.accounts.records().order_by().values("pk"))

    def loaded(self) -> "QuerySet[AccountScore]":
        """With the account and its owner."""
        return self.records().select_related("account__owner")

    def lines(self, records: list[AccountScore]) -> list[AccountScore]:
        """A score is its own line."""
        return records

    def place_of(self, line: AccountScore) -> Place:
        """The page that explains the score."""
        return Place(line.pk, line.account.name, reverse("account-score", args=[line.account_id]))


@dataclass(frozen=True)
class _Axis:
    """How the points of an axis are written: with where they lie 8 of 10 times."""

    name: str

    def __call__(self, row: AccountScore) -> SafeString:
        low, high = getattr(row, f"{self.name}_low"), getattr(row, f"{self.name}_high")
        points = formats.whole(getattr(row, self.name))
        return with_note(points, f"{formats.whole(low)}–{formats.whole(high)}") if high > low else SafeString(points)


def columns_in(currency: str) -> tuple[Column[AccountScore], ...]:
    """All columns; `currency`: in which money is written."""

    def money(key: str, label: object, value: Callable[[AccountScore], float]) -> Column[AccountScore]:
        return Column(
            key,
            str(label),
            lambda row: round(value(row), 2),
            lambda row: formats.money(round(value(row)), currency),
            css="n",
            order=Order(key, read=float),
            unit=lambda _row: currency,
            unit_label=gettext_lazy("Currency"),
        )

    headroom: Column[AccountScore] = Column(
        "headroom",
        gettext_lazy("Could be realised"),
        lambda row: row.headroom,
        lambda row: _headroom(row, currency),
        css="n",
        order=Order("headroom", read=float),
    )
    revenue = money("revenue", _("Revenue, last year"), lambda row: float(row.revenue))
    return (*FIRST, revenue, headroom, *OTHERS)


def _headroom(row: AccountScore, currency: str) -> str:
    if not row.peers:
        return unknown()
    text = formats.money(round(row.headroom), currency)
    return with_note(text, formats.interval(row.headroom_low, row.headroom_high)) if row.headroom_high else text


def _quadrant(row: AccountScore) -> str:
    words = QUADRANTS[row.quadrant]
    if row.is_undecided:
        note = _("undecided, %(chance)s of 100") % {"chance": formats.in_hundred(row.certainty)}
        return format_html(
            '<span class="quadrant is-open">{} {}</span><small>{}</small>', row.quadrant, words.name, note
        )
    return format_html('<span class="quadrant">{} {}</span>', row.quadrant, words.name)


def _fit(row: AccountScore) -> str:
    if row.fit is None:
        return unknown()
    return with_note(formats.whole(row.fit), str(BANDS[row.fit_band]))


def _hours(row: AccountScore) -> str:
    return format_html("{} h", formats.whole(row.hours)) if row.hours else "0 h"


FIRST: tuple[Column[AccountScore], ...] = (
    Column("name", gettext_lazy("Account"), lambda row: row.account.name, lambda row: row.account.name),
    Column("quadrant", gettext_lazy("Quadrant"), lambda row: row.quadrant, _quadrant, order=Order("quadrant")),
)
OTHERS: tuple[Column[AccountScore], ...] = (
    Column(
        "current", gettext_lazy("Current, points"), lambda row: row.current, _Axis("current"), css="n",
        order=Order("current", read=float),
    ),
    Column(
        "future", gettext_lazy("Future, points"), lambda row: row.future, _Axis("future"), css="n",
        order=Order("future", read=float),
    ),
    Column("hours", gettext_lazy("Hours, last year"), lambda row: row.hours, _hours, css="n", is_default=False,
           order=Order("hours", read=float)),
    Column("fit", gettext_lazy("Fit"), lambda row: row.fit, _fit, css="n",
           order=Order("fit", is_nullable=True, read=float)),
    Column(
        "owner",
        gettext_lazy("Owner"),
        lambda row: str(row.account.owner) if row.account.owner else None,
        lambda row: str(row.account.owner) if row.account.owner else unknown(),
    ),
)  # fmt: skip
