"""Markets to enter: whose records, which fact, what the page says."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from tests.cast import account, client_for
from trimtab.accounts.models import Account
from trimtab.analytics.extracts import refresh_extracts
from trimtab.analytics.markets import words
from trimtab.analytics.markets.asking import OTHERS, Markets, gathered
from trimtab.analytics.tests.world import move, opportunity
from trimtab.insight.markets import Compared, Totals, compare_markets
from trimtab.insight.markets.queries import FIGURES
from trimtab.opportunities.models import Process
from trimtab.people.models import User

NOW = timezone.now()


def totals(name: str, won: int, decided: int) -> Totals:
    sums = dict.fromkeys(FIGURES, 0.0) | {"won": float(won), "decided": float(decided)}
    return Totals(name, accounts=decided, **sums)


def markets(*each: Totals, merged: int = 0) -> Markets:
    return Markets("region", compare_markets(each), NOW - timedelta(days=730), NOW, merged)


def test_the_first_sentence_names_what_is_very_probably_better() -> None:
    found = markets(totals("North", 150, 300), totals("South", 60, 300), totals("West", 60, 300))

    assert words.headline(found) == "A decided opportunity very probably brings more than elsewhere in: North."
    assert "no better at all" in words.doubt(found)


def test_the_first_sentence_says_where_nothing_stands_out() -> None:
    found = markets(totals("North", 100, 300), totals("South", 100, 300), totals("West", 100, 300))

    assert words.headline(found).startswith("No market")
    assert words.doubt(found) == ""


def test_a_small_market_that_did_well_is_worth_a_look_and_no_more() -> None:
    found = markets(totals("North", 60, 300), totals("South", 66, 300), totals("West", 55, 300), totals("Tiny", 2, 3))

    assert "Worth a look: Tiny" in words.unlikely(found)
    assert "Tiny" not in words.doubt(found)


@pytest.mark.parametrize(
    ("each", "said"),
    [([totals("North", 50, 100)], "fewer than three markets"), ([totals(n, 1, 2) for n in "ABC"], "6 opportunities")],
)
def test_too_little_is_said_in_words(each: list[Totals], said: str) -> None:
    assert said in words.headline(markets(*each))


def test_the_smallest_of_many_markets_stand_together() -> None:
    many = [totals(f"M{number}", number % 3, number + 1) for number in range(10)]

    kept, merged = gathered(many, most=4)

    assert [one.name for one in kept] == ["M9", "M8", "M7", OTHERS]
    assert (merged, kept[-1].decided, sum(one.won for one in kept)) == (7, 28.0, sum(one.won for one in many))


@pytest.fixture
def sold(own_figures: None, ana: User, cleo: User, acme: Account, bolt: Account, process: Process) -> None:
    """Ana decided 24 opportunities in three regions, Cleo one."""
    customers = [account(f"{region} customer", owner=ana, region=region) for region in ("North", "East", "West")]
    for number in range(24):
        opened = NOW - timedelta(days=200 - number)
        made = opportunity(f"O {number}", owner=ana, process=process, opened=opened, account=customers[number % 3])
        move(made, "Won" if number % 4 == 0 else "Lost", at=opened + timedelta(days=60))
    other = opportunity("Fleet", owner=cleo, process=process, opened=NOW - timedelta(days=90), account=bolt)
    move(other, "Won", at=NOW - timedelta(days=9))
    refresh_extracts(folder=settings.EXTRACTS, now=NOW)


def test_everybody_compares_the_own_records_only(sold: None, ana: User, cleo: User) -> None:
    mine = client_for(ana).get("/accounts/markets/").context
    theirs = client_for(cleo).get("/accounts/markets/").context

    found = mine["markets"].found
    assert isinstance(found, Compared)
    assert {(one.name, one.totals.decided, one.totals.won) for one in found.markets} == {
        ("North", 8.0, 2.0), ("East", 8.0, 2.0), ("West", 8.0, 2.0)
    }  # fmt: skip
    assert {one.evidence.needed > 0 for one in found.markets} == {True}
    assert "fewer than three markets" in theirs["lead_sentence"]


def test_a_fact_that_accounts_do_not_have_is_not_found(sold: None, ana: User) -> None:
    client = client_for(ana)

    assert client.get("/accounts/markets/?by=planet").status_code == 404
    assert client.get("/accounts/markets/?by=country").status_code == 200
    assert client.post("/accounts/markets/").status_code == 405
