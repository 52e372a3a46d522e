"""Two people set the same thing up at one moment: the second builds on what the first did, or is told why not.

What is read first and written then belongs to several records; a row of each is locked before the reading. Without that
lock PostgreSQL lets both read the same, which the negative controls show; on SQLite one transaction writes at a time.
"""

import time
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from tests.cast import NOW
from tests.nerves.at_once import at_once
from trimtab.core.models import Organisation
from trimtab.opportunities.actions import create_stage, remap_stage
from trimtab.opportunities.actions import stages as stage_actions
from trimtab.opportunities.models import Process, Stage, StageRemapping
from trimtab.people import actions as people_actions
from trimtab.people.actions import create_team, move_team
from trimtab.people.models import Team, User
from trimtab.rhythm.actions import Proposed, adopt_split, withdraw_plan
from trimtab.rhythm.actions import targets as target_actions
from trimtab.rhythm.models import Quota, TargetLine, TargetPlan

pytestmark = pytest.mark.django_db(transaction=True)
only_where_two_write = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite lets one transaction write at a time"
)
BETWEEN = 0.5  # seconds in which both have read what was there, and neither has ended


def told(call: Callable[[], object]) -> Callable[[], str]:
    """What somebody is told: "done", or why not."""

    def answer() -> str:
        try:
            call()
        except ValidationError as error:
            return " ".join(error.messages)
        except IntegrityError:
            return "two rows where there may be one"
        return "done"

    return answer


def without_lock(monkeypatch: pytest.MonkeyPatch, module: Any) -> None:
    """Nothing is locked, and each stays in its transaction for a moment once it has written."""
    record = module.record_event

    def record_later(*arguments: object, **more: object) -> None:
        time.sleep(BETWEEN)
        record(*arguments, **more)

    monkeypatch.setattr(module, "lock_all", lambda *_rows: None)
    monkeypatch.setattr(module, "record_event", record_later)


# The target of a quarter is split by two people.


def splits(ana: User, dov: User) -> list[str]:
    period = Organisation.get().calendar.containing(NOW.date(), "quarter")

    def split(amount: int) -> Callable[[], str]:
        common: dict[str, Any] = {"total": Decimal(amount), "currency": "EUR", "parameters": {}}
        lines = [Proposed(ana, Decimal(amount), {})]
        return told(lambda: adopt_split(period, lines, **common, by=dov, now=NOW))

    return at_once([split(100), split(200)])


def test_a_target_that_two_split_is_one_target_and_the_other_is_kept(
    organisation: Organisation, ana: User, dov: User
) -> None:
    assert splits(ana, dov) == ["done", "done"]

    last = TargetPlan.objects.latest("pk")
    standing = Quota.objects.get(user=ana)
    assert standing.amount == last.total
    kept = TargetLine.objects.get(plan=last).before
    assert [Decimal(one["amount"]) for one in kept] == [Decimal(300) - last.total]


def test_what_two_split_is_taken_back_one_after_the_other(organisation: Organisation, ana: User, dov: User) -> None:
    splits(ana, dov)
    first, last = TargetPlan.objects.order_by("pk")

    answers = at_once(
        [
            told(lambda: withdraw_plan(last, by=dov, now=NOW)),
            told(lambda: withdraw_plan(first, by=dov, now=NOW)),
        ]
    )

    assert answers[0] == "done"
    if answers[1] != "done":
        assert "A later plan holds for somebody in it." in answers[1]
        assert Quota.objects.get(user=ana).amount == first.total
    else:
        assert not Quota.objects.filter(user=ana).exists()


@only_where_two_write
def test_without_the_lock_the_second_split_fails(
    organisation: Organisation, ana: User, dov: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert connection.vendor == "postgresql"
    without_lock(monkeypatch, target_actions)

    assert "two rows where there may be one" in splits(ana, dov)


# Two teams are put below each other.


def moves(north: Team, south: Team, dov: User) -> list[str]:
    within = create_team(name="South-West", parent=south, by=dov, now=NOW)
    return at_once(
        [
            told(lambda: move_team(north, parent=Team.objects.get(pk=within.pk), by=dov, now=NOW)),
            told(lambda: move_team(south, parent=Team.objects.get(pk=north.pk), by=dov, now=NOW)),
        ]
    )


def test_teams_that_two_put_below_each_other_stay_a_tree(north: Team, south: Team, dov: User) -> None:
    answers = moves(north, south, dov)

    assert sorted(answers) == ["A team cannot stand below itself.", "done"]
    for team in Team.objects.select_related("parent"):
        assert team.path == f"{team.parent.path if team.parent else '/'}{team.pk}/"


@only_where_two_write
def test_without_the_lock_two_teams_stand_below_each_other(
    north: Team, south: Team, dov: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_lock(monkeypatch, people_actions)

    assert moves(north, south, dov) == ["done", "done"]
    assert Team.objects.get(pk=north.pk).parent != south.parent
    assert Team.objects.get(pk=south.pk).parent == north


# A stage is read as another one, which is read as a third.


def remappings(process: Process, dov: User) -> list[str]:
    add = partial(create_stage, process, kind=Stage.Kind.OPEN, by=dov, now=NOW)
    one, two, three = add(name="Demo"), add(name="Trial"), add(name="Pilot")
    return at_once(
        [
            told(lambda: remap_stage(one, two, by=dov, now=NOW)),
            told(lambda: remap_stage(two, three, by=dov, now=NOW)),
        ]
    )


def chained() -> bool:
    """Whether a stage is read as one that is itself read as another."""
    read = StageRemapping.objects.values("stage")
    return Stage.objects.filter(pk__in=StageRemapping.objects.values("into")).filter(pk__in=read).exists()


def test_a_stage_is_never_read_as_one_that_is_read_as_another(process: Process, dov: User) -> None:
    answers = remappings(process, dov)

    assert answers.count("done") == 1
    assert "Undo that first." in "".join(answers)
    assert not chained()


@only_where_two_write
def test_without_the_lock_a_stage_is_read_through_two(
    process: Process, dov: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_lock(monkeypatch, stage_actions)

    assert remappings(process, dov) == ["done", "done"]
    assert chained()
