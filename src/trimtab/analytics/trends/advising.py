"""What the trends advise, kept as a small database beside them, so that the coach finds a few ids among many."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trimtab.analytics.trends.kept import ADVICE, Kept, read_kept
from trimtab.coach.actions import note_firings
from trimtab.coach.models import LEADS, Kind
from trimtab.coach.queries import Advice, Counsel
from trimtab.insight.trends.leads import Leads
from trimtab.insight.trends.past import DAY, WEEK
from trimtab.insight.trends.records import THIN
from trimtab.opportunities.models import Lead, Opportunity

Columns = Mapping[str, NDArray[Any]]  # Any: each column has a type of its own
LIKELY = 0.5
LONGEST_SILENCE = 26  # weeks; after that a deal is to be let go, which is said where it has stalled
HEAD_LEAVES = 0.15  # chance that a customer's one contact person leaves or moves within half a year
MENDED = 0.25  # how much of its worth a better record may bring
LEAD_COOLS = 30.0  # days in which a lead loses two thirds of its warmth
LEAD_AGES = (1.0, 90.0)  # days: younger ones are not late, older ones are cold
MOST_LEADS = 50
TABLE = """
    CREATE TABLE advice (
        kind TEXT, of_id INTEGER, owner_id INTEGER, about TEXT, chance REAL, since TEXT, worth REAL, facts TEXT
    )"""


@dataclass(frozen=True)
class Advising:
    """What advice is made of. deals: as `making.deals_now`; touches_known: whether any first touch is on record."""

    deals: Columns
    at: float
    period: str
    leads: Leads
    lead_worth: Mapping[str, float]
    touches_known: bool


def write_advice(folder: Path, asked: Advising) -> list[Advice]:
    """Keep all advice of one day."""
    advice = [*_about_deals(asked), *_about_leads(asked)]
    path = folder / ADVICE
    with closing(sqlite3.connect(path)) as kept, kept:
        kept.execute(TABLE)
        kept.executemany("INSERT INTO advice VALUES (?, ?, ?, ?, ?, ?, ?, ?)", map(_row, advice))
        kept.execute("CREATE INDEX advice_of ON advice (of_id)")
        kept.execute("CREATE INDEX advice_to ON advice (owner_id, kind)")
        kept.execute("CREATE TABLE said (as_of TEXT, looked_at INTEGER)")
        at = datetime.fromtimestamp(asked.at, UTC).isoformat()
        kept.execute("INSERT INTO said VALUES (?, ?)", (at, len(asked.deals["opp_id"])))
    return advice


def note_advice(kept: Kept, *, now: datetime) -> int:
    """Note what is advised today for the first time; how much of it."""
    with closing(_opened(kept.folder / ADVICE)) as database:
        advice = [_advice(row) for row in database.execute("SELECT * FROM advice")]
    opportunities = set(Opportunity.objects.current().open().values_list("pk", flat=True))
    leads = set(Lead.objects.filter(archived_at=None).values_list("pk", flat=True))
    there = {True: leads, False: opportunities}
    return note_firings((one for one in advice if one.of_id in there[one.kind in LEADS]), now=now)


def advice_in(extracts: Path, opportunity_ids: Sequence[int], people: Sequence[int] | None) -> Counsel:
    """The advice about these opportunities, and about the leads of these people that are worth most."""
    kept = read_kept(extracts)
    path = None if kept is None else kept.folder / ADVICE
    if path is None or not path.exists():
        return Counsel()
    with closing(_opened(path)) as database:
        as_of, looked_at = database.execute("SELECT as_of, looked_at FROM said").fetchone()
        counts = dict(
            database.execute("SELECT kind, count(*) FROM advice WHERE kind <> ? GROUP BY kind", ("untouched",))
        )
        listed = json.dumps(list(opportunity_ids))
        about = database.execute(
            "SELECT * FROM advice WHERE of_id IN (SELECT value FROM json_each(?)) AND kind <> ?",
            (listed, Kind.UNTOUCHED),
        )
        by_opportunity: dict[int, list[Advice]] = {}
        for row in about:
            by_opportunity.setdefault(row[1], []).append(_advice(row))
        leads = [_advice(row) for row in _leads(database, people)]
    return Counsel(
        as_of=datetime.fromisoformat(as_of),
        by_opportunity={pk: tuple(some) for pk, some in by_opportunity.items()},
        leads=tuple(leads),
        shares={Kind(kind): count / max(looked_at, 1) for kind, count in counts.items()},
    )


def _leads(database: sqlite3.Connection, people: Sequence[int] | None) -> Iterator[tuple[Any, ...]]:
    order = "ORDER BY worth * chance DESC, of_id LIMIT ?"
    if people is None:
        return database.execute(f"SELECT * FROM advice WHERE kind = ? {order}", (Kind.UNTOUCHED, MOST_LEADS))
    return database.execute(
        f"SELECT * FROM advice WHERE kind = ? AND owner_id IN (SELECT value FROM json_each(?)) {order}",
        (Kind.UNTOUCHED, json.dumps(list(people)), MOST_LEADS),
    )


def _about_deals(asked: Advising) -> Iterator[Advice]:
    deals = asked.deals
    makers = (_vanishing, _slipping, _thin, _one_head)
    for row in range(len(deals["opp_id"])):
        one = {name: column[row] for name, column in deals.items()}
        for make in makers:
            found = make(one, asked)
            if found is not None:
                yield found


def _vanishing(one: Mapping[str, Any], asked: Advising) -> Advice | None:
    if not one["is_alarmed"] or one["silent_weeks"] > LONGEST_SILENCE:
        return None
    since = _day(asked.at - int(one["silent_weeks"]) * WEEK)
    facts = {
        "weeks": int(one["silent_weeks"]),
        "chance": float(one["silent_chance"]),
        "recovers": float(one["recovers"]),
    }
    chance = float(one["silent_chance"]) * float(one["recovers"])
    heard = _day(float(one["heard_at"]))
    return _of_deal(Kind.VANISHING, one, f"quiet since {heard}", chance=chance, since=since, facts=facts)


def _slipping(one: Mapping[str, Any], asked: Advising) -> Advice | None:
    chance = float(one["slip_quarter"])
    if np.isnan(chance) or chance < LIKELY:
        return None
    facts = {"chance": chance, "period": asked.period, "pushes": int(one["pushes"])}
    about = f"closing {_day(float(one['close_day']) * DAY)}"
    # What is certain to slip cannot be kept; what may go either way can.
    return _of_deal(Kind.SLIPPING, one, about, chance=chance * (1 - chance), since=None, facts=facts)


def _thin(one: Mapping[str, Any], asked: Advising) -> Advice | None:
    if float(one["completeness"]) >= THIN:
        return None
    facts = {"completeness": float(one["completeness"]), "missing": str(one["missing"])}
    about = f"missing {one['missing']}"[:100]
    return _of_deal(Kind.THIN, one, about, chance=MENDED * (1 - facts["completeness"]), since=None, facts=facts)  # type: ignore[operator]


def _one_head(one: Mapping[str, Any], asked: Advising) -> Advice | None:
    if not one["is_one_head"]:
        return None
    facts = {"share": float(one["top_share"]), "touches": int(one["account_touches"])}
    about = f"held by {int(one['top_user'])}"
    return _of_deal(Kind.ONE_HEAD, one, about, chance=HEAD_LEAVES * facts["share"], since=None, facts=facts)


def _of_deal(
    kind: Kind, one: Mapping[str, Any], about: str, *, chance: float, since: date | None, facts: Mapping[str, object]
) -> Advice:
    owner, worth = int(one["owner_id"]), float(one["amount"])
    known = None if np.isnan(worth) else worth
    return Advice(kind, int(one["opp_id"]), about, chance, since, facts, known, owner if owner >= 0 else None)


def _about_leads(asked: Advising) -> Iterator[Advice]:
    """Leads nobody reached out to; none where no touch of any lead is on record: then all would be on the list."""
    leads = asked.leads
    if not asked.touches_known:
        return
    days = (asked.at - leads.created) / DAY
    waits = np.isnan(leads.touched) & np.isnan(leads.decided) & (leads.decision == "")
    for row in np.flatnonzero(waits & (days >= LEAD_AGES[0]) & (days <= LEAD_AGES[1])).tolist():
        source, owner = str(leads.source[row]), int(leads.owner[row])
        yield Advice(
            Kind.UNTOUCHED,
            int(leads.lead_id[row]),
            "no touch",
            float(np.exp(-days[row] / LEAD_COOLS)),
            _day(float(leads.created[row])),
            {"days": int(days[row]), "source": source},
            float(asked.lead_worth.get(source, 0.0)),
            owner if owner >= 0 else None,
        )


def _row(one: Advice) -> tuple[object, ...]:
    since = None if one.since is None else one.since.isoformat()
    facts = json.dumps(dict(one.facts))
    return str(one.kind), one.of_id, one.owner_id, one.about, one.chance, since, one.worth, facts


def _advice(row: tuple[Any, ...]) -> Advice:
    kind, of_id, owner_id, about, chance, since, worth, facts = row
    day = None if since is None else date.fromisoformat(since)
    return Advice(Kind(kind), of_id, about, chance, day, json.loads(facts), worth, owner_id)


@lru_cache(maxsize=4)
def _address(path: Path) -> str:
    return f"{path.absolute().as_uri()}?mode=ro&immutable=1"


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(_address(path), uri=True)


def _day(at: float) -> date:
    return datetime.fromtimestamp(at, UTC).date()
