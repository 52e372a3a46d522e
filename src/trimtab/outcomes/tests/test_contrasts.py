"""What parts won from lost deals: told when it is there, never told of noise."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from django.urls import reverse

from tests.cast import NOW, client_for
from trimtab.assessments.models import Answer, Assessment
from trimtab.opportunities.models import Opportunity
from trimtab.outcomes.contrasts import Look, contrasts_for, judged, look_of
from trimtab.people.models import User
from trimtab.strategy.models import StrategyChoice

LOOKS, DEALS, WORLDS = 30, 120, 200


def noise(chance: Random) -> list[Look]:
    """Thirty criteria of 120 deals that have nothing to do with how they end."""
    won = [chance.random() < 0.4 for _deal in range(DEALS)]
    looks = []
    for number in range(LOOKS):
        having = [chance.random() < 0.5 for _deal in range(DEALS)]
        looks.append(
            look_of(
                "criterion",
                str(number),
                (end for end, has in zip(won, having, strict=True) if has),
                (end for end, has in zip(won, having, strict=True) if not has),
            )
        )
    return looks


def test_a_world_without_patterns_shows_none() -> None:
    chance = Random(3)
    worlds = [judged(noise(chance)) for _world in range(WORLDS)]

    shown = sum(any(one.is_pattern for one in world) for world in worlds)
    alone = sum(any(one.look.chance < 0.05 for one in world) for world in worlds)

    assert shown <= 0.05 * WORLDS
    assert alone > 0.5 * WORLDS  # each comparison by itself would show a pattern in most of these worlds


def test_a_pattern_among_noise_is_told_and_stands_first() -> None:
    real = look_of("criterion", "fit", [True] * 40 + [False] * 20, [True] * 12 + [False] * 48)

    found = judged([*noise(Random(3)), real])

    assert [(one.look.label, one.verdict) for one in found if one.is_pattern] == [("fit", "more")]
    assert found[0].look is real


def test_too_few_deals_are_no_noise_but_too_few() -> None:
    """Eight of eight against none of seven: one more is needed."""
    [found] = judged([look_of("criterion", "fit", [True] * 8, [False] * 7)])

    assert (found.verdict, found.between) == ("few", None)


def test_what_was_picked_because_it_stands_out_needs_more() -> None:
    """8 of 9 against 3 of 9: a chance of 0.0498 by itself; as one of three reasons 0.149."""
    look = look_of("price", "Rivalo", [True] * 8 + [False], [True] * 3 + [False] * 6)
    picked = Look(look.what, look.label, look.having, look.lacking, picked_of=3)

    assert [one.verdict for one in (*judged([look]), *judged([picked]))] == ["more", "noise"]


@pytest.mark.django_db
def test_answers_count_as_they_stood_when_the_deal_ended(
    ana: User, cleo: User, ended: Callable[..., Opportunity]
) -> None:
    """Nine won with Yes, nine lost with No; after the end somebody turned every No into Yes."""
    won, lost = ended("Won"), ended()
    for number in range(18):
        deal = won if number < 9 else lost
        if number not in {0, 9}:
            deal.pk, deal.external_id = None, None
            deal.save()
        _answered(deal, is_yes=number < 9)
        StrategyChoice.objects.create(opportunity=deal, type="frontal", goal="Win", chosen_at=NOW - timedelta(days=9))

    found = contrasts_for(ana)

    told = [(one.look.what, one.look.having.hits, one.look.having.n, one.verdict) for one in found.patterns]
    assert ("criterion", 9, 9, "more") in told
    assert {what for what, *_rest in told} == {"criterion"}  # one answer makes no section good; all had one strategy
    assert found.n == 18
    assert contrasts_for(cleo).n == 0
    page = client_for(ana).get(reverse("outcomes")).content.decode()
    assert "won more often" in page


def _answered(deal: Opportunity, *, is_yes: bool) -> None:
    before, after = NOW - timedelta(days=9), NOW + timedelta(days=1)
    begun = Assessment.objects.create(opportunity=deal, template="four-questions", created_at=before, changed_at=before)
    said = {"assessment": begun, "question": "fit", "at": before}
    if is_yes:
        Answer.objects.create(**said, value="yes")
    else:
        Answer.objects.create(**said, value="no", superseded_at=after)
        Answer.objects.create(**{**said, "at": after}, value="yes")
