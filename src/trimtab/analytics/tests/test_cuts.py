"""A review of a part: a region, a kind, a process... The parts together are the whole, and nobody learns of others'."""

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import client_for
from trimtab.accounts.models import Account
from trimtab.analytics.reports import write_review
from trimtab.analytics.tests.world import move, opportunity
from trimtab.core.models import Organisation
from trimtab.opportunities.models import Activity, LineItem, Process, Product
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
FACTS = ("region", "segment", "kind", "product", "source", "process")


@pytest.fixture
def parts(ana: User, cleo: User, acme: Account, bolt: Account, process: Process, organisation: Organisation) -> None:
    """Ana sold to Acme in the North and has more open; Cleo to Bolt in the South, and to nobody known."""
    Account.objects.filter(pk=acme.pk).update(region="North", segment="ENT")
    Account.objects.filter(pk=bolt.pk).update(region="South", segment="SMB")
    now = timezone.now()
    rows = [(ana, acme, "new", "Fair", 1200), (cleo, bolt, "renewal", "Web", 700), (cleo, None, "", "", 50)]
    for number, (owner, account, kind, source, amount) in enumerate(rows):
        made = opportunity(
            f"O{number}", owner=owner, process=process, opened=now - timedelta(days=40), amount=amount,
            account=account, kind=kind, lead_source=source,
        )  # fmt: skip
        move(made, "Won", at=now - timedelta(minutes=10))
        if account is not None:
            product = Product.objects.create(name=f"{account.name} pump")
            LineItem.objects.create(opportunity=made, product=product, amount=amount)
        Activity.objects.create(kind="call", at=now - timedelta(days=9), recorded_at=now, user=owner, opportunity=made)
    due = now.date() + timedelta(days=1)
    opportunity(
        "Open", owner=ana, process=process, opened=now - timedelta(days=9), amount=80, account=acme, close_on=due
    )


def review(user: User, **chosen: str) -> dict[str, Any]:  # Any: the review as JSON
    answer = client_for(user).get("/pipeline.json", {"scope": "everyone", **chosen})
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.content)
    return found


def won(user: User, **chosen: str) -> Decimal:
    return Decimal(review(user, **chosen)["headline"]["won"]["value"])


@pytest.mark.parametrize(
    ("fact", "values"),
    [
        ("region", {"North": 1200, "South": 700, "-": 50}),
        ("segment", {"ENT": 1200, "SMB": 700, "-": 50}),
        ("kind", {"new": 1200, "renewal": 700, "-": 50}),
        ("product", {"Acme pump": 1200, "Bolt pump": 700, "-": 50}),
        ("source", {"Fair": 1200, "Web": 700, "-": 50}),
        ("process", {"Standard": 1950}),
    ],
)
def test_the_parts_are_the_whole(parts: None, eva: User, process: Process, fact: str, values: dict[str, int]) -> None:
    Process.objects.filter(pk=process.pk).update(name="Standard")

    assert {value: won(eva, **{fact: value}) for value in values} == values
    assert sum(values.values()) == won(eva)


def test_two_facts_cut_twice(parts: None, eva: User) -> None:
    assert won(eva, region="North", kind="new") == 1200
    assert won(eva, region="North", kind="renewal") == 0


@pytest.mark.parametrize("figure", ["won", "due", "open", "closed", "closed-year"])
def test_rows_of_a_part_add_up_to_its_figure(parts: None, eva: User, figure: str) -> None:
    asked = {"scope": "everyone", "region": "North"}

    lines = client_for(eva).get(f"/pipeline/rows/{figure}/", asked).context["lines"]

    assert {line.account for line in lines.lines} == {"Acme"}
    assert lines.amount == sum(line.amount for line in lines.lines) == (80 if figure in {"due", "open"} else 1200)


def test_links_keep_the_part(parts: None, eva: User) -> None:
    page = client_for(eva).get("/pipeline/?scope=everyone&region=North&kind=new").content.decode()

    assert "region=North&amp;kind=new" in page.partition("/pipeline/rows/won/")[2][:120]
    assert "region=North&amp;kind=new" in page.partition("/pipeline/what-if/")[2][:120]


def test_the_part_is_said(parts: None, eva: User) -> None:
    said = review(eva, region="North", kind="new")

    assert str(said["headline"]["sentence"]).startswith("In North, new: Won 1.20")
    assert said["cut"] == {"region": "North", "kind": "new"}
    assert "Targets are set for people" in str(said["coverage_sentence"])


