"""The forecast of a span: chances, shocks and earlier misses put together, and drawn."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from trimtab.insight.forecast.baselines import baselines, last_spans
from trimtab.insight.forecast.book import UNKNOWN, Book
from trimtab.insight.forecast.chances import WON_WITHIN, Chancer, labelled
from trimtab.insight.forecast.choosing import MODEL, Method, Past, choose, widening
from trimtab.insight.forecast.parts import Parts, booked, parts_of
from trimtab.insight.forecast.paths import PATHS, Stretch, team_of
from trimtab.insight.forecast.shocks import Ended, Shocks, shocks_of
from trimtab.insight.forecast.summing import Learned, Result, summed
from trimtab.insight.forecast.windows import Span, Window

LOOKED_BACK = 8


class NoHistory(ValueError):
    """There is nothing to learn from: no opportunity, or no earlier span."""


@dataclass
class Forecaster:
    """Forecasts spans of one book. Fits are kept, so that a track record fits each earlier view once.

    spans: spans of the same kind as those asked for, any number of them; those ended at an instant are learned from.
    chancer: gives chances in place of the fallback.
    """

    book: Book
    spans: Sequence[Span]
    chancer: Chancer | None = None
    seed: int = 1
    _parts: dict[Window, Parts] = field(default_factory=dict, repr=False)
    _past: dict[Window, Past] = field(default_factory=dict, repr=False)

    def forecast(self, window: Window, *, paths: int = PATHS) -> Result:
        """The distribution of a span as known at the window's instant.

        Raises:
            NoHistory: nothing was recorded by then.
        """
        if not len(self.book.opp_ids) or not (self.book.from_s <= window.origin).any():
            raise NoHistory("Nothing was recorded by then.")
        parts = self.parts(window)
        past = [self.past(view) for view in parts.past[:LOOKED_BACK]]
        plain = baselines(self.book, parts, self.spans)
        method = choose([one for one in past if one.actual > 0 or one.mean > 0])
        shocks = shocks_of([one.ended for one in past])
        stretch = _stretch(self.book, parts, shocks, past, method, plain.get(method.name))
        learned = Learned(method, tuple(past), plain, shocks, stretch)
        earlier = last_spans(self.book, window, self.spans)
        return summed(self.book, parts, learned, earlier, paths=paths, seed=self.seed)

    def parts(self, window: Window) -> Parts:
        """The parts of a span, fitted once."""
        if window not in self._parts:
            self._parts[window] = parts_of(self.book, window, self.spans, chancer=self.chancer)
        return self._parts[window]

    def past(self, view: Window) -> Past:
        """What was said of an ended span at that view, and what came."""
        if view not in self._past:
            parts = self.parts(view)
            _standing, outcome = labelled(self.book, view)
            owner = self.book.owner[parts.standing.version]
            self._past[view] = Past(
                window=view,
                mean=parts.mean,
                deviation=deviation(self.book, parts, Shocks(0.2, 0.12, 0.0, 0)),
                actual=booked(self.book, view.span, known_at=view.span.end),
                baselines=baselines(self.book, parts, self.spans),
                ended=Ended(parts.chances.won, (outcome == WON_WITHIN).astype(np.float64), team_of(self.book, owner)),
            )
        return self._past[view]


def deviation(book: Book, parts: Parts, shocks: Shocks) -> float:
    """Standard deviation of the total in cents, by formula: chance, sizes, shocks, and business yet to come."""
    p, amounts = parts.chances.won, parts.amounts.means
    ratios = np.concatenate(parts.amounts.ratios)
    square = 1 + float(ratios.var())
    own = float((p * square * amounts**2 - (p * amounts) ** 2).sum())
    shared = float((p * (1 - p) * amounts).sum()) ** 2 * (shocks.company**2 + shocks.team**2 / 3)
    cents = book.wins.cents[parts.new.pool]
    cents = cents[cents != UNKNOWN].astype(np.float64)
    new = parts.new.expected * float(np.square(cents).mean()) if len(cents) else 0.0
    new += parts.expected_new**2 * (parts.new.spread + shocks.company**2)
    return float(np.sqrt(own + shared + new))


def _stretch(
    book: Book, parts: Parts, shocks: Shocks, past: Sequence[Past], method: Method, plain: float | None
) -> Stretch:
    """Towards the method that did better, and as much wider as earlier misses were."""
    undecided = parts.mean - parts.closed_cents
    if undecided <= 0:
        return Stretch()
    factor = 1.0
    if method.name != MODEL and plain is not None:
        mixed = method.weight * parts.mean + (1 - method.weight) * plain
        factor = max(mixed - parts.closed_cents, 0.0) / undecided
    own = min(deviation(book, parts, shocks) / undecided, 1.0)
    return Stretch(factor=factor, spread=float(np.sqrt(max(widening(past) ** 2 - 1, 0.0))) * own)
