"""What people say of a period: kept for ever, adjusted beside it, and shown to the person first."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.cast import client_for
from trimtab.analytics.forecast.said import own_record, record_seen
from trimtab.analytics.tests.forecasts import current, kept, past_of
from trimtab.core.models import Event, Organisation
from trimtab.opportunities.models import Process
from trimtab.people.models import User
from trimtab.rhythm.models import BiasSharing, ForecastAdjustment, ForecastSubmission

pytestmark = pytest.mark.django_db
SUBMISSIONS = "/pipeline/forecast/submissions/"
PAGE = "/pipeline/forecast/"


def submit(user: User, **typed: str) -> int:
    """Submits through the form; the status."""
    return (
        client_for(user).post(SUBMISSIONS, {"commit": "1000", "best_case": "1500", "comment": "", **typed}).status_code
    )


def test_submission_keeps_what_was_computed_at_that_moment(ana: User, process: Process) -> None:
    past_of(ana, process=process)
    middle = kept()["nodes"][f"person:{ana.pk}"]["p50"]

    status = submit(ana, comment="Acme signs on Friday")

    made = ForecastSubmission.objects.get()
    assert status == 302
    assert (made.person, made.period, made.comment) == (ana, current(), "Acme signs on Friday")
    assert made.commit == 1000
    assert made.computed == Decimal(middle)
    assert Event.objects.get(verb="forecast.submitted").after["commit"] == "1000"


def test_a_second_submission_leaves_the_first_as_it_was(ana: User) -> None:
    submit(ana)
    submit(ana, commit="2000", best_case="2000")

    assert list(ForecastSubmission.objects.order_by("pk").values_list("commit", flat=True)) == [1000, 2000]
    body = client_for(ana).get(f"{SUBMISSIONS}{ForecastSubmission.objects.latest('pk').pk}/").content.decode()
    assert "1,000 EUR" in body
    assert "2,000 EUR" in body


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"commit": "much"}, "much"),
        ({"commit": "-5"}, "greater than or equal to 0"),
        ({"best_case": "500"}, "holds at least what is committed"),
        ({"comment": "x" * 2001}, "at most 2000 characters"),
    ],
)
def test_bad_input_shows_the_form_with_what_was_typed(ana: User, typed: dict[str, str], said: str) -> None:
    answer = client_for(ana).post(SUBMISSIONS, {"commit": "1000", "best_case": "", "comment": "", **typed})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not ForecastSubmission.objects.exists()


def test_a_period_that_is_over_takes_no_submission(ana: User) -> None:
    answer = client_for(ana).post(f"{SUBMISSIONS}?period=FY2020-Q1", {"commit": "1"})

    assert answer.status_code == 422
    assert "FY2020-Q1 is over." in answer.content.decode()


def test_operations_have_no_period_of_their_own(finn: User) -> None:
    assert submit(finn) == 403


def test_leader_adjusts_beside_what_was_said(ana: User, ben: User) -> None:
    submit(ana)
    submission = ForecastSubmission.objects.get()

    answer = client_for(ben).post(f"{SUBMISSIONS}{submission.pk}/adjustments/", {"commit": "700", "comment": "Legal"})

    submission.refresh_from_db()
    assert answer.status_code == 302
    assert submission.commit == 1000
    assert ForecastAdjustment.objects.get().commit == 700
    assert Event.objects.get(verb="forecast.adjusted").before == {"commit": "1000.00"}
    body = client_for(ben).get(PAGE, {"scope": "team"}).content.decode()
    assert "those who lead count on 700." in body


def test_adjustment_without_a_reason_shows_the_form_again(ana: User, ben: User) -> None:
    submit(ana)

    pk = ForecastSubmission.objects.get().pk
    answer = client_for(ben).post(f"{SUBMISSIONS}{pk}/adjustments/", {"commit": "700", "comment": " "})

    assert answer.status_code == 422
    assert not ForecastAdjustment.objects.exists()


def test_nobody_adjusts_the_own_submission_or_a_strangers(ana: User, ben: User, cleo: User) -> None:
    submit(ana)
    submit(ben)
    of_ana, of_ben = (ForecastSubmission.objects.get(person=person).pk for person in (ana, ben))

    def status(user: User, pk: int) -> int:
        return client_for(user).post(f"{SUBMISSIONS}{pk}/adjustments/", {"commit": "1", "comment": "x"}).status_code

    assert (status(ana, of_ana), status(ben, of_ben), status(cleo, of_ana)) == (403, 403, 404)
    assert not ForecastAdjustment.objects.exists()


def test_submission_older_than_a_week_is_marked(ana: User) -> None:
    submit(ana)
    ForecastSubmission.objects.update(submitted_at=timezone.now() - timedelta(days=8))

    body = client_for(ana).get(PAGE).content.decode()

    assert "stale" in body
    assert "1 is older than a week." in body


def test_record_of_submissions_is_shown_to_the_person_first(ana: User, ben: User, process: Process) -> None:
    past_of(ana, process=process)
    said_before(ana, quarters=3)
    kept()
    submit(ana)

    before = client_for(ben).get(PAGE, {"scope": "team"}).content.decode()
    own = client_for(ana).get(PAGE).content.decode()
    client_for(ana).post("/pipeline/forecast/record-sharing/")
    after = client_for(ben).get(PAGE, {"scope": "team"}).content.decode()
    own_after = client_for(ana).get(PAGE).content.decode()

    ran = "Over 3 periods submissions ran"
    assert (ran in before, ran in own, ran in after) == (False, True, True)
    assert BiasSharing.objects.get().person == ana
    assert ("Only you see this." in own, "Only you see this." in own_after) == (True, False)


def test_shared_record_is_for_those_who_lead_the_person_alone(
    ana: User, ben: User, finn: User, process: Process
) -> None:
    found = {"n": 3, "bias": 0.1, "bias_low": 0.05, "bias_high": 0.2, "own": 0.2, "computed": 0.1, "added": -0.1}
    document = {"judgements": {"own": {str(ana.pk): {**found, "added_low": -0.2, "added_high": 0.0}}}}

    told = {reader.name: record_seen(document, ana, reader=reader, sharing={ana.pk}) for reader in (ana, ben, finn)}

    assert told["Finn"] == ""  # operations see the submission, not how the person's own ran
    assert told["Ben"] == told["Ana"]
    assert "ran 10% too high (between 5.0% and 20%, drawn towards none)" in told["Ana"]


def test_what_was_said_in_another_currency_is_not_compared(ana: User, process: Process) -> None:
    past_of(ana, process=process)
    said_before(ana, quarters=3)
    ForecastSubmission.objects.update(currency="USD")
    kept()

    assert "periods submissions ran" not in client_for(ana).get(PAGE).content.decode()


def test_periods_without_a_win_are_answered_in_words(ana: User) -> None:
    document = {"judgements": {"own": {str(ana.pk): {"n": 0, "needs": 1, "of": "wins in the ended periods"}}}}

    assert own_record(document, ana) == (
        "Nothing was won in the periods of the submissions: how they ran cannot be told."
    )


def said_before(person: User, *, quarters: int) -> None:
    """The person submitted 5,000 for each of the last quarters, where 3,000 had been computed."""
    calendar = Organisation.get().calendar
    period = calendar.named(current())
    for _number in range(quarters):
        period = calendar.previous(period)
        ForecastSubmission.objects.create(
            person=person,
            period=period.key,
            start_on=period.start,
            end_on=period.end,
            commit=5_000,
            best_case=5_000,
            computed=3_000,
            currency="EUR",
            submitted_at=timezone.now() - timedelta(days=100),
        )
