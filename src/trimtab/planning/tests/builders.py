"""Small builders for tests of plans."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tests.cast import NOW
from trimtab.accounts.models import Account
from trimtab.people.models import User
from trimtab.planning.actions import create_plan
from trimtab.planning.models import Plan
from trimtab.planning.reach import Reach

BEGUN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def plan_of(*accounts: Account, by: User, now: datetime = BEGUN, **fields: object) -> Plan:
    """A plan for these accounts, begun on 2 November 2026."""
    return create_plan(fields=fields, accounts=accounts, by=by, now=now)


def reach_of(plan: Plan) -> Reach:
    """What the plan reaches on 20 November 2026."""
    return Reach(plan, NOW.date(), ZoneInfo("UTC"))
