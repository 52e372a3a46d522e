"""The periods of a plan: no gap, no overlap, since each begins the day after the one before ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from trimtab.people.models import User
from trimtab.planning.actions.changing import changing, note
from trimtab.planning.models import Plan, PlanPeriod
from trimtab.web import formats

MOST_PERIODS = 24


class WrongPeriods(ValueError):
    """These cannot be the periods of a plan; the message says why."""


@dataclass(frozen=True)
class Stretch:
    """A period as it is to be: its last day and what is wanted in it."""

    ends_on: date
    revenue_target: Decimal | None = None
    pipeline_goal: Decimal | None = None

    @property
    def words(self) -> dict[str, str]:
        given = {"ends_on": self.ends_on, "target": self.revenue_target, "pipeline_goal": self.pipeline_goal}
        return {name: str(value) for name, value in given.items() if value is not None}


def set_periods(plan: Plan, *, starts_on: date, stretches: Sequence[Stretch], by: User, now: datetime) -> None:
    """Replace first day and periods of a plan at once. Moving an end moves the start of the next period with it.

    Raises:
        WrongPeriods: an end is not after the one before, or there is no period.
        PermissionDenied: `by` may not change the plan.
    """
    require_order(starts_on, stretches)
    with changing(plan, by=by, now=now) as current:
        before = {"starts_on": current.starts_on, "periods": [_as_is(one).words for one in _periods(current)]}
        after = {"starts_on": starts_on, "periods": [one.words for one in stretches]}
        if before == after:
            return
        current.periods.all().delete()
        PlanPeriod.objects.bulk_create(
            PlanPeriod(
                plan=current,
                ends_on=one.ends_on,
                revenue_target=one.revenue_target,
                pipeline_goal=one.pipeline_goal,
            )
            for one in stretches
        )
        current.starts_on = starts_on
        current.save(update_fields=["starts_on"])
        note("plan.periods_set", current, by=by, now=now, before=before, after=after)


def require_order(starts_on: date, stretches: Sequence[Stretch]) -> None:
    """Refuse periods that do not follow each other.

    Raises:
        WrongPeriods: with the reason in words.
    """
    if not stretches:
        raise WrongPeriods(_("A plan has at least one period."))
    if len(stretches) > MOST_PERIODS:
        raise WrongPeriods(_("A plan has at most %(most)s periods.") % {"most": MOST_PERIODS})
    last = starts_on
    for index, one in enumerate(stretches):
        if one.ends_on < last or (index and one.ends_on == last):
            said = {"end": formats.day(one.ends_on), "last": formats.day(last)}
            raise WrongPeriods(
                _("A period cannot end on %(end)s: the one before ends on %(last)s.") % said
                if index
                else _("A period cannot end on %(end)s: the plan begins on %(last)s.") % said
            )
        last = one.ends_on


def _periods(plan: Plan) -> list[PlanPeriod]:
    return list(plan.periods.order_by("ends_on"))


def _as_is(period: PlanPeriod) -> Stretch:
    return Stretch(period.ends_on, period.revenue_target, period.pipeline_goal)
