"""Where the bytes of a table come from: a file, a gzip file, or an entry of a zip; each checked before parsing."""

import gzip
import io
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal, cast
from xml.parsers import expat

from django.utils.translation import gettext as _

from .model import MEGABYTE, Limits, Refusal

Content = Literal["text", "xlsx", "parquet", "zip"]

TEXT_ENDINGS = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz", ".tab")
TABLE_ENDINGS = (*TEXT_ENDINGS, ".xlsx", ".xlsm", ".parquet", ".zip")
CHUNK = 4 * MEGABYTE
# Small files compress well without being bombs (a column of zeros reaches 200); below this size the ratio says nothing.
RATIO_FLOOR = 10 * MEGABYTE
BROKEN_ARCHIVE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


@dataclass(frozen=True)
class Origin:
    """Bytes on disk, or an entry of a zip file on disk. `name` is what the user sees."""

    name: str
    path: Path
    entry: str = ""

    @property
    def is_gzip(self) -> bool:
        """True when the content is packed with gzip."""
        return self.name.lower().endswith(".gz")

    @contextmanager
    def opened(self) -> Iterator[IO[bytes]]:
        """The unpacked bytes as a stream."""
        with self._packed() as packed:
            yield cast(IO[bytes], gzip.GzipFile(fileobj=packed)) if self.is_gzip else packed

    @contextmanager
    def on_disk(self, folder: Path) -> Iterator[Path]:
        """The unpacked bytes as a file: the file itself, or a temporary copy in `folder`."""
        if not self.entry and not self.is_gzip:
            yield self.path
            return
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".unpacked") as copy, self.opened() as stream:
            shutil.copyfileobj(stream, copy, CHUNK)
            copy.flush()
            yield Path(copy.name)

    @contextmanager
    def seekable(self) -> Iterator[IO[bytes]]:
        """The bytes as a seekable stream; entries of a zip are copied to a temporary file first."""
        with self._packed() as packed:
            if not self.entry:
                yield packed
                return
            with tempfile.TemporaryFile() as copy:
                shutil.copyfileobj(packed, copy, CHUNK)
                copy.seek(0)
                yield copy

    @contextmanager
    def _packed(self) -> Iterator[IO[bytes]]:
        if not self.entry:
            with self.path.open("rb") as stream:
                yield stream
            return
        with zipfile.ZipFile(self.path) as archive, archive.open(self.entry) as stream:
            yield stream


def content_of(origin: Origin) -> Content:
    """What the first bytes say the file is. Raises Refusal when it is nothing we read."""
    with origin.opened() as stream:
        try:
            start = stream.read(8192)
        except BROKEN_ARCHIVE as error:
            raise _broken(origin.name) from error
    if start.startswith(b"PAR1"):
        return "parquet"
    if start.startswith(b"PK"):
        return "xlsx" if origin.name.lower().endswith((".xlsx", ".xlsm")) else "zip"
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refusal(
            _("{name} is encrypted or an old .xls file. Save it as .xlsx without a password, or as CSV.").format(
                name=origin.name
            ),
            name=origin.name,
        )
    _refuse_binary(origin, start)
    return "text"


def check_size(origin: Origin, *, limits: Limits) -> None:
    """Refuse a file that is larger on disk than allowed."""
    size = origin.path.stat().st_size
    if limits.max_file_bytes is not None and size > limits.max_file_bytes:
        raise _too_big(origin.name, size=size, limit=limits.max_file_bytes)


def check_unpacked(name: str, *, packed: int, unpacked: int, limits: Limits) -> None:
    """Refuse content that unpacks to more than allowed, or far more than its packed size explains."""
    if limits.max_unpacked_bytes is not None and unpacked > limits.max_unpacked_bytes:
        raise Refusal(
            _("{name} unpacks to more than {limit} MB, the most that is read.").format(
                name=name, limit=limits.max_unpacked_bytes // MEGABYTE
            ),
            name=name,
        )
    if unpacked > RATIO_FLOOR and unpacked > limits.max_ratio * max(packed, 1):
        raise Refusal(
            _("{name} unpacks to more than {limit} times its size and is taken for a bomb.").format(
                name=name, limit=limits.max_ratio
            ),
            name=name,
        )


def check_gzip(origin: Origin, *, limits: Limits) -> None:
    """Unpack a gzip file once without keeping it, and refuse it as soon as a limit is passed."""
    packed, unpacked = origin.path.stat().st_size, 0
    try:
        with origin.opened() as stream:
            while chunk := stream.read(CHUNK):
                unpacked += len(chunk)
                check_unpacked(origin.name, packed=packed, unpacked=unpacked, limits=limits)
    except BROKEN_ARCHIVE as error:
        if isinstance(error, Refusal):
            raise
        raise _broken(origin.name) from error


