"""`trimtab serve`: the site, under gunicorn."""

import contextlib
import gc
import logging
import os
import sys
import threading
import time
from typing import Annotated, Any

import typer

from trimtab.cli.migrate import require_up_to_date
from trimtab.cli.output import fail, prepare_django, tell
from trimtab.core.background import start_program

# Seconds after the start until the first look whether the night's work is due, so that the first pages come first.
FIRST_LOOK, BETWEEN_LOOKS = 30, 600
# Seconds until a worker knows its pages, and what lives then stays for good; how many new objects start a search.
SETTLED, YOUNG = 60, 10_000
# Threads, not async: measured 1.3 to 3.8 times faster for these pages, and SIGTERM lets requests finish.
SERVER = {
    "worker_class": "trimtab.cli.worker.Worker",
    "threads": 4,
    "timeout": 120,
    "graceful_timeout": 30,
    "max_requests": 2000,
    "max_requests_jitter": 2000,  # workers that take turns do not begin anew together
    "control_socket_disable": True,
}


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for all.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="Processes, each with 4 threads.", min=1, max=64)] = 2,
) -> None:
    """Serve the site. Ends on Ctrl-C or SIGTERM, after the requests that are under way."""
    prepare_django()
    require_fit_to_start()
    require_up_to_date()
    tell(f"Trimtab is at http://{host}:{port}/")
    run_server(host=host, port=port, workers=workers)


def require_fit_to_start() -> None:
    """End the command where data would be lost or damaged; say what is doubtful."""
    from django.conf import settings

    from trimtab.cli.checks import check_folder, start_checks

    for check in (check_folder(settings.HOME), *start_checks()):
        if check.status == "problem":
            fail(check.text)
        if check.status == "warning":
            tell(f"Warning: {check.text}")


def run_server(*, host: str, port: int, workers: int) -> None:
    """Collect the static files and serve until a signal comes."""
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from gunicorn.app.base import BaseApplication

    from trimtab.analytics.warming import load_pages
    from trimtab.core.shared_answers import forget_shared_answers

    call_command("collectstatic", verbosity=0, interactive=False)
    forget_shared_answers()
    load_pages()  # here once: a worker that begins anew answers 4 s of processor sooner
    _close_connections()
    spare_what_stays()

    class Site(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
        def load_config(self) -> None:
            chosen = {"bind": f"{host}:{port}", "workers": workers, "post_worker_init": _begin_aside}
            chosen["worker_exit"] = _end_at_once
            for name, value in {**SERVER, **chosen}.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return get_wsgi_application()

    _keep_tokens_out_of_logs()
    Site().run()


def _keep_tokens_out_of_logs() -> None:
    """The addresses of secret links stand in no log of the server, whoever switches the access log on."""
    from trimtab.sharing.redacting import WithoutTokens

    for name in ("gunicorn.error", "gunicorn.access"):
        logging.getLogger(name).addFilter(WithoutTokens())


def _begin_aside(worker: object) -> None:
    """Open the figures in a new worker while it already answers, and have it look after the nights."""
    from django.conf import settings

    _keep_open()
    threading.Thread(target=_open_figures, name="figures", daemon=True).start()
    if settings.NIGHTLY:
        threading.Thread(target=_look_after_nights, name="nights", daemon=True).start()


def _open_figures() -> None:
    from django.conf import settings

    from trimtab.analytics.warming import open_figures

    open_figures(settings.EXTRACTS, memory=settings.ANALYSIS_MEMORY)
    spare_what_stays()
    time.sleep(SETTLED)
    spare_what_stays()  # the templates of the first pages are among it now


def spare_what_stays() -> None:
    """Let the search for garbage pass over what is loaded for good.

    Looking through the 350,000 objects of the code stopped a worker for 400 to 660 ms each time: one in ten answers
    of a large page. Without them it takes 2 to 20 ms.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 10)


def _keep_open() -> None:
    """Open the database in the thread that stays for the worker's life, and read.

    Whoever opens an SQLite database first lays out the memory that its readers share, in a file beside it. On a disk
    without a free byte that fails, and every page with it; while somebody has it open, reading goes on.
    """
    from django.db import DatabaseError, connection

    if connection.vendor == "sqlite":
        with contextlib.suppress(DatabaseError), connection.cursor() as cursor:  # requests will tell
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1").fetchone()


def _look_after_nights() -> None:
    """Start the work of the night when it is due. Each worker looks; the run itself is claimed once."""
    time.sleep(FIRST_LOOK)
    while True:
        start_nightly_if_due()
        start_notices_if_due()
        start_feeds_if_due()
        time.sleep(BETWEEN_LOOKS)


def start_nightly_if_due() -> bool:
    """Start `trimtab nightly` in a process of its own, at low priority, where today's work is due."""
    from django.db import Error, connection
    from django.utils import timezone

    from trimtab.analytics.nights.running import is_due

    try:
        due = is_due(timezone.now())
    except Error:  # the database is away: the next look will tell
        return False
    finally:
        connection.close()
    if due:
        start_program("trimtab.cli", "nightly", calmly=True)
    return due


def start_notices_if_due() -> bool:
    """Start `trimtab notices` in a process of its own where mail is set up and somebody waits for some."""
    from django.conf import settings
    from django.db import Error, connection
    from django.utils import timezone

    from trimtab.collaboration.mailing import people_due

    try:
        due = settings.SENDS_MAIL and bool(people_due(timezone.now()))
    except Error:  # the database is away: the next look will tell
        return False
    finally:
        connection.close()
    if due:
        start_program("trimtab.cli", "notices", calmly=True)
    return due


def start_feeds_if_due() -> bool:
    """Start `trimtab feeds` in the same way, where a feed that somebody follows is due."""
    from django.conf import settings
    from django.db import Error, connection
    from django.utils import timezone

    from trimtab.research.refreshing import due_feeds

    try:
        due = settings.FEEDS_ARE_READ and due_feeds(timezone.now()).exists()
    except Error:  # as above
        return False
    finally:
        connection.close()
    if due:
        start_program("trimtab.cli", "feeds", calmly=True)
    return due


def _end_at_once(_arbiter: object, _worker: object) -> None:
    """End a worker that has answered all it began.

    Taking the interpreter and DuckDB down in order hung until the master killed it, 30 s later, in each of three runs.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _close_connections() -> None:
    """A worker that inherited an open connection would share it with the others."""
    from django.db import connection

    connection.close()
    if hasattr(connection, "close_pool"):
        connection.close_pool()


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)
