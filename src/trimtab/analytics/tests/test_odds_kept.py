"""The lesson of a night, kept beside the extracts and read by pages."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from django.conf import settings

from trimtab.analytics.extracts import read_manifest, refresh_extracts
from trimtab.analytics.extracts.manifest import Manifest
from trimtab.analytics.models import OddsLesson
from trimtab.analytics.odds.keeping import LearningUnderWay, alone
from trimtab.analytics.odds.reading import all_chances, model_card, odds_of, odds_of_many, similar_to
from trimtab.analytics.odds.refreshing import is_due, refresh_odds
from trimtab.analytics.odds.scoring import score
from trimtab.analytics.odds.verifying import FeaturesDiffer, require_features, verify_features
from trimtab.analytics.tests.world import change, day, opportunity
from trimtab.core.models import Organisation
from trimtab.opportunities.models import Opportunity, Process
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def pipeline(process: Process, ana: User, *, closed: int, still_open: int = 4, won_of: int = 3) -> list[Opportunity]:
    """Deals that ended a month after they began, one of so many won (0: none), and a few that are still open."""
    first = day("2026-01-05")
    for number in range(closed):
        opened = first + timedelta(days=2 * number)
        made = opportunity(f"Closed {number}", owner=ana, process=process, opened=opened, amount=1000 + number)
        stage = process.stages.get(name="Won" if won_of and number % won_of == 0 else "Lost")
        change(made, at=opened + timedelta(days=30), stage=stage.pk)
        Opportunity.objects.filter(pk=made.pk).update(
            stage=stage, status=stage.kind, closed_at=opened + timedelta(days=30)
        )
    return [
        opportunity(f"Open {number}", owner=ana, process=process, opened=day("2026-11-01"), amount=5000)
        for number in range(still_open)
    ]


def extracts(now: datetime = NOW) -> tuple[Path, Manifest]:
    refresh_extracts(folder=settings.EXTRACTS, now=now)
    manifest = read_manifest(settings.EXTRACTS)
    assert manifest is not None
    return settings.EXTRACTS, manifest


def learned() -> tuple[Path, OddsLesson]:
    folder, manifest = extracts()
    return folder, refresh_odds(folder, manifest, now=NOW, memory="256MB")


def test_chances_of_an_open_deal_are_one_together(organisation: Organisation, process: Process, ana: User) -> None:
    asked, *_others = pipeline(process, ana, closed=40)

    folder, _lesson = learned()

    odds = odds_of(folder, asked.pk)
    assert odds is not None
    assert set(odds.by) == {"this_quarter", "next_quarter", "days_90"}
    for chance in odds.by.values():
        assert chance.won + chance.lost + (chance.dark or 0) + chance.open == pytest.approx(1, abs=1e-6)
        assert 0 <= chance.low <= chance.won <= chance.high <= 1
    assert odds.by["this_quarter"].won < odds.by["next_quarter"].won <= odds.by["days_90"].eventual + 1e-9


def test_a_closed_deal_has_no_odds(organisation: Organisation, process: Process, ana: User) -> None:
    pipeline(process, ana, closed=10)
    folder, _lesson = learned()

    assert odds_of(folder, Opportunity.objects.filter(status="won").first().pk) is None  # type: ignore[union-attr]


def test_the_first_deal_gets_what_is_usual_with_a_wide_interval(
    organisation: Organisation, process: Process, ana: User
) -> None:
    (only,) = pipeline(process, ana, closed=0, still_open=1)

    folder, lesson = learned()

    odds, card = odds_of(folder, only.pk), model_card(folder)
    assert odds is not None
    assert card is not None
    assert (card.state, card.needs) == ("no_history", 60)
    assert odds.by["days_90"].high - odds.by["days_90"].low > 0.25
    assert lesson.card["state"] == "no_history"


def test_all_lost_says_little_chance_and_does_not_fail(organisation: Organisation, process: Process, ana: User) -> None:
    asked, *_others = pipeline(process, ana, closed=40, won_of=0)

    folder, _lesson = learned()

    odds = odds_of(folder, asked.pk)
    assert odds is not None
    assert odds.by["days_90"].won < 0.15


def test_the_card_says_how_it_did_beside_the_rate(organisation: Organisation, process: Process, ana: User) -> None:
    pipeline(process, ana, closed=130)

    folder, lesson = learned()

    card = model_card(folder)
    assert card is not None
    assert card.decided > 60
    assert {"trimtab", "stages", "base"} <= set(card.measures)
    assert (OddsLesson.objects.get().seed, lesson.extract) == (card.seed, read_manifest(folder).version)  # type: ignore[union-attr]


def test_similar_deals_are_past_ones_with_their_end(organisation: Organisation, process: Process, ana: User) -> None:
    asked, *_others = pipeline(process, ana, closed=40)
    folder, _lesson = learned()

    found = similar_to(folder, asked.pk)

    assert len(found) == 10
    assert {one.opp_id for one in found} <= set(Opportunity.objects.exclude(status="open").values_list("pk", flat=True))


def test_many_are_read_at_once_and_all_as_columns(organisation: Organisation, process: Process, ana: User) -> None:
    made = pipeline(process, ana, closed=20)
    folder, _lesson = learned()

    assert set(odds_of_many(folder, [one.pk for one in made])) == {one.pk for one in made}
    assert all_chances(folder, "days_90")["opp_id"].tolist() == sorted(one.pk for one in made)


def test_nothing_is_told_before_anything_was_learned(own_extracts: Path) -> None:
    assert (model_card(own_extracts), odds_of(own_extracts, 1), odds_of_many(own_extracts, [1])) == (None, None, {})
    assert is_due(own_extracts, now=NOW)


def test_it_is_learned_once_a_day_and_by_one_process(organisation: Organisation, process: Process, ana: User) -> None:
    pipeline(process, ana, closed=10)
    folder, _lesson = learned()

    assert not is_due(folder, now=NOW + timedelta(hours=23))
    assert is_due(folder, now=NOW + timedelta(hours=25))
    with alone(folder), pytest.raises(LearningUnderWay):
        refresh_odds(folder, read_manifest(folder), now=NOW, memory="256MB")  # type: ignore[arg-type]


def test_a_day_in_the_past_is_scored_with_what_was_known_then(
    organisation: Organisation, process: Process, ana: User
) -> None:
    pipeline(process, ana, closed=40)
    folder, manifest = extracts()

    scored = score(folder, manifest, as_of=day("2026-02-01").date(), until=None, memory="256MB")

    open_then = Opportunity.objects.filter(opened_at__lt=day("2026-02-01"), closed_at__gt=day("2026-02-01"))
    assert [row["opp_id"] for row in scored.rows()] == list(open_then.order_by("pk").values_list("pk", flat=True))
    assert scored.learned.model.decided_ == 0
    assert scored.days == 90


def test_features_built_anew_from_history_are_the_same(organisation: Organisation, process: Process, ana: User) -> None:
    pipeline(process, ana, closed=60)
    folder, manifest = extracts()

    found = verify_features(folder, manifest, now=NOW, memory="256MB", parts=1)

    assert found.opportunities > 0
    assert found.is_well, found.differing


def test_a_rewritten_past_is_found_and_named(organisation: Organisation, process: Process, ana: User) -> None:
    pipeline(process, ana, closed=60)
    folder, manifest = extracts()
    for path in (folder / manifest.name / "versions").glob("*.parquet"):
        with duckdb.connect(":memory:") as duck:
            duck.execute(f"CREATE TABLE rows AS SELECT * REPLACE (close_on + 9 AS close_on) FROM '{path}'")
            path.unlink()
            duck.execute(f"COPY rows TO '{path}' (FORMAT parquet)")

    found = verify_features(folder, manifest, now=NOW, memory="256MB", parts=1)

    assert {name for names in found.differing.values() for name in names} >= {"days_due"}
    with pytest.raises(FeaturesDiffer, match="days_due"):
        require_features(folder, manifest, now=NOW, memory="256MB", parts=1)
