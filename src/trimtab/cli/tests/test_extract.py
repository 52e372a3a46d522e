"""`trimtab extract` mirrors the facts and says how far."""

import json
from pathlib import Path

from tests.support import run_trimtab


def test_the_extract_of_an_empty_database_can_be_read_by_programs(home: Path) -> None:
    done = run_trimtab("extract", "--json", home=home)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["rows"]["opportunities"] == 0
    assert json.loads(run_trimtab("doctor", "--json", home=home).stdout)["checks"][-2]["status"] == "ok"
