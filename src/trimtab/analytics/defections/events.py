"""What events did to the customers that they met, against the others."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from trimtab.analytics.defections.reading import counts_between, customers_before
from trimtab.core.models import Organisation
from trimtab.insight.defections.after_events import effect_of
from trimtab.insight.results import NotEnoughData
from trimtab.retention.actions import Effect, keep_effects
from trimtab.retention.models import Threat
from trimtab.retention.queries import accounts_of

LEAST_WEEKS, MOST_WEEKS = 4, 26
LOOKED_AT = timedelta(days=365)  # after that an event is history
MEASURES = ("contact", "orders")


def measure_events(*, now: datetime) -> int:
    """Compare, for each event of the last year that is open or closed, those it met with the others; how many."""
    organisation = Organisation.get()
    today = now.astimezone(organisation.zone).date()
    recent = Threat.objects.filter(kind=Threat.Kind.EVENT, happened_on__gte=today - LOOKED_AT, happened_on__lt=today)
    effects = [effect for threat in recent.order_by("pk") for effect in _effects(threat, organisation, now=now)]
    keep_effects(effects, as_of=now)
    return len({one.threat_id for one in effects})


def _effects(threat: Threat, organisation: Organisation, *, now: datetime) -> Iterator[Effect]:
    assert threat.happened_on is not None, "an event has a day"
    begin = datetime.combine(threat.happened_on, time.min, tzinfo=organisation.zone)
    weeks = min((now - begin).days // 7, MOST_WEEKS)
    if weeks < LEAST_WEEKS:
        return
    span = timedelta(weeks=weeks)
    customers = [one.pk for one in customers_before(begin)]
    met = set(accounts_of(threat).values_list("pk", flat=True))
    exposed = sum(pk in met for pk in customers)
    for measure in MEASURES:
        before, after = counts_between(measure, begin - span, begin), counts_between(measure, begin, begin + span)
        answer = effect_of(
            [before.get(pk, 0) for pk in customers], [after.get(pk, 0) for pk in customers],
            [pk in met for pk in customers],
        )  # fmt: skip
        if isinstance(answer, NotEnoughData):
            yield Effect(threat.pk, measure, weeks, exposed, len(customers) - exposed)
        else:
            told = {"change": answer.change, "low": answer.low, "high": answer.high, "missing": answer.missing}
            yield Effect(threat.pk, measure, weeks, answer.exposed, answer.compared, **told)
