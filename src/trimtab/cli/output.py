"""How commands speak: results on stdout, progress and complaints on stderr, JSON where a program reads."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

# Rich reads NO_COLOR and whether a person watches; a pipe gets plain text.
results = Console(soft_wrap=True)
messages = Console(stderr=True, soft_wrap=True)


def prepare_django() -> None:
    """Load the settings and the apps. Commands do it when they run, so that --help answers at once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trimtab.config.settings")
    import django

    django.setup()


def say(text: str, *, style: str | None = None) -> None:
    """One line of the result."""
    results.print(text, style=style, markup=False, highlight=False)


def tell(text: str) -> None:
    """One line about what goes on."""
    messages.print(text, markup=False, highlight=False)


def fail(text: str, *, code: int = 1) -> NoReturn:
    """Complain and end with `code`: 1 for what went wrong, 2 for what was asked wrongly."""
    messages.print(text, style="red", markup=False, highlight=False)
    raise typer.Exit(code)


def say_json(content: object) -> None:
    """The result for a program: one JSON document, dates in ISO, money as text."""
    typer.echo(json.dumps(content, indent=1, default=_plain))


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal | Path):
        return str(value)
    raise TypeError(f"A result holds text, numbers, dates and lists. Got {type(value).__name__}.")


@contextmanager
def progress() -> Iterator[Progress]:
    """Bars for long work, on stderr; without a terminal they are left out."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=messages, transient=True, disable=not messages.is_terminal) as bars:
        yield bars


@contextmanager
def step_bar(first: str) -> Iterator[Callable[[str, int, int], None]]:
    """One bar for work in steps; call what it gives with the step's name, how much is done and how much there is."""
    with progress() as bars:
        task = bars.add_task(first, total=None)

        def tell_step(step: str, done: int, total: int) -> None:
            bars.update(task, description=step, completed=done, total=total or None)

        yield tell_step
