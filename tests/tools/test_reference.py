"""The generated reference tells of everything that there is."""

from pathlib import Path

import pytest

from tools.reference import SOURCE, Undocumented, commands_page, events_page, settings_page
from tools.settings_texts import SETTINGS


def test_every_setting_has_its_text() -> None:
    page = settings_page(SOURCE, SETTINGS)

    assert page.count("| `TRIMTAB_") == len(SETTINGS)


def test_a_setting_without_a_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.py").write_text('NEW = environment.text("TRIMTAB_NEW", "")\n')

    with pytest.raises(Undocumented, match="TRIMTAB_NEW"):
        settings_page(tmp_path, {})


def test_every_command_stands_with_its_options() -> None:
    page = commands_page()

    for line in (
        "## trimtab serve",
        "## trimtab doctor",
        "| `--port` | Port to listen on. Default: 8000. |",
        "| `FILE` |",
    ):
        assert line in page


def test_every_kind_of_event_is_found_where_it_is_written() -> None:
    assert "| `team.created` | `trimtab/people/actions.py` |" in events_page(SOURCE)
