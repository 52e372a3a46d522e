"""Text lines become rows or rejections: the careful reader, which survives what a quick one cannot."""

import csv
import re
from collections import deque
from collections.abc import Iterator
from typing import TextIO

from django.utils.translation import gettext as _

from .model import Dialect, Refusal, Rejection, Row

# Outer white space that exports carry: plain, no-break, figure, narrow no-break, ideographic space, byte order mark.
WHITE_SPACE = " \t\r\n\x0b\x0c\u00a0\u2007\u202f\u3000\ufeff"
RAW_LENGTH = 500
MAX_UNCLOSED = 20
_LONG_LINE = "\x00long line\x00"
_UNDECODED = re.compile("[\udc80-\udcff]")
# Python's own limit of 131,072 characters per field is below real e-mail bodies; our line limit rules instead.
csv.field_size_limit(2**31 - 1)


class _UnclosedQuote(Exception):
    """A quoted field runs on for longer than any row may be."""


class _Lines:
    """Lines with their number, those of the current record kept, and some given back to be read again."""

    def __init__(self, lines: Iterator[str], *, limit: int) -> None:
        self._lines, self._limit = lines, limit
        self._again: deque[str] = deque()
        self.taken: list[str] = []
        self.number = 0
        self._size = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.number += 1
        self._size += len(line)
        self.taken.append(line)
        if self._size > self._limit and len(self.taken) > 1:
            raise _UnclosedQuote
        return line

    def start_record(self) -> None:
        self.taken = []
        self._size = 0

    def give_back_after_first(self) -> str:
        """Keep the first line of the record as read, return the others to be read again."""
        first, *others = self.taken
        self._again.extendleft(reversed(others))
        self.number -= len(others)
        return first


def bounded_lines(stream: TextIO, *, limit: int, delimiter: str) -> Iterator[str]:
    """Lines of at most `limit` characters; a longer one is replaced by a mark, without holding it in memory."""
    while line := stream.readline(limit):
        if len(line) < limit or line.endswith(("\n", "\r")):
            yield line
            continue
        quotes = line.count('"')
        while part := stream.readline(limit):
            quotes += part.count('"')
            if part.endswith(("\n", "\r")):
                break
        # An odd number of quotes opens or closes a quoted field; one quote after a delimiter does the same.
        yield _LONG_LINE + (delimiter + '"' if quotes % 2 else "") + "\n"


def read_records(
    lines: Iterator[str], *, dialect: Dialect, width: int, name: str, limit: int
) -> Iterator[Row | Rejection]:
    """Rows below the header. Blank rows (all fields empty) are no rows.

    Raises Refusal when quotes are so broken that rows cannot be told apart.
    """
    feed = _Lines(lines, limit=limit)
    for _skipped in range(dialect.header_line):
        next(feed, None)
    unclosed = 0
    reader = _reader(feed, dialect)
    while True:
        feed.start_record()
        start = feed.number + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except (_UnclosedQuote, csv.Error):
            record = None
        if record is None or _ends_open(feed, dialect):
            unclosed += 1
            if unclosed > MAX_UNCLOSED:
                raise _too_many_unclosed(name)
            raw = feed.give_back_after_first()
            yield Rejection(start, _("A quote is opened and never closed."), _shown(raw))
            reader = _reader(feed, dialect)
        else:
            yield from _row(record, feed, start=start, width=width)


def _reader(feed: _Lines, dialect: Dialect) -> Iterator[list[str]]:
    return csv.reader(feed, delimiter=dialect.delimiter, quotechar=dialect.quote)


def _ends_open(feed: _Lines, dialect: Dialect) -> bool:
    """True when a quote is never closed: the input ended inside it, or it was "closed" by the next opened one."""
    if len(feed.taken) == 1 and feed.taken[0].count(dialect.quote) % 2 == 0:
        return False
    try:
        for _record in csv.reader(feed.taken, delimiter=dialect.delimiter, quotechar=dialect.quote, strict=True):
            pass
    except csv.Error as error:
        # On one line, text behind a closing quote is kept as it is; over several lines it means swallowed rows.
        return len(feed.taken) > 1 or "unexpected end" in str(error)
    return False


def _row(record: list[str], feed: _Lines, *, start: int, width: int) -> Iterator[Row | Rejection]:
    values = tuple(field.strip(WHITE_SPACE) or None for field in record)
    if not any(values):
        return
    if len(values) > width and not any(values[width:]):
        values = values[:width]
    raw = "".join(feed.taken) if len(values) != width or not all(map(_is_clean, feed.taken)) else ""
    if not raw:
        yield Row(start, values)
        return
    yield Rejection(start, _reason(raw, count=len(values), width=width), _shown(raw))


def _is_clean(line: str) -> bool:
    return (line.isascii() and "\x00" not in line) or ("\x00" not in line and not _UNDECODED.search(line))


def _reason(raw: str, *, count: int, width: int) -> str:
    if _LONG_LINE in raw:
        return _("The line is longer than any row may be.")
    if "\x00" in raw:
        return _("The row holds a NUL byte.")
    if _UNDECODED.search(raw):
        return _("The row holds bytes that are no text in the encoding of the file.")
    return _("The row has {count} fields; the header has {width}.").format(count=count, width=width)


def _too_many_unclosed(name: str) -> Refusal:
    return Refusal(
        _("{name} opens more than {limit} quotes that are never closed. Check how it was exported.").format(
            name=name, limit=MAX_UNCLOSED
        ),
        name=name,
    )


def _shown(raw: str) -> str:
    text = raw[:RAW_LENGTH].rstrip("\r\n").replace("\x00", "\ufffd")
    return text.encode("utf-8", errors="replace").decode("utf-8")
