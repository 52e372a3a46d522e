"""The line of a trend as coordinates."""

from trimtab.analytics.trends.model import Trend
from trimtab.web import charts, formats


def drawn(trend: Trend) -> charts.Line | None:
    """The index at the last week ends, on a scale of 0 to 100; None where fewer than two are known."""
    if sum(point.index is not None for point in trend.points) < 2:
        return None
    points = trend.points
    at = sorted({0, len(points) // 2, len(points) - 1})
    return charts.line(
        [None if point.index is None else round(point.index, 1) for point in points],
        ticks=[(place, formats.day(points[place].at)) for place in at],
        labels=[formats.day(point.at) for point in points],
        height=110,
        ceiling=100,
    )
