"""What is different in opportunities since they were last looked at: exceptions in words; nothing else is read out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.opportunities.models import Activity, FieldChange, Opportunity, Stage
from trimtab.web import formats

FIELDS = ("stage", "amount", "close_on", "forecast_category")
QUIET = timedelta(days=21)
MOST = 20_000  # rows of history that are read for one list


@dataclass(frozen=True)
class Change:
    """A field then and now. is_worse: later, less, or a step back."""

    label: str
    before: str
    after: str
    is_worse: bool = False


@dataclass(frozen=True)
class Since:
    """What happened to one opportunity since `at`; None: it was never looked at."""

    at: datetime | None
    changes: Sequence[Change] = ()
    activities: int = 0
    last_activity_at: datetime | None = None
    exceptions: Sequence[str] = field(default=())

    @property
    def is_quiet(self) -> bool:
        """Nothing speaks for a conversation."""
        return not self.exceptions and not self.changes


def since_reviews(
    opportunities: Sequence[Opportunity], looked_at: Mapping[int, datetime], *, today: date, now: datetime
) -> Mapping[int, Since]:
    """For each opportunity what changed since it was looked at. Four queries, whatever the number.

    Args:
        opportunities: with their stages.
        looked_at: when each was last reviewed; what is missing there never was.
    """
    changes = _changes(opportunities, looked_at)
    activity = _activity(opportunities, looked_at, now=now)
    found = {}
    for one in opportunities:
        count, last = activity.get(one.pk, (0, None))
        at, changed = looked_at.get(one.pk), changes.get(one.pk, [])
        told = list(_exceptions(one, changed, last, today=today, now=now))
        found[one.pk] = Since(at, changed, count, last, told)
    return found


def _exceptions(
    one: Opportunity,
    changes: Iterable[Change],
    last: datetime | None,
    *,
    today: date,
    now: datetime,
) -> Iterable[str]:
    """Why it should be talked about."""
    if one.close_on is None:
        yield _("It has no close date.")
    elif one.close_on < today:
        yield _("Its close date, %(day)s, is over.") % {"day": formats.day(one.close_on)}
    for change in changes:
        if change.is_worse:
            values = {"label": change.label, "before": change.before, "after": change.after}
            yield _("%(label)s: from %(before)s to %(after)s.") % values
    if last is not None and now - last > QUIET:
        days = (now - last).days
        yield ngettext("Nothing was logged for %(n)s day.", "Nothing was logged for %(n)s days.", days) % {"n": days}


def _changes(opportunities: Sequence[Opportunity], looked_at: Mapping[int, datetime]) -> Mapping[int, Sequence[Change]]:
    if not looked_at:
        return {}
    rows = FieldChange.objects.filter(
        opportunity__in=[one.pk for one in opportunities if one.pk in looked_at],
        field__in=FIELDS,
        recorded_at__gt=min(looked_at.values()),
    )
    first: dict[tuple[int, str], FieldChange] = {}
    last: dict[tuple[int, str], FieldChange] = {}
    for row in rows.order_by("recorded_at", "pk")[:MOST]:
        if row.recorded_at > looked_at[row.opportunity_id]:
            first.setdefault((row.opportunity_id, row.field), row)
            last[row.opportunity_id, row.field] = row
    stages = {str(one.pk): one for one in Stage.objects.all()}
    currencies = {one.pk: one.currency for one in opportunities}
    found: dict[int, list[Change]] = defaultdict(list)
    for pk, name in sorted(first, key=lambda key: (key[0], FIELDS.index(key[1]))):
        old, new = first[pk, name].old, last[pk, name].new
        if old != new:
            found[pk].append(_change(name, old, new, stages=stages, currency=currencies[pk]))
    return found


def _change(name: str, old: str | None, new: str | None, *, stages: Mapping[str, Stage], currency: str) -> Change:
    if name == "stage":
        before, after = stages.get(old or ""), stages.get(new or "")
        is_back = before is not None and after is not None and after.position < before.position
        return Change(_("Stage"), str(before or _("unknown")), str(after or _("unknown")), is_back)
    if name == "amount":
        less = old is not None and (new is None or Decimal(new) < Decimal(old))
        return Change(_("Amount"), _money(old, currency), _money(new, currency), less)
    if name == "close_on":
        later = old is not None and (new is None or new > old)
        return Change(_("Close date"), _day(old), _day(new), later)
    labels = dict(Opportunity.ForecastCategory.choices)
    then, now = (str(labels.get(one or "", one or _("unknown"))) for one in (old, new))
    return Change(_("Forecast"), then, now)


def _money(text: str | None, currency: str) -> str:
    return formats.money(Decimal(text), currency) if text else _("unknown")


def _day(text: str | None) -> str:
    return formats.day(date.fromisoformat(text)) if text else _("unknown")


def _activity(
    opportunities: Sequence[Opportunity], looked_at: Mapping[int, datetime], *, now: datetime
) -> Mapping[int, tuple[int, datetime | None]]:
    """How many activities there were since, and when the last one was."""
    since = Q()
    for pk, at in looked_at.items():
        since |= Q(opportunity=pk, at__gt=at)
    rows = Activity.objects.current().filter(opportunity__in=[one.pk for one in opportunities], at__lte=now)
    last = dict(rows.order_by().values_list("opportunity").annotate(last=Max("at")))
    counts = dict(rows.filter(since).order_by().values_list("opportunity").annotate(n=Count("pk"))) if looked_at else {}
    return {pk: (counts.get(pk, 0), at) for pk, at in last.items()}
