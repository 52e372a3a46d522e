"""The chances of an opportunity and how good such chances are: who sees them, what is said, what is kept silent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from tests.cast import client_for
from trimtab.accounts.models import Account
from trimtab.analytics.extracts import read_manifest, refresh_extracts
from trimtab.analytics.models import OddsLesson
from trimtab.analytics.odds.page import odds_page
from trimtab.analytics.odds.refreshing import refresh_odds
from trimtab.analytics.tests.world import move, opportunity
from trimtab.core.models import Organisation
from trimtab.opportunities.models import Opportunity, Process
from trimtab.people.models import User

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
]
Learn = Callable[[], OddsLesson]


@dataclass(frozen=True)
class World:
    """Ana's open opportunity and Cleo's, with what both closed before."""

    ana: User
    cleo: User
    open_one: Opportunity
    cleos: Opportunity
    process: Process

    def page(self) -> Client:
        return client_for(self.ana)


@pytest.fixture
def world(organisation: Organisation, ana: User, cleo: User, acme: Account, process: Process) -> World:
    now = timezone.now()
    for number in range(24):
        opened = now - timedelta(days=400 - 12 * number)
        owner = cleo if number % 4 == 3 else ana
        past = opportunity(f"Past {number}", owner=owner, process=process, opened=opened, account=acme)
        move(past, "Lost" if number % 3 else "Won", at=opened + timedelta(days=40))
    opened = now - timedelta(days=20)
    mine = opportunity("Turbines", owner=ana, process=process, opened=opened, account=acme)
    return World(ana, cleo, mine, opportunity("Pumps", owner=cleo, process=process, opened=opened), process)


@pytest.fixture
def learn() -> Learn:
    def lesson() -> OddsLesson:
        refresh_extracts(folder=settings.EXTRACTS, now=timezone.now())
        manifest = read_manifest(settings.EXTRACTS)
        assert manifest is not None
        return refresh_odds(settings.EXTRACTS, manifest, now=timezone.now(), memory="256MB")

    return lesson


def address(one: Opportunity) -> str:
    return reverse("opportunity-odds", args=[one.pk])


def test_seller_reads_the_chance_with_its_interval_and_what_it_rests_on(world: World, learn: Learn) -> None:
    learn()

    answer = world.page().get(address(world.open_one))

    assertContains(answer, "95 % interval")
    assertContains(answer, "Learned from 24 opportunities that had ended, 8 of them won")


def test_too_little_data_says_how_many_more_are_needed(world: World, learn: Learn) -> None:
    learn()

    assertContains(world.page().get(address(world.open_one)), "36 more closed opportunities are needed")


def test_similar_ones_that_the_viewer_does_not_see_lend_their_end_and_not_their_name(
    world: World, learn: Learn
) -> None:
    learn()

    answer = world.page().get(address(world.open_one))

    assertContains(answer, "one that you do not see")
    for hidden in Opportunity.objects.filter(owner=world.cleo):
        assertNotContains(answer, f">{hidden.name}<")


def test_stranger_does_not_find_the_chance(world: World, learn: Learn) -> None:
    learn()

    assert world.page().get(address(world.cleos)).status_code == 404


def test_before_the_first_lesson_the_page_says_so(world: World) -> None:
    assertContains(world.page().get(address(world.open_one)), "No chances have been learned yet")
    assertContains(world.page().get(reverse("pipeline-odds")), "No chances have been learned yet")


def test_closed_one_has_no_chance_to_tell(world: World, learn: Learn) -> None:
    learn()
    past = Opportunity.objects.get(name="Past 0")

    assertContains(world.page().get(address(past)), "It is closed, so there is no chance to tell.")


def test_one_opened_after_the_lesson_waits_for_the_night(world: World, learn: Learn) -> None:
    learn()
    new = opportunity("Valves", owner=world.ana, process=world.process, opened=timezone.now())

    assertContains(world.page().get(address(new)), "It was not open when chances were last learned")


def test_part_of_the_record_equals_its_part_of_the_page(world: World, learn: Learn) -> None:
    learn()
    client = world.page()

    part = client.get(address(world.open_one), headers={"HX-Request": "true"}).content.decode()

    assert part.strip().startswith("<section")
    assert part.strip() in client.get(address(world.open_one)).content.decode()


def test_open_record_asks_for_its_chances_and_a_closed_one_does_not(world: World) -> None:
    client = world.page()
    past = Opportunity.objects.get(name="Past 0")

    assertContains(client.get(reverse("opportunity", args=[world.open_one.pk])), f'hx-get="{address(world.open_one)}"')
    assertNotContains(client.get(reverse("opportunity", args=[past.pk])), address(past))


def test_asking_costs_the_same_queries_however_many_are_alike(
    world: World, learn: Learn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    learn()
    client = world.page()
    client.get(address(world.open_one))

    with django_assert_max_num_queries(8):  # type: ignore[attr-defined]  # a context manager of pytest-django
        client.get(address(world.open_one))


def test_lessons_are_listed_with_what_is_needed_to_repeat_them(world: World, learn: Learn) -> None:
    lesson = learn()

    answer = world.page().get(reverse("pipeline-odds"))

    assertContains(answer, f"{lesson.method}, {lesson.seed}, {lesson.extract}")


def test_card_with_a_record_is_drawn_with_its_table(world: World, learn: Learn, tmp_path: Path) -> None:
    lesson = learn()
    group = {"n": 40, "deals": 30, "told": 0.3, "share": 0.25, "low": 0.15, "high": 0.4}
    told = {"auc": 0.7, "log_loss": 0.5, "brier": 0.2, "ece": 0.02}
    part = {"from": 0, "until": 30, "n": 40, "won": 0.3, "log_loss": 0.5, "stages": 0.6, "ece": 0.03}
    limits = {"trimtab": {"auc": [0.6, 0.8]}}
    kept = settings.EXTRACTS / "odds" / lesson.name / "card.json"
    record = {"groups": [group], "limits": limits, "by_age": [part], "by_segment": []}
    rewrite(kept, state="told", measures={"trimtab": told, "stages": {**told, "log_loss": 0.6}}, record=record)

    answer = world.page().get(reverse("pipeline-odds"))

    assertContains(answer, "off by 2.0 points of 100 on average; their log loss is 0.500")
    assertContains(answer, '<circle class="mark" cx="30.0" cy="75.0"')
    assertContains(answer, "Open for 0 to 29 days")
    assert odds_page(settings.EXTRACTS).ways[0].cells[0].interval == "0.600 – 0.800"


def rewrite(path: Path, **changes: object) -> None:
    """A card as another lesson would have left it; cards are read once, so what was read is forgotten."""
    import json

    from trimtab.analytics.odds import reading

    path.write_text(json.dumps(json.loads(path.read_text()) | changes))
    reading._card.cache_clear()
