"""An installation moves from SQLite to PostgreSQL: every row arrives, and work goes on there."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.nerves.clusters import programs_of_postgres, running_cluster
from tests.nerves.stock import fill

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(programs_of_postgres() is None, reason="needs PostgreSQL's server: apt install postgresql"),
]
# What must be there, what must go on counting where it stopped, and what the triggers must have added up.
LOOK = """
import json
from trimtab.opportunities.ledger import problem_of_the_ledger
from trimtab.opportunities.models import Opportunity, Process
before = Opportunity.objects.count()
Process.objects.create(name="Renewal")
print(json.dumps([before, Opportunity.objects.order_by("pk").last().name, problem_of_the_ledger()]))
"""


def trimtab(home: Path, *arguments: str, url: str = "") -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TRIMTAB_", "DJANGO_"))}
    given = {"TRIMTAB_HOME": str(home), "DJANGO_SETTINGS_MODULE": "trimtab.config.settings"}
    return subprocess.run(
        [sys.executable, *arguments], env=kept | given | ({"TRIMTAB_DATABASE_URL": url} if url else {}),
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def test_everything_arrives_once_and_goes_on_there(tmp_path: Path) -> None:
    fill(tmp_path, opportunities=2_500)
    programs = programs_of_postgres()
    assert programs is not None

    with running_cluster(programs) as cluster:
        moved = trimtab(tmp_path, "-m", "trimtab.cli", "move", cluster.url)
        again = trimtab(tmp_path, "-m", "trimtab.cli", "move", cluster.url)
        script = f"import django; django.setup(){LOOK}"
        looked = trimtab(tmp_path, "-c", script, url=cluster.url)

    assert moved.returncode == 0, moved.stderr
    assert (again.returncode, "The target must be empty." in again.stderr) == (1, True)
    assert json.loads(looked.stdout.splitlines()[-1]) == [2_500, "Turbines 2499", ""], looked.stderr
