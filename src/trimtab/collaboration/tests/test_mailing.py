"""Notices by e-mail: gathered, seldom, to whoever may still see what they tell."""

from datetime import datetime, timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core.mail import EmailMessage

from tests.cast import NOW
from trimtab.accounts.models import Account
from trimtab.collaboration.actions import add_comment, choose_mail, read_notices
from trimtab.collaboration.mailing import Post, Send, send_digests
from trimtab.collaboration.models import Notice
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=6)


def post(send: Send, *, is_set_up: bool = True) -> Post:
    return Post(is_set_up, "trimtab@sales.example", "https://sales.example/", "en", send)


def say(text: str, acme: Account, by: User, at: datetime = NOW) -> None:
    add_comment("account", acme.pk, text=text, by=by, now=at)


def sent(now: datetime) -> list[EmailMessage]:
    mails: list[EmailMessage] = []
    send_digests(post(mails.append), now=now)
    return mails


def test_several_notices_make_one_mail(acme: Account, ana: User, ben: User) -> None:
    say("@Ben one", acme, ana)
    say("@Ben two", acme, ana)

    mails = sent(SOON)

    assert [(one.to, one.subject) for one in mails] == [(["ben@example.com"], "2 notices: Acme")]
    assert f"https://sales.example/accounts/{acme.pk}/" in str(mails[0].body)


def test_nobody_gets_two_mails_within_half_an_hour(acme: Account, ana: User, ben: User) -> None:
    say("@Ben one", acme, ana)
    first = sent(SOON)
    say("@Ben two", acme, ana, SOON)

    counts = [len(sent(SOON + timedelta(minutes=later))) for later in (10, 29, 30)]

    assert (len(first), counts) == (1, [0, 0, 1])


def test_what_was_read_meanwhile_needs_no_mail(acme: Account, ana: User, ben: User) -> None:
    say("@Ben", acme, ana)
    read_notices(ben, now=NOW)

    assert sent(SOON) == []


@pytest.mark.parametrize(("often", "counts"), [("soon", [1, 1]), ("daily", [1, 0]), ("never", [0, 0])])
def test_people_choose_how_often(often: str, counts: list[int], acme: Account, ana: User, ben: User) -> None:
    choose_mail(often=often, by=ben, now=NOW)
    say("@Ben one", acme, ana)
    first = len(sent(SOON))
    say("@Ben two", acme, ana, SOON)

    assert [first, len(sent(SOON + timedelta(hours=1)))] == counts


def test_whoever_lost_sight_of_it_gets_no_mail(acme: Account, ana: User, ben: User, cleo: User) -> None:
    say("@Ben canary", acme, ana)
    Account.objects.filter(pk=acme.pk).update(owner=cleo)
    acme.members.all().delete()

    assert sent(SOON) == []


def test_a_mail_that_fails_is_sent_the_next_time(acme: Account, ana: User, ben: User) -> None:
    def refuse(_mail: EmailMessage) -> None:
        raise SMTPServerDisconnected("away")

    say("@Ben", acme, ana)

    told = send_digests(post(refuse), now=SOON)

    assert told == "0 digests sent, 1 failed and wait for the next time"
    assert len(sent(SOON + timedelta(minutes=31))) == 1


def test_without_a_mail_server_nothing_is_sent_and_it_says_so(acme: Account, ana: User, ben: User) -> None:
    mails: list[EmailMessage] = []
    say("@Ben", acme, ana)

    told = send_digests(post(mails.append, is_set_up=False), now=SOON)

    assert told == "no mail server is set up; the notices of 1 people stand in the site only"
    assert mails == []
    assert Notice.objects.filter(mailed_at=None).count() == 1


def test_a_name_cannot_add_a_header(acme: Account, ana: User, ben: User) -> None:
    Account.objects.filter(pk=acme.pk).update(name="Acme\nBcc: all@example.com")
    say("@Ben", acme, ana)

    (mail,) = sent(SOON)

    assert "\n" not in mail.subject
    assert mail.message()["Bcc"] is None
