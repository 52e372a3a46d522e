"""The sample site of all journeys, and browsers in which its people are signed in."""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.journeys.sites import Site, running
from trimtab.insight.simulate import PRESETS, simulate, write_exports


class Visit(Protocol):
    """Opens a browser at the site in which that person is signed in; None: nobody is."""

    def __call__(self, name: str | None = None, *, width: int = 1280, **options: Any) -> Page: ...


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which `trimtab demo` imported the exports of a small company; parallel runs make it once."""
    folder = tmp_path_factory.getbasetemp()
    shared = folder if folder.name.startswith("pytest-") else folder.parent
    home = shared / "sample-home"
    with (shared / "sample-home.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "made").exists():
            today = datetime.now(UTC).date()
            write_exports(simulate(PRESETS["small"], seed=1, until=today), home / "sample-exports")
            with running("demo", home=home):
                pass
            (home / "made").touch()
    return home


@pytest.fixture(scope="session")
def sample_site(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The sample site, started a second time as users do, on a copy of the home."""
    home = tmp_path_factory.mktemp("journeys") / "home"
    shutil.copytree(sample_home, home)
    with running("demo", home=home) as site:
        yield site


@pytest.fixture
def errors() -> list[str]:
    """What the pages complained about: errors in the console, refused by the content security policy included."""
    return []


@pytest.fixture
def browse(chromium: Browser, errors: list[str]) -> Iterator[Callable[..., Page]]:
    """Opens browsers at any site; a page that complains fails its test."""
    contexts = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            errors.append(f"{message.location['url']}: {message.text}")

    def browse(site: Site, *, width: int = 1280, dark: bool = False, **options: Any) -> Page:
        context = chromium.new_context(
            base_url=site.url,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            accept_downloads=True,
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield browse
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def visit(browse: Callable[..., Page], sample_site: Site) -> Visit:
    """Opens the sample site for one of its people; each signs in once, by hand."""

    def visit(name: str | None = None, *, width: int = 1280, **options: Any) -> Page:
        if name is None:
            return browse(sample_site, width=width, **options)
        if name not in sample_site.sessions:
            page = browse(sample_site)
            sign_in(page, sample_site, name)
            sample_site.sessions[name] = page.context.storage_state()
        return browse(sample_site, width=width, storage_state=sample_site.sessions[name], **options)

    return visit


def sign_in(page: Page, site: Site, name: str) -> None:
    """Type address and password, as a person does."""
    address = site.address_of(name)
    page.goto("/")
    page.get_by_label("Email").fill(address)
    page.get_by_label("Password").fill(site.passwords[address])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/today/")
