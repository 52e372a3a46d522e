"""A site that is told to end finishes what it has begun, and what a killed worker had begun is not half there."""

import os
import shutil
import signal
import sys
from pathlib import Path

import pytest

from tests.journeys.sites import Site, running
from tests.nerves.driver import Visitor
from tests.nerves.killing import opened
from tests.nerves.stock import Stock
from tests.nerves.waiting import REQUESTS, save_while_shut

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc to know which requests wait"),
]


def amounts_from(home: Path, first: int) -> set[int]:
    """Which of the eight amounts the opportunities have."""
    between = "SELECT amount FROM opportunities_opportunity WHERE amount BETWEEN ? AND ?"
    with opened(home / "trimtab.sqlite3") as rows:
        return {int(amount) for (amount,) in rows.execute(between, [first, first + REQUESTS])}


def test_requests_under_way_finish_when_the_site_is_told_to_end(stocked: tuple[Path, Stock], tmp_path: Path) -> None:
    home = shutil.copytree(stocked[0], tmp_path / "home")

    with running("serve", home=home) as site:
        answers = save_while_shut(
            site, stocked[1], then=lambda _waiting: os.kill(site.pid, signal.SIGTERM), first=7_000
        )

    assert [answer.status for answer in answers] == [302] * REQUESTS
    assert amounts_from(home, 7_000) == {7_000 + number for number in range(REQUESTS)}


def test_a_killed_workers_requests_fail_without_half_a_change(site: Site, stock: Stock) -> None:
    answers = save_while_shut(site, stock, then=lambda waiting: os.kill(waiting[0], signal.SIGKILL), first=8_000)

    saved = {8_000 + number for number, answer in enumerate(answers) if answer.status == 302}
    assert len(saved) < REQUESTS
    assert amounts_from(site.home, 8_000) == saved
    with opened(site.home / "trimtab.sqlite3") as rows:
        audited = "SELECT count(*) FROM core_event WHERE json_extract(after, '$.amount') LIKE '800_.00'"
        assert rows.execute(audited).fetchone() == (len(saved),)
    with Visitor(site.url, stock.session) as visitor:
        assert visitor.get("/people/profile/").status == 200
