"""`trimtab extract` mirrors the facts and says how far."""

import json
from pathlib import Path

from tests.support import run_trimtab


def test_the_extract_of_an_empty_database_can_be_read_by_programs(tmp_path: Path) -> None:
    run_trimtab("migrate", home=tmp_path)

    done = run_trimtab("extract", "--json", home=tmp_path)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["rows"]["opportunities"] == 0
    assert json.loads(run_trimtab("doctor", "--json", home=tmp_path).stdout)["checks"][-2]["status"] == "ok"
