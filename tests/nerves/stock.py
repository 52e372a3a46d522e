"""A small installation to hurt: `python -m tests.nerves.stock COUNT` fills the one that TRIMTAB_HOME names.

Prints, as JSON, what a driver needs: the cookie of somebody who may edit everything, and the ids of the opportunities.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CSRF = "n" * 32


@dataclass(frozen=True)
class Stock:
    """What is in the installation: a session of Finn's, opportunities, and the values their form cannot miss."""

    session: str
    opportunities: tuple[int, ...]
    stage: int
    owner: int

    def edit(self, amount: int) -> dict[str, str]:
        """What the form of an opportunity sends to give it that amount, whatever it was before."""
        needed = {"name": "Turbines", "stage": str(self.stage), "owner": str(self.owner), "currency": "EUR"}
        return needed | {"amount": str(amount)}


def fill(home: Path, *, opportunities: int, **variables: str) -> Stock:
    """Migrate the installation and fill it, in a process of its own."""
    made = run_in(home, "tests.nerves.stock", str(opportunities), **variables)
    return Stock(**{**made, "opportunities": tuple(made["opportunities"])})


def run_in(home: Path, module: str, *arguments: str, **variables: str) -> dict[str, Any]:
    """What a program says, as JSON in its last line, that runs in the installation."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TRIMTAB_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        env=kept | {"TRIMTAB_HOME": str(home)} | variables,
        capture_output=True,
        text=True,
        timeout=1_800,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def _make(count: int) -> Mapping[str, object]:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from tests.cast import LONG_AGO
    from trimtab.core.models import Organisation
    from trimtab.opportunities.actions import default_process
    from trimtab.opportunities.models import Opportunity, Stage
    from trimtab.people.models import User

    Organisation.get()  # or the first page that is looked at writes it
    process = default_process(by=None, now=LONG_AGO)
    stage = Stage.objects.filter(process=process).order_by("position")[0]
    finn = User.objects.create_user("finn@example.com", "a long password", name="Finn", role=User.Role.OPERATIONS)
    made = Opportunity.objects.bulk_create(
        Opportunity(
            name=f"Turbines {number}", owner=finn, process=process, stage=stage, currency="EUR",
            opened_at=LONG_AGO, changed_at=LONG_AGO,
        )
        for number in range(count)
    )  # fmt: skip
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(finn.pk), finn.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session.create()
    ids = [one.pk for one in made]
    return {"session": session.session_key, "opportunities": ids, "stage": stage.pk, "owner": finn.pk}


def main() -> None:
    """Fill the installation and say what is in it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trimtab.config.settings")
    import django

    django.setup()
    print(json.dumps(_make(int(sys.argv[1]))))  # noqa: T201  # the caller reads it


if __name__ == "__main__":
    main()
