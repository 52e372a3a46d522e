"""`trimtab demo`: from nothing to a site with data and people, on this machine only."""

import contextlib
import os
import secrets
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from trimtab.cli.account_scores import make_scores_now
from trimtab.cli.administrator import let_in
from trimtab.cli.extract import refresh
from trimtab.cli.imports import import_exports, print_summary
from trimtab.cli.migrate import bring_up_to_date
from trimtab.cli.output import prepare_django, results, say, tell
from trimtab.cli.trends import make_trends_now
from trimtab.cli.white_space import learn_white_space_now

if TYPE_CHECKING:
    from trimtab.people.models import User

SAMPLE_SEED = 1
# The people of the sample company whom every page of the documentation speaks of: name → role, what they show.
CAST = {
    "ana": ("seller", "sells: sees her own records"),
    "ben": ("manager", "leads Ana's team: sees the team"),
    "cleo": ("seller", "sells elsewhere: sees nothing of Ana's"),
    "eva": ("leader", "leads the company: sees everything"),
    "finn": ("operations", "brings the exports in"),
    "dov": ("administrator", "sets up people and teams"),
}
SAMPLE_DOMAIN = "sample.trimtab.example"
ADMINISTRATOR = "administrator@trimtab.example"
AFTERWARDS = """Ctrl-C ends the site; the same command starts it again.
Begin with Today, then Pipeline and Forecast: the first forecast takes a minute.
What works takes some minutes more and goes on meanwhile."""


def demo(
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    exports: Annotated[
        Path | None,
        typer.Option("--from", help="Folder, file or zip of real exports to load in place of the sample.", exists=True),
    ] = None,
) -> None:
    """Show Trimtab with sample data, or with the exports of a folder: prepares the database, loads, and serves."""
    prepare_django()
    from django.utils import timezone

    bring_up_to_date()
    now = timezone.now()
    if exports is not None:
        print_summary(import_exports(exports, source="crm", is_trial=True))
        people = [(ADMINISTRATOR, let_in(ADMINISTRATOR, name="Administrator"), "administers: sees everything")]
    else:
        _load_sample(now)
        people = _let_cast_in(now)
        _fill_rooms(now)
    tell("Preparing the figures ...")
    refresh()
    make_trends_now()
    make_scores_now()
    learn_white_space_now(now)
    if exports is None:
        _fill_scores(now)
    _begin_long_figures(now, viewer=ADMINISTRATOR if exports else f"eva@{SAMPLE_DOMAIN}")
    _introduce(people, port=port)
    _become_the_site(port)


def _begin_long_figures(now: datetime, *, viewer: str) -> None:
    """Have the forecast, and the lever cards of what that person sees, worked out aside.

    A first visitor asks for them within minutes, the first night comes later. A site without nights is told otherwise
    when to work, so nothing begins there.
    """
    from django.conf import settings

    from trimtab.analytics.causes.actions import TooFewSellers, ask_for_cards, report_for
    from trimtab.analytics.forecast.background import FORECAST, start_aside
    from trimtab.people.frame import frame_for
    from trimtab.people.models import User

    if not settings.NIGHTLY:
        return
    frame = frame_for(User.objects.get(email=viewer), {}, now=now)
    start_aside(FORECAST, frame.period.key)
    if report_for(frame) is None:
        with contextlib.suppress(TooFewSellers):  # the page says so
            ask_for_cards(frame, now=now)


def _become_the_site(port: int) -> None:
    """Serve in a fresh program: threads that the import and the figures started would not survive the workers' fork."""
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "trimtab.cli", "serve", "--port", str(port)])  # noqa: S606


def _load_sample(now: datetime) -> None:
    """Write the exports of a simulated company and import them as a user would; once."""
    from django.conf import settings

    from trimtab.connectors.models import SAMPLE, ImportRun
    from trimtab.insight.simulate import PRESETS, simulate, write_exports

    if ImportRun.objects.filter(source__name=SAMPLE, state=ImportRun.State.FINISHED).exists():
        return
    folder = settings.HOME / "sample-exports"
    if not (folder / "Opportunity.csv").exists():
        tell("Simulating three years of a company with 60 sellers: a minute or two, once ...")
        write_exports(simulate(PRESETS["sample"], seed=SAMPLE_SEED, until=now.date()), folder)
    tell("Importing its exports ...")
    import_exports(folder, source=SAMPLE, yes=True, is_sample=True)


