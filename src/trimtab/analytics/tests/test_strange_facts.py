"""Facts from which little or nothing can be said: every page of figures and every step of a night answers in words."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from tests.cast import client_for
from trimtab.analytics.nights.running import claim, work_through
from trimtab.analytics.nights.steps import Nights
from trimtab.analytics.tests.world import change, move, opportunity
from trimtab.core.models import Organisation
from trimtab.opportunities.models import FieldChange, Process, Stage
from trimtab.people.models import User

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
]
# What stands on a page where a number went wrong, or nobody thought of the case.
WRONG = re.compile(r"[>\s(](nan|NaN|-?inf|Infinity|NaT)[\s<%,.)]|>None<|Traceback|Server error")
STEPS = ("extract", "odds", "trends", "setbacks", "forecast")
PAGES = (
    "/today/", "/pipeline/", "/pipeline/?scope=everyone", "/pipeline/forecast/", "/pipeline/forecast/rows/open/",
    "/pipeline/forecast/track-record/", "/pipeline/odds/", "/pipeline/trends/", "/pipeline/trends/vanishing/",
    "/pipeline/trends/telephone/", "/pipeline/trends/tomorrow/", "/pipeline/trends/information/",
    "/pipeline/setbacks/", "/pipeline/service/", "/pipeline/targets/", "/pipeline/what-if/",
)  # fmt: skip
Facts = Callable[[User, Process], None]


def nothing(owner: User, process: Process) -> None:
    """No opportunity at all."""


def one(owner: User, process: Process) -> None:
    """One open opportunity."""
    opportunity("Only", owner=owner, process=process, opened=timezone.now() - timedelta(days=9))


def all_lost(owner: User, process: Process) -> None:
    """Thirty that were lost, and one open."""
    for number in range(30):
        opened = timezone.now() - timedelta(days=500 - 15 * number)
        move(
            opportunity(f"L{number}", owner=owner, process=process, opened=opened),
            "Lost",
            at=opened + timedelta(days=20),
        )
    one(owner, process)


def without_a_rate(owner: User, process: Process) -> None:
    """Wins and an open opportunity in a currency of which no rate is known."""
    for number in range(6):
        opened = timezone.now() - timedelta(days=400 - 60 * number)
        made = opportunity(f"Y{number}", owner=owner, process=process, opened=opened, currency="JPY", amount=9_000_000)
        if number < 5:
            move(made, "Won", at=opened + timedelta(days=20))


def of_an_unknown_stage(owner: User, process: Process) -> None:
    """Open in a stage that another process has, and with a history that names a stage nobody knows."""
    opened = timezone.now() - timedelta(days=80)
    elsewhere = Process.objects.create(name="Elsewhere")
    odd = Stage.objects.create(process=elsewhere, name="Unknown", position=1, kind=Stage.Kind.OPEN)
    for number in range(4):
        made = opportunity(f"U{number}", owner=owner, process=process, opened=opened)
        change(made, at=opened + timedelta(days=10), stage=odd.pk)
        FieldChange.objects.filter(opportunity=made, origin="created", field="stage").update(new=str(odd.pk + 10_000))
    one(owner, process)


def in_the_future(owner: User, process: Process) -> None:
    """Opened next year, won tomorrow, due in sixty years."""
    now = timezone.now()
    opportunity("Next year", owner=owner, process=process, opened=now + timedelta(days=365))
    early = opportunity("Tomorrow", owner=owner, process=process, opened=now - timedelta(days=30))
    move(early, "Won", at=now + timedelta(days=1))
    opportunity("Far", owner=owner, process=process, opened=now - timedelta(days=30), close_on=date(2086, 1, 1))


def one_week(owner: User, process: Process) -> None:
    """Everything of the company was opened, and most of it decided, within one week."""
    now = timezone.now()
    for number in range(60):
        opened = now - timedelta(days=6, hours=-number)
        made = opportunity(f"W{number}", owner=owner, process=process, opened=opened)
        if number % 3:
            move(made, "Won" if number % 2 else "Lost", at=opened + timedelta(days=1))


@pytest.mark.parametrize(
    "facts", [nothing, one, all_lost, without_a_rate, of_an_unknown_stage, in_the_future, one_week]
)
def test_every_page_and_every_step_answers(
    facts: Facts, organisation: Organisation, ana: User, ben: User, process: Process
) -> None:
    facts(ana, process)
    nights = Nights(folder=settings.EXTRACTS, memory="256MB", clock=timezone.now)
    run = claim(timezone.now())
    assert run is not None

    work_through(
        run, [step for step in nights.steps() if step.name in STEPS], clock=timezone.now, tell=lambda _step: None
    )

    assert {step["name"]: step["text"] for step in run.steps if step["outcome"] != "done"} == {}
    client = client_for(ana)
    for page in (*PAGES, f"/pipeline/service/{ana.pk}/", f"/pipeline/service/{ana.pk}/index/"):
        answer = client.get(page)
        assert answer.status_code == 200, page
        found = WRONG.search(re.sub(r"<(script|svg).*?</\1>", "", answer.content.decode(), flags=re.DOTALL))
        assert found is None, (page, found and found.group())
