"""One review, computed once for page, file and JSON."""

from datetime import date, datetime

from trimtab.analytics.cuts import USUAL, Choice, slice_of
from trimtab.analytics.definitions import AS_SHIPPED, Definitions
from trimtab.analytics.engine import DuckDBEngine
from trimtab.analytics.extracts.manifest import Manifest
from trimtab.analytics.figures import Asker
from trimtab.analytics.review.changes import changes
from trimtab.analytics.review.deals import pointed_at
from trimtab.analytics.review.headline import headline
from trimtab.analytics.review.levers import levers
from trimtab.analytics.review.model import Answered, Review
from trimtab.analytics.review.moments import Moments, moments_of
from trimtab.analytics.review.teams import dates, known, people, stages, usual_groups, weeks
from trimtab.core.calendars import Period
from trimtab.core.models import Organisation
from trimtab.insight.results import Result
from trimtab.people.frame import Scope
from trimtab.people.models import User
from trimtab.people.policy import sees_everyone, visible_people


def review_moments(
    manifest: Manifest,
    period: Period,
    *,
    organisation: Organisation,
    as_of: datetime,
    since: date | None = None,
    until: date | None = None,
    compare: str = "year",
    definitions: Definitions = AS_SHIPPED,
) -> Moments:
    """The instants at which a review of the period looks, see `moments_of`."""
    return moments_of(
        period,
        organisation=organisation,
        as_of=as_of,
        first_month=min(manifest.rows.get("opportunities", {}), default=None),
        since=since,
        until=until,
        compare=compare,
        definitions=definitions,
    )


def build_review(
    *,
    user: User | None,
    scope: Scope,
    moments: Moments,
    organisation: Organisation,
    engine: DuckDBEngine,
    manifest: Manifest,
    is_behind: bool = False,
    choice: Choice = USUAL,
) -> Review:
    """The review of a scope and period.

    Args:
        user: who reads it; rows are linked only where this person may open them. None: nobody reads it.
        scope: whose records, already cut to what the user may see.
        is_behind: newer changes are being read in.
        choice: the part of these records to speak of, and the groups to compare.
    """
    asker = Asker(engine, slice_of(scope.ids, choice.cut), moments.definitions)
    said, coverage, enough = headline(asker, moments, within=choice.cut.label)
    pointed = pointed_at(asker, moments, may_open(user))
    return Review(
        as_of=moments.as_of,
        is_past=moments.is_past,
        is_behind=is_behind,
        scope=scope.key,
        scope_label=scope.label,
        cut=choice.cut.chosen,
        period=moments.period,
        currency=organisation.currency,
        headline=said,
        changes=changes(asker, moments),
        levers=levers(asker, moments, organisation.calendar),
        stages=stages(asker, moments),
        definitions=moments.definitions,
        act=pointed.act,
        slipped=pointed.slipped,
        silent=pointed.silent,
        dates=dates(asker, moments),
        coverage=coverage,
        coverage_sentence=enough,
        people=people(asker, moments, by=choice.by or usual_groups(scope.people.count())),
        weeks=weeks(asker, moments),
        known=known(asker),
        missing_rates=dict(manifest.missing_rates),
        answered=tuple(_answered(result, moments.definitions) for result in asker.answers),
    )


def may_open(user: User | None) -> frozenset[int] | None:
    """Ids of the people whose records the user may open; None: everybody's, or there is no user."""
    return None if user is None or sees_everyone(user) else frozenset(visible_people(user).values_list("pk", flat=True))


def _answered(result: Result, definitions: Definitions) -> Answered:
    return Answered(
        metric=result.metric,
        version=result.version,
        definition=definitions.version_for(result.metric),
        method=result.method,
        n=result.n,
        needs=result.needs,
        sql=result.sql,
        parameters={name: _short(value) for name, value in result.parameters.items()},
    )


def _short(value: object) -> str:
    """A parameter in words; of a long list its length, which says enough and names nobody."""
    if isinstance(value, list) and len(value) > 8:
        return f"[{len(value)} values]"
    return str(value)
