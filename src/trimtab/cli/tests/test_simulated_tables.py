"""The tables that a simulated world gives are those that an import of its exports gives."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from trimtab.analytics.engine import DuckDBEngine
from trimtab.analytics.extracts import read_manifest, refresh_extracts
from trimtab.connectors.imports.actions import import_folder
from trimtab.core.models import Organisation
from trimtab.insight.simulate import PRESETS, simulate, write_exports
from trimtab.insight.simulate.shapes import write_shape

# Ids count from 1 here, as those of the simulated tables do.
pytestmark = pytest.mark.django_db(reset_sequences=True)

NOW = datetime(2026, 8, 31, 6, tzinfo=UTC)
# People and teams are known by name here: the import numbers them in another order.
VERSIONS = """
    SELECT versions.* EXCLUDE (owner_id, team_id), users.name AS owner, teams.name AS team
    FROM versions
    LEFT JOIN users ON users.user_id = versions.owner_id
    LEFT JOIN teams ON teams.team_id = versions.team_id
"""
STAGE_EVENTS = """
    SELECT stage_events.* EXCLUDE (owner_id), users.name AS owner
    FROM stage_events LEFT JOIN users ON users.user_id = stage_events.owner_id
"""
HOLDINGS = """
    SELECT holdings.* EXCLUDE (owner_id), users.name AS owner
    FROM holdings LEFT JOIN users ON users.user_id = holdings.owner_id
"""
# The import leaves out what the dirt of the exports takes away: some industries.
OPPORTUNITIES = """
    SELECT opportunities.* EXCLUDE (owner_id, team_id, industry), users.name AS owner
    FROM opportunities LEFT JOIN users ON users.user_id = opportunities.owner_id
"""
LINES = "SELECT * EXCLUDE (product_id) FROM line_items"
# An import knows the day of a call or an e-mail, not who began it, and one contact of a meeting.
ACTIVITIES = """
    SELECT activities.opp_id, activities.account_id, CAST(activities.at AS DATE) AS day, kind, minutes, users.name
    FROM activities LEFT JOIN users USING (user_id)
"""
# An export names the first day of a quota; the last day of a person's only quota is a guess of the import.
QUOTAS = "SELECT quotas.* EXCLUDE (user_id, end_on), users.name FROM quotas LEFT JOIN users USING (user_id)"
LEADS = "SELECT source, created_at, opp_id FROM leads"


# Plain tables and HubSpot tell the hour, and HubSpot's files and the plain ones who began a call.
EVENTS = """
    SELECT activities.opp_id, activities.at, activities.kind, minutes, users.name
    FROM activities LEFT JOIN users USING (user_id)
"""
HISTORY = (VERSIONS, STAGE_EVENTS, HOLDINGS)
ASKED = {
    "salesforce": (*HISTORY, OPPORTUNITIES, LINES, ACTIVITIES, QUOTAS, LEADS),
    "hubspot": (*HISTORY, EVENTS),
    "plain": (*HISTORY, OPPORTUNITIES, LINES, EVENTS, QUOTAS, LEADS),
}


@pytest.fixture(params=list(ASKED))
def shape(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def engines(shape: str, tmp_path: Path, organisation: Organisation) -> Iterator[tuple[DuckDBEngine, DuckDBEngine]]:
    """The tables of a small world: told by the world itself, and read after an import of its exports."""
    world = simulate(replace(PRESETS["small"], sellers=4, team_size=2), seed=3, until=date(2026, 8, 30))
    if shape == "salesforce":
        write_exports(world, tmp_path / "exports")
    else:
        write_shape(world, tmp_path / "exports", shape=shape)
    import_folder(tmp_path / "exports", source="crm", uploads=tmp_path / "uploads", now=NOW, yes=True)
    refresh_extracts(folder=tmp_path / "extracts", now=NOW)
    manifest = read_manifest(tmp_path / "extracts")
    assert manifest is not None
    told, read = DuckDBEngine.from_columns(world.tables()), DuckDBEngine(tmp_path / "extracts" / manifest.name)
    yield told, read
    told.close()
    read.close()


def rows(engine: DuckDBEngine, query: str) -> list[tuple[object, ...]]:
    with engine._cursor() as cursor:
        engine._open(cursor)
        cursor.execute("USE whole")
        return cursor.execute(f"SELECT * FROM ({query}) ORDER BY ALL").fetchall()


def test_a_world_tells_what_an_import_of_its_exports_shows(
    shape: str, engines: tuple[DuckDBEngine, DuckDBEngine]
) -> None:
    told, read = engines

    for query in ASKED[shape]:
        expected = rows(read, query)
        assert len(expected) > 15
        assert rows(told, query) == expected
