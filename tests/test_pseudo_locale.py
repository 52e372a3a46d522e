"""Every word of a page comes through gettext: in a language that puts each text into brackets, none stands outside.

What people typed is written in Greek letters here, so a Latin letter outside of the brackets is a text of ours.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from operator import itemgetter

import pytest
from django.apps import apps
from django.db import models
from django.utils.translation import trans_real

from tests.addresses import ADDRESSES
from tests.cast import client_for
from tests.support import handfuls, taken_back
from tests.test_access_matrix import World, world  # noqa: F401  # the world is a fixture
from trimtab.core.models import Event
from trimtab.people.models import User

pytestmark = pytest.mark.django_db

LANGUAGE = "en-150"  # English as written in Europe: known to Babel, and translated by nobody
GREEK = str.maketrans("abcdefghijklmnopqrstuvwxyz", "αβςδεφγηιξκλμνοπθρστυωχψζζ") | str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "ΑΒΨΔΕΦΓΗΙΞΚΛΜΝΟΠΘΡΣΤΥΩΧΨΖΖ"
)
# Written by programs, not by people: codes, addresses and marks that have to stay as they are.
CODES = {
    *("email", "currency", "path", "key", "verb", "record", "field", "password", "time_zone", "language", "quadrant"),
    "calls.Call.zone",
    *("evidence.Evidence.subject", "evidence.Evidence.value"),
    *("relationships.Judgement.attribute", "relationships.Judgement.old", "relationships.Judgement.value"),
}
SPOKEN = {"title", "placeholder", "alt", "aria-label", "aria-description", "data-label", "content"}
# Texts that are not language: code, keys, what is typed as a value.
SILENT = {"script", "style", "pre", "code", "kbd", "samp"}
# Dates and numbers come from the locale. Codes of currencies, periods, metrics and the product are no words.
NO_WORDS = re.compile(
    r"\b(?:[A-Z][a-z]{2,8} \d{4}|\d{1,2} [A-Z][a-z]{2,8}(?: \d{4})?|[AaPp]\.?[Mm]\.?|[A-Z]{3}|FY\d{4}(?:-[QMH]\d+)?"
    r"|Q\d|T?rimtab|CSV|XLSX|PPTX|JSON|PDF|MEDDPICC|UTC|https|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Tues|Wednes|Thurs|Satur)(?:day)?"
    r"|[\w.-]+@[\w.-]+|\d[\d.,]*\s?[kMG]?|\w+/\w+|[a-z]+_\w+|[jke]|Ctrl K)\b"
)


class Bracketing:
    """The catalogue of a language in which each text stands in brackets."""

    def gettext(self, message: str) -> str:
        text = message.rpartition("\x04")[2]
        # "yes,no" is taken apart at its commas by the filter yesno.
        parts = text.split(",") if re.fullmatch(r"\w+(,\w+)+", text) else [text]
        return ",".join(f"⟦{part}⟧" for part in parts)

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self.gettext(one if number == 1 else many)

    def to_language(self) -> str:
        return LANGUAGE


class Words(HTMLParser):
    """Collects what a page says outside of brackets: its text, and the attributes that are read out or shown."""

    def __init__(self) -> None:
        super().__init__()
        self.outside: list[str] = []
        self.silent: list[str] = []
        self.unbalanced: list[str] = []
        self.depth = 0  # of brackets: a translated sentence may hold elements, and other translated texts

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self.silent.append(tag)
        if tag == "meta":
            return
        for name, value in attrs:
            if name in SPOKEN and value:
                self.hear(value)

    def handle_endtag(self, tag: str) -> None:
        if self.silent and tag == self.silent[-1]:
            self.silent.pop()

    def handle_data(self, text: str) -> None:
        if not self.silent:
            self.hear(text)

    def hear(self, text: str) -> None:
        """Keep what stands outside of all brackets, if it holds a word."""
        left, before = "", self.depth
        for sign in text:
            self.depth += (sign == "⟦") - (sign == "⟧")
            left += sign if self.depth == 0 else ""
        if self.depth != before:
            self.unbalanced.append(text[:80])
        if re.search(r"[A-Za-z]{2}", NO_WORDS.sub(" ", left)):
            self.outside.append(" ".join(text.split()))


@pytest.fixture
def bracketing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The language is there while the test runs."""
    monkeypatch.setitem(trans_real._translations, LANGUAGE, Bracketing())  # type: ignore[attr-defined]
    yield
    trans_real.activate("en")


def in_greek(value: object) -> object:
    """Texts with Greek letters, also those within lists and mappings."""
    if isinstance(value, str):
        return value.translate(GREEK)
    if isinstance(value, list):
        return [in_greek(one) for one in value]
    return {key: in_greek(one) for key, one in value.items()} if isinstance(value, dict) else value


def say_in_greek() -> None:
    """Rewrite all that people typed with Greek letters."""
    for event in Event.objects.all():
        written = {"by_name": in_greek(event.by_name), "before": in_greek(event.before), "after": in_greek(event.after)}
        Event.objects.filter(pk=event.pk).update(**written)
    for model in apps.get_models():
        if model is Event or model._meta.app_label in {"sessions", "contenttypes", "auth"}:
            continue
        fields = [
            field
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField) and not field.choices
            if not CODES & {field.name, f"{model._meta.label}.{field.name}"}
        ]
        for row in model._default_manager.all() if fields else []:
            for field in fields:
                value = getattr(row, field.name)
                setattr(row, field.name, value.translate(GREEK) if isinstance(value, str) else value)
            row.save(update_fields=[field.name for field in fields])


def spoken_outside(html: str) -> list[str]:
    """The texts of a page, or parts of them, that did not come through gettext."""
    words = Words()
    words.feed(html)
    assert words.depth == 0, words.unbalanced
    return words.outside


# The style guide speaks to those who build Trimtab; what it shows is invented.
PAGES = sorted(
    name
    for name, address in ADDRESSES.items()
    if address.method == "get" and address.allowed["finn"] != "-" and name != "styleguide"
)


@pytest.mark.usefixtures("bracketing")
@pytest.mark.parametrize("names", handfuls(PAGES), ids=itemgetter(0))
def test_no_text_stands_outside_the_translations(
    names: tuple[str, ...],
    world: World,  # noqa: F811
    subtests: pytest.Subtests,
) -> None:
    say_in_greek()
    User.objects.update(language=LANGUAGE)

    for name in names:
        with subtests.test(name), taken_back():
            answer = client_for(world.people["finn"]).get(world.address(name), {"scope": "everyone"})

            if answer.headers.get("Content-Type", "").startswith("text/html"):
                assert spoken_outside(answer.content.decode()) == []
            else:
                assert answer.status_code in {200, 302}
