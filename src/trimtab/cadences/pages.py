"""What the page of persistence holds."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from trimtab.cadences import words
from trimtab.cadences.hazard import FEWEST, MOST, Price, Row, Stop, recommended_stop
from trimtab.cadences.models import CountedNight, Persistence
from trimtab.cadences.queries import FEWEST_RUNS, PersonLine, hazards, latest_night, person_lines, segments_of
from trimtab.people.frame import Frame
from trimtab.playbook.models import Channel
from trimtab.web.charts import Bar, bar


@dataclass(frozen=True)
class ShownRow:
    """One attempt as the table shows it: its hazards, what it brings, and whether it pays."""

    row: Row
    chart: Bar
    net: float | None
    net_ends: tuple[float, float] | None
    word: str
    mark: str

    @property
    def is_last(self) -> bool:
        """It stands for all later attempts."""
        return self.row.count.number > MOST


class PersistencePage:
    """Hazards, the stop that pays, and people, of one channel and segment. channel empty, segment None: all."""

    fewest, fewest_runs = FEWEST, FEWEST_RUNS

    def __init__(self, frame: Frame, *, channel: str, segment: str | None) -> None:
        self.frame = frame
        self.channel = channel if channel in Channel.values else ""
        self.segment = segment if segment != "all" else None

    @cached_property
    def night(self) -> CountedNight | None:
        return latest_night()

    @cached_property
    def kept(self) -> Persistence:
        return Persistence.get()

    @cached_property
    def price(self) -> Price | None:
        """What somebody said of worth and costs; None while one of them is not said."""
        kept = self.kept
        if kept.worth is None or kept.cost is None or kept.harm is None:
            return None
        return Price(float(kept.worth), float(kept.cost), float(kept.harm))

    @cached_property
    def rows(self) -> list[Row]:
        return hazards(self.night, channel=self.channel, segment=self.segment) if self.night else []

    @cached_property
    def stop(self) -> Stop | None:
        return recommended_stop(self.rows, self.price) if self.price else None

    @property
    def sentence(self) -> str:
        return words.persistence_sentence(self.night, self.rows, self.stop, is_priced=self.price is not None)

    @property
    def shown(self) -> list[ShownRow]:
        most = max([0.01, *(row.reply_ends[1] for row in self.rows)])
        return [self._shown(row, most) for row in self.rows]

    @property
    def channels(self) -> list[tuple[str, str]]:
        return [("", _("all channels")), *((str(value), str(label)) for value, label in Channel.choices)]

    @cached_property
    def segments(self) -> list[tuple[str, str]]:
        found = segments_of(self.night) if self.night else []
        return [("all", _("all segments")), *((one, one or _("no segment")) for one in found)]

    @property
    def chosen_segment(self) -> str:
        return "all" if self.segment is None else self.segment

    @cached_property
    def people(self) -> list[PersonLine]:
        """People in scope; judged against all channels and segments, as their counts are."""
        if self.night is None or self.whole_stop is None:
            return []
        return person_lines(self.night, self.frame.scope.people, self.whole_stop)

    @cached_property
    def whole_stop(self) -> Stop | None:
        """The stop over all channels and segments."""
        if self.night is None or self.price is None:
            return None
        if not self.channel and self.segment is None:
            return self.stop
        return recommended_stop(hazards(self.night, channel="", segment=None), self.price)

    def _shown(self, row: Row, most: float) -> ShownRow:
        chart = bar(row.reply, most=most, low=row.reply_ends[0], high=row.reply_ends[1])
        if not row.is_enough:
            return ShownRow(row, chart, None, None, _("cannot tell"), "quiet")
        if self.price is None:
            return ShownRow(row, chart, None, None, "", "quiet")
        low, high = ends = row.net_ends(self.price)
        word, mark = (
            (_("pays"), "good") if low > 0 else (_("does not pay"), "bad") if high < 0 else (_("cannot tell"), "quiet")
        )
        return ShownRow(row, chart, row.net(self.price), ends, word, mark)
