"""The board: one column a stage, open ones first, then what was won and lost in the period.

Sums and counts are those of all rows; cards come 15 at a time, so a board of sixty thousand costs what one of sixty
does, but for one sum in the database.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import F, Max, Min, Prefetch, Q
from django.http import QueryDict

from trimtab.accounts.models import Account
from trimtab.core.paging import Order, Page, first_pages, page_of
from trimtab.core.rates import Rates, rates_for
from trimtab.opportunities.cards import Card, CardWords
from trimtab.opportunities.columns import row_of
from trimtab.opportunities.listing import FilterForm, Listing
from trimtab.opportunities.models import FieldChange, Opportunity, Process, Stage
from trimtab.opportunities.models.opportunity import OpportunityQuerySet
from trimtab.opportunities.queries import Standing
from trimtab.opportunities.sums import Days, Sums
from trimtab.opportunities.tallies import Group, Tally, by_stage, tally
from trimtab.people.frame import Frame
from trimtab.people.models import User
from trimtab.people.policy import access_to_owner
from trimtab.web.tables import COUNTED

CARDS = 15  # a column of a large screen, twice over
# What belongs to the table, or to one moment of the board, and not to what the board shows.
NOT_OURS = ("after", "before", "column", "card", "stage", "ids", "sort", "status")
CARD_COLUMNS = (
    "name", "account", "owner", "process", "stage", "status", "amount", "currency", "close_on", "changed_at", "history",
)  # fmt: skip


OWNER_COLUMNS = ("name", "email", "is_active", "team__path")


@dataclass(frozen=True)
class Column:
    """A stage with its figure, some cards, and the cursor of the cards after them."""

    stage: Stage
    tally: Tally
    cards: tuple[Card, ...] = ()
    after: str = ""
    continues: bool = False

    @property
    def is_open(self) -> bool:
        """Whether what stands here is still to be decided."""
        return self.stage.kind == Stage.Kind.OPEN


class Board:
    """What one person asked for by one URL: the filters of the table, and a process."""

    def __init__(self, parameters: QueryDict, frame: Frame, *, now: datetime) -> None:
        self.parameters, self.frame, self.now = _ours(parameters), frame, now
        self.form = FilterForm(self.parameters, user=frame.user)
        everything = self.parameters.copy()
        everything["status"], everything["closing"] = "all", "any"
        self.listing = Listing(everything, frame, now=now, own=())
        if not self.listing.searches_inside:
            self.form.fields["q"].label = self.listing.form.fields["q"].label

    @property
    def keeps_to_period(self) -> bool:
        """Whether open ones are shown only where they are to close in the frame's period."""
        return self._closes_in_period and self.parameters.get("closing") != "any"

    @cached_property
    def processes(self) -> list[Process]:
        """The processes in use that have stages, to choose from."""
        found = {stage.process for stage in self._all_stages if stage.process.archived_at is None}
        return sorted(found, key=lambda process: (process.name, process.pk))

    @cached_property
    def process(self) -> Process | None:
        """The chosen process; else the one with most open opportunities here, else the first one made."""
        if chosen := self.listing.filters.get("process"):
            return chosen if isinstance(chosen, Process) else None
        counts: dict[int, int] = {}
        process_of = {stage.pk: stage.process_id for stage in self._all_stages}
        for group in self._open_groups:
            counts[process_of[group.stage_id]] = counts.get(process_of[group.stage_id], 0) + group.rows
        known = sorted(self.processes, key=lambda one: (-counts.get(one.pk, 0), one.pk))
        return known[0] if known else None

    @cached_property
    def query(self) -> str:
        """This board in its address, after the question mark: filters, scope, period and process, all said."""
        return self._address(process=self.process.pk if self.process else "")

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The query as names and values, for forms that must keep it."""
        return [(name, str(value)) for name, value in QueryDict(self.query).items()]

    @cached_property
    def stages(self) -> list[Stage]:
        """The stages of the process, open ones first; one out of use only while something stands in it."""
        kinds = [Stage.Kind.OPEN, Stage.Kind.WON, Stage.Kind.LOST]
        found = [stage for stage in self._stages_of_process if stage.pk not in self._read_as]
        shown = [stage for stage in found if stage.archived_at is None or stage.pk in self._groups]
        return sorted(shown, key=lambda stage: kinds.index(Stage.Kind(stage.kind)))

    @cached_property
    def open_tally(self) -> Tally:
        """All open opportunities of the process."""
        ours = {stage.pk for stage in self._stages_of_process}
        return self._tally(group for group in self._open_groups if group.stage_id in ours)

    def count_before_period(self) -> int:
        """How many open ones should have closed before the period, to COUNTED at most; 0 where that is no question."""
        if not self.keeps_to_period:
            return 0
        open_ones = self._in_process(self.listing.records().open())
        return open_ones.filter(close_on__lt=self.frame.period.start).order_by()[: COUNTED + 1].count()

    def columns(self, *, of: int | None = None, after: str = "") -> list[Column]:
        """All columns with their first cards; the column of the stage `of` continues after that cursor."""
        filled = {stage.pk: stage for stage in self.stages if stage.pk in self._groups}
        pages = first_pages(
            {pk: self._cards_of(stage) for pk, stage in filled.items() if not after or pk != of},
            loaded=self._with_columns(Opportunity.objects.all()),
            size=CARDS,
        )
        if after and of in filled:
            pages[of] = self._page(filled[of], after=after)
        cards = self._cards([one for page in pages.values() for one in page.rows])
        return [
            Column(
                stage,
                self._tally(self._groups.get(stage.pk, ())),
                tuple(cards[one.pk] for one in pages[stage.pk].rows) if stage.pk in pages else (),
                pages[stage.pk].after if stage.pk in pages else "",
                continues=bool(after) and stage.pk == of,
            )
            for stage in self.stages
        ]

    def more(self, stage: Stage, *, after: str) -> Column:
        """The next cards of one column, without its figure."""
        page = self._page(stage, after=after)
        cards = self._cards(page.rows)
        return Column(stage, Tally(0, None), tuple(cards[one.pk] for one in page.rows), page.after)

    def heads(self, stage_ids: Iterable[int]) -> list[Column]:
        """The figures of some columns, without cards: what a move changes."""
        ids = {self._read_as.get(pk, pk) for pk in stage_ids}
        read = ids | {pk for pk, into in self._read_as.items() if into in ids}
        groups = self._sums.of([stage for stage in self._all_stages if stage.pk in read])
        found = by_stage(groups, read_as=self._read_as)
        shown = [stage for stage in self._all_stages if stage.pk in ids]
        return [Column(stage, self._tally(found.get(stage.pk, ()))) for stage in shown]

    def card(self, opportunity: Opportunity) -> Card | None:
        """The card of one opportunity; None where the board does not show it."""
        records = self._open_records() if opportunity.is_open else self._closed_records()
        found = self._with_columns(records.filter(pk=opportunity.pk)).first()
        return self._cards([found])[found.pk] if found else None

    @cached_property
    def words(self) -> CardWords:
        """What every card of the page says."""
        return CardWords()

    def address_of(self, column: Column) -> str:
        """The query of the table that shows the rows of a column, after the question mark."""
        changes: dict[str, object] = {"process": column.stage.process_id, "stage": column.stage.pk}
        if not column.is_open:
            changes["closing"] = ""
        return self._address(**changes, status=column.stage.kind)

    @property
    def _closes_in_period(self) -> bool:
        return not any(self.listing.filters.get(name) for name in ("close_from", "close_to", "account"))

    @cached_property
    def _read_as(self) -> Mapping[int, int]:
        return {stage.pk: stage.remapping.into_id for stage in self._all_stages if hasattr(stage, "remapping")}

    @cached_property
    def _all_stages(self) -> list[Stage]:
        return list(Stage.objects.select_related("process", "remapping").order_by("position", "pk"))

    @property
    def _stages_of_process(self) -> list[Stage]:
        return [stage for stage in self._all_stages if stage.process == self.process]

    @cached_property
    def _open_groups(self) -> list[Group]:
        return [group for group in self._first_groups if group.stage_id in self._open_stages]

    @cached_property
    def _groups(self) -> Mapping[int, list[Group]]:
        """The sums of all columns of the process."""
        groups = list(self._first_groups)
        if not self._are_asked_together:
            groups += self._sums.of([one for one in self._stages_of_process if one.pk not in self._open_stages])
        return by_stage(groups, read_as=self._read_as)

    @cached_property
    def _first_groups(self) -> list[Group]:
        """The sums of open ones, by which the process may be chosen; of closed ones too, where one question does."""
        if self._are_asked_together:
            return self._sums.of(self._all_stages)
        return self._sums.of([one for one in self._all_stages if one.pk in self._open_stages])

    @property
    def _are_asked_together(self) -> bool:
        """Whether the same days are asked for of open and closed ones, and no closed ones of other processes."""
        return len(self.processes) < 2 and self._sums.days.are_the_same

    @cached_property
    def _sums(self) -> Sums:
        return Sums(self.listing, Days(self.keeps_to_period, self._closes_in_period))

    @cached_property
    def _open_stages(self) -> set[int]:
        return {stage.pk for stage in self._all_stages if stage.kind == Stage.Kind.OPEN}

    def _tally(self, groups: Iterable[Group]) -> Tally:
        chosen = list(groups)
        return tally(chosen, rates=self._rates, today=self.frame.today)

    @cached_property
    def _rates(self) -> Rates:
        used = (group.currency for groups in self._groups.values() for group in groups)
        return rates_for(used, into=self.frame.organisation.currency)

    def _open_records(self) -> OpportunityQuerySet:
        records = self.listing.records().open()
        return self._in_period(records) if self.keeps_to_period else records

    def _closed_records(self) -> OpportunityQuerySet:
        records = self.listing.records().filter(status__in=[Stage.Kind.WON, Stage.Kind.LOST])
        return self._in_period(records) if self._closes_in_period else records

    def _in_period(self, records: OpportunityQuerySet) -> OpportunityQuerySet:
        period = self.frame.period
        return records.filter(close_on__gte=period.start, close_on__lte=period.end)

    def _in_process(self, records: OpportunityQuerySet) -> OpportunityQuerySet:
        return records.filter(process=self.process)

    def _page(self, stage: Stage, *, after: str) -> Page[Opportunity]:
        records, order = self._cards_of(stage)
        return page_of(self._with_columns(records), order=order, after=after, size=CARDS)

    def _cards_of(self, stage: Stage) -> tuple[OpportunityQuerySet, Order]:
        """What stands in a column: open ones by what closes first, closed ones by what closed last."""
        is_open = stage.kind == Stage.Kind.OPEN
        records = self._open_records() if is_open else self._closed_records()
        merged = [pk for pk, into in self._read_as.items() if into == stage.pk]
        has_days = self.keeps_to_period if is_open else self._closes_in_period
        order = Order("close_on", not is_open, is_nullable=not has_days, read=date.fromisoformat)
        return records.filter(stage__in=[stage.pk, *merged]), order

    def _with_columns(self, records: OpportunityQuerySet) -> OpportunityQuerySet:
        # Each account, person and stage once: joined, they would be made anew for each card, at twice the price.
        named = (Account.objects.only("name"), User.objects.select_related("team").only(*OWNER_COLUMNS))
        parts = [Prefetch(name, queryset=found) for name, found in zip(("account", "owner"), named, strict=True)]
        return records.only(*CARD_COLUMNS).prefetch_related(*parts)

    def _cards(self, opportunities: list[Opportunity]) -> dict[int, Card]:
        stages = {stage.pk: stage for stage in self._all_stages}
        for one in opportunities:
            one.stage = stages[one.stage_id]
        open_ones = [one for one in opportunities if one.is_open]
        slipped, since = self._moved(open_ones)
        return {
            one.pk: Card(
                row=row_of(one, Standing(since.get(one.pk)), {}, now=self.now, today=self.frame.today),
                stage_id=self._read_as.get(one.stage_id, one.stage_id),
                access=access_to_owner(self.frame.user, one.owner),
                slipped_from=slipped.get(one.pk, ""),
            )
            for one in opportunities
        }

    def _moved(self, opportunities: list[Opportunity]) -> tuple[dict[int, str], dict[int, datetime]]:
        """From which earlier fiscal quarter each one's close date moved here, and since when each is in its stage.

        One query. Days are ISO, so text compares.
        """
        closing = {one.pk: one.close_on for one in opportunities}
        dates = Q(field="close_on", new__gt=F("old"))
        stages = Q(field="stage", valid_at__lte=self.now, recorded_at__lte=self.now)
        found = FieldChange.objects.filter(dates | stages, opportunity__in=closing, field__in=["close_on", "stage"])
        since, slipped = {}, {}
        for pk, field, first, last in found.values_list("opportunity", "field").annotate(Min("old"), Max("valid_at")):
            if field == "stage":
                since[pk] = last
            elif quarter := self._slipped_from(first, closing[pk]):
                slipped[pk] = quarter
        return slipped, since

    def _slipped_from(self, first: str, closing: date | None) -> str:
        quarter = self.frame.organisation.calendar.containing(date.fromisoformat(first), "quarter")
        return quarter.key if closing and quarter.end < closing else ""

    def _address(self, **changes: object) -> str:
        query = self.parameters.copy()
        query["scope"], query["period"] = self.frame.scope.key, self.frame.period.key
        for name, value in changes.items():
            query[name] = str(value)
        return "&".join(part for part in query.urlencode().split("&") if not part.endswith("="))


def _ours(parameters: QueryDict) -> QueryDict:
    """The parameters that say what the board shows."""
    kept = parameters.copy()
    for name in NOT_OURS:
        kept.pop(name, None)
    return kept
