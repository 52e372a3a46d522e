"""Fetch foreign front-end files from npm into the site: `python -m tools.vendor htmx.org@2.0.11 dist/htmx.min.js`.

The archive must have the checksum that the registry states. What was taken is written to VENDOR.json, and a test
compares it with the files, so that a file changed by hand is found.
"""

import argparse
import base64
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "src/trimtab/web/static/web/vendor"
LIST = "VENDOR.json"
PACKAGE = re.compile(r"(?P<name>(?:@[\w.-]+/)?[\w.-]+)@(?P<version>\d+\.\d+\.\d+[\w.+-]*)")
# Storage with hashed names looks for the map that such a comment names, and stops where it is not there.
SOURCE_MAP = re.compile(rb"\n?(?://[#@] ?sourceMappingURL=[^\n]*|/\*[#@] ?sourceMappingURL=.*?\*/)")

Entry = dict[str, str]


class WrongArchive(ValueError):
    """The archive is not the one that the registry describes, or lacks a file."""


def require_integrity(archive: bytes, stated: str) -> None:
    """Check an archive against the registry's statement, as `sha512-…`.

    Raises:
        WrongArchive: the checksum differs.
    """
    kind, _dash, expected = stated.partition("-")
    given = base64.b64encode(hashlib.new(kind, archive).digest()).decode()
    if given != expected:
        raise WrongArchive(f"The archive must have the checksum {stated}. Got {kind}-{given}.")


def vendor(archive: Path, *, package: str, licence: str, paths: list[str], folder: Path) -> list[Entry]:
    """Copy the files at `paths` from an archive of npm into `folder` and list them in its VENDOR.json.

    Args:
        package: name and exact version, as `htmx.org@2.0.11`.
        paths: places in the package, as `dist/htmx.min.js`; a file keeps its last name.

    Returns:
        The entries written: file, package, version, licence, sha256.

    Raises:
        WrongArchive: a path is not in the archive.
    """
    name, _at, version = package.rpartition("@")
    contents = {Path(path).name: without_source_map(_content(archive, path)) for path in paths}
    entries = []
    for file, content in contents.items():
        (folder / file).write_bytes(content)
        checksum = hashlib.sha256(content).hexdigest()
        entries.append({"file": file, "package": name, "version": version, "licence": licence, "sha256": checksum})
    _write_list(entries, folder / LIST)
    return entries


def without_source_map(content: bytes) -> bytes:
    """The file without the comment that names its source map."""
    return SOURCE_MAP.sub(b"", content)


def _content(archive: Path, path: str) -> bytes:
    with tarfile.open(archive) as files:
        try:
            member = files.extractfile(f"package/{path}")
        except KeyError:
            member = None
        if member is None:
            raise WrongArchive(
                f"The package must hold the file {path}. It holds {', '.join(sorted(files.getnames()))}."
            )
        return member.read()


def _write_list(entries: list[Entry], path: Path) -> None:
    """Add the entries; one of the same file is replaced. One entry a line, so that a change is easy to read."""
    before: list[Entry] = json.loads(path.read_text()) if path.exists() else []
    merged = {entry["file"]: entry for entry in [*before, *entries]}
    lines = ",\n".join(f"  {json.dumps(merged[file])}" for file in sorted(merged))
    path.write_text(f"[\n{lines}\n]\n")


def _npm(*arguments: str, folder: Path) -> str:
    done = subprocess.run(["npm", *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _package(text: str) -> str:
    if not PACKAGE.fullmatch(text):
        raise argparse.ArgumentTypeError(f"A package is written as NAME@1.2.3, with its exact version. Got {text}.")
    return text


def main() -> int:
    """Fetch, check, copy, list."""
    parser = argparse.ArgumentParser(description="Fetch files of an npm package into the site.")
    parser.add_argument("package", type=_package, help="name and exact version: htmx.org@2.0.11")
    parser.add_argument("paths", nargs="+", help="files in the package: dist/htmx.min.js")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archive = folder / json.loads(_npm("pack", "--json", wanted.package, folder=folder))[0]["filename"]
        require_integrity(archive.read_bytes(), _npm("view", wanted.package, "dist.integrity", folder=folder))
        licence = _npm("view", wanted.package, "license", folder=folder)
        entries = vendor(archive, package=wanted.package, licence=licence, paths=wanted.paths, folder=FOLDER)
    for entry in entries:
        print(f"{entry['file']}  {entry['version']}  {entry['licence']}  {entry['sha256']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
