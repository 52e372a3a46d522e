"""Forecasts: asked of insight, kept beside the extracts, and shown. See docs/explanation/forecast.md."""

from trimtab.analytics.forecast.asking import Asked, ForecastRefused, ask_forecast

__all__ = ["Asked", "ForecastRefused", "ask_forecast"]
