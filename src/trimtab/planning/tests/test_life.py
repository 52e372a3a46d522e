"""Whether a plan lives: decay, cadence, the page of twelve lines, the archive by itself."""

from datetime import date, timedelta

import pytest

from tests.cast import NOW
from trimtab.accounts.models import Account
from trimtab.core.models import Event
from trimtab.opportunities.actions import log_activity
from trimtab.people.models import User
from trimtab.planning.actions import hold_review, keep_night
from trimtab.planning.cadence import Life, life_of
from trimtab.planning.completeness import completeness_of
from trimtab.planning.models import Plan, PlanSnapshot
from trimtab.planning.neighbours import Deeds
from trimtab.planning.page_lines import MOST_LINES, PageLine, Shown, lines_of
from trimtab.planning.tests.builders import plan_of, reach_of

TODAY = date(2026, 11, 20)


def life(*, today: date = TODAY, touched_on: date = TODAY, **signs: date | None) -> Life:
    return Life(signs, touched_on, date(2026, 6, 1), 30, today, Deeds(), (), 0, 0, 0)


def life_now(plan: Plan, user: User) -> Life:
    return life_of(reach_of(Plan.objects.get(pk=plan.pk)), now=NOW, user=user)


def page(plan: Plan, user: User) -> list[PageLine]:
    found = life_now(plan, user)
    return lines_of(Shown(reach_of(plan), found, completeness_of(reach_of(plan)), None))


def meeting(account: Account, *, days: int, by: User, kind: str = "meeting") -> None:
    log_activity(
        fields={"kind": kind, "subject": f"In {days}", "at": NOW + timedelta(days=days)},
        account=account,
        by=by,
        now=NOW,
    )


def test_the_decay_meter_by_hand() -> None:
    """0.4 × ½ + 0.3 + 0.2 × ¼ + 0 = 0.55."""
    found = life(meeting=TODAY - timedelta(days=30), action=TODAY, review=TODAY - timedelta(days=60), research=None)

    assert found.strength == pytest.approx(0.55)


def test_a_review_is_missed_the_day_after_it_was_due() -> None:
    on_time = life(review=TODAY - timedelta(days=30))
    late = life(review=TODAY - timedelta(days=33))

    assert (on_time.review_overdue, late.review_overdue) == (0, 3)


def test_a_plan_is_warned_from_sixty_days_of_silence_and_counts_down() -> None:
    found = life(touched_on=TODAY - timedelta(days=70), meeting=TODAY - timedelta(days=75))

    assert (found.is_fading, found.archived_in) == (True, 20)


@pytest.mark.django_db
def test_a_plan_begun_today_tells_of_no_last_sign_of_life_and_of_no_points(acme: Account, ana: User) -> None:
    plan = plan_of(acme, by=ana)

    [before] = [line.text for line in page(plan, ana) if line.label == "Alive"]
    meeting(acme, days=-1, by=ana)
    [after] = [line.text for line in page(plan, ana) if line.label == "Alive"]

    assert before.startswith("No meeting, finished action, review or research yet; ")
    assert after.startswith("39 of 100: ")


@pytest.mark.django_db
def test_without_a_meeting_in_three_weeks_the_page_says_so(acme: Account, ana: User) -> None:
    plan = plan_of(acme, by=ana)
    meeting(acme, days=22, by=ana)
    meeting(acme, days=-1, by=ana)
    meeting(acme, days=3, by=ana, kind="email")

    lines = page(plan, ana)

    assert "No meeting in the next 21 days serves this plan." in [line.text for line in lines]


@pytest.mark.django_db
def test_meetings_ahead_are_counted_for_all_and_named_to_those_who_see_them(
    acme: Account, ana: User, cleo: User
) -> None:
    plan = plan_of(acme, by=ana)
    meeting(acme, days=5, by=ana)

    assert [str(one) for one in life_now(plan, ana).ahead] == ["In 5"]
    assert (life_now(plan, cleo).ahead, life_now(plan, cleo).ahead_count) == ((), 1)


@pytest.mark.django_db
def test_what_the_plan_changed_is_compared_with_as_many_days_before(acme: Account, ana: User) -> None:
    plan = plan_of(acme, by=ana)  # 18 days ago
    for days in (-1, -10, -17, -20, -60):
        meeting(acme, days=days, by=ana)

    found = life_now(plan, ana)

    assert (found.days_of_proof, found.met_since, found.met_before) == (18, 3, 1)


@pytest.mark.django_db
def test_the_page_has_twelve_lines_at_most(acme: Account, ana: User) -> None:
    plan = plan_of(acme, by=ana)
    for days in range(1, 15):
        meeting(acme, days=days, by=ana)

    assert 6 <= len(page(plan, ana)) <= MOST_LINES


@pytest.mark.django_db
def test_a_night_keeps_the_figures_once_and_archives_what_is_silent(acme: Account, ana: User) -> None:
    silent = plan_of(acme, by=ana, now=NOW - timedelta(days=90), name="Silent")
    lively = plan_of(acme, by=ana, now=NOW - timedelta(days=90), name="Lively")
    hold_review(lively, text="Go on.", by=ana, now=NOW - timedelta(days=89))

    first, second = keep_night(now=NOW), keep_night(now=NOW)

    silent.refresh_from_db()
    assert (silent.archived_why, [first.archived, second.archived]) == ("silence", [1, 0])
    assert Plan.objects.current().get() == lively
    assert lively.snapshots.filter(why=PlanSnapshot.Why.NIGHT).count() == 1
    event = Event.objects.get(verb="plan.archived")
    assert (event.by_id, event.after) == (None, {"why": "silence"})
