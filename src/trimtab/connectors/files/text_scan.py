"""One fast pass over the bytes of a text table: encoding, line ends and what the quick reader cannot take."""

import codecs
import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO

import charset_normalizer

from .model import Limits
from .origins import CHUNK, Origin

SAMPLE_BYTES = 1024 * 1024
DELIMITERS = (",", ";", "\t", "|")
SINGLE_BYTE = ["cp1252", "cp1250", "cp1251"]
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass
class TextScan:
    """What one pass over the bytes found."""

    size: int = 0
    newlines: int = 0
    carriage_returns: int = 0
    windows_ends: int = 0
    nuls: int = 0
    quotes: int = 0
    has_long_line: bool = False
    is_utf8: bool = True
    ends_with_newline: bool = True
    start: bytes = b""

    @property
    def lines(self) -> int:
        """Physical lines, the last one counted also without a line end."""
        return self.newlines + (0 if self.ends_with_newline or not self.size else 1)

    @property
    def is_regular(self) -> bool:
        """True when line ends are all of one kind and nothing needs the careful reader."""
        ends_agree = self.carriage_returns == self.windows_ends and self.windows_ends in (0, self.newlines)
        return ends_agree and self.is_utf8 and not self.nuls and not self.has_long_line


def scan(origin: Origin, *, limits: Limits) -> TextScan:
    """Read all bytes once (about 1 GB/s)."""
    found, since_newline, last = TextScan(), 0, b""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with origin.opened() as stream:
        while chunk := stream.read(CHUNK):
            if not found.size:
                found.start = chunk[:SAMPLE_BYTES]
            _count(found, chunk, last=last)
            long_line, since_newline = _longest(chunk, before=since_newline, limit=limits.max_line_bytes)
            found.has_long_line = found.has_long_line or long_line
            found.is_utf8 = found.is_utf8 and _decodes(decoder, chunk)
            last = chunk[-1:]
    found.is_utf8 = found.is_utf8 and _decodes(decoder, b"", final=True)
    found.ends_with_newline = last == b"\n"
    return found


def _count(found: TextScan, chunk: bytes, *, last: bytes) -> None:
    found.size += len(chunk)
    found.newlines += chunk.count(b"\n")
    found.carriage_returns += chunk.count(b"\r")
    found.windows_ends += chunk.count(b"\r\n") + (1 if last == b"\r" and chunk[:1] == b"\n" else 0)
    found.nuls += chunk.count(0)
    found.quotes += chunk.count(b'"')


def _longest(chunk: bytes, *, before: int, limit: int) -> tuple[bool, int]:
    """Whether a line is longer than `limit`, and how long the line is that goes on in the next chunk."""
    position, found = 0, False
    allowed = max(limit - before, 0)
    while True:
        newline = chunk.rfind(b"\n", position, position + allowed + 1)
        if newline < 0:
            if position + allowed >= len(chunk):
                break
            found = True
            newline = chunk.find(b"\n", position)
            if newline < 0:
                return True, before + len(chunk) - position
        position, allowed, before = newline + 1, limit, 0
    return found, before + len(chunk) - position


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def encoding_of(found: TextScan) -> str:
    """The encoding: by mark, then UTF-8 when it fits, else UTF-16 by its NUL pattern, else a Western code page."""
    for mark, name in BYTE_ORDER_MARKS:
        if found.start.startswith(mark):
            return name
    wide = _wide_encoding(found.start)
    if wide:
        return wide
    if found.is_utf8 or _mostly_utf8(found.start):
        return "utf-8"
    return _single_byte_encoding(found.start)


def _wide_encoding(start: bytes) -> str:
    head = start[:4000]
    if len(head) < 4 or head.count(0) * 3 < len(head):
        return ""
    return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"


def _mostly_utf8(start: bytes) -> bool:
    text = start.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    good = sum(1 for character in text if ord(character) > 127) - broken
    return good > 3 * broken


def _single_byte_encoding(start: bytes) -> str:
    lines = [line for line in start.splitlines() if not line.isascii()]
    sample = b"\n".join(lines)[:65_536]
    try:
        sample.decode("cp1252")
    except UnicodeDecodeError:
        best = charset_normalizer.from_bytes(sample, cp_isolation=SINGLE_BYTE).best()
        return best.encoding if best else "cp1252"
    best = charset_normalizer.from_bytes(sample, cp_isolation=SINGLE_BYTE).best()
    return best.encoding if best and best.encoding == "cp1251" else "cp1252"


def delimiter_of(text: str) -> str:
    """The delimiter whose rows agree best on their width; a comma when nothing separates."""
    lines = text.splitlines(keepends=True)[:400]
    if lines and lines[0].strip().lower().startswith("sep=") and len(lines[0].strip()) == 5:
        return lines[0].strip()[4]
    scores = {delimiter: _agreement(lines, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    return best if scores[best] > (0.0, 0) else ","


def _agreement(lines: list[str], delimiter: str) -> tuple[float, int]:
    widths = Counter(len(record) for record in _records(lines, delimiter) if record)
    if not widths:
        return 0.0, 0
    width, count = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
    return (round(count / sum(widths.values()), 1), width) if width > 1 else (0.0, 0)


def _records(lines: Iterable[str], delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return []


def head_of(found: TextScan, encoding: str) -> str:
    """The first megabyte as text, cut at its last line end."""
    text = found.start.decode(encoding, errors="replace").lstrip("\ufeff")
    if found.size > len(found.start) and "\n" in text:
        text = text[: text.rfind("\n") + 1]
    return text


def skip_bytes(stream: IO[bytes], count: int) -> None:
    """Move a stream forward that may not be seekable."""
    while count > 0 and (chunk := stream.read(min(count, CHUNK))):
        count -= len(chunk)
