"""Which opportunities must be read again, because something of them changed since they were last read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
from django.db.models import F

from trimtab.accounts.models import Account
from trimtab.analytics.extracts.manifest import Manifest
from trimtab.analytics.extracts.reading import load
from trimtab.analytics.extracts.sources import Source
from trimtab.analytics.parquet import layers_in, stored_rows
from trimtab.opportunities.models import Activity, FieldChange, LineItem, Opportunity

# Writers that started earlier may finish later than others: read again what is this old, then compare.
OVERLAP = timedelta(hours=1)
OVERLAP_IDS = 20_000

_TOUCHED = """
WITH known AS (
    {ledger}
),
stored AS (
    SELECT opp_id, account_id, opened_at, segment, region, industry FROM ({opportunities}) AS opportunity
),
touched AS (
    SELECT recent.opp_id, recent.opened_at, recent.archived_at IS NULL AS is_current
    FROM recent_opportunities AS recent
    LEFT JOIN known USING (opp_id)
    WHERE CASE
        WHEN recent.archived_at IS NULL THEN known.changed_at IS DISTINCT FROM recent.changed_at
        ELSE known.opp_id IS NOT NULL
    END
    UNION
    SELECT recent.opp_id, recent.opened_at, true
    FROM recent_changes AS recent
    LEFT JOIN known USING (opp_id)
    WHERE recent.change_id > coalesce(known.last_change_id, -1)
    UNION
    SELECT recent.opp_id, recent.opened_at, true
    FROM recent_activities AS recent
    LEFT JOIN known USING (opp_id)
    WHERE recent.activity_id > coalesce(known.last_activity_id, -1)
    UNION
    SELECT opp_id, opened_at, true FROM recent_lines
    UNION
    -- By the accounts themselves: their opportunities, read again for an hour after an import, were all there are.
    SELECT stored.opp_id, stored.opened_at, true
    FROM recent_accounts AS recent
    JOIN stored USING (account_id)
    WHERE (recent.segment, recent.region, recent.industry) IS DISTINCT FROM (
        stored.segment, stored.region, stored.industry
    )
)
SELECT touched.opp_id, bool_or(is_current) AS is_current, min(strftime(opened_at, '%Y-%m')) AS month
FROM touched
LEFT JOIN known USING (opp_id)
WHERE is_current OR known.opp_id IS NOT NULL
GROUP BY touched.opp_id
"""


@dataclass(frozen=True)
class Touched:
    """The opportunities that are new, changed or gone, and the months (2026-03, by the opening, UTC) of those there."""

    ids: tuple[int, ...]
    months: frozenset[str]


def touched_opportunities(
    duck: duckdb.DuckDBPyConnection, *, previous: Manifest, folder: Path, scratch: Path
) -> Touched:
    """What changed since the previous set of extracts was written."""
    for name, source in _recent(previous.marks, previous.as_of).items():
        load(source.rows, into=name, columns=source.columns, duck=duck, folder=scratch)
    place = folder / previous.name
    ledger, opportunities = stored_rows(place, "ledger"), stored_rows(place, "opportunities")
    if ledger is None or opportunities is None:
        found = duck.execute(
            "SELECT opp_id, true, strftime(opened_at, '%Y-%m') FROM recent_opportunities WHERE archived_at IS NULL"
        ).fetchall()
    else:
        found = duck.execute(_TOUCHED.format(ledger=ledger, opportunities=opportunities)).fetchall()
    months = frozenset(str(month) for _opp_id, is_current, month in found if is_current)
    return Touched(tuple(int(row[0]) for row in found), months)


def months_of(duck: duckdb.DuckDBPyConnection, *, place: Path, ids: Sequence[int]) -> set[str]:
    """The months of a set of extracts that hold rows of these opportunities, also rows that no longer count."""
    asked = []
    if any((place / "ledger").glob("*.parquet")):
        files = str(place / "ledger" / "*.parquet")
        asked.append(
            (f"read_parquet('{files}', filename = true)", "regexp_extract(filename, '(\\d{4}-\\d{2})\\.parquet$', 1)")
        )
    layers = [layer / "opportunities.parquet" for layer in layers_in(place)]
    asked += [(f"read_parquet('{path}')", "strftime(opened_at, '%Y-%m')") for path in layers if path.exists()]
    found: set[str] = set()
    for rows, month in asked:
        chosen = f"SELECT DISTINCT {month} FROM {rows} WHERE opp_id IN (SELECT unnest(CAST($ids AS BIGINT[])))"
        found |= {str(row[0]) for row in duck.execute(chosen, {"ids": list(ids)}).fetchall()}
    return found


def _recent(marks: Mapping[str, str], as_of: datetime) -> dict[str, Source]:
    since = _since(marks["opportunity_changed_at"], as_of)
    changes = FieldChange.objects.filter(pk__gt=int(marks["change_id"]) - OVERLAP_IDS)
    activities = Activity.objects.filter(pk__gt=int(marks["activity_id"]) - OVERLAP_IDS)
    lines = LineItem.objects.filter(pk__gt=int(marks["line_id"]))
    by_opportunity = {"opp_id": F("opportunity_id"), "opened_at": F("opportunity__opened_at")}
    keys = {"opp_id": "BIGINT", "opened_at": "TIMESTAMP"}
    current = {"opportunity__archived_at__isnull": True, "opportunity__isnull": False}
    return {
        "recent_opportunities": Source(
            Opportunity.objects.filter(changed_at__gte=since)
            .order_by()
            .values("opened_at", "changed_at", "archived_at", opp_id=F("pk")),
            {**keys, "changed_at": "TIMESTAMP", "archived_at": "TIMESTAMP"},
        ),
        "recent_changes": Source(
            changes.filter(**current).order_by().values(change_id=F("pk"), **by_opportunity),
            {**keys, "change_id": "BIGINT"},
        ),
        "recent_activities": Source(
            activities.filter(**current).order_by().values(activity_id=F("pk"), **by_opportunity),
            {**keys, "activity_id": "BIGINT"},
        ),
        "recent_lines": Source(lines.filter(**current).order_by().values(**by_opportunity), keys),
        "recent_accounts": Source(
            Account.objects.filter(changed_at__gte=_since(marks["account_changed_at"], as_of))
            .order_by()
            .values("segment", "region", "industry", account_id=F("pk")),
            {"account_id": "BIGINT", "segment": "VARCHAR", "region": "VARCHAR", "industry": "VARCHAR"},
        ),
    }


def _since(mark: str, as_of: datetime) -> datetime:
    """Before the last change that was read, and before the reading, whichever was first."""
    return (min(datetime.fromisoformat(mark), as_of) if mark != "0" else as_of) - OVERLAP
