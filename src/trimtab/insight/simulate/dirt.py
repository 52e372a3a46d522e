"""The usual dirt of exports, small and seeded: what is spoiled where, and what an import should make of it."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from trimtab.insight.simulate.export_deal_rows import OPPORTUNITY, opportunity_rows
from trimtab.insight.simulate.export_files import Blemish, Dirt, Row, salesforce_id
from trimtab.insight.simulate.export_rows import View
from trimtab.insight.simulate.world import OWNER

Blemishes = dict[int, Sequence[Blemish]]

IMPOSSIBLE_DAYS = ("2025-02-30", "0000-00-00")
# Row numbers of made-up records start here, far above those of the world.
_EXTRA_ROWS = 50_000_000
_BLANK_INDUSTRIES, _TRAILING_BLANKS, _MIXED_CASE, _THOUSANDS, _NEWLINES, _DUPLICATES = 0.04, 6, 20, 4, 6, 4


def duplicate_accounts(rows: Iterator[Row], *, known: int, rng: np.random.Generator) -> tuple[list[Row], Blemishes]:
    """Return extra account rows that repeat others under new ids, and the respelling of their names."""
    chosen = _choose(known, _DUPLICATES, rng=rng)
    extra = [list(row) for number, row in enumerate(rows) if number + 1 in chosen]
    for number, row in enumerate(extra):
        row[0] = salesforce_id("001", _EXTRA_ROWS + number)
    return extra, {
        known + 1 + number: [Blemish("duplicate-account", "Name", "flag", _RESPELLINGS[number % len(_RESPELLINGS)])]
        for number in range(len(extra))
    }


def spoil_accounts(count: int, *, rng: np.random.Generator) -> Blemishes:
    """Return blank industries and names with trailing blanks."""
    blanks = _choose(count, round(count * _BLANK_INDUSTRIES), rng=rng)
    trailing = _choose(count, _TRAILING_BLANKS, rng=rng)
    blank = Blemish("blank-industry", "Industry", "accept", lambda _: "")
    padded = Blemish("trailing-blank", "Name", "clean", lambda name: f"{name}  ")
    return {
        record: [blemish for blemish, chosen in ((blank, blanks), (padded, trailing)) if record in chosen]
        for record in sorted(blanks | trailing)
    }


def spoil_contacts(count: int, *, rng: np.random.Generator) -> Blemishes:
    """Return e-mail addresses in mixed case."""
    mixed = Blemish("mixed-case-email", "Email", "clean", lambda email: email.title())
    return {record: [mixed] for record in _choose(count, _MIXED_CASE, rng=rng)}


def spoil_opportunities(count: int, *, is_open: Sequence[bool], rng: np.random.Generator) -> Blemishes:
    """Return amounts with thousands separators, and next steps of open opportunities over two lines."""
    grouped = Blemish("thousands-separator", "Amount", "clean", lambda amount: f"{float(amount):,.2f}")
    broken = Blemish("newline-in-text", "NextStep", "accept", lambda step: f'{step},\nthen "confirm" in writing')
    open_records = [record for record, value in enumerate(is_open, start=1) if value]
    chosen: Blemishes = {record: [grouped] for record in _choose(count, _THOUSANDS, rng=rng)}
    for place in _choose(len(open_records), _NEWLINES, rng=rng):
        record = open_records[place - 1]
        chosen[record] = [*chosen.get(record, ()), broken]
    return chosen


def impossible_opportunities(view: View, *, count: int) -> tuple[list[Row], Blemishes]:
    """Return extra opportunities whose close dates do not exist; an import must reject them with a reason."""
    template = next(opportunity_rows(view), None)
    if template is None:
        return [], {}
    extra = []
    for number in range(len(IMPOSSIBLE_DAYS)):
        row = list(template)
        row[0] = salesforce_id("006", _EXTRA_ROWS + number)
        row[OPPORTUNITY.index("Name")] += f" copy {number + 1}"
        extra.append(row)
    return extra, {
        count + 1 + number: [Blemish("impossible-date", "CloseDate", "reject", _always(day))]
        for number, day in enumerate(IMPOSSIBLE_DAYS)
    }


def owners_who_left(view: View) -> list[Dirt]:
    """Return the users who left but still own opportunities; their rows must be accepted."""
    owners = np.unique(view.snapshot.values[view.snapshot.exists, OWNER]).astype(np.int64)
    return [
        Dirt("User.csv", 0, 0, "IsActive", "owner-left", "accept", salesforce_id("005", owner))
        for owner in owners[view.has_left()[owners]].tolist()
    ]


def _always(text: str) -> Callable[[str], str]:
    return lambda _: text


def _choose(count: int, size: int, *, rng: np.random.Generator) -> set[int]:
    """Return distinct record numbers counted from 1."""
    return {int(row) + 1 for row in rng.choice(count, min(size, count), replace=False)}


_RESPELLINGS: tuple[Callable[[str], str], ...] = (
    str.upper,
    lambda name: name.replace(" ", "  ", 1),
    lambda name: name.replace(" ", "-", 1),
    lambda name: f"The {name}",
)
