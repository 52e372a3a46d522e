"""A span of time seen from an instant, and the earlier spans that are like it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """From `start` until before `end`, in seconds since 1970."""

    start: int
    end: int


@dataclass(frozen=True)
class Window:
    """A span seen from an instant before its end, which may lie before its start."""

    origin: int
    span: Span

    @property
    def left(self) -> int:
        """Seconds from the instant to the end of the span."""
        return self.span.end - self.origin

    @property
    def counted_from(self) -> int:
        """From when on a win is still to come and counts."""
        return max(self.origin, self.span.start)

    def before(self, spans: Sequence[Span], *, most: int, earliest: int) -> tuple["Window", ...]:
        """The same view of earlier spans that had ended at this instant, the latest first.

        Args:
            spans: of the same kind, in any order.
            most: how many at most.
            earliest: views from before this instant are left out: nothing was recorded yet.
        """
        ended = sorted((span for span in spans if span.end <= self.origin), key=lambda span: -span.end)
        views = (Window(span.end - self.left, span) for span in ended[:most])
        return tuple(view for view in views if view.origin >= earliest)
