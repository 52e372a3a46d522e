"""Typed reading of environment variables. A wrong value stops start-up with a sentence that names it."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from platformdirs import user_data_path

from trimtab.core.databases import database_at


def text(name: str, default: str) -> str:
    """The variable, or the default where it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    """A yes/no variable.

    Raises:
        ImproperlyConfigured: the value is none of 1, 0, true, false, yes, no.
    """
    given = text(name, str(default)).lower()
    if given in {"1", "true", "yes"}:
        return True
    if given in {"0", "false", "no"}:
        return False
    raise ImproperlyConfigured(f"{name} must be one of 1, 0, true, false, yes, no. Got {given!r}.")


def number(name: str, default: int, *, least: int = 0) -> int:
    """A whole number, at least `least`.

    Raises:
        ImproperlyConfigured: the value is not a whole number, or too small.
    """
    given = text(name, str(default))
    if not given.lstrip("-").isdigit() or int(given) < least:
        raise ImproperlyConfigured(f"{name} must be a whole number of {least} or more. Got {given!r}.")
    return int(given)


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in."""

    host: str
    port: int
    user: str
    password: str
    is_ssl: bool
    is_starttls: bool


def mail_server(name: str) -> MailServer | None:
    """The mail server that the variable names; None where it is unset.

    Raises:
        ImproperlyConfigured: it is no smtp: or smtps: address of a host. The message never repeats the password.
    """
    given = text(name, "")
    if not given:
        return None
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in {"smtp", "smtps", "smtp+plain"} or not parts.hostname:
        raise ImproperlyConfigured(f"{name} must be smtp://user:password@host:port, or smtps:// or smtp+plain://.")
    usual = {"smtp": 587, "smtps": 465, "smtp+plain": 25}[parts.scheme]
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.hostname, port or usual, user, password, parts.scheme == "smtps", parts.scheme == "smtp")


def home() -> Path:
    """The folder where data lives; made when missing, readable by its owner only."""
    folder = Path(text("TRIMTAB_HOME", str(user_data_path("trimtab")))).expanduser().absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ImproperlyConfigured(
            f"TRIMTAB_HOME must be a folder that can be written. Got {folder}: {error}."
        ) from error
    return folder


def secret_key(folder: Path) -> str:
    """TRIMTAB_SECRET_KEY, or a key made once and kept in `folder/secret-key`.

    Raises:
        ImproperlyConfigured: the given key is shorter than 50 characters.
    """
    given = text("TRIMTAB_SECRET_KEY", "")
    if given:
        if len(given) < 50:
            raise ImproperlyConfigured(f"TRIMTAB_SECRET_KEY must have 50 characters or more. Got {len(given)}.")
        return given
    return _kept_secret_key(folder / "secret-key")


def _kept_secret_key(path: Path) -> str:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        key = secrets.token_urlsafe(64)
        file.write(key)
    return key


def database(folder: Path) -> dict[str, object]:
    """Django's settings of the database that TRIMTAB_DATABASE_URL names; SQLite in `folder` where it is unset.

    Raises:
        ImproperlyConfigured: the address is neither sqlite: nor postgresql:.
    """
    return database_at(text("TRIMTAB_DATABASE_URL", f"sqlite:///{folder / 'trimtab.sqlite3'}"))
