"""Where the imports of a test work."""

from pathlib import Path

import pytest


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    return tmp_path / "uploads"
