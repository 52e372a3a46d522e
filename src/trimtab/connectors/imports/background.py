"""Long work away from the request: a process of its own, which outlives it."""

import os
import sys
from collections.abc import Sequence

from trimtab.core.background import start_program

WORK = ("check", "apply", "resume", "undo")


def start_in_background(run_id: int, work: str) -> None:
    """Start a process for the run, detached from this one; its progress is on the run.

    Args:
        work: one of WORK.
    """
    start_program("trimtab.connectors.imports.background", str(run_id), work)


def main(arguments: Sequence[str]) -> None:
    """Do the work; whatever goes wrong is kept on the run as a sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trimtab.config.settings")  # noqa: TID251  # a program's start
    import django

    django.setup()
    from trimtab.connectors.imports.working import work_on

    work_on(int(arguments[0]), arguments[1])


if __name__ == "__main__":
    main(sys.argv[1:])
