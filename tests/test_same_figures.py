"""Every figure that a review shows is the same on the page, in its table file, in JSON and in the command's text."""

import csv
import json
import re
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from typer.testing import CliRunner

from tests.cast import client_for
from trimtab.accounts.models import Account
from trimtab.analytics.registry import SHOWN
from trimtab.analytics.review import Review
from trimtab.analytics.review.listing import Listed, figures_of
from trimtab.analytics.tests.world import change, move, opportunity
from trimtab.cli import app
from trimtab.core.models import Event, Organisation
from trimtab.core.shared_answers import forget_shared_answers
from trimtab.opportunities.models import Process
from trimtab.people.models import User
from trimtab.rhythm.models import Quota
from trimtab.web import formats

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PARTS = (
    "headline", "changes", "levers", "stages", "act", "slipped", "silent", "dates", "coverage", "people", "weeks",
)  # fmt: skip
READERS = ("ana", "ben", "eva")  # own records, a team's, everyone's


@pytest.fixture(autouse=True)
def own_extracts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "EXTRACTS", tmp_path / "extracts")
    monkeypatch.setenv("COLUMNS", "300")
    forget_shared_answers()


@pytest.fixture
def business(
    ana: User,
    ben: User,
    cleo: User,
    eva: User,
    acme: Account,
    bolt: Account,
    process: Process,
    organisation: Organisation,
) -> dict[str, User]:
    """Two years of opportunities of three people, in two currencies of which one has no rate, with targets."""
    now = timezone.now()
    for number in range(36):
        owner, account = ((ana, acme), (cleo, bolt), (ben, acme))[number % 3]
        opened = now - timedelta(days=20 * number + 15)
        due = (opened + timedelta(days=45)).date()
        amount = None if number == 7 else Decimal(1000 + 137 * number) / 4
        made = opportunity(
            f"Deal {number}",
            owner=owner,
            process=process,
            opened=opened,
            amount=amount,
            account=account,
            close_on=due,
            stage="Qualify",
            currency="SEK" if number == 5 else "EUR",
            forecast_category="commit" if number % 4 == 0 else "pipeline",
        )
        move(made, "Proof", at=opened + timedelta(days=5))
        if number % 2:
            change(made, at=opened + timedelta(days=8), close_on=due + timedelta(days=30))
        if number > 2:
            move(made, "Won" if number % 3 else "Lost", at=opened + timedelta(days=12))
    quarter = organisation.calendar.containing(now.date(), "quarter")
    for person in (ana, ben, cleo):
        Quota.objects.create(
            user=person, start_on=quarter.start, end_on=quarter.end, amount=90_000, currency="EUR", set_at=now
        )
    return {"ana": ana, "ben": ben, "eva": eva}


def period_keys() -> tuple[str, str]:
    """This fiscal quarter and the one before."""
    calendar = Organisation.get().calendar
    current = calendar.containing(timezone.now().date(), "quarter")
    return current.key, calendar.previous(current).key


