"""Foreign front-end files are those that were fetched and checked, and nothing else."""

import base64
import hashlib
import io
import json
import tarfile
from pathlib import Path

import pytest

from tools.vendor import FOLDER, LIST, WrongArchive, require_integrity, vendor, without_source_map

LISTED = json.loads((FOLDER / LIST).read_text())


def archive_with(folder: Path, **files: str) -> Path:
    """A package as npm packs it; a file's name is given with _ for its dot."""
    path = folder / "package.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(f"package/dist/{name.replace('_', '.')}")
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text.encode()))
    return path


@pytest.mark.parametrize("entry", LISTED, ids=lambda entry: entry["file"])
def test_a_vendored_file_is_the_one_that_was_checked(entry: dict[str, str]) -> None:
    assert set(entry) == {"file", "package", "version", "licence", "sha256"}
    assert hashlib.sha256((FOLDER / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]


def test_every_vendored_file_is_listed() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {LIST, *(entry["file"] for entry in LISTED)}


def test_no_vendored_file_names_a_source_map() -> None:
    assert [path.name for path in FOLDER.iterdir() if b"sourceMappingURL" in path.read_bytes()] == []


def test_files_are_copied_and_listed_beside_those_that_are_there(tmp_path: Path) -> None:
    archive = archive_with(tmp_path, a_js="one()\n//# sourceMappingURL=a.js.map\n", b_css="p {}")
    folder = tmp_path / "vendor"
    folder.mkdir()
    vendor(archive, package="@x/first@1.0.0", licence="MIT", paths=["dist/b.css"], folder=folder)

    vendor(archive, package="second@2.1.0", licence="0BSD", paths=["dist/a.js"], folder=folder)

    assert (folder / "a.js").read_text() == "one()\n"
    listed = json.loads((folder / LIST).read_text())
    assert [(entry["file"], entry["package"], entry["version"]) for entry in listed] == [
        ("a.js", "second", "2.1.0"),
        ("b.css", "@x/first", "1.0.0"),
    ]
    assert listed[0]["sha256"] == hashlib.sha256(b"one()\n").hexdigest()


def test_a_newer_version_replaces_the_older_in_the_list(tmp_path: Path) -> None:
    archive = archive_with(tmp_path, a_js="one()")
    for package in ("a@1.0.0", "a@1.0.1"):
        vendor(archive, package=package, licence="MIT", paths=["dist/a.js"], folder=tmp_path)

    assert [entry["version"] for entry in json.loads((tmp_path / LIST).read_text())] == ["1.0.1"]


def test_a_file_that_the_package_lacks_is_refused_and_nothing_copied(tmp_path: Path) -> None:
    archive = archive_with(tmp_path, a_js="one()")

    with pytest.raises(WrongArchive, match=r"must hold the file dist/c\.js"):
        vendor(archive, package="a@1.0.0", licence="MIT", paths=["dist/a.js", "dist/c.js"], folder=tmp_path)

    assert not (tmp_path / "a.js").exists()


def test_an_archive_with_another_checksum_is_refused() -> None:
    stated = "sha512-" + base64.b64encode(hashlib.sha512(b"the archive").digest()).decode()

    require_integrity(b"the archive", stated)
    with pytest.raises(WrongArchive, match="must have the checksum"):
        require_integrity(b"another archive", stated)


@pytest.mark.parametrize(
    "content", [b"a()\n//# sourceMappingURL=a.js.map", b"a()\n//@ sourceMappingURL=a", b"a()/*# sourceMappingURL=a */"]
)
def test_every_form_of_source_map_comment_goes(content: bytes) -> None:
    assert without_source_map(content) == b"a()"
