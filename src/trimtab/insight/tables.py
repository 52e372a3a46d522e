"""The typed tables that every metric reads.

Each table is declared once, as column name → DuckDB type. The extract writes exactly these columns in this
order; a table that differs is refused at the door with its name, the column, what was expected and what was given.

Times are naive UTC timestamps. Money is DECIMAL(18,2); a column ending in `_rc` is in the reporting currency,
converted and rounded to cents when the row was made, so that sums are exact.
"""

from collections.abc import Mapping
from dataclasses import dataclass

MONEY = "DECIMAL(18,2)"


@dataclass(frozen=True)
class Table:
    """One declared table: its columns with their DuckDB types, and the order its rows are stored in."""

    name: str
    columns: Mapping[str, str]
    order_by: tuple[str, ...]


class TableMismatch(ValueError):
    """A table does not have the declared columns."""

    def __init__(self, *, table: str, column: str, expected: str, given: str) -> None:
        super().__init__(f"Table {table}, column {column}: expected {expected}. Got {given}.")
        self.table, self.column, self.expected, self.given = table, column, expected, given


USERS = Table(
    "users",
    {
        "user_id": "BIGINT",
        "name": "VARCHAR",
        "team_id": "BIGINT",
        "team_path": "VARCHAR",
        "role": "VARCHAR",
        "hired_on": "DATE",
        "left_on": "DATE",
    },
    ("user_id",),
)

TEAMS = Table(
    "teams",
    {"team_id": "BIGINT", "name": "VARCHAR", "parent_id": "BIGINT", "path": "VARCHAR"},
    ("team_id",),
)

ACCOUNTS = Table(
    "accounts",
    {
        "account_id": "BIGINT",
        "name": "VARCHAR",
        "parent_id": "BIGINT",
        "industry": "VARCHAR",
        "region": "VARCHAR",
        "segment": "VARCHAR",
        "employees": "BIGINT",
        "owner_id": "BIGINT",
        "created_at": "TIMESTAMP",
    },
    ("account_id",),
)

STAGES = Table(
    "stages",
    {
        "stage_id": "BIGINT",
        "process_id": "BIGINT",
        "process": "VARCHAR",
        "name": "VARCHAR",
        "position": "INTEGER",
        "kind": "VARCHAR",  # open, won, lost
        "is_qualified": "BOOLEAN",  # an opportunity here or beyond counts as qualified
    },
    ("process_id", "position"),
)

# One row an opportunity, as it is now. Slices (segment, region, ...) are stored on it: a filter needs no join.
OPPORTUNITIES = Table(
    "opportunities",
    {
        "opp_id": "BIGINT",
        "name": "VARCHAR",
        "account_id": "BIGINT",
        "owner_id": "BIGINT",  # owner now; at the close when it is closed
        "team_id": "BIGINT",
        "process_id": "BIGINT",
        "stage_id": "BIGINT",
        "status": "VARCHAR",  # open, won, lost
        "amount": MONEY,
        "currency": "VARCHAR",
        "amount_rc": MONEY,
        "close_on": "DATE",
        "forecast_category": "VARCHAR",  # omitted, pipeline, best_case, commit, closed
        "kind": "VARCHAR",
        "lead_source": "VARCHAR",
        "loss_reason": "VARCHAR",
        "product": "VARCHAR",  # the line with the highest amount
        "segment": "VARCHAR",
        "region": "VARCHAR",
        "industry": "VARCHAR",
        "opened_at": "TIMESTAMP",
        "closed_at": "TIMESTAMP",
        "history": "VARCHAR",  # changes, exports, dates: where its past comes from
    },
    ("opp_id",),
)

# Every state an opportunity was known to be in. It holds from from_at until before until_at (NULL: still).
# Built by the as-of rule: at t the value of a field is the last one with valid_at <= t and recorded_at <= t.
# A new exchange rate starts a new version of each open opportunity in that currency (cause 'fx').
VERSIONS = Table(
    "versions",
    {
        "opp_id": "BIGINT",
        "version": "INTEGER",  # 1, 2, ... by from_at
        "from_at": "TIMESTAMP",
        "until_at": "TIMESTAMP",
        "not_before": "TIMESTAMP",  # where only an interval is known: it began in (not_before, from_at]; else NULL
        "cause": "VARCHAR",  # created, change, fx
        "owner_id": "BIGINT",
        "team_id": "BIGINT",
        "stage_id": "BIGINT",
        "status": "VARCHAR",
        "amount": MONEY,
        "currency": "VARCHAR",
        "amount_rc": MONEY,
        "close_on": "DATE",
        "forecast_category": "VARCHAR",
    },
    ("opp_id", "version"),
)

