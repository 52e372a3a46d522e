"""Many periods at once give what each period gives alone."""

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.metrics.worlds import DAY_ZERO, NOW, World, instants, tables, worlds
from trimtab.analytics.engine import DuckDBEngine
from trimtab.insight.metrics import METRICS

SAME = ("part", "days", "exits", "won", "won_value", "win_rate")


def borders(first: datetime, lengths: list[int]) -> list[datetime]:
    found = [first]
    for days in lengths:
        found.append(found[-1] + timedelta(days=days, minutes=7))
    return found


@settings(deadline=None, max_examples=30)
@given(
    worlds(),
    st.lists(st.integers(1, 30), min_size=1, max_size=4),
    instants,
    st.sampled_from(["none", "owner", "team", "region"]),
    st.booleans(),
)
def test_velocity_by_period_is_the_velocity_of_each(
    world: World, lengths: list[int], as_of: datetime, by: str, qualified_only: bool
) -> None:
    ends = borders(DAY_ZERO + timedelta(hours=5), lengths)
    engine = DuckDBEngine.from_tables(tables(world))

    many = engine.run(
        METRICS["velocity_by_period"],
        starts=ends[:-1], ends=ends[1:], as_of=as_of, by=by, qualified_only=qualified_only,
    )  # fmt: skip

    for start, end in pairwise(ends):
        if start >= as_of:
            continue
        alone = engine.run(METRICS["velocity"], start=start, end=end, as_of=as_of, by=by, qualified_only=qualified_only)
        found = [row for row in many.rows if row["period_start"] == start]
        assert [[row[name] for name in SAME] for row in found] == [[row[name] for name in SAME] for row in alone.rows]
        for mine, theirs in zip(found, alone.rows, strict=True):
            assert abs(float(str(mine["open_days"])) - float(str(theirs["open_days"]))) < 1e-6
    engine.close()


def test_periods_that_have_not_begun_have_no_levers() -> None:
    engine = DuckDBEngine.from_tables({})
    later = [NOW + timedelta(days=1), NOW + timedelta(days=31)]

    row = engine.run(METRICS["velocity_by_period"], starts=later[:1], ends=later[1:], as_of=NOW).one()

    assert (row["days"], row["open_mean"], row["velocity"]) == (0, None, None)
