"""Files that people attach: what may come in, under which name, and where the bytes lie.

Nothing is unpacked, opened or run here. What a file is, its first bytes say; its name has to agree.
"""

import hashlib
import re
import secrets
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

MEGABYTE = 1_000_000
LONGEST_NAME = 150
MOST_ENTRIES = 5_000
HEAD = 4_096
# What turns around the order of letters, so that a name looks like another one, and what no name holds.
UNSEEN = re.compile("[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c/\\\\]")
DEVICES = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
OFFICE = {
    "docx": ("word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pptx": ("ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}
OPEN_OFFICE = {
    f"od{letter}": f"application/vnd.oasis.opendocument.{name}"
    for letter, name in (("t", "text"), ("s", "spreadsheet"), ("p", "presentation"))
}
TEXTS = {"txt": "text/plain", "md": "text/plain", "csv": "text/csv", "ics": "text/calendar", "eml": "message/rfc822"}
SIGNS = {
    "pdf": ((b"%PDF-",), "application/pdf"),
    "png": ((b"\x89PNG\r\n\x1a\n",), "image/png"),
    "jpg": ((b"\xff\xd8\xff",), "image/jpeg"),
    "jpeg": ((b"\xff\xd8\xff",), "image/jpeg"),
    "gif": ((b"GIF87a", b"GIF89a"), "image/gif"),
}
ENDINGS = sorted([*SIGNS, *OFFICE, *OPEN_OFFICE, *TEXTS])


class FileRefused(ValueError):
    """The file may not be kept; the message says why and what may."""


@dataclass(frozen=True)
class Kept:
    """A file whose bytes lie in the uploads."""

    name: str
    media: str
    size: int
    sha256: str
    key: str


def clean_name(given: str) -> str:
    """A name that is safe on every system: no folders, nothing unseen, no device, 150 characters with its ending."""
    last = re.split(r"[/\\]", given)[-1]
    name = UNSEEN.sub("", last).strip(" .") or "file"
    if DEVICES.match(name):
        name = f"_{name}"
    stem, dot, ending = name.rpartition(".")
    if not dot:
        return name[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending[:10]) - 1]}.{ending[:10]}"


def check_file(file: "UploadedFile[Any]", *, megabytes: int) -> tuple[str, str]:
    """The name and the media type under which a file is kept.

    Args:
        megabytes: the largest one that is taken.

    Raises:
        FileRefused: it is too large, empty, or not what its name says.
    """
    name = clean_name(str(file.name))
    if not file.size:
        raise FileRefused(_("%(name)s is empty.") % {"name": name})
    if file.size > megabytes * MEGABYTE:
        raise FileRefused(
            _("%(name)s is larger than %(megabytes)d MB. Put it where files live, and write its link here.")
            % {"name": name, "megabytes": megabytes}
        )
    ending = name.rpartition(".")[2].lower()
    if ending not in ENDINGS:
        raise FileRefused(
            _("%(name)s cannot be kept here. These can: %(endings)s.") % {"name": name, "endings": ", ".join(ENDINGS)}
        )
    media = _media(file, ending)
    if not media:
        raise FileRefused(_("%(name)s is not what its name says, so it was not kept.") % {"name": name})
    return name, media


def keep_file(file: "UploadedFile[Any]", *, uploads: Path, megabytes: int) -> Kept:
    """Check a file and write its bytes below the uploads, under a name that nobody chose.

    Raises:
        FileRefused: see `check_file`.
    """
    name, media = check_file(file, megabytes=megabytes)
    key, digest = secrets.token_hex(16), hashlib.sha256()
    path = path_of(key, uploads=uploads)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.seek(0)
    with path.open("xb") as kept:
        for chunk in file.chunks():
            digest.update(chunk)
            kept.write(chunk)
    return Kept(name, media, int(file.size or 0), digest.hexdigest(), key)


def forget_bytes(keys: Iterable[str], *, uploads: Path) -> None:
    """Delete the bytes under these names; call it once the change that lets them go stands."""
    for key in keys:
        path_of(key, uploads=uploads).unlink(missing_ok=True)


def path_of(key: str, *, uploads: Path) -> Path:
    """Where the bytes of a file lie: in the uploads, which a backup holds."""
    return uploads / "feeds" / key[:2] / key


def _media(file: "UploadedFile[Any]", ending: str) -> str:
    """The media type that the content and the ending agree on; empty where they do not."""
    file.seek(0)
    head = file.read(HEAD)
    if ending in SIGNS:
        signs, media = SIGNS[ending]
        return media if head.startswith(signs) else ""
    if ending in TEXTS:
        return TEXTS[ending] if _is_text(file) else ""
    return _media_of_archive(file, ending)


def _is_text(file: "UploadedFile[Any]") -> bool:
    file.seek(0)
    return not any(b"\x00" in chunk for chunk in file.chunks())


def _media_of_archive(file: "UploadedFile[Any]", ending: str) -> str:
    """Of an office document: only its table of contents is read, and no macros are taken."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            first = archive.infolist()[0] if names else None
            return _office(names, ending) or _open_office(archive, first, ending)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return ""


def _office(names: list[str], ending: str) -> str:
    if ending not in OFFICE or len(names) > MOST_ENTRIES:
        return ""
    folder, media = OFFICE[ending]
    has_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    is_document = "[Content_Types].xml" in names and any(name.startswith(folder) for name in names)
    return media if is_document and not has_macros else ""


def _open_office(archive: zipfile.ZipFile, first: "zipfile.ZipInfo | None", ending: str) -> str:
    """The first entry of such a document is its type, in plain bytes."""
    if ending not in OPEN_OFFICE or first is None or first.filename != "mimetype" or first.file_size > 200:
        return ""
    return OPEN_OFFICE[ending] if archive.read(first).decode("ascii", "replace") == OPEN_OFFICE[ending] else ""
