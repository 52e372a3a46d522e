"""The sums of a board's stages: from the ledger where it can say them, else from the opportunities themselves."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import Count

from trimtab.opportunities.listing import FEW_PEOPLE, Listing
from trimtab.opportunities.models import Stage
from trimtab.opportunities.models.opportunity import OpportunityQuerySet
from trimtab.opportunities.queries import currencies_in_use
from trimtab.opportunities.tallies import Group, dated_groups, groups_kept, groups_of, is_of_whole_months


@dataclass(frozen=True)
class Days:
    """Whether open and closed opportunities count only where they close in the period."""

    are_open_in_period: bool
    are_closed_in_period: bool

    @property
    def are_the_same(self) -> bool:
        """Whether one question asks for both."""
        return self.are_open_in_period == self.are_closed_in_period


class Sums:
    """The sums of what a listing shows, stage by stage."""

    def __init__(self, listing: Listing, days: Days) -> None:
        self.listing, self.days, self.frame = listing, days, listing.frame

    def of(self, stages: Sequence[Stage]) -> list[Group]:
        """The groups of these stages, of whatever kind."""
        if self.days.are_the_same:
            return self._of(stages, in_period=self.days.are_open_in_period)
        open_ones = [stage for stage in stages if stage.kind == Stage.Kind.OPEN]
        closed = [stage for stage in stages if stage.kind != Stage.Kind.OPEN]
        return [
            *self._of(open_ones, in_period=self.days.are_open_in_period),
            *self._of(closed, in_period=self.days.are_closed_in_period),
        ]

    def _of(self, stages: Sequence[Stage], *, in_period: bool) -> list[Group]:
        if not stages:
            return []
        kept = self._kept(stages, in_period=in_period)
        if kept is not None:
            return kept
        return groups_of(
            self._records(in_period=in_period),
            stages=stages,
            currencies=self._currencies,
            today=self.frame.today,
            currency=self.frame.organisation.currency,
            zone=self.frame.organisation.zone,
            by_owner=self.listing.is_of_few,
        )

    def _kept(self, stages: Sequence[Stage], *, in_period: bool) -> list[Group] | None:
        """What the ledger says; None where it cannot, or where a few people's opportunities are counted as soon."""
        people, period = self.frame.scope.ids, self.frame.period if in_period else None
        is_few = people is not None and len(people) <= FEW_PEOPLE
        if is_few or not self.listing.is_plain or (period is not None and not is_of_whole_months(period)):
            return None
        found = groups_kept(
            None if people is None else self.frame.scope.people.order_by().values("pk"),
            stages=[stage.pk for stage in stages],
            period=period,
            today=self.frame.today,
        )
        return None if found is None else self._completed(found, stages, in_period=in_period)

    def _completed(self, found: list[Group], stages: Sequence[Stage], *, in_period: bool) -> list[Group]:
        """With what the ledger does not know: which of this month are overdue, and the days of closing."""
        closed = {stage.pk for stage in stages if stage.kind != Stage.Kind.OPEN}
        currency = self.frame.organisation.currency
        overdue = self._overdue_this_month([one for one in found if one.stage_id not in closed], in_period=in_period)
        known = [
            replace(one, overdue=0 if one.stage_id in closed else one.overdue + overdue.get(_key(one), 0))
            for one in found
            if one.stage_id not in closed or one.currency == currency
        ]
        others = {one.currency for one in found if one.stage_id in closed} - {currency}
        if not others:
            return known
        records = self._records(in_period=in_period)
        zone = self.frame.organisation.zone
        return [*known, *dated_groups(records, closed=closed, currencies=others, today=self.frame.today, zone=zone)]

    def _overdue_this_month(self, groups: Sequence[Group], *, in_period: bool) -> dict[tuple[int, str], int]:
        today = self.frame.today
        first = today.replace(day=1)
        is_asked = first < today and (not in_period or today in self.frame.period)
        if not groups or not is_asked:
            return {}
        records = self.listing.summed().filter(
            stage__in={one.stage_id for one in groups},
            currency__in={one.currency for one in groups},
            close_on__gte=first,
            close_on__lt=today,
        )
        rows = records.order_by().values("stage_id", "currency").annotate(number=Count("pk"))
        return {(row["stage_id"], row["currency"]): row["number"] for row in rows}

    @cached_property
    def _currencies(self) -> set[str]:
        return currencies_in_use()

    def _records(self, *, in_period: bool) -> OpportunityQuerySet:
        records, period = self.listing.summed(), self.frame.period
        return records.filter(close_on__gte=period.start, close_on__lte=period.end) if in_period else records


def _key(group: Group) -> tuple[int, str]:
    return group.stage_id, group.currency
