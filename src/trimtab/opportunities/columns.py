"""The columns of the table of opportunities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trimtab.core.models import CustomField
from trimtab.core.paging import Order
from trimtab.opportunities.models import Opportunity, Stage
from trimtab.opportunities.queries import Standing
from trimtab.web import formats
from trimtab.web.cells import NOTHING, link, quiet, unknown, warned
from trimtab.web.tables import Column, own_columns

# What every line reads: its name, who may edit it, in which stage it is, since when, and which version this is.
LOADED = (
    "name",
    "owner__name",
    "owner__email",
    "owner__team__path",
    "stage__name",
    "status",
    "close_on",
    "history",
    "changed_at",
    "account",
)


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    opportunity: Opportunity
    stage: str
    standing: Standing
    days_in_stage: int | None
    is_overdue: bool


def row_of(
    opportunity: Opportunity, standing: Standing, read_as: Mapping[int, str], *, now: datetime, today: date
) -> Row:
    """The line of an opportunity; `read_as`: stages that are read as another one, with that one's name."""
    is_open = opportunity.status == Stage.Kind.OPEN
    is_known = opportunity.history != Opportunity.History.DATES
    since = standing.in_stage_since if is_known else None
    return Row(
        opportunity=opportunity,
        stage=read_as.get(opportunity.stage_id, opportunity.stage.name),
        standing=standing,
        days_in_stage=(now - since).days if since and is_open else None,
        is_overdue=is_open and opportunity.close_on is not None and opportunity.close_on < today,
    )


def columns_of(own: Sequence[CustomField]) -> tuple[Column[Row], ...]:
    """All columns, the usual ones first."""
    return (*USUAL, *OTHERS, *own_columns(own, lambda row: row.opportunity.custom))


def _account(row: Row) -> str:
    account = row.opportunity.account
    return link(reverse("account", args=[account.pk]), account.name) if account else unknown()


def _close_on(row: Row) -> str:
    if row.opportunity.close_on is None:
        return unknown()
    day = formats.day(row.opportunity.close_on)
    return warned(day, _("overdue")) if row.is_overdue else day


def _amount(row: Row) -> str:
    one = row.opportunity
    return unknown() if one.amount is None else formats.money(one.amount, one.currency)


def _days_in_stage(row: Row) -> str:
    if row.days_in_stage is not None:
        return formats.days(row.days_in_stage)
    return unknown() if row.opportunity.is_open else NOTHING


def _last_activity(row: Row) -> str:
    at = row.standing.last_activity_at
    return formats.day(at) if at else quiet(_("none"))


def _local_day(at: datetime | None) -> date | None:
    return timezone.localtime(at).date() if at else None


NAME: Column[Row] = Column(
    "name", gettext_lazy("Opportunity"), lambda row: row.opportunity.name, order=Order("lower_name")
)
USUAL: tuple[Column[Row], ...] = (
    NAME,
    Column(
        "account",
        gettext_lazy("Account"),
        lambda row: row.opportunity.account.name if row.opportunity.account else None,
        _account,
        needs=("account__name",),
    ),
    Column(
        "owner",
        gettext_lazy("Owner"),
        lambda row: str(row.opportunity.owner) if row.opportunity.owner else None,
        lambda row: str(row.opportunity.owner) if row.opportunity.owner else unknown(),
        is_editable=True,
    ),
    Column("stage", gettext_lazy("Stage"), lambda row: row.stage, is_editable=True),
    Column(
        "amount",
        gettext_lazy("Amount"),
        lambda row: row.opportunity.amount,
        _amount,
        css="n",
        order=Order("amount", is_nullable=True, read=Decimal),
        is_editable=True,
        needs=("amount", "currency"),
        unit=lambda row: row.opportunity.currency,
        unit_label=gettext_lazy("Currency"),
    ),
    Column(
        "close_on",
        gettext_lazy("Close date"),
        lambda row: row.opportunity.close_on,
        _close_on,
        css="day",
        order=Order("close_on", is_nullable=True, read=date.fromisoformat),
        is_editable=True,
    ),
    Column(
        "forecast_category",
        gettext_lazy("Category"),
        lambda row: row.opportunity.get_forecast_category_display(),
        is_editable=True,
        needs=("forecast_category",),
    ),
    Column("in_stage", gettext_lazy("In stage"), lambda row: row.days_in_stage, _days_in_stage, css="n"),
    Column(
        "last_activity",
        gettext_lazy("Last activity"),
        lambda row: _local_day(row.standing.last_activity_at),
        _last_activity,
        css="day",
    ),
)
OTHERS: tuple[Column[Row], ...] = (
    Column(
        "next_step",
        gettext_lazy("Next step"),
        lambda row: row.opportunity.next_step,
        css="long",
        is_default=False,
        is_editable=True,
        needs=("next_step",),
    ),
    Column("status", gettext_lazy("Status"), lambda row: row.opportunity.get_status_display(), is_default=False),
    Column(
        "process",
        gettext_lazy("Process"),
        lambda row: row.opportunity.process.name,
        is_default=False,
        needs=("process__name",),
    ),
    Column("kind", gettext_lazy("Kind"), lambda row: row.opportunity.kind, is_default=False, needs=("kind",)),
    Column(
        "source",
        gettext_lazy("Source"),
        lambda row: row.opportunity.lead_source,
        is_default=False,
        needs=("lead_source",),
    ),
    Column(
        "loss_reason",
        gettext_lazy("Loss reason"),
        lambda row: row.opportunity.loss_reason,
        is_default=False,
        needs=("loss_reason",),
    ),
    Column(
        "segment",
        gettext_lazy("Segment"),
        lambda row: row.opportunity.account.segment if row.opportunity.account else None,
        is_default=False,
        needs=("account__segment",),
    ),
    Column(
        "region",
        gettext_lazy("Region"),
        lambda row: row.opportunity.account.region if row.opportunity.account else None,
        is_default=False,
        needs=("account__region",),
    ),
    Column(
        "opened_at",
        gettext_lazy("Opened"),
        lambda row: _local_day(row.opportunity.opened_at),
        css="day",
        is_default=False,
        needs=("opened_at",),
    ),
    Column(
        "closed_at",
        gettext_lazy("Closed"),
        lambda row: _local_day(row.opportunity.closed_at),
        css="day",
        is_default=False,
        needs=("closed_at",),
    ),
    Column(
        "changed_at",
        gettext_lazy("Changed"),
        lambda row: timezone.localtime(row.opportunity.changed_at),
        css="day",
        order=Order("changed_at", read=datetime.fromisoformat),
        is_default=False,
    ),
)
