"""Following feeds: looked at first, read in the background, taken along."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from tests.cast import NOW, client_for
from trimtab.core.models import Event
from trimtab.people.models import User
from trimtab.research.actions import mark_article, tag_article
from trimtab.research.fetching import Policy, Trouble
from trimtab.research.models import Article, Feed, Subscription
from trimtab.research.refreshing import due_feeds, forget_old, keep_trouble, look_at_due
from trimtab.research.tests.builders import article, followed
from trimtab.research.tests.servers import FEED, Server, answer, says, serving

PAGE = b'<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head></html>'


@pytest.fixture
def newsroom(settings: Settings) -> Iterator[Server]:
    """A feed on this machine that whoever runs the site has allowed by name."""
    with serving(says(answer())) as server:
        settings.FEED_HOSTS = frozenset({server.place})
        yield server


def look(*servers: Server, now: datetime = NOW) -> tuple[int, int, int]:
    policy = Policy(allowed=frozenset(server.place for server in servers), seconds=3.0)
    looked = look_at_due(policy=policy, clock=lambda: now, rest=lambda _seconds: None)
    return looked.feeds, looked.failed, looked.articles


def test_a_feed_is_looked_at_before_it_is_followed(ana: User, newsroom: Server) -> None:
    answer_page = client_for(ana).post("/research/feeds/", {"url": newsroom.address(), "about": "customer"})

    assert answer_page.status_code == 302
    assert Feed.objects.get().title == "Acme newsroom"
    assert Article.objects.count() == 2
    assert Event.objects.get(verb="feed.followed").by_id == ana.pk


def test_the_address_of_a_site_is_enough(ana: User, settings: Settings) -> None:
    page = answer(PAGE).replace(b"application/rss+xml", b"text/html", 1)
    with serving(says(page, answer())) as server:
        settings.FEED_HOSTS = frozenset({server.place})
        client_for(ana).post("/research/feeds/", {"url": server.address("/about"), "about": "customer"})

    assert Feed.objects.get().url == server.address("/feed")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1:9000/", "inside the own network"),
        ("http://169.254.169.254/latest/meta-data/", "inside the own network"),
        ("file:///etc/passwd", "begin with https"),
        ("http://a b", "no address of the web"),
        ("https://me:secret@example.com/", "without signing in"),
    ],
)
def test_a_wrong_address_is_answered_in_words_and_kept_in_the_form(url: str, words: str, ana: User) -> None:
    shown = client_for(ana).post("/research/feeds/", {"url": url, "about": "customer"})

    assert shown.status_code == 422
    assert words in shown.content.decode()
    assert url in shown.content.decode()
    assert not Feed.objects.exists()


def test_a_bomb_is_refused_in_words(ana: User, settings: Settings) -> None:
    bomb = b'<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss version="2.0"><channel/></rss>'
    with serving(says(answer(bomb))) as server:
        settings.FEED_HOSTS = frozenset({server.place})
        shown = client_for(ana).post("/research/feeds/", {"url": server.address(), "about": "customer"})

    assert "multiplies itself" in shown.content.decode()


def test_only_those_who_set_up_choose_for_everybody(ana: User, finn: User, newsroom: Server) -> None:
    typed = {"url": newsroom.address(), "about": "craft", "for_everybody": "on"}

    client_for(ana).post("/research/feeds/", typed)
    client_for(finn).post("/research/feeds/", typed)

    assert list(Subscription.objects.order_by("pk").values_list("user", flat=True)) == [ana.pk, None]
    for_all = Subscription.objects.get(user=None)
    assert client_for(ana).post(f"/research/feeds/{for_all.pk}/removal/").status_code == 403


def test_a_feed_that_is_left_is_no_longer_looked_at(ana: User, newsroom: Server) -> None:
    followed(newsroom.address(), by=ana)
    client_for(ana).post(f"/research/feeds/{Subscription.objects.get().pk}/removal/")

    assert look(newsroom) == (0, 0, 0)


def test_articles_arrive_once_and_are_brought_up_to_date(ana: User, settings: Settings) -> None:
    newer = FEED.replace(b"opens a plant", b"closes a plant")
    with serving(
        says(answer(headers={"ETag": '"1"'}), answer(newer), answer(b"", status="304 Not Modified"))
    ) as server:
        followed(server.address(), by=ana)
        first = look(server)
        again = look(server)
        second = look(server, now=NOW + timedelta(hours=2))
        third = look(server, now=NOW + timedelta(hours=4))

    assert (first, again, second, third) == ((1, 0, 2), (0, 0, 0), (1, 0, 0), (1, 0, 0))
    assert 'If-None-Match: "1"' in server.asked[1]
    assert set(Article.objects.values_list("title", flat=True)) == {
        "Acme closes a plant", "Acme names a purchasing director"
    }  # fmt: skip


def test_an_article_of_tomorrow_is_of_today(ana: User) -> None:
    ahead = FEED.replace(b"16 Nov 2026", b"16 Nov 2036")
    with serving(says(answer(ahead))) as server:
        followed(server.address(), by=ana)
        look(server)

    assert Article.objects.get(title__contains="plant").published_at == NOW


def test_trouble_is_told_and_asked_about_less_and_less_often(ana: User) -> None:
    with serving(says(answer(b"", status="500 Broken"))) as server:
        feed = followed(server.address(), by=ana)
        assert look(server) == (1, 1, 0)
        feed.refresh_from_db()
        keep_trouble(feed, Trouble.REFUSED, now=NOW)
        feed.refresh_from_db()

    assert (feed.failures, feed.next_look_at) == (2, NOW + timedelta(hours=2))
    assert "refused to hand it out" in client_for(ana).get("/research/feeds/").content.decode()


def test_who_asks_for_a_rest_gets_it(ana: User) -> None:
    feed = followed("https://acme.example/feed", by=ana)

    keep_trouble(feed, Trouble.BUSY, now=NOW, wait=50_000)
    keep_trouble(feed, Trouble.BUSY, now=NOW, wait=10**12)

    feed.refresh_from_db()
    assert feed.next_look_at == NOW + timedelta(days=7)


def test_of_two_programs_one_looks_at_a_feed(ana: User, newsroom: Server) -> None:
    followed(newsroom.address(), by=ana)
    taken = due_feeds(NOW).get()
    Feed.objects.update(next_look_at=NOW + timedelta(minutes=15))

    assert look(newsroom) == (0, 0, 0)
    assert due_feeds(NOW + timedelta(minutes=16)).get() == taken


def test_a_feed_that_moved_for_good_is_asked_where_it_is(ana: User) -> None:
    moved = answer(b"", status="301 Moved", headers={"Location": "/new"})
    with serving(says(moved, answer())) as server:
        followed(server.address(), by=ana)
        look(server)

    assert Feed.objects.get().url == server.address("/new")


def test_what_is_old_and_kept_by_nobody_is_forgotten(ana: User) -> None:
    feed, long_ago = followed("https://acme.example/feed", by=ana), NOW - timedelta(days=500)
    for title in ("Forgotten", "Favourite", "Tagged"):
        article(feed, title, at=long_ago)
    article(feed, "New")
    mark_article(Article.objects.get(title="Favourite"), changes={"favourite_at": NOW}, by=ana)
    tag_article(Article.objects.get(title="Tagged"), names=["x"], by=ana)

    assert forget_old(NOW) == 1
    assert set(Article.objects.values_list("title", flat=True)) == {"Favourite", "Tagged", "New"}


def test_lists_of_feeds_go_out_and_come_in(ana: User, cleo: User, settings: Settings) -> None:
    settings.FEEDS_ARE_READ = False
    followed("https://acme.example/feed?a=1&b=2", by=ana)
    file = client_for(ana).get("/research/feeds.opml").content

    client_for(cleo).post("/research/feeds/opml/", {"file": SimpleUploadedFile("feeds.opml", file), "about": "craft"})

    assert Subscription.objects.get(user=cleo).feed.url == "https://acme.example/feed?a=1&b=2"


OUTLINE = b'<outline xmlUrl="https://a%d.example/feed"/>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<opml>" + b"x" * 5_000_000 + b"</opml>", "at most 1 MB"),
        (b"<opml><body>", "XML is broken"),
        (b"<opml><body/></opml>", "no feed in this file"),
        (b'<!DOCTYPE o [<!ENTITY a "ha">]><opml>&a;</opml>', "refused unread"),
        (b"<o>" * 100 + b"</o>" * 100, "refused unread"),
        (b"<opml>" + b"".join(OUTLINE % number for number in range(400)) + b"</opml>", "more than 300"),
        (b"no xml", "XML is broken"),
    ],
)
def test_a_bad_list_is_answered_in_words(content: bytes, words: str, ana: User) -> None:
    file = SimpleUploadedFile("feeds.opml", content)

    shown = client_for(ana).post("/research/feeds/opml/", {"file": file, "about": "craft"})

    assert shown.status_code == 422
    assert words in shown.content.decode()
    assert not Feed.objects.exists()


def test_addresses_of_a_list_that_are_none_are_named(ana: User, settings: Settings) -> None:
    settings.FEEDS_ARE_READ = False
    file = b'<opml><outline xmlUrl="file:///etc/passwd"/><outline xmlUrl="https://a.example/f" text="A"/></opml>'

    shown = client_for(ana).post(
        "/research/feeds/opml/", {"file": SimpleUploadedFile("f.opml", file), "about": "craft"}, follow=True
    )

    assert "file:///etc/passwd" in shown.content.decode()
    assert Feed.objects.get().title == "A"
