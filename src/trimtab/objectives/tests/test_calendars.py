"""The month, and the link that calendars read: what its person may see now, no judgement, and nothing once it ended."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from tests.cast import NOW, client_for
from trimtab.accounts.models import Account
from trimtab.core.models import Organisation
from trimtab.objectives.actions import add_action, complete_action, make_link, revoke_link
from trimtab.objectives.models import Action, CalendarLink
from trimtab.objectives.month import month_asked
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
CANARY = "he-is-against-us"


@pytest.fixture(autouse=True)
def no_guesses(organisation: Organisation) -> None:
    cache.clear()


def step(by: User, **fields: object) -> Action:
    return add_action(fields={"subject": "Call Kim", "due_on": date(2026, 12, 1)} | fields, by=by, now=NOW)


def address(token: str) -> str:
    return f"/calendars/{token}.ics"


def test_the_feed_holds_ones_open_actions_with_their_day(ana: User, ben: User, acme: Account) -> None:
    step(ana, account=acme)
    step(ana, subject="Without a day", due_on=None)
    step(ben, subject="Of Ben")
    complete_action(step(ana, subject="Done long ago"), by=ana, now=NOW)

    answer = Client().get(address(make_link(by=ana, now=timezone.now())))

    calendar = Calendar.from_ical(answer.content)
    events = [(str(one["summary"]), one.decoded("dtstart")) for one in calendar.walk("VEVENT")]
    assert events == [("Call Kim (Acme)", date(2026, 12, 1))]


def test_the_feed_holds_no_note_no_reason_and_no_intent(ana: User, acme: Account) -> None:
    step(ana, account=acme, note=CANARY, intent="protect", origin_record=CANARY, origin_id=1)

    text = Client().get(address(make_link(by=ana, now=timezone.now()))).content.decode()

    assert CANARY not in text
    assert "protect" not in text.lower()


def test_what_one_does_not_see_any_more_leaves_the_feed(ana: User, cleo: User, acme: Account) -> None:
    step(ana, account=acme)
    token = make_link(by=ana, now=timezone.now())

    acme.members.all().delete()
    Account.objects.filter(pk=acme.pk).update(owner=cleo)

    assert b"Call Kim" not in Client().get(address(token)).content


def test_a_link_that_ended_answers_like_one_that_never_was(ana: User, ben: User, cleo: User, dov: User) -> None:
    now = timezone.now()
    tokens = [make_link(by=one, now=now) for one in (ana, ben, cleo, dov)]
    revoke_link(by=ana, now=now)
    make_link(by=ben, now=now)
    User.objects.filter(pk=cleo.pk).update(is_active=False)
    CalendarLink.objects.filter(owner=dov).update(expires_at=now - timedelta(seconds=1))

    answers = [Client().get(address(token)) for token in [*tokens, "never-made", "x" * 5_000]]

    assert {(one.status_code, one.content) for one in answers} == {(404, b"There is no such calendar.")}


def test_the_token_is_kept_nowhere(ana: User) -> None:
    client = client_for(ana)

    page = client.post("/accounts/actions/calendar/link/")
    again = client.get("/accounts/actions/calendar/link/")

    shown = page.context["address"]
    token = shown.rpartition("/")[2].removesuffix(".ics")
    assert len(token) == 43  # 256 bits
    assert token in page.content.decode()
    assert token not in again.content.decode()
    assert token not in str(CalendarLink.objects.values())


def test_no_copy_of_the_answer_is_kept_or_told_on(ana: User) -> None:
    answer = Client().head(address(make_link(by=ana, now=timezone.now())))

    kept = {name: answer[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")}
    assert kept == {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


def test_guessing_is_slowed_down_and_a_link_that_works_keeps_working(ana: User) -> None:
    token = make_link(by=ana, now=timezone.now())

    codes = [Client().get(address(f"guess-{number}")).status_code for number in range(31)]

    assert codes == [404] * 30 + [429]
    assert Client().get(address(token)).status_code == 200


def test_the_feed_only_reads(ana: User) -> None:
    assert Client().post(address(make_link(by=ana, now=timezone.now()))).status_code == 405


def test_the_month_shows_what_is_due_and_what_is_late(ana: User) -> None:
    step(ana, due_on=date(2020, 2, 29))
    for number in range(8):
        step(ana, subject=f"Number {number}", due_on=date(2020, 2, 3))

    page = client_for(ana).get("/accounts/actions/calendar/?month=2020-02").content.decode()

    assert "February 2020: 9 due, 9 of them overdue." in page
    assert 'standing=all&day=2020-02-03">2 more</a>' in page


@pytest.mark.parametrize("text", ["", "2026-13", "0000-01", "9999-12", "x", "2026-1"])
def test_a_month_that_there_is_not_is_the_present_one(text: str) -> None:
    assert month_asked(text, today=date(2026, 11, 20)) == date(2026, 11, 1)
