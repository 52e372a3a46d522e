"""What a feed says, and which feeds are refused unread."""

import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support import shared_data
from trimtab.research.cleaning import as_text, cleaned
from trimtab.research.defusing import Danger, Dangerous
from trimtab.research.reading import feed_named_by, read_feed
from trimtab.research.tests.servers import FEED

__all__ = ["shared_data"]  # a fixture
URL = "https://acme.example/feed"
HEAD, END = b'<rss version="2.0"><channel><title>T</title>', b"</channel></rss>"


def item(text: bytes) -> bytes:
    return HEAD + b"<item><title>x</title><description>" + text + b"</description></item>" + END


def danger_of(body: bytes) -> Danger:
    with pytest.raises(Dangerous) as raised:
        read_feed(body, url=URL)
    return raised.value.danger


def test_a_feed_is_read_with_its_articles() -> None:
    found = read_feed(FEED, url=URL)

    first, second = found.entries
    assert (found.title, found.link) == ("Acme newsroom", "https://acme.example/")
    assert (first.title, first.body, first.text) == (
        "Acme opens a plant", "<p>Turbines for the north.</p>", "Turbines for the north."
    )  # fmt: skip
    assert second.published_at == datetime(2026, 11, 17, 9, tzinfo=UTC)
    assert len({first.key, second.key}) == 2


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252", "koi8-r", "gb2312", "big5", "shift_jis"]
)
def test_feeds_in_many_encodings_are_read(encoding: str) -> None:
    letters = {"koi8-r": "Привет", "gb2312": "你好", "big5": "你好", "shift_jis": "こんにちは"}.get(encoding, "Grüße")
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    text = f'{head}<rss version="2.0"><channel><title>{letters}</title></channel></rss>'

    assert read_feed(text.encode(encoding), url=URL).title == letters


def test_an_ill_formed_feed_is_read_as_far_as_it_goes() -> None:
    found = read_feed(HEAD + b"<item><title>Fish & chips</title><link>/fish</link><description>a<br>b", url=URL)

    assert [(one.title, one.link) for one in found.entries] == [("Fish & chips", "https://acme.example/fish")]


def test_a_name_may_stand_for_one_sign() -> None:
    text = b'<!DOCTYPE rss [<!ENTITY nbsp "&#160;">]>' + HEAD + b"<item><title>a&nbsp;b</title></item>" + END

    assert read_feed(text, url=URL).entries[0].title == "a b"


BILLION = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><rss version="2.0"><channel><title>&c;</title></channel></rss>'
)


@pytest.mark.parametrize(
    ("body", "danger"),
    [
        (BILLION.encode(), Danger.MULTIPLIES),
        (BILLION.replace("?>", ' encoding="utf-16"?>').encode("utf-16"), Danger.MULTIPLIES),
        (b'<!DOCTYPE r [<!ENTITY x "' + b"x" * 50_000 + b'">]>' + item(b"&x;"), Danger.MULTIPLIES),
        (b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + item(b"&x;"), Danger.MULTIPLIES),
        (b'<!DOCTYPE r [<!ENTITY % x SYSTEM "http://10.0.0.1/x.dtd">%x;]>' + item(b"y"), Danger.MULTIPLIES),
        (b'<!DOCTYPE r [<!ENTITY x "ha">]>' + HEAD + b"<item><description>&x;", Danger.MULTIPLIES),
        (HEAD + b"<a>" * 1_000 + b"</a>" * 1_000 + END, Danger.TOO_DEEP),
        (HEAD + b"<item/>" * 3_000 + END, Danger.TOO_MANY),
        (HEAD + b"<item " + b" ".join(b'a%d="b"' % n for n in range(500)) + b"/>" + END, Danger.TOO_MANY),
        (HEAD + b"".join(b'<n%d:a xmlns:n%d="u:%d"/>' % (n, n, n) for n in range(300)) + END, Danger.TOO_MANY),
        (HEAD + b"<item>" + b"&" * 500_000, Danger.TOO_ILL),
        (HEAD + b"<item " + b"x" * 30_000, Danger.TOO_ILL),
        (b'{"version": "https://jsonfeed.org/version/1"}', Danger.NO_FEED),
        (b"", Danger.NO_FEED),
    ],
)
def test_what_would_cost_more_than_it_holds_is_refused_with_its_reason(body: bytes, danger: Danger) -> None:
    assert danger_of(body) == danger


def test_an_article_of_a_million_words_is_cut() -> None:
    assert len(read_feed(item(b"word " * 400_000), url=URL).entries[0].text) == 99_999


def test_a_page_of_a_site_names_its_feed() -> None:
    page = b'<html><head><link rel="alternate" type="application/rss+xml" href="/news.xml"></head>'

    assert feed_named_by(page, url="https://acme.example/about/") == "https://acme.example/news.xml"
    assert feed_named_by(b"<html><head><link rel=alternate type=text/html href=/x>", url=URL) == ""


EVIL = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<iframe src=//evil>",
    "<a href='javascript:alert(1)'>x</a>", "<a href='data:text/html,x'>x</a>", "<style>body{display:none}</style>",
    "<p style='position:fixed' onclick=alert(1) class=primary id=content>x</p>", "<form action=//evil><button>x</form>",
    "<object data=//evil>", "<base href=//evil>", "<meta http-equiv=refresh content='0;url=//evil'>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", "<video src=//evil autoplay>",
    "<link rel=stylesheet href=//evil>", "<input autofocus onfocus=alert(1)>",
    "<a hx-get='/x' data-peek href='/x'>x</a>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", "<img srcset='//evil 1x' src='/a.png'>",
]  # fmt: skip


FORBIDDEN = [
    "<script", "<img", "<svg", "<iframe", "<style", "<form", "<object", "<video", "<link", "<input", "javascript:",
    "data:", " style=", " on", " class=", " id=", " hx-", "data-peek", "srcset",
]  # fmt: skip


@pytest.mark.parametrize("markup", EVIL)
def test_nothing_of_an_article_runs_or_loads_itself(markup: str) -> None:
    found = cleaned(markup, base=URL).lower()

    for forbidden in FORBIDDEN:
        assert forbidden not in found


def test_an_image_becomes_a_link_and_a_pixel_vanishes() -> None:
    found = cleaned('<img src="/plant.jpg" alt="The plant"> <img src="https://t.example/p.gif" width="1">', base=URL)

    assert 'href="https://acme.example/plant.jpg"' in found
    assert "▣ The plant" in found
    assert "t.example" not in found


def test_links_lead_out_without_telling_from_where() -> None:
    found = cleaned('<a href="/more" rel="opener">more</a>', base=URL)

    assert 'href="https://acme.example/more"' in found
    assert 'rel="noopener noreferrer nofollow"' in found
    assert "opener " in found.replace("noopener", "no opener")


def test_words_are_words() -> None:
    assert as_text("<b>Fish</b> &amp; chips\x00\n  <script>x</script>now") == "Fish & chips now"


def test_a_sample_of_real_test_feeds_is_read(shared_data: Path) -> None:
    """Every 20th of the 2,106 files; all of them by `bench/feeds.py`."""
    archive = shared_data / "rss_feeds" / "feedparser_tests.tar.gz"
    if not archive.exists():
        pytest.skip("the sample feeds are not there")
    refused = []
    with tarfile.open(archive) as files:
        members = [member for member in files if member.name.endswith(".xml")][::20]
        for member in members:
            file = files.extractfile(member)
            assert file is not None
            try:
                read_feed(file.read(), url=URL)
            except Dangerous:
                refused.append(member.name)

    assert len(members) > 100
    assert len(refused) <= 1
