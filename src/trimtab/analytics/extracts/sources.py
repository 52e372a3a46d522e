"""What is read from the database for the extracts: one `.values(...)` query and its DuckDB columns for each source.

Opportunities that are archived or merged away are left out, with everything that hangs on them; so are archived
activities.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from trimtab.accounts.models import Account
from trimtab.core.models import ExchangeRate
from trimtab.insight.tables import TABLES
from trimtab.opportunities.models import (
    Activity,
    ActivityParty,
    FieldChange,
    Lead,
    LineItem,
    Opportunity,
    Stage,
    StageRemapping,
)
from trimtab.people.models import Team, User
from trimtab.rhythm.models import Quota

MONEY = "DECIMAL(18,2)"
VERSIONED_FIELDS = ("stage", "amount", "currency", "close_on", "forecast_category", "owner")
Rows = QuerySet[Any, Any]  # Any: each query names its own model and columns


@dataclass(frozen=True)
class Source:
    """A query and the DuckDB types of its columns."""

    rows: Rows
    columns: Mapping[str, str]


CHANGES = {
    "change_id": "BIGINT",
    "opp_id": "BIGINT",
    "opened_at": "TIMESTAMP",
    "field": "VARCHAR",
    "value": "VARCHAR",
    "valid_at": "TIMESTAMP",
    "recorded_at": "TIMESTAMP",
    "not_before": "TIMESTAMP",
}
OPPORTUNITIES = {
    "opp_id": "BIGINT",
    "name": "VARCHAR",
    "account_id": "BIGINT",
    "owner_id": "BIGINT",
    "process_id": "BIGINT",
    "stage_id": "BIGINT",
    "amount": MONEY,
    "currency": "VARCHAR",
    "close_on": "DATE",
    "forecast_category": "VARCHAR",
    "kind": "VARCHAR",
    "lead_source": "VARCHAR",
    "loss_reason": "VARCHAR",
    "segment": "VARCHAR",
    "region": "VARCHAR",
    "industry": "VARCHAR",
    "opened_at": "TIMESTAMP",
    "closed_at": "TIMESTAMP",
    "changed_at": "TIMESTAMP",
    "history": "VARCHAR",
}
ACTIVITIES = {**TABLES["activities"].columns, "opened_at": "TIMESTAMP"}
LINES = {
    "line_id": "BIGINT",
    "opp_id": "BIGINT",
    "opened_at": "TIMESTAMP",
    "solution_id": "BIGINT",
    "product_name": "VARCHAR",
    "family": "VARCHAR",
    "quantity": "DOUBLE",
    "amount": MONEY,
}


def by_month(months: Sequence[str] | None) -> dict[str, Source]:
    """The sources whose rows belong to the month in which their opportunity was opened.

    Args:
        months: which months, as 2026-03; None: all of them.
    """
    return _of(None if months is None else _opened_in(months))


def by_opportunity(ids: Sequence[int]) -> dict[str, Source]:
    """The same sources for a few opportunities."""
    return _of(Q(pk__in=ids))


def _of(chosen: Q | None) -> dict[str, Source]:
    """The sources of the chosen opportunities; None: of all."""
    return {
        "raw_opportunities": Source(_opportunities(chosen), OPPORTUNITIES),
        "raw_changes": Source(_changes(chosen), CHANGES),
        "raw_activities": Source(_activities(chosen), ACTIVITIES),
        "raw_lines": Source(_lines(chosen), LINES),
    }


def whole() -> dict[str, Source]:
    """The small sources, always read whole."""
    return {
        "raw_users": Source(_users(), TABLES["users"].columns),
        "raw_teams": Source(
            Team.objects.order_by().values(
                "name",
                "path",
                "parent_id",
                team_id=F("pk"),
            ),
            TABLES["teams"].columns,
        ),
        "raw_accounts": Source(_accounts(), TABLES["accounts"].columns),
        "raw_stages": Source(_stages(), _renamed("stages", process="process_name")),
        "raw_remappings": Source(
            StageRemapping.objects.order_by().values("stage_id", "into_id"),
            {"stage_id": "BIGINT", "into_id": "BIGINT"},
        ),
        "raw_rates": Source(
            ExchangeRate.objects.order_by().values("currency", "from_on", "rate"),
            {"currency": "VARCHAR", "from_on": "DATE", "rate": "DECIMAL(18,8)"},
        ),
        "raw_quotas": Source(_quotas(), _QUOTAS),
        "raw_leads": Source(_leads(), _renamed("leads", source="lead_source")),
    }


def _renamed(table: str, **names: str) -> dict[str, str]:
    """Declared columns under other names, where a field of the model already has the declared one."""
    return {names.get(column, column): kind for column, kind in TABLES[table].columns.items()}


_QUOTAS = {
    "user_id": "BIGINT",
    "team_id": "BIGINT",
    "start_on": "DATE",
    "end_on": "DATE",
    "measure": "VARCHAR",
    "amount": MONEY,
    "currency": "VARCHAR",
}


def _opened_in(months: Sequence[str]) -> Q:
    """The condition that an opportunity was opened in one of the months."""
    condition = Q()
    for start, end in (month_span(month) for month in months):
        condition |= Q(opened_at__gte=start, opened_at__lt=end)
    return condition


def _of_opportunities(chosen: Q | None) -> Q:
    """The condition that a row belongs to one of the chosen opportunities.

    As a list of ids, so that their index is used: joined, SQLite reads all changes there are (27 s of 5 million).
    """
    if chosen is None:
        return Q(opportunity__archived_at__isnull=True)
    return Q(opportunity__in=Opportunity.objects.current().filter(chosen).order_by().values("pk"))


def month_span(month: str) -> tuple[datetime, datetime]:
    """First instant of a month written 2026-03 (UTC), and of the next."""
    year, number = int(month[:-3]), int(month[-2:])
    after = datetime(year + 1, 1, 1, tzinfo=UTC) if number == 12 else datetime(year, number + 1, 1, tzinfo=UTC)
    return datetime(year, number, 1, tzinfo=UTC), after


def _opportunities(chosen: Q | None) -> Rows:
    return (
        Opportunity.objects.current()
        .filter(chosen or Q())
        .order_by()
        .values(
            "name", "account_id", "owner_id", "process_id", "stage_id", "amount", "currency", "close_on",
            "forecast_category", "kind", "lead_source", "loss_reason", "opened_at", "closed_at", "changed_at",
            "history",
            opp_id=F("pk"),
            segment=F("account__segment"),
            region=F("account__region"),
            industry=F("account__industry"),
        )
    )  # fmt: skip


def _changes(chosen: Q | None) -> Rows:
    return (
        FieldChange.objects.filter(
            _of_opportunities(chosen), field__in=VERSIONED_FIELDS
        )
        .order_by()
        .values(
            "field", "valid_at", "recorded_at", "not_before",
            change_id=F("pk"), opp_id=F("opportunity_id"), opened_at=F("opportunity__opened_at"), value=F("new"),
        )
    )  # fmt: skip


def _activities(chosen: Q | None) -> Rows:
    parties = (
        ActivityParty.objects.filter(activity=OuterRef("pk"), contact__isnull=False)
        .order_by()
        .values("activity")
        .annotate(number=Count("contact", distinct=True))
        .values("number")
    )
    return (
        Activity.objects.filter(
            _of_opportunities(chosen), opportunity__isnull=False, archived_at__isnull=True,
        )
        .order_by()
        .values(
            "account_id", "user_id", "at", "kind", "direction", "minutes",
            activity_id=F("pk"),
            opp_id=F("opportunity_id"),
            opened_at=F("opportunity__opened_at"),
            contacts=Coalesce(Subquery(parties), 0),
        )
    )  # fmt: skip


def _lines(chosen: Q | None) -> Rows:
    return (
        LineItem.objects.filter(_of_opportunities(chosen))
        .order_by()
        .values(
            "quantity", "amount",
            line_id=F("pk"), opp_id=F("opportunity_id"), opened_at=F("opportunity__opened_at"),
            solution_id=Coalesce("product__same_as", "product"),
            product_name=Coalesce("product__same_as__name", "product__name"),
            family=Coalesce("product__same_as__family", "product__family"),
        )
    )  # fmt: skip


def _users() -> Rows:
    return User.objects.order_by().values(
        "name", "team_id", "role", "hired_on", "left_on", user_id=F("pk"), team_path=F("team__path")
    )


def _accounts() -> Rows:
    return (
        Account.objects.current()
        .order_by()
        .values(
            "name", "parent_id", "industry", "region", "segment", "employees", "owner_id", "created_at",
            account_id=F("pk"),
        )
    )  # fmt: skip


def _stages() -> Rows:
    """A stage merged into another one is not listed: its history is read as the other's."""
    return (
        Stage.objects.filter(remapping__isnull=True)
        .order_by()
        .values(
            "process_id", "name", "position", "kind", "is_qualified", stage_id=F("pk"), process_name=F("process__name")
        )
    )


def _quotas() -> Rows:
    return Quota.objects.order_by().values("user_id", "team_id", "start_on", "end_on", "measure", "amount", "currency")


def _leads() -> Rows:
    return (
        Lead.objects.filter(archived_at__isnull=True)
        .order_by()
        .values(
            "lead_source", "owner_id", "created_at", "assigned_at", "first_touch_at", "decided_at", "decision",
            lead_id=F("pk"), opp_id=F("opportunity_id"),
        )
    )  # fmt: skip
