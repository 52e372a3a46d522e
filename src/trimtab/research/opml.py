"""Lists of feeds as other readers write them (OPML): read with care, written plainly."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from xml.etree.ElementTree import Element, SubElement, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

LARGEST = 1_000_000  # bytes
MOST_FEEDS = 300
DEEPEST = 50


class NotOpml(ValueError):
    """The file is no list of feeds. `reason`: kind of what is wrong: large, broken, dangerous, empty, many."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Outline:
    """One feed of the list."""

    url: str
    title: str


def read_opml(content: bytes) -> list[Outline]:
    """The feeds of a list, each once, in its order.

    Raises:
        NotOpml: with the reason.
    """
    if len(content) > LARGEST:
        raise NotOpml("large")
    try:
        found = _outlines(content)
    except ParseError as error:
        raise NotOpml("broken") from error
    except DefusedXmlException as error:
        raise NotOpml("dangerous") from error
    if not found:
        raise NotOpml("empty")
    if len(found) > MOST_FEEDS:
        raise NotOpml("many")
    return list(found.values())


def _outlines(content: bytes) -> dict[str, Outline]:
    found: dict[str, Outline] = {}
    depth = 0
    for event, element in iterparse(BytesIO(content), events=("start", "end"), forbid_dtd=True):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            raise NotOpml("dangerous")
        if event == "start" and element.tag.lower() == "outline":
            given = {name.lower(): value.strip() for name, value in element.attrib.items()}
            if url := given.get("xmlurl", ""):
                found.setdefault(url, Outline(url, given.get("title") or given.get("text") or ""))
    return found


def write_opml(feeds: Iterable[tuple[str, str, str]], *, title: str) -> bytes:
    """The list as a file. feeds: address, name, address of the site."""
    root = Element("opml", version="2.0")
    SubElement(SubElement(root, "head"), "title").text = title
    body = SubElement(root, "body")
    for url, name, link in feeds:
        SubElement(body, "outline", type="rss", text=name or url, title=name or url, xmlUrl=url, htmlUrl=link)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written
