"""The inbox: whose articles, in which order, and what each person made of them."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.cast import NOW, client_for
from trimtab.accounts.models import Account
from trimtab.core.models import Event
from trimtab.people.models import User
from trimtab.research.actions import leave_feed, tag_article
from trimtab.research.models import Article, Mark, ResearchNote, Subscription, Tag
from trimtab.research.tests.builders import article, followed

PLANT = "https://acme.example/feed"


def titles(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"/research/{query}")
    assert answer.status_code == 200
    return [line.article.title for line in answer.context["lines"]]


def mark(client: Client, one: Article, word: str) -> None:
    assert client.post(f"/research/articles/{one.pk}/marks/", {"mark": word}).status_code == 302


def test_the_newest_articles_of_the_own_feeds_come_first(ana: User, cleo: User) -> None:
    feed = followed(PLANT, by=ana)
    article(feed, "Old", days_ago=3)
    article(feed, "New", days_ago=1)
    article(followed("https://bolt.example/feed", by=cleo), "Bolt")

    assert titles(client_for(ana)) == ["New", "Old"]


def test_what_everybody_follows_is_there_for_each(ana: User, finn: User) -> None:
    article(followed(PLANT, by=finn, for_everybody=True), "For all")

    assert titles(client_for(ana)) == ["For all"]


def test_a_stranger_to_the_feed_does_not_find_its_articles(ana: User, cleo: User) -> None:
    one = article(followed(PLANT, by=ana), "Plant")
    client = client_for(cleo)

    assert client.get(f"/research/articles/{one.pk}/").status_code == 404
    assert client.post(f"/research/articles/{one.pk}/marks/", {"mark": "read"}).status_code == 404
    assert titles(client, "?q=plant") == []


def test_what_is_read_leaves_the_unread_and_can_be_put_back(ana: User) -> None:
    feed, client = followed(PLANT, by=ana), client_for(ana)
    first, second = article(feed, "First", days_ago=2), article(feed, "Second", days_ago=1)

    mark(client, first, "read")
    assert titles(client) == ["Second"]
    client.post("/research/readings/", {"up_to": second.pk})
    assert titles(client) == []
    mark(client, first, "unread")

    assert titles(client) == ["First"]
    assert titles(client, "?shelf=all") == ["Second", "First"]


def test_what_arrived_while_one_read_stays_unread(ana: User) -> None:
    feed, client = followed(PLANT, by=ana), client_for(ana)
    seen = article(feed, "Seen")
    article(feed, "Meanwhile")

    client.post("/research/readings/", {"up_to": seen.pk})

    assert titles(client) == ["Meanwhile"]


def test_favourites_and_saved_ones_stay_when_the_feed_is_left(ana: User) -> None:
    feed, client = followed(PLANT, by=ana), client_for(ana)
    one, other = article(feed, "Kept"), article(feed, "Gone")
    mark(client, one, "favourite")
    mark(client, one, "later")
    leave_feed(Subscription.objects.get(), by=ana, now=NOW)

    assert titles(client, "?shelf=favourites") == titles(client, "?shelf=saved") == ["Kept"]
    assert titles(client, "?shelf=all") == []
    assert client.get(f"/research/articles/{one.pk}/").status_code == 200
    assert client.get(f"/research/articles/{other.pk}/").status_code == 404


def test_several_tags_are_written_with_commas(ana: User) -> None:
    one, client = article(followed(PLANT, by=ana), "Plant"), client_for(ana)

    client.post(f"/research/articles/{one.pk}/tags/", {"tags": " Energy, north  sea,energy,, Wind"})

    assert sorted(Tag.objects.values_list("name", flat=True)) == ["energy", "north sea", "wind"]
    assert titles(client, "?tag=north+sea") == ["Plant"]


def test_too_long_a_tag_is_shown_again_with_its_reason(ana: User) -> None:
    one = article(followed(PLANT, by=ana), "Plant")

    answer = client_for(ana).post(f"/research/articles/{one.pk}/tags/", {"tags": f"wind, {'x' * 41}"})

    assert answer.status_code == 422
    assert "wind, xxx" in answer.content.decode()
    assert not Tag.objects.exists()


def test_marks_and_tags_are_seen_by_their_person_alone(ana: User, ben: User) -> None:
    feed = followed(PLANT, by=ana)
    followed(PLANT, by=ben)
    one = article(feed, "Plant")
    mark(client_for(ana), one, "favourite")
    tag_article(one, names=["secret"], by=ana)

    assert titles(client_for(ben), "?shelf=favourites") == []
    assert "secret" not in client_for(ben).get(f"/research/articles/{one.pk}/").content.decode()
    assert not Event.objects.filter(verb__startswith="article").exists()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("turbin", ["Plant"]),
        ("MÜNCHEN turbines", ["Plant"]),
        ("turbines lisbon", []),
        ("'\"*", ["Other", "Plant"]),
        ("x" * 99, []),
    ],
)
def test_words_are_found_in_any_order_and_spelling(words: str, found: list[str], ana: User) -> None:
    feed = followed(PLANT, by=ana)
    article(feed, "Plant", days_ago=1, text="Turbines for München")
    article(feed, "Other", text="Lisbon")

    assert titles(client_for(ana), f"?shelf=all&q={words.replace('*', '%2A')}") == found


def test_an_article_that_was_rewritten_is_found_by_its_new_words(ana: User) -> None:
    one = article(followed(PLANT, by=ana), "Plant", text="Turbines")
    Article.objects.filter(pk=one.pk).update(words="windmills")

    assert titles(client_for(ana), "?q=windmill") == ["Plant"]
    assert titles(client_for(ana), "?q=turbines") == []


def test_pages_follow_each_other(ana: User) -> None:
    feed, client = followed(PLANT, by=ana), client_for(ana)
    rows = [Article(feed=feed, key=str(n), title=f"A{n}", arrived_at=NOW, published_at=NOW - timedelta(days=n % 7))
            for n in range(120)]  # fmt: skip
    Article.objects.bulk_create(rows)
    found, address = [], "?shelf=all"

    while address:
        found += titles(client, address)
        address = client.get(f"/research/{address}").context["older_url"]

    assert len(found) == len(set(found)) == 120


def test_many_articles_need_no_more_queries_than_few(
    ana: User, django_assert_num_queries: DjangoAssertNumQueries, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    feed, client = followed(PLANT, by=ana), client_for(ana)
    article(feed, "One")
    client.get("/research/")
    with django_assert_max_num_queries(20) as few:
        client.get("/research/")
    for number in range(30):
        tag_article(article(feed, f"More {number}"), names=["x", "y"], by=ana)

    with django_assert_num_queries(len(few)):
        assert len(titles(client)) == 31


def test_the_article_is_shown_without_anything_that_loads_itself(ana: User) -> None:
    one = article(followed(PLANT, by=ana), "Plant", text="Turbines")

    answer = client_for(ana).get(f"/research/articles/{one.pk}/")

    text = answer.content.decode()
    assert "<p>Turbines</p>" in text
    assert 'href="mailto:?subject=Plant' in text
    assert "img-src 'self' data:" in answer.headers["Content-Security-Policy"]


def test_a_mark_over_htmx_gives_the_buttons_back(ana: User) -> None:
    one = article(followed(PLANT, by=ana), "Plant")

    answer = client_for(ana).post(
        f"/research/articles/{one.pk}/marks/", {"mark": "favourite"}, headers={"HX-Request": "true"}
    )

    assert 'value="no-favourite"' in answer.content.decode()
    assert Mark.objects.get().favourite_at is not None


def test_an_article_is_attached_to_an_account_with_its_source_and_day(ana: User, acme: Account) -> None:
    one = article(followed(PLANT, by=ana), "Plant", days_ago=2)
    typed = {"account": "acme", "subject": "customer", "confidence": "certain", "text": "They will need more."}

    answer = client_for(ana).post(f"/research/articles/{one.pk}/attachments/", typed)

    note = ResearchNote.objects.get()
    assert answer.headers["Location"] == f"/accounts/{acme.pk}/research/"
    assert (note.account, note.title, note.link, note.source) == (acme, "Plant", one.link, "acme.example/feed")
    assert (note.found_on, note.confidence, note.by) == (one.published_at.date(), "certain", ana)


def test_nobody_attaches_to_an_account_of_others(ana: User, bolt: Account) -> None:
    one = article(followed(PLANT, by=ana), "Plant")
    typed = {"account": "Bolt", "subject": "customer", "confidence": "likely"}

    answer = client_for(ana).post(f"/research/articles/{one.pk}/attachments/", typed)

    assert answer.status_code == 422
    assert not ResearchNote.objects.exists()
