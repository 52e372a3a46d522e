"""PostgreSQL goes away and comes back: people are told to wait, and nothing that was saved is lost."""

import pytest

from tests.nerves.clusters import programs_of_postgres
from tests.nerves.stopping import Stopped, stop_the_database

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(programs_of_postgres() is None, reason="needs PostgreSQL's server: apt install postgresql"),
]


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Stopped:
    """It was away for two seconds under four writers."""
    return stop_the_database(tmp_path_factory.mktemp("stopped"), seconds=2)


def test_the_site_is_alive_but_not_ready(stopped: Stopped) -> None:
    assert (stopped.live, stopped.ready) == (200, 503)
    assert stopped.ready_seconds < 5


def test_people_are_told_to_wait(stopped: Stopped) -> None:
    assert stopped.statuses == {302, 503}
    assert b"The database does not answer at the moment." in stopped.page
    assert b"Traceback" not in stopped.page


def test_nothing_acknowledged_is_lost(stopped: Stopped) -> None:
    assert stopped.acknowledged > 0
    assert stopped.lost == 0


def test_work_resumes_within_ten_seconds(stopped: Stopped) -> None:
    assert stopped.recovery_seconds <= 10
