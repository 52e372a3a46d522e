"""Forecasts: asked of insight, kept beside the extracts, and shown. See docs/explanation/forecast.md."""

from trimtab.analytics.forecast.asking import Answer, Asked, ForecastRefused, ask_forecast

__all__ = ["Answer", "Asked", "ForecastRefused", "ask_forecast"]