def test_what_if_is_asked_of_the_part(parts: None, eva: User) -> None:
    page = client_for(eva).get("/pipeline/what-if/?scope=everyone&region=South").content.decode()

    assert "1 win since " in page
    assert '<input type="hidden" name="region" value="South">' in page


@pytest.mark.parametrize("fact", FACTS)
def test_a_value_that_nobody_has_is_an_empty_review(parts: None, eva: User, fact: str) -> None:
    page = client_for(eva).get("/pipeline/", {"scope": "everyone", fact: "Nowhere ' OR 1"})

    assert page.status_code == 200
    assert "There are no opportunities in Nowhere" in page.content.decode()


@pytest.mark.parametrize("fact", FACTS)
def test_a_value_that_no_database_holds_is_refused(parts: None, eva: User, fact: str) -> None:
    page = client_for(eva).get("/pipeline/", {"scope": "everyone", fact: "Nowhere\0 ' OR 1"})

    assert page.status_code == 400


def test_wrong_days_do_not_open_the_whole(parts: None, eva: User) -> None:
    assert won(eva, region="North", since="2026-02-01", until="2026-01-01") == 1200
    assert won(eva, region="North", since="nonsense") == 1200


def test_only_own_values_are_offered(parts: None, ana: User, eva: User) -> None:
    mine = client_for(ana).get("/pipeline/?region=North&scope=everyone")
    all_of_them = client_for(eva).get("/pipeline/?scope=everyone").context["cuts"]

    for foreign in ("South", "SMB", "renewal", "Web", "Bolt"):
        assert foreign not in mine.content.decode()
    assert [key for key, _label in all_of_them.fields["region"].choices] == ["", "North", "South", "-"]


@pytest.mark.parametrize(
    ("by", "mine"),
    [
        ("region", {"North"}),
        ("segment", {"ENT"}),
        ("kind", {"new", "Not set"}),
        ("product", {"Acme pump", "Not set"}),
        ("source", {"Fair", "Not set"}),
    ],
)
def test_groups_of_others_are_not_shown(parts: None, ana: User, by: str, mine: set[str]) -> None:
    assert {row["name"] for row in review(ana, by=by)["people"]["rows"]} == mine


def test_quality_by_region_counts_what_happened_there(parts: None, eva: User) -> None:
    rows = {row["name"]: row for row in review(eva, by="region")["people"]["rows"]}

    assert {name: (row["activities"], row["won"]) for name, row in rows.items()} == {
        "North": (1, 1),
        "South": (1, 1),
        "Not set": (1, 1),
    }


def test_an_empty_group_is_shown(parts: None, eva: User, process: Process) -> None:
    far = Account.objects.create(name="Far", region="West", created_at=timezone.now(), changed_at=timezone.now())
    opened = timezone.now() - timedelta(days=900)
    opportunity("Old", owner=eva, process=process, opened=opened, account=far)

    rows = {row["name"]: row["closed"] for row in review(eva, by="region")["people"]["rows"]}

    assert rows["West"] == 0


def test_rows_of_a_group_are_its_closings(parts: None, eva: User) -> None:
    page = client_for(eva).get("/pipeline/?scope=everyone&by=region")

    for row in page.context["review"].people.rows:
        lines = client_for(eva).get(f"/pipeline/rows/{row.rows.replace('?', '/?')}&scope=everyone").context["lines"]
        assert lines.total == row.closed


def test_a_kept_part_is_not_shown_for_another(parts: None, eva: User) -> None:
    assert [won(eva, region=region) for region in ("North", "South", "North")] == [1200, 700, 1200]


def test_the_file_speaks_of_the_part(parts: None, eva: User, own_extracts: Path) -> None:
    asked = {"scope": "everyone", "region": "North"}

    page = write_review(
        "html", user=eva, parameters=asked, folder=own_extracts, memory="256MB", now=timezone.now()
    ).decode()

    assert "· North" in page
    assert "In North: Won 1.20" in page
    assert "<form" not in page


def test_bars_lead_to_their_rows(parts: None, eva: User) -> None:
    page = client_for(eva).get("/pipeline/?scope=everyone&region=North").content.decode()

    drawing = page.partition('class="chart waterfall"')[2].partition("</svg>")[0]
    assert 'role="group"' in drawing
    assert '<a href="/pipeline/rows/change/?' in drawing
    assert "region=North&amp;bar=closing" in drawing
