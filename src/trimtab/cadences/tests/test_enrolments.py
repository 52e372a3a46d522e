"""Following contacts up: attempts become actions, stop by themselves, and leave alone who wants to be."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.cast import NOW
from trimtab.accounts.models import Account, Contact
from trimtab.cadences.actions import (
    archive_cadence,
    enrol,
    lift_refusal,
    log_touch,
    note_answers,
    refuse_contact,
    stop_enrolment,
)
from trimtab.cadences.models import Cadence, Enrolment
from trimtab.cadences.tests import builders
from trimtab.cadences.tests.builders import activity, cadence, contact, followed
from trimtab.core.models import Organisation
from trimtab.objectives.models import Action
from trimtab.objectives.queries import actions_due
from trimtab.opportunities.models import Activity, Process
from trimtab.opportunities.tests.builders import deal
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def kim(acme: Account, organisation: Organisation) -> Contact:
    return contact(acme)


@pytest.fixture
def quiet(eva: User) -> Cadence:
    return cadence(eva)


def test_the_first_attempt_is_among_the_actions_of_today(ana: User, kim: Contact, quiet: Cadence) -> None:
    followed(kim, quiet, ana)

    due = actions_due(ana, today=TODAY)

    assert [one.subject for one in due] == ["Follow-up 1, E-mail: Kim Keller"]
    assert due[0].note == "Hello"


def test_an_attempt_is_logged_and_the_next_one_comes_after_its_days(ana: User, kim: Contact, quiet: Cadence) -> None:
    made = followed(kim, quiet, ana)

    log_touch(made, channel="email", result="nothing", by=ana, now=NOW)

    made.refresh_from_db()
    logged = Activity.objects.get()
    assert (logged.kind, logged.direction, logged.account) == ("email", "out", kim.account)
    assert list(logged.parties.values_list("contact", flat=True)) == [kim.pk]
    assert made.next_on == TODAY + timedelta(days=3)
    assert list(Action.objects.order_by("pk").values_list("status", flat=True)) == ["done", "to_do"]


def test_after_the_last_attempt_it_is_finished(ana: User, kim: Contact, quiet: Cadence) -> None:
    made = followed(kim, quiet, ana)
    for number in range(3):
        log_touch(made, channel="email", result="nothing", by=ana, now=NOW + timedelta(days=number))

    made.refresh_from_db()
    assert (made.made, made.ended_because, made.action) == (3, "finished", None)
    with pytest.raises(ValidationError, match="has ended"):
        log_touch(made, channel="email", result="nothing", by=ana, now=NOW)


def test_a_button_pressed_twice_makes_one_attempt(ana: User, kim: Contact, quiet: Cadence) -> None:
    made = followed(kim, quiet, ana)

    first = log_touch(made, channel="email", result="nothing", number=1, by=ana, now=NOW)
    again = log_touch(made, channel="email", result="nothing", number=1, by=ana, now=NOW)

    assert first is not None
    assert again is None
    assert Activity.objects.count() == 1


def test_an_answer_stops_it_and_is_logged_as_one(ana: User, kim: Contact, quiet: Cadence) -> None:
    made = followed(kim, quiet, ana)

    log_touch(made, channel="email", result="reply", by=ana, now=NOW)

    made.refresh_from_db()
    assert made.ended_because == "reply"
    assert sorted(Activity.objects.values_list("direction", flat=True)) == ["in", "out"]


def test_a_call_that_is_answered_is_one_activity_together(ana: User, kim: Contact, quiet: Cadence) -> None:
    log_touch(followed(kim, quiet, ana), channel="phone", result="reply", by=ana, now=NOW)

    assert list(Activity.objects.values_list("kind", "direction")) == [("call", "mutual")]


def test_a_meeting_stops_it_unless_it_is_said_otherwise(ana: User, eva: User, acme: Account, kim: Contact) -> None:
    goes_on = followed(kim, cadence(eva, stop_on_meeting=False), ana)

    log_touch(goes_on, channel="phone", result="meeting", by=ana, now=NOW)

    goes_on.refresh_from_db()
    assert goes_on.is_open


def test_who_complains_is_left_alone_until_it_is_lifted_for_a_reason(ana: User, kim: Contact, quiet: Cadence) -> None:
    made = followed(kim, quiet, ana)
    log_touch(made, channel="email", result="complaint", note="Stop it", by=ana, now=NOW)
    made.refresh_from_db()
    with pytest.raises(ValidationError, match="left alone: complained"):
        followed(kim, quiet, ana)
    refusal = kim.refusals.get()
    with pytest.raises(ValidationError, match="Say why"):
        lift_refusal(refusal, because="", by=ana, now=NOW)

    lift_refusal(refusal, because="Wrote to us", by=ana, now=NOW)

    assert made.ended_because == "complaint"
    assert followed(kim, quiet, ana).is_open


def test_a_refusal_ends_what_runs_and_drops_its_action(ana: User, kim: Contact, quiet: Cadence) -> None:
    made = followed(kim, quiet, ana)

    refuse_contact(kim, kind="opt_out", by=ana, now=NOW)

    made.refresh_from_db()
    assert made.ended_because == "opt_out"
    assert Action.objects.get().status == "dropped"


def test_one_contact_is_in_one_cadence_at_a_time(ana: User, kim: Contact, quiet: Cadence) -> None:
    followed(kim, quiet, ana)

    with pytest.raises(ValidationError, match="followed up already"):
        followed(kim, quiet, ana)


def test_who_is_gone_and_what_is_archived_is_not_followed_up(
    ana: User, eva: User, acme: Account, quiet: Cadence, organisation: Organisation
) -> None:
    gone = contact(acme, "Lee")
    gone.left_on = TODAY
    gone.save()
    with pytest.raises(ValidationError, match="not there any more"):
        followed(gone, quiet, ana)
    archive_cadence(quiet, by=eva, now=NOW)

    with pytest.raises(ValidationError, match="not in use any more"):
        followed(contact(acme), quiet, ana)


def test_a_stranger_follows_nobody_up(cleo: User, kim: Contact, quiet: Cadence) -> None:
    with pytest.raises(PermissionDenied):
        followed(kim, quiet, cleo)


def test_an_opportunity_of_another_account_is_refused(
    ana: User, kim: Contact, quiet: Cadence, process: Process, organisation: Organisation
) -> None:
    other = deal("Other", owner=ana, process=process)

    with pytest.raises(ValidationError, match="another account"):
        enrol(kim, quiet, person=ana, begin_on=TODAY, opportunity=other, by=ana, now=NOW)


def test_giving_up_needs_a_reason(ana: User, kim: Contact, quiet: Cadence) -> None:
    made = followed(kim, quiet, ana)
    with pytest.raises(ValidationError, match="Say why"):
        stop_enrolment(made, because="given_up", by=ana, now=NOW)

    stop_enrolment(made, because="given_up", note="Bought elsewhere", by=ana, now=NOW)

    made.refresh_from_db()
    assert (made.ended_because, made.note) == ("given_up", "Bought elsewhere")
    assert Action.objects.get().status == "dropped"


def test_nights_end_what_was_answered_elsewhere(ana: User, acme: Account, kim: Contact, quiet: Cadence) -> None:
    made = followed(kim, quiet, ana, now=NOW - timedelta(days=5))
    silent = followed(contact(acme, "Lee"), quiet, ana, now=NOW - timedelta(days=5))
    activity(7, kim=silent.contact, part="from", account=acme, direction="in")  # before it began
    activity(2, kim=kim, part="from", account=acme, direction="in")

    assert note_answers(now=NOW) == 1

    made.refresh_from_db()
    silent.refresh_from_db()
    assert made.ended_because == "reply"
    assert silent.is_open


def test_attempts_of_ours_are_no_answers(ana: User, kim: Contact, quiet: Cadence) -> None:
    log_touch(followed(kim, quiet, ana), channel="email", result="nothing", by=ana, now=NOW)

    assert note_answers(now=NOW + timedelta(days=1)) == 0


def test_everybody_of_a_merge_stays_and_one_is_stopped(ana: User, acme: Account, kim: Contact, quiet: Cadence) -> None:
    """Two contacts who turn out to be one may both be followed up; nothing is lost, and a refusal ends both."""
    other = followed(builders.contact(acme, "Kim K."), quiet, ana)
    followed(kim, quiet, ana)
    Enrolment.objects.filter(pk=other.pk).update(contact=kim)

    refuse_contact(kim, kind="complaint", by=ana, now=NOW)

    assert list(Enrolment.objects.values_list("ended_because", flat=True)) == ["complaint", "complaint"]
