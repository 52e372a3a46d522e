"""The site refuses to start where it would lose or damage what people enter."""

import shutil
from pathlib import Path

from tests.support import run_trimtab


def test_pending_migrations_are_told_with_the_remedy(tmp_path: Path) -> None:
    done = run_trimtab("serve", home=tmp_path)

    assert (done.returncode, "Run: trimtab migrate" in done.stderr) == (1, True)


def test_the_gate_cannot_be_off_with_an_old_sqlite(home: Path, tmp_path: Path) -> None:
    settings = tmp_path / "without_gate.py"
    settings.write_text(
        "from trimtab.config.settings import *\n"
        "import sqlite3\n"
        "sqlite3.sqlite_version_info = (3, 40, 1)\n"
        'DATABASES["default"]["OPTIONS"] = {"gate": False}\n'
    )

    done = run_trimtab("serve", home=home, DJANGO_SETTINGS_MODULE="without_gate", PYTHONPATH=str(tmp_path))

    assert done.returncode == 1
    assert "The write gate is off" in done.stderr


def test_mapped_memory_is_refused(home: Path, tmp_path: Path) -> None:
    settings = tmp_path / "mapped.py"
    settings.write_text(
        "from trimtab.config.settings import *\n"
        'DATABASES["default"]["OPTIONS"] = {"init_command": "PRAGMA mmap_size = 268435456"}\n'
    )

    done = run_trimtab("serve", home=home, DJANGO_SETTINGS_MODULE="mapped", PYTHONPATH=str(tmp_path))

    assert done.returncode == 1
    assert "mmap_size = 0" in done.stderr


def test_a_folder_that_is_a_file_is_refused(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "file"
    shutil.copy(home / "secret-key", file)

    done = run_trimtab("serve", home=file)

    assert done.returncode == 1
    assert "must be a folder that can be written" in done.stderr + done.stdout
