"""Long work away from the request: a process of its own, which outlives it."""

import subprocess
import sys


def start_program(module: str, *arguments: str) -> None:
    """Start `python -m module arguments`, detached from this process."""
    subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
