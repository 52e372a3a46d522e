"""How a mail server is named."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from trimtab.config.environment import MailServer, mail_server


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("", None),
        ("smtp://ana:p%40ss@mail.example.com", MailServer("mail.example.com", 587, "ana", "p@ss", False, True)),
        ("smtps://mail.example.com", MailServer("mail.example.com", 465, "", "", True, False)),
        ("smtp+plain://localhost:1025", MailServer("localhost", 1025, "", "", False, False)),
    ],
)
def test_an_address_names_a_mail_server(given: str, meant: MailServer | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIMTAB_MAIL_SERVER", given)

    assert mail_server("TRIMTAB_MAIL_SERVER") == meant


@pytest.mark.parametrize("given", ["mail.example.com", "https://x:secret@y", "smtp://x:secret@y:port", "smtp://"])
def test_a_wrong_address_stops_the_start_and_keeps_its_password(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIMTAB_MAIL_SERVER", given)

    with pytest.raises(ImproperlyConfigured) as refused:
        mail_server("TRIMTAB_MAIL_SERVER")

    assert "secret" not in str(refused.value)
