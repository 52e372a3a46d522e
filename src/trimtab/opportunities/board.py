"""The board: one column a stage, open ones first, then what was won and lost in the period.

Sums and counts are those of all rows; cards come 25 at a time, so a board of sixty thousand costs what one of sixty
does, but for one sum in the database.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import F, Min
from django.http import QueryDict

from trimtab.core.paging import Order, Page, page_of
from trimtab.core.rates import Rates, load_rates
from trimtab.opportunities.columns import Row
from trimtab.opportunities.listing import FilterForm, Listing
from trimtab.opportunities.models import FieldChange, Opportunity, Process, Stage, StageRemapping
from trimtab.opportunities.models.opportunity import OpportunityQuerySet
from trimtab.opportunities.queries import processes
from trimtab.opportunities.tallies import Group, Tally, by_stage, groups_of, tally
from trimtab.people.frame import Frame
from trimtab.people.policy import Access, access_to_owner
from trimtab.web.tables import COUNTED

CARDS = 25
# What belongs to the table, or to one moment of the board, and not to what the board shows.
NOT_OURS = ("after", "before", "column", "card", "stage", "ids", "sort", "status")
CARD_COLUMNS = (
    "name",
    "account__name",
    "owner__name",
    "owner__email",
    "owner__is_active",
    "owner__team__path",
    "stage__name",
    "status",
    "amount",
    "currency",
    "close_on",
    "changed_at",
    "history",
)


@dataclass(frozen=True)
class Card:
    """One opportunity on the board. `slipped_from`: the earlier fiscal quarter in which it was to close."""

    row: Row
    stage_id: int
    access: Access
    slipped_from: str

    @property
    def opportunity(self) -> Opportunity:
        """What the card stands for."""
        return self.row.opportunity


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
        self.listing = Listing(everything, frame, now=now)
        if not self.listing.searches_inside:
            self.form.fields["q"].label = self.listing.form.fields["q"].label

    @property
    def keeps_to_period(self) -> bool:
        """Whether open ones are shown only where they are to close in the frame's period."""
        return self._closes_in_period and self.parameters.get("closing") != "any"

    @cached_property
    def processes(self) -> list[Process]:
        """The processes in use, to choose from."""
        return list(processes())

    @cached_property
    def process(self) -> Process | None:
        """The chosen process; else the one with most open opportunities here, else the first one made."""
        if chosen := self.listing.filters.get("process"):
            return chosen if isinstance(chosen, Process) else None
        counts: dict[int, int] = {}
        for group in self._open_groups:
            counts[group.process_id] = counts.get(group.process_id, 0) + group.rows
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
        found = Stage.objects.filter(process=self.process).exclude(pk__in=self._read_as).order_by("position", "pk")
        shown = [stage for stage in found if stage.archived_at is None or stage.pk in self._groups]
        return sorted(shown, key=lambda stage: kinds.index(Stage.Kind(stage.kind)))

    @cached_property
    def open_tally(self) -> Tally:
        """All open opportunities of the process."""
        chosen = [group for group in self._open_groups if self.process and group.process_id == self.process.pk]
        return self._tally(chosen)

    def count_before_period(self) -> int:
        """How many open ones should have closed before the period, to COUNTED at most; 0 where that is no question."""
        if not self.keeps_to_period:
            return 0
        open_ones = self._in_process(self.listing.records().open())
        return open_ones.filter(close_on__lt=self.frame.period.start).order_by()[: COUNTED + 1].count()

    def columns(self, *, of: int | None = None, after: str = "") -> list[Column]:
        """All columns with their first cards; the column of the stage `of` continues after that cursor."""
        pages = {
            stage.pk: self._page(stage, after=after if stage.pk == of else "")
            for stage in self.stages
            if stage.pk in self._groups
        }
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
        groups = [
            *self._groups_of(self._open_records().filter(stage__in=read)),
            *self._groups_of(self._closed_records().filter(stage__in=read)),
        ]
        found = by_stage(groups, read_as=self._read_as)
        return [Column(stage, self._tally(found.get(stage.pk, ()))) for stage in Stage.objects.filter(pk__in=ids)]

    def card(self, opportunity: Opportunity) -> Card | None:
        """The card of one opportunity; None where the board does not show it."""
        records = self._open_records() if opportunity.is_open else self._closed_records()
        found = self._with_columns(records.filter(pk=opportunity.pk)).first()
        return self._cards([found])[found.pk] if found else None

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
        return dict(StageRemapping.objects.values_list("stage", "into"))

    @cached_property
    def _open_groups(self) -> list[Group]:
        return self._groups_of(self._open_records())

    @cached_property
    def _groups(self) -> Mapping[int, list[Group]]:
        """The sums of all columns of the process."""
        groups = [*self._open_groups, *self._groups_of(self._in_process(self._closed_records()))]
        return by_stage(groups, read_as=self._read_as)

    def _groups_of(self, records: OpportunityQuerySet) -> list[Group]:
        organisation = self.frame.organisation
        return groups_of(records, today=self.frame.today, currency=organisation.currency, zone=organisation.zone)

    def _tally(self, groups: Iterable[Group]) -> Tally:
        return tally(groups, rates=self._rates, today=self.frame.today)

    @cached_property
    def _rates(self) -> Rates:
        return load_rates(currency=self.frame.organisation.currency)

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
        """Cards of a column: open ones by what closes first, closed ones by what closed last."""
        is_open = stage.kind == Stage.Kind.OPEN
        records = self._open_records() if is_open else self._closed_records()
        merged = [pk for pk, into in self._read_as.items() if into == stage.pk]
        has_days = self.keeps_to_period if is_open else self._closes_in_period
        order = Order("close_on", not is_open, is_nullable=not has_days, read=date.fromisoformat)
        found = self._with_columns(records.filter(stage__in=[stage.pk, *merged]))
        return page_of(found, order=order, after=after, size=CARDS)

    def _with_columns(self, records: OpportunityQuerySet) -> OpportunityQuerySet:
        return records.select_related("account", "owner__team", "stage").only(*CARD_COLUMNS)

    def _cards(self, opportunities: list[Opportunity]) -> dict[int, Card]:
        slipped = self._slipped([one for one in opportunities if one.is_open])
        return {
            row.opportunity.pk: Card(
                row=row,
                stage_id=self._read_as.get(row.opportunity.stage_id, row.opportunity.stage_id),
                access=access_to_owner(self.frame.user, row.opportunity.owner),
                slipped_from=slipped.get(row.opportunity.pk, ""),
            )
            for row in self.listing.lines(opportunities)
        }

    def _slipped(self, opportunities: list[Opportunity]) -> dict[int, str]:
        """From which earlier fiscal quarter each one's close date moved here. Days are ISO, so text compares."""
        closing = {one.pk: one.close_on for one in opportunities if one.close_on}
        moved = FieldChange.objects.filter(opportunity__in=closing, field="close_on", new__gt=F("old"))
        first = dict(moved.values_list("opportunity").annotate(Min("old")))
        calendar = self.frame.organisation.calendar
        quarters = {pk: calendar.containing(date.fromisoformat(day), "quarter") for pk, day in first.items()}
        return {pk: quarter.key for pk, quarter in quarters.items() if quarter.end < closing[pk]}

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
