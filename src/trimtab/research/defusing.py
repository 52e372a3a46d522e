"""Looks at the XML of a feed before anything is built from it: what would multiply itself is refused unread.

Feeds are often ill-formed, and are then read leniently. The lenient reader takes a time that grows with the square of
what is wrong, so it is left only what is small.
"""

from collections.abc import Mapping
from enum import StrEnum
from io import BytesIO
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

import feedparser.encodings
from defusedxml.common import DefusedXmlException, EntitiesForbidden
from defusedxml.expatreader import DefusedExpatParser

DEEPEST = 200
MOST_ENTRIES = 2_000
MOST_NAMESPACES = 100
MOST_ATTRIBUTES = 100  # of one element: the reader of feeds took minutes for 200,000
MOST_ILL_FORMED = 400_000  # bytes
LONGEST_TAG = 20_000  # characters, where the XML is ill-formed
LONGEST_STANDING_FOR = 8  # characters
ENTRIES = {"item", "entry"}


class Danger(StrEnum):
    """What is wrong with a feed; the words for it are in `words`."""

    MULTIPLIES = "multiplies"
    TOO_DEEP = "too_deep"
    TOO_MANY = "too_many"
    TOO_ILL = "too_ill"
    NO_FEED = "no_feed"


class Dangerous(ValueError):
    """The feed is not read."""

    def __init__(self, danger: Danger) -> None:
        super().__init__(danger.value)
        self.danger = danger


class _Parser(DefusedExpatParser):
    """Lets a name stand for a few characters (a space, a sign), as old feeds declare them; for nothing else."""

    def defused_entity_decl(
        self,
        name: str,
        is_parameter_entity: bool,
        value: str | None,
        base: str | None,
        sysid: str | None,
        pubid: str | None,
        notation_name: str | None,
    ) -> None:
        if is_parameter_entity or value is None or len(value) > LONGEST_STANDING_FOR or "&" in value:
            raise EntitiesForbidden(name, value, base, sysid, pubid, notation_name)


class _Counting(ContentHandler):
    """Counts depth, entries and attributes, and stops where one of them is too many."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = self.entries = self.namespaces = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802  # the library calls it so
        self.depth += 1
        self.entries += name.rpartition(":")[2].lower() in ENTRIES
        if self.depth > DEEPEST:
            raise Dangerous(Danger.TOO_DEEP)
        self.namespaces += sum(attribute.startswith("xmlns") for attribute in attrs.getNames())
        if self.entries > MOST_ENTRIES or self.namespaces > MOST_NAMESPACES or len(attrs) > MOST_ATTRIBUTES:
            raise Dangerous(Danger.TOO_MANY)

    def endElement(self, name: str) -> None:  # noqa: N802
        self.depth -= 1


def require_harmless(body: bytes, *, headers: Mapping[str, str]) -> None:
    """Refuse a feed that would cost more than it holds.

    Args:
        headers: those with which the reader of feeds will be asked: they decide which encoding is meant.

    Raises:
        Dangerous: with what is wrong.
    """
    text = feedparser.encodings.convert_to_utf8(dict(headers), body, {})
    parser = _Parser(forbid_dtd=False, forbid_entities=True, forbid_external=True)
    parser.setContentHandler(_Counting())
    try:
        parser.parse(BytesIO(text))
    except EntitiesForbidden as error:
        raise Dangerous(Danger.MULTIPLIES) from error
    except DefusedXmlException:
        return  # it refers to a file elsewhere, which the reader of feeds never opens
    except SAXException:
        _require_small(text)


def _require_small(text: bytes) -> None:
    """Ill-formed: how much there is of it, and how long its longest tag is, is all that can be said."""
    if len(text) > MOST_ILL_FORMED:
        raise Dangerous(Danger.TOO_ILL)
    lower = text.lower()
    if b"<!entity" in lower:
        raise Dangerous(Danger.MULTIPLIES)
    if lower.count(b"<item") + lower.count(b"<entry") > MOST_ENTRIES:
        raise Dangerous(Danger.TOO_MANY)
    if max((len(part.partition(b">")[0]) for part in text.split(b"<")), default=0) > LONGEST_TAG:
        raise Dangerous(Danger.TOO_ILL)
