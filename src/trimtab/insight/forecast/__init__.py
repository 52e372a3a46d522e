"""Where a span will end: a distribution from what is won, what stands open, and what is yet to come. See README.md."""

from trimtab.insight.forecast.book import Book, read_book
from trimtab.insight.forecast.floor import floor_of, skill
from trimtab.insight.forecast.forecasting import Forecaster, NoHistory
from trimtab.insight.forecast.summing import Result
from trimtab.insight.forecast.tree import Node
from trimtab.insight.forecast.windows import Span, Window

__all__ = ["Book", "Forecaster", "NoHistory", "Node", "Result", "Span", "Window", "floor_of", "read_book", "skill"]