# One row each time an opportunity entered a stage, closed by its successor, so that time in stage needs no window.
STAGE_EVENTS = Table(
    "stage_events",
    {
        "opp_id": "BIGINT",
        "sequence": "INTEGER",
        "process_id": "BIGINT",
        "stage_id": "BIGINT",
        "kind": "VARCHAR",  # open, won, lost: of stage_id
        "previous_stage_id": "BIGINT",
        "next_stage_id": "BIGINT",  # NULL while it is still here
        "next_kind": "VARCHAR",
        "entered_at": "TIMESTAMP",
        "left_at": "TIMESTAMP",
        "not_before": "TIMESTAMP",
        "spell": "INTEGER",  # 1 for the first opening, 2 after it was reopened, ...
        "owner_id": "BIGINT",
        "amount_rc": MONEY,
    },
    ("opp_id", "sequence"),
)

# One row for each stretch in which one person held an open opportunity. The closing of a spell (from an opening to its
# first closing) stands on the stretch that it ended; a closing in other hands is a row of its own, without a stretch.
HOLDINGS = Table(
    "holdings",
    {
        "opp_id": "BIGINT",
        "account_id": "BIGINT",
        "owner_id": "BIGINT",  # who held it; at the close where the row is a closing
        "history": "VARCHAR",
        "held_from": "TIMESTAMP",  # NULL: no stretch
        "held_until": "TIMESTAMP",  # NULL: still held
        "spell": "INTEGER",  # the spell that it ended, or the one still open; NULL: passed on to somebody else
        "opened_at": "TIMESTAMP",  # of the spell
        "ended_at": "TIMESTAMP",  # of the spell; NULL: still open
        "outcome": "VARCHAR",  # won, lost
        "undone_at": "TIMESTAMP[]",  # when the outcome ceased to stand, stood again, ceased again, ...; NULL: never
        "amount_rc": MONEY,  # at the close
        "qualified_at": "TIMESTAMP",  # of the opportunity; 1000-01-01: from its opening, NULL: never
        "is_alone": "BOOLEAN",  # the only row of its opportunity
    },
    ("opp_id", "held_from"),
)

ACTIVITIES = Table(
    "activities",
    {
        "activity_id": "BIGINT",
        "opp_id": "BIGINT",
        "account_id": "BIGINT",
        "user_id": "BIGINT",
        "at": "TIMESTAMP",
        "kind": "VARCHAR",  # call, meeting, email, task, note
        "direction": "VARCHAR",  # in, out, mutual
        "minutes": "INTEGER",
        "contacts": "INTEGER",  # how many contacts took part
    },
    ("opp_id", "at"),
)

QUOTAS = Table(
    "quotas",
    {
        "user_id": "BIGINT",
        "team_id": "BIGINT",
        "start_on": "DATE",
        "end_on": "DATE",  # the last day, included
        "measure": "VARCHAR",  # bookings, count
        "amount_rc": MONEY,
    },
    ("user_id", "start_on"),
)

LINE_ITEMS = Table(
    "line_items",
    {
        "opp_id": "BIGINT",
        "product_id": "BIGINT",
        "product": "VARCHAR",
        "family": "VARCHAR",
        "quantity": "DOUBLE",
        "amount_rc": MONEY,
    },
    ("opp_id", "product_id"),
)

LEADS = Table(
    "leads",
    {
        "lead_id": "BIGINT",
        "source": "VARCHAR",
        "owner_id": "BIGINT",
        "created_at": "TIMESTAMP",
        "assigned_at": "TIMESTAMP",
        "first_touch_at": "TIMESTAMP",
        "decided_at": "TIMESTAMP",
        "decision": "VARCHAR",  # accepted, rejected, recycled
        "opp_id": "BIGINT",
    },
    ("lead_id",),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        USERS,
        TEAMS,
        ACCOUNTS,
        STAGES,
        OPPORTUNITIES,
        VERSIONS,
        STAGE_EVENTS,
        HOLDINGS,
        ACTIVITIES,
        QUOTAS,
        LINE_ITEMS,
        LEADS,
    )
}


def check_columns(table: Table, given: Mapping[str, str]) -> None:
    """Refuse columns that differ from the declaration.

    Args:
        table: the declaration.
        given: column name → DuckDB type, as read from the file or relation.

    Raises:
        TableMismatch: names the table, the first column that differs, what was expected and what was given.
    """
    for column, expected in table.columns.items():
        if given.get(column) != expected:
            raise TableMismatch(table=table.name, column=column, expected=expected, given=given.get(column, "nothing"))
    for column in given:
        if column not in table.columns:
            raise TableMismatch(table=table.name, column=column, expected="no such column", given=given[column])
