"""Components say what they are given, to everybody."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from trimtab.web import charts


def drawn(source: str, path: str = "/", **context: object) -> str:
    """What the template source becomes on the page at that path."""
    request = RequestFactory().get(path)
    return Template("{% load trimtab %}" + source).render(Context({"request": request, **context}))


@pytest.mark.parametrize(
    ("value", "css", "shape", "word"),
    [(1120, "good", "▲", "up"), (-610, "bad", "▼", "down"), (0, "even", "●", "unchanged")],
)
def test_a_change_is_shape_word_and_amount(value: int, css: str, shape: str, word: str) -> None:
    text = drawn("{% change value %}", value=value)

    assert f'class="change {css}"' in text
    assert f">{shape}<" in text
    assert f">{word}<" in text


def test_a_change_down_may_be_good() -> None:
    assert 'class="change good"' in drawn('{% change value "down" "5 d" %}', value=Decimal(-5))
    assert 'class="change even"' in drawn('{% change value "" %}', value=3)


def test_an_unknown_change_is_unknown() -> None:
    assert drawn("{% change value %}", value=None) == '<span class="unknown">unknown</span>'


def test_unknown_zero_and_no_are_drawn_apart() -> None:
    text = render_to_string("components/facts.html", {"facts": [("a", None), ("b", 0), ("c", "no"), ("d", "")]})

    assert text.count('class="unknown"') == 2
    assert "<dd>0</dd>" in text
    assert "<dd>no</dd>" in text


def test_a_badge_escapes_its_word() -> None:
    assert "&lt;b&gt;" in drawn('{% badge word "bad" %}', word="<b>")


@pytest.mark.parametrize(
    ("query", "order", "url"),
    [
        ("", None, "?sort=name"),
        ("?sort=name", "ascending", "?sort=-name"),
        ("?sort=-name", "descending", "?sort=name"),
        ("?scope=me&after=9&sort=worth", None, "?scope=me&amp;sort=name"),
    ],
)
def test_a_head_sorts_and_says_how(query: str, order: str | None, url: str) -> None:
    text = drawn('{% sort_header "name" "Name" %}', f"/list/{query}")

    assert f'href="{url}"' in text
    assert (f'aria-sort="{order}"' in text) if order else ("aria-sort" not in text)


def test_a_message_offers_its_undo_on_this_site_only() -> None:
    told = [
        Message(constants.SUCCESS, "Two moved.", extra_tags="undo /moves/7/reopening/"),
        Message(constants.SUCCESS, "Three moved.", extra_tags="undo https://elsewhere.example/"),
        Message(constants.SUCCESS, "Four moved.", extra_tags="undo //elsewhere.example/"),
    ]

    text = render_to_string("components/messages.html", {"messages": told})

    assert text.count("<form") == 1
    assert 'action="/moves/7/reopening/"' in text


def test_a_figure_opens_its_rows_and_its_definition() -> None:
    about = {"name": "Win rate", "definition": "Won of closed.", "n": 63, "interval": "18–24%"}

    text = render_to_string("components/figure.html", {"text": "21%", "url": "/rows/", "query_url": "/query/"} | about)

    assert '<a class="figure" href="/rows/">21%</a>' in text
    assert "From 63 cases. Interval: 18–24%." in text
    assert '<a href="/query/">' in text


def test_a_waterfall_carries_its_table_with_links() -> None:
    chart = charts.waterfall(("a", 5.0), [("new", 3.0)], ("b", 8.0), urls=["/a/", "/new/", ""])

    text = drawn('{% draw_waterfall chart "Change" %}', chart=chart)

    assert 'aria-label="Change"' in text
    assert text.count("<tr>") == 4
    assert text.count('class="figure"') == 2
    assert "details" not in drawn('{% draw_waterfall chart "Change" False %}', chart=chart)


def test_history_shows_both_clocks_and_both_values() -> None:
    entry = {
        "when": datetime(2026, 11, 20, tzinfo=UTC),
        "learned": datetime(2026, 11, 22, tzinfo=UTC),
        "text": "Stage",
        "before": "Proof",
        "after": None,
    }

    text = render_to_string("components/timeline.html", {"entries": [entry]})

    assert "learned Nov 22, 2026" in text
    assert "before: </span>Proof" in text
    assert 'after: </span><span class="unknown">' in text