def _let_cast_in(now: datetime) -> list[tuple[str, str, str]]:
    """Address, password and description of each sample person; the password is new at each start."""
    from trimtab.people.actions import give_sign_in
    from trimtab.people.models import User

    password = secrets.token_urlsafe(9)
    people = []
    for name, (role, shows) in CAST.items():
        person = User.objects.get(email=f"{name}@{SAMPLE_DOMAIN}")
        give_sign_in(person, password=password, role=role, by=None, now=now)
        people.append((str(person.email), password, f"{person.name} {shows}"))
    return people


def _fill_rooms(now: datetime) -> None:
    """What no export brings and people write down here, made through the actions of each room."""
    from trimtab.core.models import Organisation
    from trimtab.people.models import User

    today = now.astimezone(Organisation.get().zone).date()
    people = {name: User.objects.get(email=f"{name}@{SAMPLE_DOMAIN}") for name in ("ana", "ben", "cleo", "finn")}
    _fill_accounts(people, today=today, now=now)
    _fill_deals(people, today=today, now=now)


def _fill_accounts(people: "dict[str, User]", *, today: date, now: datetime) -> None:
    from trimtab.discovery.demo import fill_goals
    from trimtab.hours.demo import fill_hours
    from trimtab.network.demo import fill_network
    from trimtab.objectives.demo import fill_objectives
    from trimtab.planning.demo import make_demo_plan
    from trimtab.relationships.demo import make_sample_maps
    from trimtab.research.demo import fill_research
    from trimtab.retention.demo import fill_retention
    from trimtab.whitespace.demo import fill_sample

    ana, ben, cleo, finn = people.values()
    fill_objectives([ana, cleo], today=today, now=now)
    make_sample_maps([ana, cleo], now=now)
    make_demo_plan(owner=ana, reviewer=ben, now=now)
    fill_research(operations=finn, seller=ana, now=now)
    fill_network(seller=ana, now=now, today=today)
    fill_goals(ana, leader=ben, now=now, today=today)
    fill_retention(seller=ana, leader=ben, today=today, now=now)
    fill_sample(seller=ana, now=now)
    fill_hours(ana, leader=ben, now=now, today=today)


def _fill_deals(people: "dict[str, User]", *, today: date, now: datetime) -> None:
    from trimtab.assessments.demo import fill_assessments
    from trimtab.cadences.demo import fill_cadences
    from trimtab.calls.demo import fill_calls
    from trimtab.competition.demo import fill_competition
    from trimtab.mutual.demo import fill_mutual
    from trimtab.outcomes.demo import fill_outcomes
    from trimtab.playbook.demo import fill_plays
    from trimtab.processes.demo import fill_processes
    from trimtab.reviews.demo import fill_reviews
    from trimtab.strategy.demo import fill_strategies
    from trimtab.value.demo import fill_value

    ana, ben, cleo, finn = people.values()
    fill_processes(ana, operations=finn, today=today, now=now)
    fill_competition(ana, now=now)  # before what compares us with others
    fill_assessments([ana, cleo], leader=ben, today=today, now=now)
    fill_calls([ana, cleo], now=now)
    fill_value(ana, operations=finn, today=today, now=now)
    fill_mutual(ana, now=now, today=today)
    fill_strategies(ana, now=now)
    fill_outcomes(ana, now=now)
    fill_plays(ana, now=now, today=today)
    fill_cadences(ana, operations=finn, now=now, today=today)
    fill_reviews(ana, leader=ben, today=today, now=now)


def _fill_scores(now: datetime) -> None:
    """What the people of the sample said of accounts, beside their figures; and the look at who may leave."""
    from trimtab.analytics.defections.events import measure_events
    from trimtab.analytics.defections.looking import look_at_week
    from trimtab.people.models import User
    from trimtab.rulebook.demo import look_for_sample
    from trimtab.targeting.demo import fill_demo

    fill_demo(now=now)
    look_at_week(now=now)
    measure_events(now=now)
    look_for_sample(User.objects.get(email=f"ana@{SAMPLE_DOMAIN}"), now=now)


def _introduce(people: list[tuple[str, str, str]], *, port: int) -> None:
    """Say where the site is and who may sign in."""
    table = Table(title=f"Trimtab is at http://127.0.0.1:{port}/", title_justify="left")
    for heading in ("Sign in as", "Password"):
        table.add_column(heading, no_wrap=True)  # they are copied
    table.add_column("Who", overflow="fold")
    for row in people:
        table.add_row(*row)
    results.print(table)
    say(AFTERWARDS)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)
