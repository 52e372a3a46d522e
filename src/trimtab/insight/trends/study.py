"""What is learned of a company for its trends, at one instant, and how good it is on weeks it had not seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trimtab.insight.trends.judging import AlarmLine, Judged, alarm_line, judge
from trimtab.insight.trends.past import DAY, WEEK, Floats, Past
from trimtab.insight.trends.silence import (
    HORIZON,
    LEAST_LOOKS,
    RECOVERING,
    Looks,
    SilenceModel,
    fit_paces,
    is_silent_after,
    look,
    recovery,
)
from trimtab.insight.trends.slipping import Due, SlipModel, Span, Track, due_in, together, track, weekly

LEARNED_WEEKS = 52
HELD_OUT_WEEKS = 20
EVERY = 2  # weeks between two looks that are learned from
HELD_OUT_FROM = 27 * WEEK  # before the end of the last period: two quarters, and the months in them


@dataclass(frozen=True)
class Silence:
    """What is known of silence. feed: share of open opportunities with any touch on record. judged: None: too little.

    edges, back: see `recovery`.
    """

    model: SilenceModel
    line: AlarmLine
    judged: Judged | None
    feed: float
    edges: Floats
    back: Floats

    @property
    def has_enough(self) -> bool:
        """Whether the chances are calibrated on what happened here."""
        return self.model.model_ is not None

    def recovers(self, chances: Floats) -> Floats:
        """The chance that the buyer comes back, by the chance to be silent."""
        place = np.minimum(np.searchsorted(self.edges, chances), len(self.edges) - 1)
        return np.asarray(self.back[place])


def study_silence(past: Past, *, at: float) -> Silence:
    """Learn until `at`; judged on the last weeks with what was known before them."""
    judged = _judged_silence(past, at=at)
    model = SilenceModel(fit_paces(past, until=at))
    looks = look(past, _instants(at - HORIZON * WEEK, LEARNED_WEEKS))
    model.fit(past, looks)
    label = is_silent_after(past, looks)
    line = alarm_line(model.chances(past, looks), label, model.rate(past, looks))
    far = looks.take(looks.at <= at - RECOVERING * WEEK)
    edges, back = recovery(past, far, model.chances(past, far))
    now = look(past, [at])
    touched = now.seen.events + now.unanswered > 0
    feed = float(touched.mean()) if len(now.deal) else 0.0
    return Silence(model, line, judged, feed, edges, back)


def study_slips(
    past: Past, spans: Sequence[Span], *, shares: Mapping[int, float], positions: Mapping[int, int]
) -> tuple[SlipModel, Track | None]:
    """Learn from periods that have ended; judged on those of the last half year with what the others taught."""
    model = SlipModel(past, shares=shares, positions=positions)
    learned = [due_in(past, span, weekly(span)) for span in spans]
    before, after = held_apart(spans, learned)
    found = track(model, before, after) if len(before.deal) and len(after.deal) else None
    model.fit(together(learned) if learned else _nothing_due())
    return model, found


def held_apart(spans: Sequence[Span], due: Sequence[Due]) -> tuple[Due, Due]:
    """What was due in the periods before the last half year, and in those of it."""
    cut = max(((span.last_day + 1) * DAY for span in spans), default=0.0) - HELD_OUT_FROM
    before = [one for span, one in zip(spans, due, strict=True) if span.end <= cut]
    after = [one for span, one in zip(spans, due, strict=True) if span.start >= cut]
    return (together(before) if before else _nothing_due(), together(after) if after else _nothing_due())


def days_silent(past: Past, looks: Looks) -> Floats:
    """Days since the buyer's last event."""
    _count, last = past.buyers(looks.deal, looks.at)
    return np.asarray((looks.at - last) / DAY)


def _judged_silence(past: Past, *, at: float) -> Judged | None:
    split = at - (HELD_OUT_WEEKS + HORIZON) * WEEK
    learned = look(past, _instants(split - HORIZON * WEEK, LEARNED_WEEKS))
    held_out = look(past, [split + week * WEEK for week in range(0, HELD_OUT_WEEKS, EVERY + 1)])
    if len(learned.deal) < LEAST_LOOKS or len(held_out.deal) < LEAST_LOOKS // 4:
        return None
    model = SilenceModel(fit_paces(past, until=split)).fit(past, learned)
    line = alarm_line(model.chances(past, learned), is_silent_after(past, learned), model.rate(past, learned))
    chances, rates = model.chances(past, held_out), model.rate(past, held_out)
    happened = is_silent_after(past, held_out)
    alarmed = line.alarmed(chances, rates)
    return judge(chances, happened, alarmed=alarmed, days=days_silent(past, held_out), rates=rates)


def _instants(last: float, weeks: int) -> list[float]:
    return [last - week * WEEK for week in range(0, weeks, EVERY)]


def _nothing_due() -> Due:
    whole, real = np.zeros(0, dtype=np.int64), np.zeros(0)
    return Due(whole, whole, real, real, real)
