"""Tests live beside their apps and in `tests/`; both find the cast, the browser and the real exports."""

pytest_plugins = ["tests.support", "tests.cast", "tests.browser"]