def checked_entries(stream: IO[bytes], *, name: str, limits: Limits) -> list[zipfile.ZipInfo]:
    """The files of a zip, after its directory was checked for number, size, ratio and encryption.

    The sizes of the directory are binding: `zipfile` never unpacks more than the directory says.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except BROKEN_ARCHIVE as error:
        raise _broken(name) from error
    if len(entries) > limits.max_entries:
        raise Refusal(
            _("{name} holds {count} files; at most {limit} are read.").format(
                name=name, count=len(entries), limit=limits.max_entries
            ),
            name=name,
        )
    packed, unpacked = sum(e.compress_size for e in entries), sum(e.file_size for e in entries)
    check_unpacked(name, packed=packed, unpacked=unpacked, limits=limits)
    for entry in entries:
        check_unpacked(name, packed=entry.compress_size, unpacked=entry.file_size, limits=limits)
        if entry.flag_bits & 1:
            raise Refusal(_("{name} is encrypted. Remove the password and try again.").format(name=name), name=name)
    return entries


def check_workbook(origin: Origin, *, limits: Limits) -> None:
    """Refuse a workbook that is a bomb, encrypted, or declares a document type or entities."""
    with origin.seekable() as stream:
        entries = checked_entries(stream, name=origin.name, limits=limits)
        stream.seek(0)
        with zipfile.ZipFile(stream) as archive:
            for entry in entries:
                if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
                    with archive.open(entry) as part:
                        _refuse_document_type(part, name=origin.name)


class _RootReached(Exception):
    """The first element began: no document type can follow."""


def _refuse_document_type(part: IO[bytes], *, name: str) -> None:
    parser = expat.ParserCreate()
    found = False

    def on_document_type(*_declaration: object) -> None:
        nonlocal found
        found = True
        raise _RootReached

    def on_element(_tag: str, _attributes: dict[str, str]) -> None:
        raise _RootReached

    parser.StartDoctypeDeclHandler = on_document_type
    parser.StartElementHandler = on_element
    try:
        while chunk := part.read(65_536):
            parser.Parse(chunk, False)
    except _RootReached:
        pass
    except expat.ExpatError as error:
        raise _broken(name) from error
    except BROKEN_ARCHIVE as error:
        raise _broken(name) from error
    if found:
        raise Refusal(
            _("{name} declares a document type or entities, which no export needs. It is not read.").format(name=name),
            name=name,
        )


def _refuse_binary(origin: Origin, start: bytes) -> None:
    wide = start.startswith((b"\xff\xfe", b"\xfe\xff")) or start.count(0) * 3 > len(start)
    controls = sum(start.count(bytes([code])) for code in (*range(1, 9), *range(14, 27), 127))
    known = origin.name.lower().endswith(TEXT_ENDINGS)
    if not known or (controls * 20 > len(start) and not wide):
        raise Refusal(
            _(
                "{name} is not a table that can be read. Allowed are CSV, TSV, XLSX, Parquet, and zip files of them."
            ).format(name=origin.name),
            name=origin.name,
        )


def _too_big(name: str, *, size: int, limit: int) -> Refusal:
    return Refusal(
        _("{name} has {size} MB; at most {limit} MB are read here. Use the command line for larger files.").format(
            name=name, size=f"{size / MEGABYTE:.1f}", limit=limit // MEGABYTE
        ),
        name=name,
    )


def _broken(name: str) -> Refusal:
    return Refusal(_("{name} is damaged and cannot be unpacked or read.").format(name=name), name=name)


def broken_file(name: str) -> Refusal:
    """The refusal of a file that its own format's reader cannot read."""
    return _broken(name)


def as_text(stream: IO[bytes], *, encoding: str) -> io.TextIOWrapper:
    """Bytes as text with line ends kept; bytes that do not decode become lone surrogates, found per row later."""
    readable = stream if isinstance(stream, io.BufferedIOBase) else io.BufferedReader(_Raw(stream))
    return io.TextIOWrapper(readable, encoding=encoding, errors="surrogateescape", newline="")


class _Raw(io.RawIOBase):
    """A plain reader as a raw stream, for streams that are not buffered by themselves."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview | bytearray) -> int:  # type: ignore[override]  # typeshed says WriteableBuffer
        chunk = self._stream.read(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)
