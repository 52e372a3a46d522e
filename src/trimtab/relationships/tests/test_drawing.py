"""The map as a picture: where people stand, what is drawn, and what never leaves the house."""

import xml.etree.ElementTree as ElementTree

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import NOW, client_for
from trimtab.accounts.models import Account
from trimtab.people.models import User
from trimtab.relationships import actions
from trimtab.relationships.layout import places_of
from trimtab.relationships.models import Member, PeopleMap
from trimtab.relationships.queries import shareable_people
from trimtab.relationships.tests.conftest import judge

CANARY = "Zwitscherling"


def test_a_manager_stands_above_the_middle_of_those_who_report() -> None:
    assert places_of([1, 2, 3], {2: 1, 3: 1}) == {1: (105, 0), 2: (0, 150), 3: (210, 150)}


def test_people_without_lines_stand_in_rows() -> None:
    assert places_of([1, 2], {}) == {1: (0, 0), 2: (210, 0)}


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.integers(0, 30), st.integers(0, 30), max_size=31))
def test_everybody_has_a_place_of_their_own_circles_or_not(managers: dict[int, int]) -> None:
    places = places_of(range(31), managers)

    assert len(set(places.values())) == 31
    above = [(key, boss) for key, boss in managers.items() if places[boss][1] < places[key][1]]
    assert len(above) >= len(set(managers)) - len([key for key in managers if _is_in_circle(key, managers)])


def _is_in_circle(key: int, managers: dict[int, int]) -> bool:
    seen, now = set[int](), key
    while now in managers and now not in seen:
        seen.add(now)
        now = managers[now]
    return now in seen


@pytest.mark.django_db
def test_the_picture_shows_words_and_names(ana: User, acme_map: PeopleMap, on_map: dict[str, Member]) -> None:
    judge(on_map["Kim"], by=ana, influence="inner", support="enemy")
    actions.draw_line(on_map["Kim"], on_map["Max"], kind="conflict", by=ana, now=NOW)

    answer = client_for(ana).get(f"/people-maps/{acme_map.pk}/drawing.svg?download")

    ElementTree.fromstring(answer.content)  # our own; it stops the test where it is no XML
    assert "★ Kim Keller" in answer.text
    assert "▲ Enemy" in answer.text
    assert "✕" in answer.text
    assert "style=" not in answer.text
    assert answer["Content-Disposition"] == f'attachment; filename="people-{acme_map.pk}.svg"'


@pytest.mark.django_db
def test_nothing_that_we_judge_reaches_what_a_customer_may_see(
    ana: User, acme: Account, acme_map: PeopleMap, on_map: dict[str, Member]
) -> None:
    kim = on_map["Kim"]
    reason = {"kind": "said", "note": CANARY, "place": CANARY, "happened_on": NOW.date()}
    actions.judge(kim, attribute="support", value="enemy", by=ana, now=NOW, evidence=reason)
    judge(kim, by=ana, influence="inner", coverage="none", orientation="financial")
    texts = dict.fromkeys(("business_agenda", "personal_agenda", "strategy", "note"), CANARY)
    actions.edit_texts(kim, changes=texts, seen=dict.fromkeys(texts, ""), by=ana, now=NOW)
    actions.draw_line(kim, on_map["Max"], kind="conflict", note=CANARY, by=ana, now=NOW)
    actions.name_member(acme_map, persona="", name=CANARY, is_external=False, by=ana, now=NOW)
    client = client_for(ana)

    shared = client.get(f"/people-maps/{acme_map.pk}/drawing.svg?for=customer").text
    listed = b"".join(client.get(reverse("contacts-export"))).decode()

    for told in (shared, listed, str(shareable_people(acme))):
        assert "Kim Keller" in told
        for secret in (CANARY, "Enemy", "enemy", "nner circle", "★", "✕", "▲", "hatched", "Financial"):
            assert secret not in told


@pytest.mark.django_db
def test_the_graph_has_places_words_and_addresses(ana: User, acme_map: PeopleMap, on_map: dict[str, Member]) -> None:
    judge(on_map["Kim"], by=ana, influence="inner", support="enemy")

    found = client_for(ana).get(f"/people-maps/{acme_map.pk}/graph.json").json()

    kim = next(one for one in found["people"] if one["id"] == str(on_map["Kim"].pk))
    assert kim["label"] == "★ Kim Keller\nFinance director\n▲ Enemy"
    assert "influence: Inner circle" in kim["said"]
    assert [(line["source"], line["kind"]) for line in found["lines"]] == [(str(on_map["Lea"].pk), "reports")]
