"""Reading opportunities, never more than a user may see."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import connection
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from trimtab.accounts.models import Account
from trimtab.accounts.queries import account_in_sight, accounts_in_sight
from trimtab.core.conditions import AsText, as_text
from trimtab.opportunities.history import last_change, last_known, value_as_of
from trimtab.opportunities.models import (
    Activity,
    ActivityParty,
    FieldChange,
    Opportunity,
    Process,
    Stage,
    StageRemapping,
)
from trimtab.opportunities.models.activity import ActivityQuerySet
from trimtab.opportunities.models.opportunity import OpportunityQuerySet
from trimtab.people.models import User
from trimtab.people.policy import owners_in_sight, people_of, sees_everyone, whom_sees

__all__ = [
    "Standing",
    "active_stages",
    "currencies_in_use",
    "in_stage_since",
    "last_change",
    "last_known",
    "processes",
    "stages_read_as",
    "standings",
    "value_as_of",
    "visible_activities",
    "visible_opportunities",
    "with_close_date_moved_later",
    "without_activity_since",
]


# One look into the index of sums for each stage and currency, where DISTINCT would read all of it.
USED_CURRENCIES = """
    WITH RECURSIVE used(stage_id, code) AS (
        SELECT id, (SELECT min(currency) FROM opportunities_opportunity WHERE stage_id = stage.id)
        FROM opportunities_stage AS stage
        UNION ALL
        SELECT stage_id, (
            SELECT min(currency) FROM opportunities_opportunity AS next
            WHERE next.stage_id = used.stage_id AND next.currency > used.code
        )
        FROM used WHERE code IS NOT NULL
    )
    SELECT DISTINCT code FROM used WHERE code IS NOT NULL"""


@dataclass(frozen=True)
class Standing:
    """What a list shows of one opportunity beside its own columns; None: not known."""

    in_stage_since: datetime | None = None
    last_activity_at: datetime | None = None


def visible_opportunities(user: User) -> OpportunityQuerySet:
    """The opportunities that the user may see, archived ones included: those whose owner the user sees."""
    if sees_everyone(user):
        return Opportunity.objects.all()
    return Opportunity.objects.filter(_opportunity_in_sight(user))


def visible_opportunities_of(user: User, account: Account) -> OpportunityQuerySet:
    """Those of one account, found by the account.

    The sum hides the owner from the planner, which would look at all of a seller's to find the few of this account.
    """
    found = Opportunity.objects.filter(account=account)
    if sees_everyone(user):
        return found
    return found.alias(owner_key=F("owner_id") + 0).filter(owner_key__in=owners_in_sight(user))


def opportunities_in_sight(user: User) -> AsText:
    """`visible_opportunities` for a condition. Not for who sees everyone."""
    return _opportunities_of(whom_sees(user))


@lru_cache(maxsize=2000)
def _opportunities_of(seen: tuple[str, int | str]) -> AsText:
    return as_text(Opportunity.objects.filter(owner__in=people_of(seen)).values("pk"))


def visible_activities(user: User) -> ActivityQuerySet:
    """The activities that the user may see, archived ones included.

    Those of visible opportunities; those of an account only, of visible accounts.
    """
    if sees_everyone(user):
        return Activity.objects.all()
    return Activity.objects.filter(
        Q(opportunity__in=opportunities_in_sight(user))
        | Q(opportunity__isnull=True, account__in=accounts_in_sight(user))
    )


def visible_activities_of(user: User, account: Account) -> ActivityQuerySet:
    """Those of an account that the user sees: its own, and those of the opportunities that the user sees."""
    found = Activity.objects.filter(account=account)
    if sees_everyone(user):
        return found
    return found.filter(Q(opportunity__isnull=True) | _opportunity_in_sight(user, "opportunity__"))


def visible_among(user: User, activities: ActivityQuerySet) -> ActivityQuerySet:
    """Those of a few activities that the user may see, asked of each; see `visible_parties`."""
    return activities if sees_everyone(user) else activities.filter(_activity_in_sight(user))


def visible_parties(user: User) -> QuerySet[ActivityParty]:
    """Who took part in the activities that the user may see.

    Asked of each activity: with a list of them, databases begin with all that the user sees, whoever took part (SQLite
    30 ms of 2,000, PostgreSQL 20 to 40 ms of 40,000).
    """
    if sees_everyone(user):
        return ActivityParty.objects.all()
    return ActivityParty.objects.filter(_activity_in_sight(user, "activity__"))


def _opportunity_in_sight(user: User, path: str = "") -> Q:
    """That the user sees the owner of an opportunity. Not for who sees everyone; path: as in `account_in_sight`."""
    return Q(**{f"{path}owner__in": owners_in_sight(user)})


def _activity_in_sight(user: User, path: str = "") -> Q:
    """What `visible_activities` says of lists, of the records that an activity belongs to itself."""
    of_account_only = Q(**{f"{path}opportunity__isnull": True}) & account_in_sight(user, f"{path}account__")
    return _opportunity_in_sight(user, f"{path}opportunity__") | of_account_only


def processes() -> QuerySet[Process]:
    """The processes in use, by name."""
    return Process.objects.filter(archived_at__isnull=True).order_by("name", "pk")


def active_stages() -> QuerySet[Stage]:
    """The stages one can choose, process by process, in their order."""
    stages = Stage.objects.filter(archived_at__isnull=True, process__archived_at__isnull=True)
    return stages.select_related("process").order_by("process__name", "process", "position", "pk")


def stages_read_as(stage_ids: Iterable[int]) -> set[int]:
    """Those stages and the ones whose history is read as theirs."""
    chosen = set(stage_ids)
    return chosen | set(StageRemapping.objects.filter(into__in=chosen).values_list("stage", flat=True))


def currencies_in_use() -> set[str]:
    """The currencies of all opportunities, archived ones included."""
    with connection.cursor() as cursor:
        cursor.execute(USED_CURRENCIES)
        return {str(row[0]) for row in cursor.fetchall()}


def in_stage_since(opportunity_ids: Iterable[int], *, at: datetime) -> Mapping[int, datetime]:
    """Since when each opportunity is in its stage, as of `at`."""
    ids = list(opportunity_ids)
    moves = FieldChange.objects.filter(opportunity__in=ids, field="stage", valid_at__lte=at, recorded_at__lte=at)
    return dict(moves.values_list("opportunity").annotate(Max("valid_at")))


def standings(opportunity_ids: Iterable[int], *, at: datetime) -> Mapping[int, Standing]:
    """Since when each opportunity is in its stage, and its last activity, as of `at`. Two queries for any number."""
    ids = list(opportunity_ids)
    since = in_stage_since(ids, at=at)
    happened = Activity.objects.current().filter(opportunity__in=ids, at__lte=at)
    activity = dict(happened.values_list("opportunity").annotate(Max("at")))
    return {one: Standing(since.get(one), activity.get(one)) for one in ids}


def with_close_date_moved_later(opportunities: OpportunityQuerySet) -> OpportunityQuerySet:
    """Those whose close date was moved to a later day at least once. Days are written as ISO, so text compares."""
    moved = FieldChange.objects.filter(opportunity=OuterRef("pk"), field="close_on", new__gt=F("old"))
    return opportunities.filter(Exists(moved))


def without_activity_since(opportunities: OpportunityQuerySet, at: datetime) -> OpportunityQuerySet:
    """Those with no activity at or after `at`."""
    happened = Activity.objects.current().filter(opportunity=OuterRef("pk"), at__gte=at)
    return opportunities.filter(~Exists(happened))
