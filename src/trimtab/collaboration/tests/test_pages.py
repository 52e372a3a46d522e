"""The feed as a page and as a part of one, and the page of notices."""

import re

import pytest
from django.test import Client

from tests.cast import NOW, client_for
from trimtab.accounts.models import Account
from trimtab.collaboration.actions import LONGEST, add_comment
from trimtab.collaboration.forms import KEPT_WHEN_REFUSED
from trimtab.collaboration.models import Comment
from trimtab.people.models import User

pytestmark = pytest.mark.django_db


def text_of(client: Client, address: str, **headers: str) -> str:
    """What is answered, without the tokens of forms."""
    return re.sub(
        r'(name="csrfmiddlewaretoken" value=")[^"]*', "", client.get(address, headers=headers).content.decode()
    )


def test_two_who_comment_at_once_lose_nothing(acme: Account, ana: User, ben: User) -> None:
    address = f"/feeds/account/{acme.pk}/"
    anas, bens = client_for(ana), client_for(ben)
    text_of(anas, address)
    text_of(bens, address)

    anas.post(address, {"text": "From Ana."})
    answer = bens.post(address, {"text": "From Ben."}, headers={"HX-Request": "true"}).content.decode()

    assert "From Ana." in answer
    assert "From Ben." in answer


def test_a_note_of_five_megabytes_is_refused_and_kept_as_far_as_it_goes(acme: Account, ana: User) -> None:
    note = "word " * 1_000_000

    answer = client_for(ana).post(f"/feeds/account/{acme.pk}/", {"text": note})

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert f"{LONGEST} characters at most, and this one has 5000000" in shown
    assert note[: KEPT_WHEN_REFUSED - 1] in shown
    assert len(shown) < KEPT_WHEN_REFUSED + 50_000
    assert not Comment.objects.exists()


def test_a_comment_is_text_with_links_and_nothing_else(acme: Account, ana: User, ben: User) -> None:
    add_comment("account", acme.pk, text="<b>x</b> https://a.example/?q=@Ben @Ben javascript:alert(1)", by=ana, now=NOW)

    shown = text_of(client_for(ana), f"/feeds/account/{acme.pk}/")

    assert "&lt;b&gt;x&lt;/b&gt;" in shown
    assert 'href="https://a.example/?q=%40Ben" rel="nofollow">https://a.example/?q=@Ben</a>' in shown
    assert "<b>@Ben</b>" in shown
    assert 'href="javascript' not in shown


def test_of_whom_nobody_was_told_the_author_reads(acme: Account, ana: User, cleo: User) -> None:
    answer = client_for(ana).post(f"/feeds/account/{acme.pk}/", {"text": "@Cleo?"}, follow=True)

    assert "Nobody who can see this is called Cleo" in answer.content.decode()


def test_the_part_is_the_same_as_in_the_page(acme: Account, ana: User) -> None:
    address = f"/feeds/account/{acme.pk}/"
    add_comment("account", acme.pk, text="Here.", by=ana, now=NOW)

    page, part = text_of(client_for(ana), address), text_of(client_for(ana), address, **{"HX-Request": "true"})

    start = part.index('<ol class="timeline')
    assert part[start : part.index("</ol>")] in page


@pytest.mark.parametrize(("address", "most"), [("/feeds/account/{}/", 16), ("/notices/", 14)])
def test_many_comments_cost_as_many_queries_as_few(
    address: str, most: int, acme: Account, ana: User, ben: User, django_assert_max_num_queries: object
) -> None:
    client = client_for(ben)
    add_comment("account", acme.pk, text="@Ben 1", by=ana, now=NOW)
    client.get(address.format(acme.pk))
    with django_assert_max_num_queries(most) as few:  # type: ignore[operator]  # a fixture without a type
        client.get(address.format(acme.pk))
    allowed = len(few)
    for number in range(8):
        add_comment("account", acme.pk, text=f"{number}", by=ana, now=NOW)
    client.get(f"/feeds/account/{acme.pk}/")

    with django_assert_max_num_queries(allowed):  # type: ignore[operator]  # as above
        answer = client.get(address.format(acme.pk))

    assert answer.status_code == 200


def test_older_comments_come_with_the_next_page(acme: Account, ana: User) -> None:
    for number in range(22):
        add_comment("account", acme.pk, text=f"No. {number:02}.", by=ana, now=NOW)
    client = client_for(ana)
    first = text_of(client, f"/feeds/account/{acme.pk}/")
    after = first.split("?after=")[1].split('"')[0]

    second = text_of(client, f"/feeds/account/{acme.pk}/?after={after}")

    assert ("No. 21." in first, "No. 01." in first) == (True, False)
    assert ("No. 01." in second, "No. 21." in second) == (True, False)


def test_the_bell_says_how_many_are_unread(acme: Account, ana: User, ben: User) -> None:
    add_comment("account", acme.pk, text="@Ben", by=ana, now=NOW)

    shown = text_of(client_for(ben), "/notices/")

    assert "<b>1</b> notice is unread." in shown
    assert "<b>1</b> <span" in shown
    assert "No mail server is set up" in shown


def test_no_notice_names_what_is_out_of_sight_now(acme: Account, ana: User, ben: User, cleo: User) -> None:
    add_comment("account", acme.pk, text="@Ben canary", by=ana, now=NOW)
    Account.objects.filter(pk=acme.pk).update(owner=cleo)
    acme.members.all().delete()

    assert "canary" not in text_of(client_for(ben), "/notices/")


def test_a_choice_that_does_not_exist_is_answered_in_words(ana: User) -> None:
    answer = client_for(ana).post("/notices/mail/", {"often": "hourly"})

    assert answer.status_code == 422
