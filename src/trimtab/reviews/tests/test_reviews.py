"""A review of a deal: who moves it, what is said when, what becomes of it."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.cast import NOW
from trimtab.accounts.models import Account
from trimtab.core.models import Event, Organisation
from trimtab.objectives.models import Action
from trimtab.opportunities.models import Opportunity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User
from trimtab.reviews import actions
from trimtab.reviews.models import Commitment, Post, Review, Skip
from trimtab.reviews.phases import LIVE, OPEN, SHARES, kinds_in, phase_after, timer_of
from trimtab.reviews.queries import kept_rates, last_reviews

pytestmark = pytest.mark.django_db
Kind, Phase = Post.Kind, Review.Phase
TODAY = NOW.date()


@pytest.fixture
def turbines(ana: User, acme: Account, process: Process, organisation: Organisation) -> Opportunity:
    return deal("Turbines", owner=ana, process=process, account=acme, close_on=date(2027, 1, 15))


def planned(
    opportunity: Opportunity, *, coach: User | None, by: User, phase: Review.Phase = Phase.PREPARED, mode: str = "live"
) -> Review:
    fields: dict[str, object] = {"mode": mode, "starts_at": NOW, "minutes": 90}
    made = actions.plan_review(opportunity, fields=fields, coach=coach, by=by, now=NOW)
    Review.objects.filter(pk=made.pk).update(phase=phase)
    made.refresh_from_db()
    return made


def closed(opportunity: Opportunity, *, by: User, now: datetime) -> Review:
    made = planned(opportunity, coach=by, by=by, phase=Phase.COMMIT)
    return actions.close_review(made, decision="go_on", record="", next_on=None, by=by, now=now)


def test_only_the_coach_moves_a_review_through_its_phases(turbines: Opportunity, ana: User, ben: User) -> None:
    """Screen check 16: presenter, coach, two reviewers; phases advance by the coach only."""
    review = planned(turbines, coach=ben, by=ana)

    with pytest.raises(PermissionDenied):
        actions.advance_review(review, seen="prepared", by=ana, now=NOW)
    passed = [actions.advance_review(review, seen=phase, by=ben, now=NOW).phase for phase in LIVE[:-1]]

    assert passed == list(LIVE[1:])
    with pytest.raises(ValidationError):
        actions.advance_review(review, seen="commit", by=ben, now=NOW)


def test_pressing_twice_moves_it_once(turbines: Opportunity, ana: User, ben: User) -> None:
    review = planned(turbines, coach=ben, by=ana)

    for _press in range(2):
        actions.advance_review(review, seen="prepared", by=ben, now=NOW)

    assert Review.objects.get().phase == Phase.UNDERSTAND
    assert Event.objects.filter(verb="review.advanced").count() == 1


@pytest.mark.parametrize("phase", LIVE)
def test_each_phase_hears_its_own_kinds_only(phase: Review.Phase, turbines: Opportunity, ana: User, ben: User) -> None:
    review = planned(turbines, coach=ben, by=ana, phase=phase)
    allowed = set(kinds_in(review))

    for kind in Kind:
        if kind in allowed:
            actions.add_post(review, kind=kind, text="So it is.", by=ana, now=NOW)
        else:
            with pytest.raises(ValidationError):
                actions.add_post(review, kind=kind, text="So it is.", by=ana, now=NOW)

    assert set(Post.objects.values_list("kind", flat=True)) == allowed


def test_a_vulnerability_without_a_name_leads_to_nobody(turbines: Opportunity, ana: User, ben: User) -> None:
    review = planned(turbines, coach=ben, by=ana, phase=Phase.VULNERABILITIES)
    later = NOW + timedelta(minutes=17, seconds=3)

    post = actions.add_post(review, kind=Kind.VULNERABILITY, text="Price", is_anonymous=True, by=ana, now=later)

    event = Event.objects.get(verb="review.said")
    assert (post.by, post.at, event.by_id, event.by_name, event.at) == (None, NOW, None, "", NOW)
    with pytest.raises(ValidationError):
        actions.add_post(review, kind=Kind.STRENGTH, text="Us", is_anonymous=True, by=ana, now=NOW)


def test_sharing_counts_once_for_each_person(turbines: Opportunity, ana: User, ben: User) -> None:
    review = planned(turbines, coach=ben, by=ana, phase=Phase.STRENGTHS)
    post = actions.add_post(review, kind=Kind.STRENGTH, text="Their engineers like us.", by=ana, now=NOW)

    for person in (ana, ana, ben):
        actions.like_post(post, is_on=True, by=person, now=NOW)
    actions.like_post(post, is_on=False, by=ben, now=NOW)

    assert list(post.likes.values_list("by", flat=True)) == [ana.pk]


def test_a_recommendation_becomes_one_action_that_knows_where_it_came_from(
    turbines: Opportunity, ana: User, ben: User
) -> None:
    review = planned(turbines, coach=ben, by=ana, phase=Phase.RECOMMENDATIONS)
    post = actions.add_post(review, kind=Kind.RECOMMENDATION, text="Meet finance", by=ben, now=NOW)

    made = [actions.take_recommendation(post, assignee=ana, due_on=TODAY, by=ana, now=NOW) for _twice in range(2)]

    assert made[0] == made[1] == Action.objects.get()
    assert (made[0].origin_record, made[0].origin_id, made[0].opportunity) == ("review_post", post.pk, turbines)
    with pytest.raises(ValidationError):
        actions.refuse_recommendation(post, reason="Too late", by=ana, now=NOW)


def test_nobody_learns_of_a_customer_by_being_invited(turbines: Opportunity, ana: User, ben: User, cleo: User) -> None:
    review = planned(turbines, coach=ben, by=ana)

    with pytest.raises(ValidationError):
        actions.add_participant(review, user=cleo, role="reviewer", by=ana, now=NOW)


def test_a_new_coach_takes_over(turbines: Opportunity, ana: User, ben: User, eva: User) -> None:
    review = planned(turbines, coach=ben, by=ana)

    actions.add_participant(review, user=eva, role="coach", by=ana, now=NOW)

    roles = dict(review.participants.values_list("user__name", "role"))
    assert roles == {"Ana": "presenter", "Ben": "reviewer", "Eva": "coach"}


def test_a_second_review_waits_for_the_first(turbines: Opportunity, ana: User) -> None:
    review = planned(turbines, coach=None, by=ana)

    with pytest.raises(ValidationError):
        planned(turbines, coach=None, by=ana)
    actions.call_review_off(review, by=ana, now=NOW)

    assert planned(turbines, coach=None, by=ana).is_open


def test_over_a_day_everybody_writes_at_once(turbines: Opportunity, ana: User, ben: User) -> None:
    review = planned(turbines, coach=ben, by=ana, mode="open")

    begun = actions.advance_review(review, seen="prepared", by=ben, now=NOW + timedelta(hours=1))

    assert [phase_after(Review(mode="open", phase=one)) for one in OPEN] == [Phase.GATHER, Phase.COMMIT, None]
    assert set(kinds_in(begun)) == set(Kind)
    assert begun.ends_at == NOW + timedelta(hours=25)


def test_a_shorter_review_shortens_every_phase_and_drops_none() -> None:
    timers = {
        minutes: [timer_of(Review(minutes=minutes, phase=phase, phase_at=NOW)) for phase in SHARES]
        for minutes in (90, 45, 15)
    }

    assert [one.minutes for one in timers[90] if one] == [20, 15, 10, 20, 15, 10]
    assert [one.minutes for one in timers[45] if one] == [10, 8, 5, 10, 8, 5]
    assert all(one and one.minutes >= 1 for one in timers[15])


def test_a_promise_is_looked_at_by_the_system(turbines: Opportunity, ana: User, ben: User) -> None:
    """Kept as soon as it is true, broken the day after, unknown as long as nothing shows it."""
    review = planned(turbines, coach=ben, by=ana, phase=Phase.COMMIT)
    seen = {"owner": ana, "due_on": TODAY, "signal": "reviews_last"}
    true, false = (
        actions.add_commitment(review, fields=seen | {"text": test, "test": test, "value": "3"}, by=ben, now=NOW)
        for test in ("at_most", "at_least")
    )
    word = actions.add_commitment(review, fields={"text": "Said", "owner": ana, "due_on": TODAY}, by=ben, now=NOW)

    assert actions.settle_commitments(today=TODAY, now=NOW) == 0  # never reviewed: not known
    actions.close_review(review, decision="go_on", record="", next_on=None, by=ben, now=NOW)
    assert actions.settle_commitments(today=TODAY, now=NOW) == 1
    assert actions.settle_commitments(today=TODAY + timedelta(days=1), now=NOW) == 1

    found = {one.text: (one.kept_on, one.broken_on) for one in Commitment.objects.all()}
    assert found[true.text] == (TODAY, None)
    assert found[false.text] == (None, TODAY + timedelta(days=1))
    assert found[word.text] == (None, None)


def test_the_system_never_changes_what_a_person_said(turbines: Opportunity, ana: User, ben: User) -> None:
    review = closed(turbines, by=ben, now=NOW)
    fields = {"text": "x", "owner": ana, "due_on": TODAY, "signal": "reviews_last", "test": "at_most", "value": "3"}
    made = actions.add_commitment(review, fields=fields, by=ben, now=NOW)

    actions.judge_commitment(made, is_kept=False, by=ben, today=TODAY, now=NOW)

    assert actions.settle_commitments(today=TODAY, now=NOW) == 0
    assert Commitment.objects.get().broken_on == TODAY


def test_a_kept_rate_needs_eight_promises(turbines: Opportunity, ana: User, ben: User) -> None:
    review = closed(turbines, by=ben, now=NOW)
    for number in range(8):
        fields = {"text": str(number), "owner": ana, "due_on": TODAY}
        made = actions.add_commitment(review, fields=fields, by=ben, now=NOW)
        if number == 7:
            assert kept_rates([ana.pk], since=TODAY)[0].share.value is None
        actions.judge_commitment(made, is_kept=number < 6, by=ben, today=TODAY, now=NOW)

    rate = kept_rates([ana.pk], since=TODAY)[0].share

    assert (rate.n, rate.hits, rate.value) == (8, 6, 0.75)
    assert rate.interval
    assert rate.interval[0] < 0.75 < rate.interval[1]


def test_what_was_skipped_was_not_reviewed_and_counts_once_a_day(turbines: Opportunity, ben: User) -> None:
    back = [actions.skip_reviews([turbines], minutes=30, today=TODAY, by=ben, now=NOW) for _twice in range(2)]

    assert back == [30, 0]
    assert last_reviews([turbines.pk]) == {}
    assert Skip.objects.count() == 1


def test_a_reader_speaks_only_when_invited(turbines: Opportunity, ana: User, ben: User, north: object) -> None:
    gus = User.objects.create_user(
        "gus@example.com", "a long password", name="Gus", role="seller", team=north, sees="team"
    )
    review = planned(turbines, coach=ben, by=ana, phase=Phase.STRENGTHS)
    with pytest.raises(PermissionDenied):
        actions.add_post(review, kind=Kind.STRENGTH, text="Yes", by=gus, now=NOW)

    actions.add_participant(review, user=gus, role="reviewer", perspective="user", by=ana, now=NOW)

    assert actions.add_post(review, kind=Kind.STRENGTH, text="Yes", by=gus, now=NOW).by == gus
