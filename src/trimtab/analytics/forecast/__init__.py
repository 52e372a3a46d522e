"""Forecasts: asked of insight, kept beside the extracts, and shown. See docs/explanation/forecast.md."""

from trimtab.analytics.forecast.asking import Answer, Asked, ask_forecast
from trimtab.analytics.forecast.refusing import ForecastRefused

__all__ = ["Answer", "Asked", "ForecastRefused", "ask_forecast"]
