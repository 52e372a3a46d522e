"""Each test has extracts of its own, and nothing kept from the one before."""

from pathlib import Path

import pytest
from django.core.cache import cache
from pytest_django import Settings


@pytest.fixture(autouse=True)
def own_extracts(tmp_path: Path, settings: Settings) -> Path:
    settings.EXTRACTS = tmp_path / "extracts"
    settings.FORECASTS_WHEN_ASKED = False
    cache.clear()
    return tmp_path / "extracts"
