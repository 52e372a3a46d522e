"""The quadrant page, and the score of one account."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.cast import NOW, account, client_for
from trimtab.accounts.models import Account
from trimtab.core.models import Organisation
from trimtab.people.models import User
from trimtab.targeting.actions import keep_figures, rate
from trimtab.targeting.models import AccountScore, ScoreChange
from trimtab.targeting.tests.builders import FACTS, figures, large, scored

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(organisation: Organisation, ana: User) -> Client:
    return client_for(ana)


def test_before_the_first_night_the_page_says_what_to_do(site: Client) -> None:
    response = site.get(reverse("quadrant"))

    assert "trimtab score-accounts" in response.content.decode()


def test_large_account_is_to_be_invested_in(site: Client, acme: Account) -> None:
    large(acme)

    page = site.get(reverse("quadrant")).content.decode()

    assert "100 k EUR in the last year" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "A Invest" in page
    assert "At stake" not in page


def test_protect_says_what_is_lost_otherwise(site: Client, acme: Account, bolt: Account) -> None:
    """By hand: half went of those left alone, a tenth of the others: 40 % of 100,000."""
    large(acme)
    scored(acme, revenue=100_000, hours=10.0, peers=0)

    page = site.get(reverse("quadrant")).content.decode().replace("\N{NO-BREAK SPACE}", " ")

    assert "about 40.0 k EUR a year is at stake" in page


def test_stranger_does_not_see_the_account(site: Client, acme: Account, bolt: Account) -> None:
    large(acme)
    large(bolt)

    page = site.get(reverse("quadrant"), {"scope": "everyone"}).content.decode()

    assert "Acme" in page
    assert "Bolt" not in page


def test_filter_of_a_quadrant_narrows_the_table_only(site: Client, acme: Account) -> None:
    large(acme)

    page = site.get(reverse("quadrant"), {"quadrant": "D"}).content.decode()

    assert "No account matches." in page
    assert "100" in page


def test_page_asks_as_often_for_many_accounts_as_for_one(
    site: Client, ana: User, acme: Account, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    large(acme)
    site.get(reverse("quadrant"))
    cache.clear()
    with CaptureQueriesContext(connection) as few:
        site.get(reverse("quadrant"))
    others = [account(f"Other {number}", owner=ana) for number in range(30)]
    keep_figures([figures(one, revenue=1000 + one.pk) for one in others], facts=FACTS, now=NOW)
    cache.clear()

    with django_assert_num_queries(len(few)):
        site.get(reverse("quadrant"))


def test_page_is_worked_out_once_until_something_changes(site: Client, acme: Account) -> None:
    large(acme)
    site.get(reverse("quadrant"))
    Account.objects.filter(pk=acme.pk).update(name="Acme Turbines", changed_at=NOW)

    page = site.get(reverse("quadrant")).content.decode()

    assert "Acme Turbines" in page
    assert ">Acme<" not in page


def test_score_is_explained_answer_by_answer(site: Client, acme: Account) -> None:
    large(acme)

    page = site.get(reverse("account-score", args=[acme.pk])).content.decode()

    assert "100,000 EUR" in page
    assert "not known, so it does not count yet" in page


def test_account_page_shows_what_it_is_worth(site: Client, acme: Account) -> None:
    large(acme)

    page = site.get(reverse("account", args=[acme.pk])).content.decode()

    assert "Worth the time" in page
    assert "A Invest" in page


def test_answer_counts_and_keeps_its_evidence(site: Client, acme: Account) -> None:
    before = large(acme).current
    given = {"level": "low", "kind": "said", "note": "They press for rebates.", "happened_on": "2026-11-01"}

    site.post(reverse("account-rating", args=[acme.pk, "margin"]), given)

    page = site.get(reverse("account-score", args=[acme.pk])).content.decode()
    assert "They press for rebates." in page
    assert AccountScore.objects.get(account=acme).current < before


def test_answer_of_tomorrow_is_refused_and_kept_in_the_form(site: Client, acme: Account) -> None:
    large(acme)
    given = {"level": "low", "kind": "said", "note": "Typed.", "happened_on": "2999-01-01"}

    response = site.post(reverse("account-rating", args=[acme.pk, "margin"]), given)

    assert response.status_code == 422
    assert "Typed." in response.content.decode()


def test_unknown_factor_is_not_found(site: Client, acme: Account) -> None:
    large(acme)

    assert site.get(reverse("account-rating", args=[acme.pk, "nonsense"])).status_code == 404


def test_move_into_another_quadrant_is_kept_and_told(site: Client, ana: User, acme: Account) -> None:
    large(acme)
    scored(acme, revenue=0)

    assert ScoreChange.objects.filter(account=acme).count() == 2


def test_second_answer_leaves_the_first_readable(ana: User, acme: Account, organisation: Organisation) -> None:
    large(acme)
    for level in ("low", "high"):
        rate(acme, "margin", level=level, evidence={"happened_on": NOW.date()}, by=ana, now=NOW)

    assert list(acme.ratings.order_by("pk").values_list("level", "superseded_at")) == [("low", NOW), ("high", None)]


def test_merged_away_account_loses_its_score(acme: Account, bolt: Account, organisation: Organisation) -> None:
    large(acme)
    Account.objects.filter(pk=acme.pk).update(archived_at=NOW)

    large(bolt)

    assert not AccountScore.objects.filter(account=acme).exists()
