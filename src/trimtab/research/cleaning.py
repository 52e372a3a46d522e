"""Markup that others wrote: what is shown of it. Text, lists, tables, links; nothing that loads itself.

An image becomes a link to it, so that nobody learns from a tracking pixel that an article was read.
"""

import re
from html import escape, unescape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import nh3

TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "dl", "dt", "em", "figcaption",
    "figure", "h2", "h3", "h4", "h5", "h6", "hr", "i", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp",
    "small", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
GONE_WHOLE = {"script", "style", "template", "object", "iframe", "svg", "math", "noscript", "form", "button", "select"}
SCHEMES = {"http", "https", "mailto"}
LONGEST = 100_000  # characters of one article that are kept
MOST_IMAGES = 50
LONGEST_SIDE = 6  # digits
PIXEL = 3  # an image of so few points a side shows nothing: it counts readers
IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
SPACES = re.compile(r"\s+")


def cleaned(markup: str, *, base: str) -> str:
    """Harmless HTML of the same text. `base`: the address that relative links are meant from."""
    text = _without_images(_writable(markup[:LONGEST]), base)
    return nh3.clean(
        text,
        tags=TAGS,
        attributes=ATTRIBUTES,
        clean_content_tags=GONE_WHOLE,
        url_schemes=SCHEMES,
        url_relative=("rewrite_with_base", base) if _is_web(base) else "deny",
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        strip_comments=True,
    )


def as_text(markup: str) -> str:
    """The words of some markup, without it, on one line."""
    bare = nh3.clean(markup, tags=set(), attributes={}, clean_content_tags=GONE_WHOLE) if "<" in markup else markup
    return SPACES.sub(" ", _writable(unescape(bare))).strip()


def _writable(text: str) -> str:
    """The text without what no database keeps: NUL, and halves of a character that has two."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()


class _Image(HTMLParser):
    """Reads the one tag of an image."""

    def __init__(self) -> None:
        super().__init__()
        self.given: dict[str, str] = {}

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.given = {name: value or "" for name, value in attrs}


def _without_images(markup: str, base: str) -> str:
    left = MOST_IMAGES

    def linked(found: "re.Match[str]") -> str:
        nonlocal left
        left -= 1
        return _linked(found.group(), base) if left >= 0 else ""

    return IMAGE.sub(linked, markup)


def _linked(tag: str, base: str) -> str:
    """A link in the place of an image; nothing in that of a pixel."""
    image = _Image()
    image.feed(tag)
    sides = [image.given.get(name, "") for name in ("width", "height")]
    if any(side.isdigit() and int(side) <= PIXEL for side in sides if len(side) < LONGEST_SIDE):
        return ""
    try:
        address = urljoin(base, image.given.get("src", "").strip())
    except ValueError:
        return ""
    if not _is_web(address):
        return escape(image.given.get("alt", ""))
    name = image.given.get("alt") or image.given.get("title") or urlsplit(address).path.rpartition("/")[2]
    return f'<a href="{escape(address)}">▣ {escape(name[:200] or address[:80])}</a>'


def _is_web(address: str) -> bool:
    return address.startswith(("http://", "https://"))
