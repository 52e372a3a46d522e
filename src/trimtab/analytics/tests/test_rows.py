"""Behind each figure stand the rows that add up to it, to the cent."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.http import QueryDict
from django.utils import timezone

from tests.cast import client_for
from trimtab.accounts.models import Account
from trimtab.analytics.cuts import WHOLE, Choice
from trimtab.analytics.drill import lines_of
from trimtab.analytics.reading import Reading, open_reading, review_for
from trimtab.analytics.review import Review, may_open
from trimtab.analytics.review.model import Bar, Figure
from trimtab.analytics.tests.world import move, opportunity, random_edit
from trimtab.core.models import Organisation
from trimtab.opportunities.models import Opportunity, Process
from trimtab.people.frame import Frame, frame_for
from trimtab.people.models import User
from trimtab.rhythm.models import Quota

pytestmark = pytest.mark.django_db
# These say how a rate or a mean came about: their rows explain them, but do not add up to them.
RATIOS = {"share", "money per day", "number", "days"}


@pytest.fixture
def busy(ana: User, cleo: User, acme: Account, bolt: Account, process: Process, organisation: Organisation) -> None:
    """Two years of opportunities with random edits, some won, some moved between people, one due today."""
    chance, now = random.Random(11), timezone.now()
    for number in range(30):
        owner, account = chance.choice([(ana, acme), (cleo, bolt)])
        opened = now - timedelta(days=chance.randrange(20, 500))
        amount = Decimal(chance.randrange(1, 900_000)) / 100
        made = opportunity(f"O{number}", owner=owner, process=process, opened=opened, account=account, amount=amount)
        for day in sorted(chance.sample(range(1, 20), 4)):
            random_edit(chance, made, at=opened + timedelta(days=day), people=[ana, cleo])
    opportunity("Due", owner=ana, process=process, opened=now - timedelta(days=3), account=acme, close_on=now.date())
    won = opportunity("Won", owner=ana, process=process, opened=now - timedelta(days=30), account=acme, amount=77)
    move(won, "Won", at=now - timedelta(minutes=5))
    period = organisation.calendar.containing(now.date(), "quarter")
    Quota.objects.create(
        user=ana, start_on=period.start, end_on=period.end, amount=Decimal("2000.50"), currency="EUR", set_at=now
    )


def opened_by(user: User, folder: Path, scope: str = "everyone") -> tuple[Frame, Reading, Review]:
    now = timezone.now()
    frame = frame_for(user, {"scope": scope}, now=now)
    reading = open_reading(folder, now=now, memory="256MB")
    return frame, reading, review_for(frame, reading, Choice())


def figures(review: Review) -> Iterator[Figure]:
    said = review.headline
    yield from (said.won, said.open, said.commit, said.best_case, said.target, *said.earlier)
    yield from (*review.coverage, review.dates.slipped, review.dates.due)


def sum_of_rows(rows: str, frame: Frame, reading: Reading) -> tuple[int, Decimal | None]:
    name, _mark, query = rows.partition("?")
    asked = QueryDict(query).dict()
    period = frame_for(
        frame.user, {"scope": frame.scope.key, "period": asked.get("period", frame.period.key)}, now=reading.as_of
    )
    lines = lines_of(
        name,
        asked,
        asker=reading.asker(frame, WHOLE),
        moments=reading.moments(period, Choice()),
        visible=may_open(frame.user),
        page=1,
    )
    assert len(lines.lines) == lines.total
    known = [line.amount for line in lines.lines if line.amount is not None]
    assert lines.amount == (sum(known, Decimal(0)) if known or not lines.lines else None)
    return lines.total, lines.amount


@pytest.mark.parametrize("who", ["ana", "cleo", "eva"])
def test_rows_add_up_to_their_figure(busy: None, own_extracts: Path, eva: User, who: str) -> None:
    user = User.objects.get(email=f"{who}@example.com")
    frame, reading, review = opened_by(user, own_extracts)

    for figure in figures(review):
        if figure.rows and figure.unit not in RATIOS:
            number, amount = sum_of_rows(figure.rows, frame, reading)
            assert (amount or 0) == (figure.value or 0), figure
            assert figure.n is None or number == figure.n or figure.metric == "coverage", figure


@pytest.mark.parametrize("who", ["ana", "cleo", "eva"])
def test_rows_add_up_to_their_bar(busy: None, own_extracts: Path, eva: User, who: str) -> None:
    user = User.objects.get(email=f"{who}@example.com")
    frame, reading, review = opened_by(user, own_extracts)

    for bar in review.changes.bars:
        assert sum_of_rows(bar.rows, frame, reading) == (bar.opportunities, bar.amount), bar


def test_the_bars_add_up(busy: None, own_extracts: Path, eva: User) -> None:
    _frame, _reading, review = opened_by(eva, own_extracts)

    first, *steps, last = review.changes.bars
    amounts = [bar.amount or Decimal(0) for bar in steps]
    assert (first.amount or 0) + sum(amounts, Decimal(0)) == last.amount


def test_entered_stages_and_lists_have_their_rows(busy: None, own_extracts: Path, eva: User) -> None:
    frame, reading, review = opened_by(eva, own_extracts)

    for row in review.stages:
        assert sum_of_rows(row.rows, frame, reading)[0] == row.entered
    for deals in (review.act, review.slipped, review.silent):
        assert sum_of_rows(deals.rows, frame, reading) == (deals.number, deals.amount)


def test_closed_opportunities_stand_behind_the_velocity(busy: None, own_extracts: Path, eva: User) -> None:
    frame, reading, review = opened_by(eva, own_extracts)
    by_key = {lever.key: lever for lever in review.levers.levers}

    number, _amount = sum_of_rows(by_key["win_rate"].rows, frame, reading)
    _number, amount = sum_of_rows(by_key["won_mean"].rows, frame, reading)

    days = (reading.as_of - reading.moments(frame, Choice()).start) / timedelta(days=1)
    assert number == review.levers.velocity.n
    assert float(amount or 0) / days == pytest.approx(float(review.levers.velocity.value or 0), rel=1e-9)


def test_persons_have_their_closings(busy: None, own_extracts: Path, eva: User) -> None:
    _frame, reading, review = opened_by(eva, own_extracts)

    for person in review.people.rows:
        if person.rows:
            scope = QueryDict(person.rows.partition("?")[2])["scope"]
            of_person = frame_for(eva, {"scope": scope}, now=reading.as_of)
            assert sum_of_rows("closed-year?", of_person, reading)[0] == person.closed


def test_rows_of_others_stay_theirs(busy: None, ana: User, cleo: User) -> None:
    page = client_for(cleo).get("/pipeline/rows/open/?scope=everyone")

    names = {line.name for line in page.context["lines"].lines}
    mine = set(Opportunity.objects.filter(owner=cleo, status="open").values_list("name", flat=True))
    assert names <= mine
    assert "Due" not in names


def test_a_record_that_moved_on_is_named_but_not_linked(
    ana: User, cleo: User, process: Process, organisation: Organisation
) -> None:
    now = timezone.now()
    made = opportunity("Turbine", owner=ana, process=process, opened=now - timedelta(days=20))
    move(made, "Won", at=now - timedelta(days=2))
    Opportunity.objects.filter(pk=made.pk).update(owner=cleo, changed_at=now)

    page = client_for(ana).get("/pipeline/rows/closed-year/?scope=me")

    assert [(line.name, line.is_linked) for line in page.context["lines"].lines] == [("Turbine", False)]
    assert f"/opportunities/{made.pk}/" not in page.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "nonsense/",
        "change/?bar=nonsense",
        "closed/?outcome=maybe",
        "due/?category=maybe",
        "stage/?stage=999",
        "stage/?stage=x",
        "won/?page=x",
    ],
)
def test_a_figure_that_is_none_does_not_exist(ana: User, organisation: Organisation, address: str) -> None:
    assert client_for(ana).get(f"/pipeline/rows/{address}").status_code == 404


def test_long_lists_come_in_pages(ana: User, process: Process, organisation: Organisation) -> None:
    at = datetime(2026, 1, 5, tzinfo=UTC)
    for number in range(103):
        opportunity(f"O{number:03}", owner=ana, process=process, opened=at, amount=number)

    first = client_for(ana).get("/pipeline/rows/open/").context["lines"]
    second = client_for(ana).get("/pipeline/rows/open/?page=2").context["lines"]

    assert (first.total, len(first.lines), len(second.lines)) == (103, 100, 3)
    assert first.amount == second.amount == sum(range(103))


def test_every_bar_knows_whether_it_stands_on_the_ground() -> None:
    bars = [Bar(key, key, Decimal(1), 1, "") for key in ("opening", "new", "closing")]

    assert [bar.is_sum for bar in bars] == [True, False, True]
