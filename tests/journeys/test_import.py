"""A messy file through the Data pages: upload, meaning, dry run, import, undo."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit

pytestmark = pytest.mark.slow
HEADER = ["Id", "Opportunity Name", "Account Name", "Owner Email", "Stage", "Amount", "Close Date", "Created Date"]
ROWS = 40
LONG = 60_000  # milliseconds: the machine may be busy


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    """Semicolons, Windows' encoding, comma as decimal mark, dates that read two ways, and rows that are broken."""
    rows = [_row(number, random.Random(number)) for number in range(1, ROWS + 1)]
    rows[9][5] = "about ten"
    rows[15][1] = '=HYPERLINK("http://example.com")'
    rows[20] += ["one", "cell", "too many"]
    lines = [";".join(cells) for cells in [HEADER, *rows]]
    path = tmp_path / "Opportunités.csv"
    path.write_bytes("\r\n".join(lines).encode("cp1252"))
    return path


def _row(number: int, chance: random.Random) -> list[str]:
    close = f"{chance.randint(1, 12):02}/{chance.randint(1, 12):02}/2027"
    amount = f"{number * 1250:,}".replace(",", ".") + ",50"
    owner = "ana@sample.trimtab.example"
    return [
        f"K-{number}",
        f"Kite project {number}",
        f"Müller {number % 5}",
        owner,
        "Proposal",
        amount,
        close,
        "05/01/2026",
    ]


def upload(page: Page, file: Path, *, source: str = "messy") -> None:
    """Choose the file on the Data pages."""
    page.goto("/data/")
    page.get_by_role("link", name="Bring in exports").click()
    page.get_by_label("Name of the system they come from").fill(source)
    page.get_by_label("Files", exact=True).set_input_files(file)
    page.get_by_role("button", name="Read the files").click()


def check(page: Page) -> None:
    """Say that days come first, and ask what would change."""
    page.get_by_label("How are the dates in “Close Date” written?").select_option(label="day/month/year")
    page.get_by_label("How are the dates in “Created Date” written?").select_option(label="day/month/year")
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_text("Nothing has been changed yet.")).to_be_visible(timeout=LONG)


def counts(page: Page) -> list[int]:
    """Rows, new, changed, same, rejected of the first table."""
    cells = page.locator("main table").first.locator("tbody tr").first.locator("td.n").all_inner_texts()
    return [int(text.replace(",", "")) for text in cells]


def found(page: Page) -> int:
    """How many opportunities of the file the site knows."""
    page.goto("/opportunities/?scope=everyone&closing=any&status=&q=Kite+project")
    return page.locator("#rows tbody tr").count()


def test_messy_file_comes_in_and_goes_again(visit: Visit, messy: Path, keep_shot: Callable[[Page, str], Path]) -> None:
    page = visit("finn")
    upload(page, messy)
    keep_shot(page, "import-mapping")
    check(page)
    keep_shot(page, "import-dry-run")
    rows, new, changed, same, rejected = counts(page)
    assert (rows, new + changed + same + rejected, rejected) == (ROWS, ROWS, 2)
    run = page.url
    assert found(page) == 0

    page.goto(run)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("The import is finished.")).to_be_visible(timeout=LONG)
    keep_shot(page, "import-finished")
    assert found(page) == new - 1  # one carries a formula for a name

    page.goto(run)
    page.get_by_role("link", name="Undo").click()
    page.get_by_role("button", name="Undo the import").click()
    expect(page.get_by_text("The import was undone.")).to_be_visible(timeout=LONG)
    keep_shot(page, "import-undone")
    assert found(page) == 0


def test_rejected_rows_come_as_a_file_with_line_and_reason(visit: Visit, messy: Path, tmp_path: Path) -> None:
    page = visit("finn")
    upload(page, messy, source="messy too")
    check(page)

    with page.expect_download() as download:
        page.get_by_role("link", name="All rejected rows as CSV").click()
    download.value.save_as(tmp_path / "rejected.csv")

    header, *rows = (tmp_path / "rejected.csv").read_text(encoding="utf-8-sig").splitlines()
    assert header == "table,line,reason,row"
    unread, ragged = sorted(rows, key=lambda row: int(row.split(",")[1]))
    assert ",11," in unread
    assert "about ten" in unread
    assert ",22," in ragged


def test_same_file_a_second_time_changes_nothing(visit: Visit, messy: Path) -> None:
    page = visit("finn")
    upload(page, messy, source="messy twice")
    check(page)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("The import is finished.")).to_be_visible(timeout=LONG)
    first = page.url

    upload(page, messy, source="messy twice")
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_text("Nothing has been changed yet.")).to_be_visible(timeout=LONG)

    rows, new, changed, same, rejected = counts(page)
    assert (rows, new, changed, same + rejected) == (ROWS, 0, 0, ROWS)
    page.goto(f"{first}undoing/")
    page.get_by_role("button", name="Undo the import").click()
    expect(page.get_by_text("The import was undone.")).to_be_visible(timeout=LONG)


def test_file_that_is_no_table_keeps_what_was_typed(visit: Visit, tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    photo.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    page = visit("finn")

    upload(page, photo, source="an old system")

    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Name of the system they come from")).to_have_value("an old system")
