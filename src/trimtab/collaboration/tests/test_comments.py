"""Comments: who writes, who is told, what the audit keeps."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from tests.cast import NOW, account, client_for
from trimtab.accounts.models import Account
from trimtab.collaboration.actions import (
    CommentChanged,
    add_comment,
    edit_comment,
    read_notices,
    restore_comment,
    set_following,
    take_comment_back,
)
from trimtab.collaboration.models import Comment, Follower, Notice
from trimtab.collaboration.queries import feed_of, unread_count
from trimtab.collaboration.subjects import kind_named
from trimtab.core.models import Event
from trimtab.people.models import User

pytestmark = pytest.mark.django_db


def say(text: str, at: Account, by: User) -> Comment:
    return add_comment("account", at.pk, text=text, by=by, now=NOW).comment


def reasons_of(user: User) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("reason", flat=True))


def test_whoever_is_mentioned_is_told_once_even_when_following(acme: Account, ana: User, ben: User) -> None:
    set_following("account", acme.pk, is_on=True, by=ben, now=NOW)

    say("@Ben and again @Ben: they called.", acme, ana)

    assert reasons_of(ben) == ["mention"]
    assert reasons_of(ana) == []


def test_whoever_comments_follows_and_hears_of_the_next(acme: Account, ana: User, ben: User) -> None:
    say("First.", acme, ana)

    say("Second.", acme, ben)

    assert reasons_of(ana) == ["followed"]


def test_whoever_stopped_following_is_not_made_to_by_commenting(acme: Account, ana: User, ben: User) -> None:
    set_following("account", acme.pk, is_on=True, by=ana, now=NOW)
    set_following("account", acme.pk, is_on=False, by=ana, now=NOW)

    say("Mine.", acme, ana)
    say("Yours.", acme, ben)

    assert reasons_of(ana) == []


def test_a_follower_out_of_sight_is_told_nothing(acme: Account, ana: User, cleo: User) -> None:
    Follower.objects.create(kind="account", subject_id=acme.pk, user=cleo, at=NOW)

    say("Between us.", acme, ana)

    assert reasons_of(cleo) == []


def test_a_stranger_cannot_comment(acme: Account, cleo: User) -> None:
    with pytest.raises(Http404):
        say("Hello?", acme, cleo)

    assert not Comment.objects.exists()


def test_an_edit_keeps_what_it_was_and_tells_only_whom_it_adds(acme: Account, ana: User, ben: User, finn: User) -> None:
    comment = say("@Ben look.", acme, ana)

    edit_comment(comment, text="@Ben and @Finn look.", by=ana, now=NOW, seen="@Ben look.")

    event = Event.objects.get(verb="comment.edited")
    assert (event.before, event.after) == ({"text": "@Ben look."}, {"text": "@Ben and @Finn look."})
    assert (reasons_of(ben), reasons_of(finn)) == (["mention"], ["mention"])


def test_the_second_of_two_edits_sees_the_first(acme: Account, ana: User) -> None:
    comment = say("One.", acme, ana)
    edit_comment(comment, text="Two.", by=ana, now=NOW, seen="One.")

    with pytest.raises(CommentChanged):
        edit_comment(comment, text="Three.", by=ana, now=NOW, seen="One.")


def test_nobody_changes_the_words_of_another(acme: Account, ana: User, dov: User) -> None:
    comment = say("Mine.", acme, ana)

    with pytest.raises(PermissionDenied):
        edit_comment(comment, text="Yours.", by=dov, now=NOW)


def test_what_was_taken_back_is_not_shown_and_comes_back(acme: Account, ana: User, ben: User) -> None:
    comment = say("A canary.", acme, ana)
    take_comment_back(comment, by=ana, now=NOW)
    gone = client_for(ben).get(f"/feeds/account/{acme.pk}/").content.decode()

    restore_comment(comment, by=ana, now=NOW)
    back = client_for(ben).get(f"/feeds/account/{acme.pk}/").content.decode()

    assert ("A canary." in gone, "A canary." in back) == (False, True)


def test_a_merged_account_brings_its_comments_along(acme: Account, ana: User) -> None:
    other = account("Acme Inc", owner=ana)
    say("From before.", other, ana)
    Account.objects.filter(pk=other.pk).update(merged_into=acme)

    feed = feed_of(kind_named("account"), acme, user=ana)

    assert [one.text for one in feed.comments] == ["From before."]


def test_reading_a_feed_reads_its_notices(acme: Account, ana: User, ben: User) -> None:
    say("@Ben?", acme, ana)
    before = unread_count(ben)

    client_for(ben).get(f"/feeds/account/{acme.pk}/")

    assert (before, unread_count(ben)) == (1, 0)


def test_all_notices_are_read_at_once(acme: Account, ana: User, ben: User) -> None:
    say("@Ben?", acme, ana)

    assert (read_notices(ben, now=NOW), unread_count(ben)) == (1, 0)
