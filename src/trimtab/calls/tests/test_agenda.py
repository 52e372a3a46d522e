"""What a customer gets: a list of fields, and nothing else of the call in page, mail or calendar."""

from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from tests.cast import LONG_AGO, NOW, client_for
from trimtab.accounts.models import Contact
from trimtab.calls import actions
from trimtab.calls.actions import TooManyWishes
from trimtab.calls.agenda import agenda_of, mail_of, mailto_of
from trimtab.calls.invitation import entry_of, invitation_of
from trimtab.calls.models import Call, Wish
from trimtab.calls.tests.conftest import planned
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User
from trimtab.relationships.actions import add_member, begin_map, judge
from trimtab.sharing.actions import make_link

pytestmark = pytest.mark.django_db
INTERNAL = ("reason", "best", "minimum", "situation", "problem", "implication", "payoff", "risks", "answers",
            "expectation", "material", "learned")  # fmt: skip
FAR = NOW + timedelta(days=4_000)


@pytest.fixture
def call(ana: User, turbines: Opportunity, kim: Contact) -> Call:
    """With a canary in every field that is ours alone."""
    shown: dict[str, Any] = {
        "purpose": "Decide on a trial",
        "points": "Figures\nTrial",
        "place": "https://meet.example/a b",
    }
    hidden: dict[str, Any] = {name: f"CANARY {name}" for name in INTERNAL if name != "learned"}
    made = planned(turbines, by=ana, at=FAR, contacts=[kim], ask="decision", opening="offer", **shown, **hidden)
    Call.objects.filter(pk=made.pk).update(learned="CANARY learned")
    member = add_member(begin_map(turbines, by=ana, now=LONG_AGO), contact=kim, by=ana, now=LONG_AGO)
    judge(member, attribute="support", value="enemy", by=ana, now=LONG_AGO)
    return Call.objects.get(pk=made.pk)


@pytest.fixture
def address(ana: User, call: Call) -> str:
    """The secret address of the agenda."""
    now = timezone.now()
    until = now + timedelta(days=30)
    token = make_link(record="call", record_id=call.pk, purpose="agenda", expires_at=until, by=ana, now=now)
    return reverse("shared-agenda", args=[token])


def test_nothing_internal_is_in_page_mail_or_calendar(call: Call, address: str, turbines: Opportunity) -> None:
    page = Client().get(address).content.decode()
    entry = Client().get(f"{address}entry/").content.decode()
    agenda = agenda_of(call)
    mail = mail_of(agenda) + mailto_of(agenda, ["kim@acme.example"])
    invitation = invitation_of(call).decode()

    for text in (page, entry, mail, invitation):
        assert "Decide on a trial" in text.replace("%20", " ")
        for internal in ("CANARY", "nemy", "decision", turbines.name, "sessionid", "What we offer"):
            assert internal not in text


def test_the_page_tells_no_address_and_no_number_of_ours(call: Call, address: str, ana: User) -> None:
    page = Client().get(address)

    assert str(ana.email) not in page.content.decode()
    assert (page["Cache-Control"], page["Referrer-Policy"], page["X-Robots-Tag"]) == (
        "no-store",
        "no-referrer",
        "noindex",
    )


def test_the_entry_of_the_page_names_nobodys_address_but_the_hosts(call: Call, address: str) -> None:
    entry = Calendar.from_ical(Client().get(f"{address}entry/").content)

    assert entry["method"] == "PUBLISH"
    assert "attendee" not in entry.walk("vevent")[0]


def test_a_change_keeps_the_uid_and_raises_the_sequence(ana: User, call: Call) -> None:
    first = Calendar.from_ical(invitation_of(call)).walk("vevent")[0]
    actions.edit_call(call, changes={"starts_at": FAR + timedelta(hours=1)}, by=ana, now=NOW)
    off = Calendar.from_ical(invitation_of(actions.call_off(call, by=ana, now=NOW)))

    last = off.walk("vevent")[0]
    assert (first["uid"], last["status"], off["method"]) == (last["uid"], "CANCELLED", "CANCEL")
    assert int(str(last["sequence"])) > int(str(first["sequence"]))
    assert str(last["attendee"]) == "mailto:kim@acme.example"


def test_a_line_break_in_a_title_begins_no_new_property(ana: User, turbines: Opportunity) -> None:
    made = planned(turbines, by=ana, at=FAR, title="Pumps\r\nATTENDEE:mailto:evil@example.com", points="a\nEND:VEVENT")

    event = Calendar.from_ical(entry_of(made)).walk("vevent")

    assert len(event) == 1
    assert "attendee" not in event[0]


def test_what_the_customer_writes_is_inert_on_our_page(ana: User, call: Call, address: str) -> None:
    wish(address, point="<script>alert(1)</script>")

    page = client_for(ana).get(reverse("call", args=[call.pk])).content.decode()

    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_wish_changes_the_call_only_when_we_take_it_over(ana: User, call: Call, address: str) -> None:
    wish(address, point="Spare parts")
    before = Call.objects.get(pk=call.pk)
    actions.answer_wish(Wish.objects.get(), grant=True, by=ana, now=NOW)

    after = Call.objects.get(pk=call.pk)
    assert (before.points, after.points) == ("Figures\nTrial", "Figures\nTrial\nSpare parts")
    assert after.sequence == before.sequence + 1


def test_long_and_empty_wishes_are_answered_in_words_and_not_kept(address: str) -> None:
    long, empty = wish(address, point="x" * 301), wish(address, point="")

    assert (long.status_code, empty.status_code) == (422, 422)
    assert "Name a point or another time." in empty.content.decode()
    assert not Wish.objects.exists()


def test_twenty_unanswered_wishes_are_as_many_as_anybody_reads(call: Call) -> None:
    for number in range(20):
        actions.wish_otherwise(call, name="Kim", point=f"Point {number}", now=NOW)

    with pytest.raises(TooManyWishes):
        actions.wish_otherwise(call, name="Kim", point="One more", now=NOW)


def test_a_program_that_looks_uses_nothing_up(address: str) -> None:
    for _time in range(5):
        assert Client().head(address).status_code == 200

    assert Client().get(address).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_fifty_posts_of_one_form_at_once_are_one_wish(address: str) -> None:
    token = form_token(address)
    statuses: list[int] = []

    def post() -> None:
        answer = Client(REMOTE_ADDR="10.0.0.9").post(address, {"name": "Kim", "point": "Prices", "form_token": token})
        statuses.append(answer.status_code)
        connection.close()

    threads = [Thread(target=post) for _number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(statuses) == {302}
    assert Wish.objects.count() == 1


def form_token(address: str) -> str:
    """The token that the form of the page carries."""
    page = Client().get(address).content.decode()
    return page.split('name="form_token" value="')[1].split('"')[0]


def wish(address: str, **fields: str) -> Any:
    """Somebody of the customer sends the form."""
    return Client().post(address, {"name": "Kim", "form_token": form_token(address)} | fields)
