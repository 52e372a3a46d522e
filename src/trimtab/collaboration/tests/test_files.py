"""What may be attached, and how it is given out."""

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import cast

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from tests.cast import client_for
from trimtab.accounts.models import Account
from trimtab.collaboration.files import FileRefused, check_file, clean_name, path_of
from trimtab.collaboration.models import Comment, FeedFile
from trimtab.people.models import User


def archive(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as one:
        for name in names:
            one.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "media"),
    [
        ("plan.pdf", b"%PDF-1.7 ...", "application/pdf"),
        ("notes.txt", "Grüße".encode(), "text/plain"),
        ("logo.PNG", b"\x89PNG\r\n\x1a\n...", "image/png"),
        ("plan.docx", archive("[Content_Types].xml", "word/document.xml"), "wordprocessingml"),
    ],
)
def test_what_is_what_its_name_says_is_taken(name: str, content: bytes, media: str) -> None:
    assert media in check_file(SimpleUploadedFile(name, content), megabytes=1)[1]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.pdf", b"MZ\x90\x00 a program"),
        ("page.html", b"<script>alert(1)</script>"),
        ("logo.svg", b"<svg onload='alert(1)'/>"),
        ("run.exe", b"MZ"),
        ("notes.txt", b"a\x00b"),
        ("nothing.txt", b""),
        ("plan.docx", archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")),
        ("plan.docx", archive("../../etc/passwd")),
        ("plan.docx", b"PK\x03\x04 broken"),
        ("plain", b"text"),
    ],
)
def test_what_is_something_else_is_refused_in_words(name: str, content: bytes) -> None:
    with pytest.raises(FileRefused, match=r"\.$"):
        check_file(SimpleUploadedFile(name, content), megabytes=1)


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(FileRefused, match="1 MB"):
        check_file(SimpleUploadedFile("big.txt", b"x" * 1_000_001), megabytes=1)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\temp\\a.txt", "a.txt"),
        ("invoice\u202excod.exe", "invoicexcod.exe"),
        ("CON.txt", "_CON.txt"),
        ("...", "file"),
        ("a\nb.txt", "ab.txt"),
    ],
)
def test_names_lose_what_deceives(given_name: str, kept: str) -> None:
    assert clean_name(given_name) == kept


@effort(max_examples=50, deadline=None)
@given(st.text(max_size=400))
def test_no_name_leaves_its_folder(name: str) -> None:
    kept = clean_name(name)

    assert 0 < len(kept) <= 150
    assert Path(kept).name == kept
    assert "/" not in kept
    assert "\\" not in kept


@pytest.mark.django_db
def test_a_file_is_given_out_to_be_saved_and_never_run(acme: Account, ana: User) -> None:
    client = client_for(ana)
    attached = SimpleUploadedFile("visit.txt", b"<script>alert(1)</script>")

    client.post(f"/feeds/account/{acme.pk}/", {"text": "See the notes.", "attachments": [attached]})
    file = FeedFile.objects.get()
    answer = client.get(f"/feeds/files/{file.pk}/")

    assert answer["Content-Disposition"] == 'attachment; filename="visit.txt"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"".join(cast("Iterable[bytes]", answer)) == b"<script>alert(1)</script>"


@pytest.mark.django_db(transaction=True)
def test_the_bytes_go_with_the_file(acme: Account, ana: User) -> None:
    client = client_for(ana)
    client.post(f"/feeds/account/{acme.pk}/", {"attachments": [SimpleUploadedFile("visit.txt", b"visit")]})
    file = FeedFile.objects.get()
    was_there = path_of(file.key, uploads=settings.UPLOADS).exists()

    client.post(f"/feeds/files/{file.pk}/removal/")

    assert (was_there, path_of(file.key, uploads=settings.UPLOADS).exists()) == (True, False)
    assert client.get(f"/feeds/files/{file.pk}/").status_code == 404


@pytest.mark.django_db
def test_nobody_removes_the_file_of_another(acme: Account, ana: User, dov: User) -> None:
    client_for(ana).post(f"/feeds/account/{acme.pk}/", {"attachments": [SimpleUploadedFile("visit.txt", b"visit")]})
    file = FeedFile.objects.get()

    answer = client_for(dov).post(f"/feeds/files/{file.pk}/removal/")

    assert answer.status_code == 403
    assert path_of(file.key, uploads=settings.UPLOADS).exists()


@pytest.mark.django_db
@override_settings(FILES_MEGABYTES=0.000001)
def test_without_room_nothing_is_kept_and_the_text_stays(acme: Account, ana: User) -> None:
    answer = client_for(ana).post(
        f"/feeds/account/{acme.pk}/", {"text": "What I typed.", "attachments": [SimpleUploadedFile("a.txt", b"text")]}
    )

    assert answer.status_code == 422
    assert "What I typed." in answer.content.decode()
    assert not Comment.objects.exists()
    assert not FeedFile.objects.exists()
