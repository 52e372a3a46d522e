"""Long work away from the request: a process of its own, which outlives it."""

import subprocess
import sys

CALM = ("nice", "-n", "10")  # pages come first
# Kept until they have ended: a process that nobody asks for its end stays in the table of the system.
_started: list["subprocess.Popen[bytes]"] = []


def start_program(module: str, *arguments: str, calmly: bool = False) -> None:
    """Start `python -m module arguments`, detached from this process; `calmly`: at low priority."""
    _started[:] = [process for process in _started if process.poll() is None]
    _started.append(
        subprocess.Popen(
            [*(CALM if calmly else ()), sys.executable, "-m", module, *arguments],
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    )