class Rows(HTMLParser):
    """The texts of a page: of each table row and paragraph, under the heading that it stands below."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._texts: list[str] = []
        self._heading, self._is_heading = "", False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in {"tr", "p", "h2"} or (tag == "div" and ("class", "legend") in attributes):
            self._end()
        if tag == "h2":
            self._heading, self._is_heading = "", True
        self._texts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "h2":
            self._is_heading = False
        if tag in {"tr", "p", "h2"}:
            self._end()

    def handle_data(self, text: str) -> None:
        self._texts.append(text)
        if self._is_heading:
            self._heading += text

    def _end(self) -> None:
        text = " ".join("".join(self._texts).split())
        self._texts = []
        if text:
            self.found.append((self._heading, text))


def rows_of(page: str) -> list[tuple[str, str]]:
    parser = Rows()
    parser.feed(page.partition("<main")[2])
    return parser.found


def written(one: Listed) -> str:
    """The figure as the page writes it."""
    if one.key.startswith("changes."):
        assert isinstance(one.value, Decimal)
        return f"{one.value:,.2f}".replace("-", "−")
    write = {"share": formats.percent, "days": formats.days, "count": formats.whole}
    return " ".join(write.get(one.unit, formats.compact)(one.value).split())


def is_shown(one: Listed, review: Review) -> bool:
    """The page leaves out what another figure of the same row says: see review/stages.html, standing.html."""
    if one.key.endswith((".forward", ".won")) and one.key.startswith("stages."):
        row = next(row for row in review.stages if one.key.startswith(f"stages.{row.rows.rpartition('=')[2]}."))
        return bool(one.value) or (one.key.endswith(".won") and not row.forward.value)
    few = {"act.number": review.act, "slipped.number": review.slipped, "silent.number": review.silent}
    if one.key in few:
        return few[one.key].number > len(few[one.key].shown)
    # Where nobody has a target there is no line for it, and a list without rows says "None." alone.
    if one.key in {"standing.target", "standing.missing"}:
        return one.value is not None
    lists = {"act": review.act, "slipped": review.slipped, "silent": review.silent}
    return bool(lists[one.key.partition(".")[0]].number) if one.key.endswith(".amount") else True


def place_of(one: Listed, row: str) -> bool:
    """Whether the row is about that figure: it names the subject that the label begins with."""
    if one.key.startswith(("standing.", "act.", "slipped.", "silent.", "dates.due", "dates.slipped", "weeks.")):
        return True
    subject = one.label.partition(":")[0] if one.key.startswith(("stages.", "people.", "dates.")) else one.label
    return subject.partition(", ")[0] in row if one.key.startswith("levers.") else subject in row


def not_on(page: str, review: Review) -> list[str]:
    """The figures that the page does not show as they are."""
    rows = rows_of(page)
    missing = []
    for one in figures_of(review):
        if one.key.startswith("weeks.") or not is_shown(one, review):
            continue
        text = re.compile(rf"(?<![\d.,]){re.escape(written(one))}(?![\d,]|\.\d)")
        if not any(place_of(one, row) and text.search(row) for _heading, row in rows):
            missing.append(f"{one.key} {one.label}: {written(one)}")
    return missing


def plain(value: object) -> str | None:
    """A value as a table file or JSON writes it."""
    return None if value is None or value == "" else str(value)


def flat(values: Mapping[str, object]) -> list[str]:
    """Every value somewhere in the JSON."""
    found: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, dict):
            for one in value.values():
                walk(one)
        elif isinstance(value, list):
            for one in value:
                walk(one)
        else:
            found.append(str(value))

    walk(values)
    return found


@pytest.mark.parametrize("which", [0, 1], ids=["this quarter", "the quarter before"])
@pytest.mark.parametrize("name", READERS)
def test_a_figure_is_the_same_everywhere(name: str, which: int, business: dict[str, User], tmp_path: Path) -> None:
    user, period = business[name], period_keys()[which]
    asked = {"scope": "everyone", "period": period}
    client = client_for(user)
    answer = client.get("/pipeline/", asked)
    review = answer.context["review"]
    figures = figures_of(review)
    out = tmp_path / "review.json"

    of_site = json.loads(client.get("/pipeline.json", asked).content)
    table = client.get("/pipeline.csv", asked).content.decode("utf-8-sig")
    command = ["review", "--as", user.email or "", "--scope", "everyone", "--period", period]
    said = CliRunner().invoke(app, command)
    assert CliRunner().invoke(app, [*command, "--out", str(out)]).exit_code == 0

    of_file = json.loads(out.read_text())
    assert len(figures) > 60
    assert not_on(answer.content.decode(), review) == []
    lines = {line["key"]: line for line in csv.DictReader(table.splitlines())}
    assert {key: plain(line["value"]) for key, line in lines.items()} == {one.key: plain(one.value) for one in figures}
    in_json = set(flat(of_site))
    assert [one.key for one in figures if str(one.value) not in in_json] == []
    assert {part: of_file[part] for part in PARTS} == {part: of_site[part] for part in PARTS}
    text = " ".join(said.output.split())
    unsaid = [one.key for one in figures if " ".join(one.written(review.currency).split()) not in text]
    assert (said.exit_code, unsaid) == (0, [])


def test_every_figure_belongs_to_a_metric_of_the_registry(business: dict[str, User]) -> None:
    review = client_for(business["eva"]).get("/pipeline/", {"scope": "everyone"}).context["review"]

    strangers = {one.metric for one in figures_of(review)} - set(SHOWN)

    assert strangers == set()


def test_people_of_different_sight_get_different_figures(business: dict[str, User]) -> None:
    known = [
        client_for(business[name]).get("/pipeline/", {"scope": "everyone"}).context["review"].known.total
        for name in READERS
    ]

    assert known == [12, 24, 36]


def test_the_table_file_is_recorded(business: dict[str, User]) -> None:
    client_for(business["ana"]).get("/pipeline.csv", {"scope": "me"})

    event = Event.objects.get(verb="review.exported")
    assert (event.by_name, event.after["scope"]) == ("Ana", "me")
