"""Tests live beside their apps and in `tests/`; both find the cast."""

pytest_plugins = ["tests.cast"]
